import type { EdgeId, InteractionId, LegId, QueueId } from '#kernel/ids.ts'
import { areWishes, noWishes } from '../asking/wishes.ts'
import { callableFrom, callableUntil } from '../callbacks/schedule.ts'
import { usualCallbackSettings } from '../callbacks/settings.ts'
import { preferringNobody } from '../changes.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import { liftsIn } from '../priority/lifting.ts'
import type { RefusalCode } from '../refusals.ts'
import type { Call, Callback } from '../state.ts'
import { endCallback } from './callback-put-off.ts'
import { isServedNow } from './diverting.ts'
import { foretold } from './foretelling.ts'
import { offersOf, withdrawOffer } from './ownership.ts'
import { partyOf } from './parties.ts'

/** Whom we promised to call: how that is asked for, when it is his turn, and what a dial that reached nobody leads to. */

export function askCallback(decision: Decision, command: RoutingCommandOf<'AskCallback'>): RefusalCode | null {
  const { callbackId, queueId, askedBy, fromInteractionId, notBeforeMs, timeZone, wishes } = command
  const { interactions, queues, calls } = decision.draft
  const queue = queues.get(queueId)
  if (queue?.settings.channel !== 'voice') return 'no-such-queue'
  if (wishes && !areWishes(wishes)) return 'wrong-settings'
  if (notBeforeMs !== null && !Number.isSafeInteger(notBeforeMs)) return 'wrong-settings'
  const { callback: settings } = queue.settings
  if (!settings) return 'no-callbacks'
  const call = fromInteractionId === null ? null : calls.get(fromInteractionId)
  if (call === undefined) return 'no-such-interaction'
  if (call && !mayAsk(call, queueId)) return 'wrong-stage'
  const dueAtMs = callableFrom(settings, timeZone, Math.max(decision.nowMs, notBeforeMs ?? 0))
  if (dueAtMs === null) return 'no-callbacks'
  const place = call?.waiting
  const { edgeId, isOverTrunk, language } = command
  const promise = {
    ...{ askedAtMs: decision.nowMs, askedBy, queueId, fromInteractionId, timeZone, edgeId, isOverTrunk, attempts: 0 },
    ...(language === undefined ? {} : { language }),
    ...(place?.isReturned ? { isFirst: true as const } : {}),
  }
  if (call) letGo(decision, call, queueId, callbackId)
  // The same number in the same queue: he has one already.
  if (interactions.has(callbackId)) return null
  const isNow = dueAtMs <= decision.nowMs
  decision.add({
    type: 'CallbackPromised',
    interactionId: callbackId,
    channel: 'voice',
    promise,
    queuedAtMs: place?.queuedAtMs ?? call?.queuedAtMs ?? decision.nowMs,
    wishes: wishes ?? (call ? preferringNobody(call.wishes) : noWishes),
    dueAtMs: isNow ? null : dueAtMs,
  })
  const callback = callbackOf(decision, callbackId)
  if (isNow && callback) comeBackInto(decision, callback)
  return null
}

/** Who waits in this queue, or was to be sent from it to a callback. */
const mayAsk = ({ waiting, stage, callbackDueIn, direction }: Call, queueId: QueueId): boolean =>
  direction === 'inbound' && (waiting?.queueId === queueId || (stage === 'inFlow' && callbackDueIn === queueId))

function letGo(decision: Decision, { interactionId }: Call, queueId: QueueId, callbackId: InteractionId): void {
  for (const offer of offersOf(decision, interactionId)) withdrawOffer(decision, offer, 'callback-asked')
  decision.add({ type: 'CallbackGranted', interactionId, queueId, callbackId })
}

const callbackOf = ({ draft }: Decision, interactionId: InteractionId): Callback | undefined => {
  const interaction = draft.interactions.get(interactionId)
  return interaction?.kind === 'callback' ? interaction : undefined
}

/** It waits in its queue from now on, with the place that it had; what a queue says of those who come is not asked. */
function comeBackInto(decision: Decision, callback: Callback): void {
  const { interactionId, promise, wishes } = callback
  const { queueId, timeZone } = promise
  const settings = decision.draft.queues.get(queueId)?.settings.callback ?? usualCallbackSettings
  const expected = foretold(decision, callback, queueId, wishes)
  const queue = decision.draft.queues.get(queueId)
  const lifts = queue ? liftsIn(decision.draft, queue, wishes) : []
  const leavesAtMs = callableUntil(settings, timeZone, decision.nowMs)
  decision.add({
    type: 'InteractionQueued',
    interactionId,
    queueId,
    ...(expected && { expected }),
    ...(lifts.length > 0 && { lifts }),
    ...(leavesAtMs !== null && { leavesAtMs }),
    ...(settings.dials === 'ahead' && { looksAtMs: looksAgainAt(decision, expected?.likelyMs) }),
  })
}

