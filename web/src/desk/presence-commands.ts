import type { SetPresence } from '#protocol/http/people.ts'
import { reportFailure } from '../app/failures.ts'
import { call } from '../sign-in/api.ts'
import { station } from '../station/station.ts'
import { isTrouble } from '../station/station-state.ts'
import { stream } from '../stream/stream.ts'
import { deskView } from './desk-view.ts'
import { once } from './pending.ts'

const stationWithinMs = 12_000

/** Says whether this agent takes work. Failures are reported. */
export const setPresence = (body: SetPresence): Promise<unknown> =>
  once('presence:set', () => call('setPresence', { body }).catch(reportFailure))

/**
 * Goes available; connects this browser as the station first when nothing else of the agent is reachable.
 * A station that cannot be had shows its own reason, so nothing is asked of the server then.
 */
export const goAvailable = (): Promise<unknown> =>
  once('presence:available', async () => {
    const isReachable = () => deskView(stream.entries('desk')).station?.isReachable === true
    if (!isReachable()) {
      station.start()
      await untilStation(() => station.state.get().phase === 'ready' || isReachable())
      if (isTrouble(station.state.get().phase) && !isReachable()) return
    }
    await call('setPresence', { body: { presence: 'available' } }).catch(reportFailure)
  })

function untilStation(isThere: () => boolean): Promise<void> {
  if (isThere()) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      stopStation()
      stopTopic()
      resolve()
    }
    const look = () => {
      const { phase } = station.state.get()
      if (isThere() || isTrouble(phase) || phase === 'off') done()
    }
    const timer = setTimeout(done, stationWithinMs)
    const stopStation = station.state.subscribe(look)
    const stopTopic = stream.onTopic('desk', look)
  })
}
