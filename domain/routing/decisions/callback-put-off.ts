import type { InteractionEndReason, NotReachedReason } from '../../interactions/index.ts'
import { notReachedReasons } from '../../interactions/index.ts'
import type { PutOffCause } from '../callbacks/promise.ts'
import { isCounted, nextDialAt } from '../callbacks/schedule.ts'
import { usualCallbackSettings } from '../callbacks/settings.ts'
import type { Decision } from '../decision.ts'
import { type Call, type Callback, isStillDialed } from '../state.ts'
import { carriedBy } from './carried.ts'

/** Nobody is on a line: there is nothing to be taken down. */
export function endCallback(decision: Decision, callback: Callback, reason: InteractionEndReason): void {
  const { interactionId, promise, stage } = callback
  if (stage === 'wrapUp') return
  decision.add({ type: 'CallbackEnded', interactionId, queueId: promise.queueId, reason, stage })
}

/** Who wants it no more, and who may say so. */
const final: readonly InteractionEndReason[] = ['cancelled', 'supervisor-ended']

/**
 * A dial came to nothing, and its agent is free. @returns false where nobody is dialled, or not again: then the call ends as any other
 */
export function putOff(decision: Decision, call: Call, reason: InteractionEndReason): boolean {
  if (!isStillDialed(call) || final.includes(reason)) return false
  const { interactionId, promise, engagement } = call
  const cause = causeOf(reason)
  const queue = decision.draft.queues.get(promise.queueId)
  const settings = queue?.settings.callback ?? usualCallbackSettings
  const dueAtMs = queue ? nextDialAt(settings, promise, cause, decision.nowMs) : null
  if (dueAtMs === null) return false
  decision.add({
    type: 'CallbackPutOff',
    interactionId,
    queueId: promise.queueId,
    agentId: engagement?.agentId ?? null,
    cause,
    isCounted: isCounted(cause),
    dueAtMs,
    carried: carriedBy(call),
  })
  return true
}

function causeOf(reason: InteractionEndReason): PutOffCause {
  if (reason === 'agent-lost' || reason === 'agent-ended' || reason === 'edge-lost') return reason
  return notReachedReasons.includes(reason as NotReachedReason) ? (reason as NotReachedReason) : 'not-reached'
}
