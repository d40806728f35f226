import type { Me } from '#protocol/http/people.ts'
import { call } from '../sign-in/api.ts'
import { may } from '../sign-in/me.ts'
import { audioContext, resumeSoundAtFirstTouch } from '../station/audio-context.ts'
import { forgetIceServers } from '../station/ice-servers.ts'
import { station } from '../station/station.ts'
import { stream, watchPage } from '../stream/stream.ts'
import { watchMissedOffers } from '../workspace/missed-store.ts'
import { sendLeftSheets } from '../workspace/scratch-draft.ts'
import { deskView } from './desk-view.ts'
import { sendLeftDrafts } from './note-draft.ts'
import { pendingDeeds } from './pending.ts'
import { Ringing } from './ringing.ts'
import { isStationNeeded, loadStationChoice, stationChoices } from './station-choice.ts'

/**
 * What runs for as long as somebody is signed in, whatever screen is shown: the stream, and for agents the station, the
 * ringing, and drafts that an earlier page could not send.
 * @returns a function that ends it
 */
export function beginShift(me: Me): () => void {
  stream.start()
  const ends = [watchPage(), () => stream.stop()]
  if (may(me, 'calls.take')) {
    const ringing = new Ringing()
    let wasEdgeConnected = true
    const follow = () => {
      const view = deskView(stream.entries('desk'))
      const call = view.calls.find(({ state }) => state === 'engaged')
      station.setInCall(call !== undefined || view.monitoring !== undefined)
      if (view.station) station.setReachable(view.station.isReachable)
      if (view.isEdgeConnected && !wasEdgeConnected) station.hurry()
      wasEdgeConnected = view.isEdgeConnected !== false
      if (!call) station.setMuted(false)
      else if (!pendingDeeds.get().has(`mute:${call.interactionId}`)) station.setMuted(call.isMuted)
      const isElsewhere = station.state.get().phase === 'elsewhere'
      ringing.show(view.offers, isElsewhere ? 0 : station.choice.get().ringVolume)
    }
    ends.unshift(
      stream.follow('desk'),
      stream.onTopic('desk', follow),
      watchMissedOffers(me.personId),
      resumeSoundAtFirstTouch(),
      () => ringing.stop(),
      () => station.stop(),
    )
    audioContext()
    let isOver = false
    ends.unshift(() => {
      isOver = true
      stationChoices.set(undefined)
    })
    forgetIceServers()
    // Only who talks through the browser is asked for a microphone, and who talks at all.
    void loadStationChoice().then((kind) => {
      if (kind === 'browser' && !isOver && isStationNeeded()) station.start()
    })
    void sendLeftDrafts()
    sendLeftSheets(me.personId)
  }
  return () => {
    for (const end of ends) end()
  }
}

/** Ends the station on the server too and signs out. Without an answer the page forgets the person all the same. */
export async function signOut(): Promise<void> {
  const hadStation = station.state.get().phase === 'ready'
  station.stop()
  if (hadStation) await call('closeStation', {}).catch(() => undefined)
  await call('signOut', {}).catch(() => undefined)
}
