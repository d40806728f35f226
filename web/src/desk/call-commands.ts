import type { AgentId, CustomerId, LegId } from '#kernel/ids.ts'
import type { Consulted, MonitorMode, SentTo, StartCall } from '#protocol/http/call-control.ts'
import type { DeskInteraction, DeskOffer, DeskParty } from '#protocol/realtime/index.ts'
import { reportFailure } from '../app/failures.ts'
import { CallFailed, call, newIdempotencyKey } from '../sign-in/api.ts'
import { station } from '../station/station.ts'
import { type Deed, once } from './pending.ts'
import { stationAtHand } from './station-at-hand.ts'

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

/** There is no sound to make ready. */
export const takeTask = ({ offerId }: DeskOffer): Promise<boolean> =>
  attempt(`accept:${offerId}`, () => call('acceptOffer', { id: offerId }))

/** Done; or taken back from outside a moment before. */
export const finishTask = ({ interactionId }: DeskInteraction): Promise<boolean> =>
  attempt(`hang-up:${interactionId}`, async () => {
    try {
      await call('finishTask', { id: interactionId })
    } catch (cause) {
      if (!(cause instanceof CallFailed && isOverCodes.includes(cause.code))) throw cause
    }
  })

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

const isOverCodes: readonly string[] = ['interaction.wrong-state', 'call.no-such-party']

export const hangUp = ({ interactionId }: DeskInteraction): Promise<boolean> =>
  attempt(`hang-up:${interactionId}`, async () => {
    try {
      await call('hangUp', { id: interactionId })
    } catch (cause) {
      // The other side was quicker.
      if (!(cause instanceof CallFailed && isOverCodes.includes(cause.code))) throw cause
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

export const extendWrapUp = (interactionId: string): Promise<boolean> =>
  attempt(`finish:${interactionId}`, () => call('extendWrapUp', { id: interactionId }))

/** Where writing up is optional: whether it follows. */
export const planWrapUp = (interactionId: string, isWanted: boolean): Promise<boolean> =>
  attempt(`finish:${interactionId}`, () => call('planWrapUp', { id: interactionId, body: { isWanted } }))

/** Calls a number from this agent's station. */
export const dial = (number: string, customerId?: CustomerId): Promise<boolean> =>
  startCall({ number, ...(customerId === undefined ? {} : { customerId }) })

/** Calls a colleague, wherever he is reached. */
export const dialColleague = (agentId: AgentId): Promise<boolean> => startCall({ agentId })

function startCall(body: StartCall): Promise<boolean> {
  return attempt('dial:out', async () => {
    await stationAtHand()
    station.answering()
    try {
      await call('startCall', { body, idempotencyKey: newIdempotencyKey() })
    } catch (cause) {
      station.answerFailed()
      throw cause
    }
  })
}

type Call = Pick<DeskInteraction, 'interactionId'>

export function answerColleague({ interactionId }: Call): Promise<boolean> {
  return attempt(`accept:${interactionId}`, async () => {
    station.answering()
    try {
      await call('answerCall', { id: interactionId })
    } catch (cause) {
      station.answerFailed()
      throw cause
    }
  })
}

/** Refuses a colleague who calls, or leaves his call. */
export const refuseColleague = ({ interactionId }: Call): Promise<boolean> =>
  attempt(`decline:${interactionId}`, () => call('refuseCall', { id: interactionId }))

/** @param note for whoever gets it; empty: none */
export const sendOn = ({ interactionId }: Call, to: SentTo, note: string): Promise<boolean> =>
  attempt(`send-on:${interactionId}`, () => call('sendOn', { id: interactionId, body: { to, ...noteOf(note) } }))

export const consult = ({ interactionId }: Call, consulted: Consulted, note: string): Promise<boolean> =>
  attempt(`consultation:${interactionId}`, () =>
    call('startConsultation', { id: interactionId, body: { with: consulted, ...noteOf(note) } }),
  )

const noteOf = (note: string) => (note.trim() === '' ? {} : { note: note.trim() })

/** Turns to the one whom the button names, so that a second press is no turning back. */
export const alternate = ({ interactionId }: Call, to: 'customer' | 'consulted'): Promise<boolean> =>
  attempt(`consultation:${interactionId}`, () => call('alternate', { id: interactionId, body: { to } }))

type ConsultationVerb = 'completeConsultation' | 'joinConsultation' | 'cancelConsultation'
/** What becomes of a consultation: one after the other, never two at once. */
export const concludeConsultation = ({ interactionId }: Call, verb: ConsultationVerb): Promise<boolean> =>
  attempt(`consultation:${interactionId}`, () => call(verb, { id: interactionId }))

export const muteParty = ({ interactionId }: Call, { legId, isMuted }: DeskParty): Promise<boolean> =>
  attempt(`party:${legId}`, () => call('setPartyMuted', { id: [interactionId, legId], body: { isMuted: !isMuted } }))

export const removeParty = ({ interactionId }: Call, { legId }: DeskParty): Promise<boolean> =>
  attempt(`party:${legId}`, () => call('removeParty', { id: [interactionId, legId] }))

export const leaveConference = ({ interactionId }: Call): Promise<boolean> =>
  attempt(`hang-up:${interactionId}`, () => call('leaveConference', { id: interactionId }))

export const park = ({ interactionId }: Call): Promise<boolean> =>
  attempt(`park:${interactionId}`, () => call('park', { id: interactionId }))

export const pickUp = (slot: number): Promise<boolean> =>
  attempt(`pick-up:${slot}`, async () => {
    await stationAtHand()
    station.answering()
    try {
      await call('pickUp', { id: slot })
    } catch (cause) {
      station.answerFailed()
      throw cause
    }
  })

export const announce = ({ interactionId }: Call, legId: LegId, prompt: string): Promise<boolean> =>
  attempt(`announce:${interactionId}`, () => call('announce', { id: interactionId, body: { legId, prompt } }))

export const maskDigits = ({ interactionId, isDigitsMasked }: DeskInteraction): Promise<boolean> =>
  attempt(`mask:${interactionId}`, () =>
    call('setDigitsMasked', { id: interactionId, body: { isMasked: isDigitsMasked !== true } }),
  )

export const toggleRecording = ({ interactionId, recording }: DeskInteraction): Promise<boolean> =>
  attempt(`recording:${interactionId}`, () =>
    call(recording?.isPaused ? 'resumeRecording' : 'pauseRecording', { id: interactionId }),
  )

export function monitor({ interactionId }: Call, mode: MonitorMode): Promise<boolean> {
  return attempt(`monitor:${interactionId}`, async () => {
    station.answering()
    try {
      await call('setMonitoring', { id: interactionId, body: { mode } })
    } catch (cause) {
      station.answerFailed()
      throw cause
    }
  })
}

export const stopMonitoring = ({ interactionId }: Call): Promise<boolean> =>
  attempt(`monitor:${interactionId}`, () => call('stopMonitoring', { id: interactionId }))

export const takeOver = ({ interactionId }: Call): Promise<boolean> =>
  attempt(`monitor:${interactionId}`, () => call('takeOver', { id: interactionId }))

export const muteAgent = ({ interactionId, isMuted }: Call & { readonly isMuted: boolean }): Promise<boolean> =>
  attempt(`mute:${interactionId}`, () => call('setAgentMuted', { id: interactionId, body: { isMuted: !isMuted } }))