/** Its time has come. */
export function callbackDue(decision: Decision, interactionId: InteractionId): void {
  const callback = callbackOf(decision, interactionId)
  if (!callback) return
  const { queueId, timeZone } = callback.promise
  const settings = decision.draft.queues.get(queueId)?.settings
  if (!settings) {
    endCallback(decision, callback, 'error')
    return
  }
  // Hours may have been set otherwise since.
  const dueAtMs = callableFrom(settings.callback, timeZone, decision.nowMs)
  if (dueAtMs === null || dueAtMs > decision.nowMs) putOffWaiting(decision, callback, dueAtMs)
  else comeBackInto(decision, callback)
}

/** From now on he may not be called: it keeps its place until he may be again. */
export function callbackLeaves(decision: Decision, interactionId: InteractionId): void {
  const callback = callbackOf(decision, interactionId)
  if (!callback) return
  const { queueId, timeZone } = callback.promise
  const settings = decision.draft.queues.get(queueId)?.settings.callback
  putOffWaiting(decision, callback, callableFrom(settings, timeZone, decision.nowMs))
}

function putOffWaiting(decision: Decision, callback: Callback, dueAtMs: number | null): void {
  if (dueAtMs === null) {
    endContactOf(decision, callback)
    return
  }
  const { interactionId, promise } = callback
  for (const offer of offersOf(decision, interactionId)) withdrawOffer(decision, offer, 'callback-later')
  decision.add({
    type: 'CallbackPutOff',
    interactionId,
    queueId: promise.queueId,
    agentId: null,
    cause: 'window',
    isCounted: false,
    // A moment later, or nothing would have changed.
    dueAtMs: Math.max(dueAtMs, decision.nowMs + 1000),
    carried: null,
  })
}

function endContactOf(decision: Decision, callback: Callback): void {
  for (const offer of offersOf(decision, callback.interactionId)) withdrawOffer(decision, offer, 'interaction-ended')
  endCallback(decision, callback, 'not-reached')
}

/** So long a telephone rings, mostly, before somebody picks it up. */
const pickUpMs = 12_000
const looksEachMs = { least: 2000, most: 30_000 }

const looksAgainAt = ({ nowMs }: Decision, likelyMs: number | undefined): number =>
  nowMs + Math.min(Math.max((likelyMs ?? looksEachMs.most) - pickUpMs, looksEachMs.least), looksEachMs.most)

/** Whether an agent will be free by the time at which he picks up; then he is called, else it is looked at again. */
export function lookAhead(decision: Decision, interactionId: InteractionId): void {
  const callback = callbackOf(decision, interactionId)
  const { waiting, promise, wishes } = callback ?? {}
  if (!callback || !waiting || !promise || !wishes) return
  const { queueId } = waiting
  const expected = foretold(decision, callback, queueId, wishes)
  const edgeId = edgeFor(decision, promise.edgeId)
  const isNear = expected !== null && expected.likelyMs <= pickUpMs
  // An agent is being asked: he calls himself. Where nobody is at work the predictor remembers when somebody was.
  const isToDial = isNear && edgeId && waiting.offerIds.length === 0 && isServedNow(decision, queueId, wishes)
  if (!isToDial) {
    decision.add({
      type: 'CallbackForetold',
      interactionId,
      queueId,
      looksAtMs: looksAgainAt(decision, expected?.likelyMs),
    })
    return
  }
  decision.add({
    type: 'CallbackDialed',
    ...{ interactionId, queueId, edgeId },
    called: customerOf(decision, callback),
    ...{ agentId: null, offerId: null, seat: null, agentLegId: null, isConfirmed: false, isAutomatic: false },
    dial: promise.attempts + 1,
    foretoldMs: expected.likelyMs,
  })
}

/** On a leg of its own for each dial. */
export function customerOf(decision: Decision, { interactionId, promise }: Callback) {
  const legId = `leg_${decision.newOfferId().slice('off_'.length)}` as LegId
  const called = { legId, agentId: null, isOverTrunk: promise.isOverTrunk, isEmergency: false }
  return partyOf(decision, interactionId, called, { byAgentId: null })
}

/** Any edge will do; that from which he had called, where it is known. */
export function edgeFor({ draft }: Decision, wantedId: EdgeId | null): EdgeId | null {
  if (wantedId !== null && draft.edges.has(wantedId)) return wantedId
  for (const { edgeId } of draft.edges.values()) return edgeId
  return wantedId
}
