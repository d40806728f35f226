import type { NotReachedReason } from '../../interactions/index.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { FlowPlace } from '../events.ts'
import type { RefusalCode } from '../refusals.ts'
import type { Call } from '../state.ts'
import { touchParties } from './parties.ts'

/** Callers on their way through a flow: who carries them is a process, and here is only where they are. */

/** Asked for again it is granted and changes nothing. */
export function enterFlow(
  decision: Decision,
  { interactionId, flowId, versionId, blockId }: RoutingCommandOf<'EnterFlow'>,
): RefusalCode | null {
  const call = decision.draft.calls.get(interactionId)
  if (!call) return 'no-such-interaction'
  if (call.stage !== 'inFlow' || call.entry.flowId !== flowId) return 'wrong-stage'
  if (call.flow) return null
  decision.add({ type: 'FlowEntered', interactionId, flowId, versionId, blockId })
  return null
}

/** The interpreter goes through no more in one step. */
const mostPassed = 200
const longestLanguage = 35

export function advanceFlow(
  decision: Decision,
  { interactionId, flowId, versionId, blockId, passed, language }: RoutingCommandOf<'AdvanceFlow'>,
): RefusalCode | null {
  const call = decision.draft.calls.get(interactionId)
  if (!call) return 'no-such-interaction'
  const { flow, stage, entry } = call
  if (stage !== 'inFlow' || !flow) return 'wrong-stage'
  if (passed.length > mostPassed || (language?.length ?? 0) > longestLanguage) return 'wrong-settings'
  const [first] = passed
  // Said twice: what it begins with was left already.
  if (isSame(flow, { flowId, versionId, blockId }) && !(first && isSame(flow, first))) return null
  const isSpokenAnew = language !== undefined && language !== entry.language
  decision.add({
    type: 'FlowAdvanced',
    ...{ interactionId, flowId, versionId, blockId, passed },
    ...(isSpokenAnew && { language }),
  })
  return null
}

const isSame = (one: FlowPlace, other: FlowPlace): boolean =>
  one.blockId === other.blockId && one.flowId === other.flowId && one.versionId === other.versionId

/** To the voicemail of a queue, or to be called back by it; into the queue itself he goes by `EnqueueInteraction`. */
export function leaveFlow(
  decision: Decision,
  { interactionId, to }: RoutingCommandOf<'LeaveFlow'>,
): RefusalCode | null {
  const call = decision.draft.calls.get(interactionId)
  if (!call) return 'no-such-interaction'
  if (decision.draft.queues.get(to.queueId)?.settings.channel !== 'voice') return 'no-such-queue'
  if (call.stage !== 'inFlow' || !call.flow || call.direction !== 'inbound') return 'wrong-stage'
  decision.add({ type: 'FlowLeft', interactionId, to })
  return null
}

/** Whom the flow had called cannot be reached. */
export function returnToFlow(decision: Decision, call: Call, cause: NotReachedReason): boolean {
  const { interactionId, flow } = call
  if (!flow) return false
  const { flowId, versionId, blockId } = flow
  touchParties(decision, call)
  decision.add({ type: 'FlowReturned', ...{ interactionId, flowId, versionId, blockId, cause } })
  return true
}
