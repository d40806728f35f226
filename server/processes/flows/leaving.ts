import type { Leaving } from '#domain/flows/index.ts'
import type { Call, RoutingCommand } from '#domain/routing/index.ts'
import type { QueueId } from '#kernel/ids.ts'
import type { Action } from '../actions.ts'
import { numberToCall } from '../callback-asking.ts'
import { toOutside } from '../destination.ts'
import { toQueue, unlessTaken } from '../inbound-call.ts'
import type { ProcessEnvironment, ProcessView } from '../view.ts'

/** Where a flow hands its caller over to: what is decided for that, or why nobody takes him there. */
export type Handover = { readonly actions: readonly Action[] } | { readonly notTaken: string }

export function handOver(view: ProcessView, call: Call, to: Leaving, environment: ProcessEnvironment): Handover {
  const { interactionId } = call
  switch (to.kind) {
    case 'queue':
      return intoQueue(view, call, to)
    case 'number':
      return toNumber(view, call, to.number, environment)
    case 'voicemail':
      if (!isForCallers(view, to.queueId)) return { notTaken: 'no-such-queue' }
      return decided({ type: 'LeaveFlow', interactionId, to: { kind: 'voicemail', queueId: to.queueId } })
    case 'callback': {
      const { queueId, number } = to
      if (!view.state.queues.get(queueId)?.settings.callback) return { notTaken: 'no-callbacks' }
      if (!numberToCall(view, call, number)) return { notTaken: 'no-number' }
      return decided({ type: 'LeaveFlow', interactionId, to: { kind: 'callback', queueId } })
    }
    case 'task':
      // Of a page, and never of a call.
      return { notTaken: 'no-such-queue' }
    case 'end': {
      const reason = to.reason === 'finished' ? 'flow-ended' : 'error'
      return decided({ type: 'EndInteraction', interactionId, reason })
    }
  }
}

type Decided = Extract<RoutingCommand, { readonly type: 'LeaveFlow' | 'SendThrough' | 'EndInteraction' }>
const decided = (command: Decided): Handover => ({
  actions: [{ kind: 'decide', command }, unlessTaken(command.interactionId)],
})

const isForCallers = ({ state }: ProcessView, queueId: QueueId): boolean =>
  state.queues.get(queueId)?.settings.channel === 'voice'

type ToQueue = Pick<Extract<Leaving, { kind: 'queue' }>, 'queueId' | 'requirement' | 'level' | 'boostMs'>

/** What has to be said of a recording comes first, and then the queue. */
const intoQueue = (view: ProcessView, call: Call, to: ToQueue): Handover =>
  isForCallers(view, to.queueId) ? { actions: toQueue(view, call, to) } : { notTaken: 'no-such-queue' }

/** A number of ours that leads to a queue is that queue; to anything else of ours a flow sends nobody. */
function toNumber(view: ProcessView, call: Call, number: string, { newId }: ProcessEnvironment): Handover {
  const route = view.numberRoute(number)
  if (route?.kind === 'queue' || route?.kind === 'greeting-then-queue')
    return intoQueue(view, call, { queueId: route.queueId })
  const leg = view.leg(call.customerLegId)
  const destination = leg && toOutside(view, leg, number)
  if (!destination || !('how' in destination)) return { notTaken: 'no-rule' }
  const { agentId, isOverTrunk, isEmergency } = destination
  const called = { legId: newId('leg'), agentId, isOverTrunk, isEmergency }
  return decided({ type: 'SendThrough', interactionId: call.interactionId, called })
}
