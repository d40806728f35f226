import { assert, unreachable } from '#kernel/assert.ts'
import { shortestEveryMs } from '../announcing/settings.ts'
import { withPass } from '../between-queues.ts'
import { dropOffer, interactionOf, putInteraction } from '../bookkeeping.ts'
import { callbackPromisedPrompt } from '../callbacks/settings.ts'
import {
  changeAgent,
  changeCall,
  changeInteraction,
  changeWork,
  editWaiting,
  newCall,
  releaseWork,
  undisturbed,
} from '../changes.ts'
import { clear } from '../copies.ts'
import type { RoutingEventOf } from '../events.ts'
import { type Callback, isDeskWork, type RoutingTables } from '../state.ts'

export type CallbackEvent = RoutingEventOf<
  | 'CallbackPromised'
  | 'CallbackOffered'
  | 'CallbackGranted'
  | 'CallbackDialed'
  | 'CallbackPutOff'
  | 'CallbackForetold'
  | 'CallbackEnded'
>

/** The part of `apply` that is about those whom we promised to call. */
export function applyCallbacks(state: RoutingTables, event: CallbackEvent): void {
  const { interactionId } = event
  switch (event.type) {
    case 'CallbackPromised':
      putInteraction(state, interactionId, newCallback(event))
      return
    case 'CallbackOffered':
      editWaiting(state, interactionId, (waiting) => {
        clear(waiting, 'offersCallbackAtMs')
        waiting.isCallbackOffered = true
        // One after the other: what the offer says is not cut off by where he stands.
        if (waiting.announcesAtMs !== undefined) {
          waiting.announcesAtMs = Math.max(waiting.announcesAtMs, event.atMs + shortestEveryMs)
        }
      })
      return
    case 'CallbackGranted':
      changeCall(state, interactionId, ({ callbackDueIn: _, ...call }) => ({
        ...call,
        stage: 'inFlow',
        waiting: null,
        divertedFrom: [...(call.divertedFrom ?? []), event.queueId],
        entry: { ...call.entry, queueId: null, greeting: callbackPromisedPrompt },
      }))
      return
    case 'CallbackDialed':
      dial(state, event)
      return
    case 'CallbackPutOff':
      putOff(state, event)
      return
    case 'CallbackForetold':
      changeInteraction(state, interactionId, (interaction) => ({ ...interaction, looksAtMs: event.looksAtMs }))
      return
    case 'CallbackEnded':
      putInteraction(state, interactionId, null)
      return
    default:
      unreachable(event)
  }
}

const newCallback = ({
  interactionId,
  channel,
  promise,
  queuedAtMs,
  wishes,
  dueAtMs,
  atMs,
}: RoutingEventOf<'CallbackPromised'>): Callback => ({
  ...{ interactionId, channel, promise, wishes, queuedAtMs, dueAtMs },
  kind: 'callback',
  direction: 'outbound',
  stage: dueAtMs === null ? 'inFlow' : 'scheduled',
  beganAtMs: atMs,
  waiting: null,
  engagement: null,
  wrapUps: [],
  dispositionId: null,
})

function dial(state: RoutingTables, event: RoutingEventOf<'CallbackDialed'>): void {
  const { interactionId, queueId, edgeId, called, agentId, offerId, seat, agentLegId, isConfirmed, isAutomatic } = event
  const { atMs } = event
  const before = interactionOf(state, interactionId)
  assert(before.kind === 'callback', `${interactionId} is dialled and is no callback`)
  const { channel, beganAtMs, wishes, queuedAtMs, divertedFrom, dispositionId, promise } = before
  if (offerId !== null) dropOffer(state, offerId)
  const { language } = promise
  const entry = { queueId, greeting: null, ...(language === undefined ? {} : { language }) }
  const dialed = { interactionId, kind: 'call', channel, direction: 'outbound', edgeId, entry, atMs } as const
  putInteraction(state, interactionId, {
    ...newCall({ ...dialed, customerLegId: called.legId }),
    ...{ beganAtMs, wishes, queuedAtMs, dispositionId },
    ...(divertedFrom && { divertedFrom }),
    promise: { ...promise, queueId, edgeId },
    stage: 'dialing',
    calledParties: [called],
    engagement:
      agentId === null || seat === null || agentLegId === null
        ? null
        : {
            ...{ agentId, offerId, queueId, agentLegId, isConfirmed },
            stationId: seat.stationId,
            stationKind: seat.stationKind,
            isPhoneLeg: seat.stationKind !== 'browser',
            bridgeId: called.bridgeId,
            recordingId: null,
            acceptedAtMs: atMs,
            ...undisturbed,
            ...(isAutomatic ? { isAutomatic } : {}),
          },
  })
  if (agentId === null) return
  changeWork(state, agentId, interactionId, (held) => ({ ...held, workState: 'engaged', sinceMs: atMs }))
  changeAgent(state, agentId, ({ missed: _, ...agent }) => withPass(agent, queueId))
}

function putOff(state: RoutingTables, event: RoutingEventOf<'CallbackPutOff'>): void {
  const { interactionId, queueId, agentId, cause, isCounted, dueAtMs, atMs } = event
  const before = interactionOf(state, interactionId)
  const promise = isDeskWork(before) ? undefined : before.promise
  assert(promise, `${interactionId} is put off and nobody was promised anything`)
  const { channel, beganAtMs, wishes, queuedAtMs, divertedFrom, wrapUps, dispositionId } = before
  if (agentId !== null) releaseWork(state, agentId, interactionId, atMs)
  putInteraction(state, interactionId, {
    ...{ interactionId, channel, beganAtMs, wishes, queuedAtMs, wrapUps, dispositionId, dueAtMs },
    ...(divertedFrom && { divertedFrom }),
    kind: 'callback',
    direction: 'outbound',
    stage: 'scheduled',
    waiting: null,
    engagement: null,
    promise: { ...promise, queueId, attempts: promise.attempts + (isCounted ? 1 : 0), lastOutcome: cause },
  })
}
