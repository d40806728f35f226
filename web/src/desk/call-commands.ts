import type { DeskInteraction, DeskOffer } from '#protocol/realtime/index.ts'
import { reportFailure } from '../app/failures.ts'
import { CallFailed, call } from '../sign-in/api.ts'
import { station } from '../station/station.ts'
import { type Deed, once } from './pending.ts'

/** What an agent does with a call. Each reports its own failure; none throws. */
async function attempt(deed: Deed, work: () => Promise<unknown>): Promise<boolean> {
  const outcome = await once(deed, async () => {
    try {
      await work()
      return true
    } catch (cause) {
      reportFailure(cause)
      return false
    }
  })
  return outcome === true
}

export function answer({ offerId }: DeskOffer): Promise<boolean> {
  return attempt(`accept:${offerId}`, async () => {
    // The sender wakes while the request travels: sound flows as soon as the bridge stands.
    station.answering()
    try {
      await call('acceptOffer', { id: offerId })
    } catch (cause) {
      station.answerFailed()
      throw cause
    }
  })
}

export const decline = ({ offerId }: DeskOffer): Promise<boolean> =>
  attempt(`decline:${offerId}`, () => call('declineOffer', { id: offerId }))

export const hold = ({ interactionId, isHeld }: DeskInteraction): Promise<boolean> =>
  attempt(`hold:${interactionId}`, () => call(isHeld ? 'retrieve' : 'hold', { id: interactionId }))

/** Silences this machine first and tells the server then; puts it back when the server refuses. */
export function mute({ interactionId }: DeskInteraction, isMuted: boolean): Promise<boolean> {
  station.setMuted(isMuted)
  return attempt(`mute:${interactionId}`, async () => {
    try {
      await call('setMuted', { id: interactionId, body: { isMuted } })
    } catch (cause) {
      // Muted stays muted on this machine whatever the server says: silence is what was asked for.
      if (!isMuted) station.setMuted(true)
      throw cause
    }
  })
}

export const hangUp = ({ interactionId }: DeskInteraction): Promise<boolean> =>
  attempt(`hang-up:${interactionId}`, async () => {
    try {
      await call('hangUp', { id: interactionId })
    } catch (cause) {
      // The other side was quicker.
      if (!(cause instanceof CallFailed && cause.code === 'interaction.wrong-state')) throw cause
    }
  })

export const sendDigit = async ({ interactionId }: DeskInteraction, digits: string): Promise<void> => {
  await call('sendDigits', { id: interactionId, body: { digits } }).catch(reportFailure)
}

export const finishWrapUp = (interactionId: string, before: () => Promise<unknown>): Promise<boolean> =>
  attempt(`finish:${interactionId}`, async () => {
    await before()
    await call('finishWrapUp', { id: interactionId })
  })
