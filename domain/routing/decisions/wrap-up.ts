import type { AgentId, InteractionId } from '#kernel/ids.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { WrapUpFinished } from '../events.ts'
import type { RefusalCode } from '../refusals.ts'
import type { WrapUp } from '../state.ts'
import { followPlan } from './ownership.ts'

function wrapUpOf(decision: Decision, interactionId: InteractionId, agentId: AgentId): WrapUp | RefusalCode {
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  const wrapUp = interaction.wrapUps.find((candidate) => candidate.agentId === agentId)
  if (wrapUp) return wrapUp
  return interaction.engagement?.agentId === agentId ? 'wrong-stage' : 'not-your-interaction'
}

export function finishWrapUp(
  decision: Decision,
  { interactionId, agentId }: RoutingCommandOf<'FinishWrapUp'>,
): RefusalCode | null {
  const wrapUp = wrapUpOf(decision, interactionId, agentId)
  if (typeof wrapUp === 'string') return wrapUp
  closeWrapUp(decision, interactionId, agentId, 'agent')
  return null
}

export function closeWrapUp(
  decision: Decision,
  interactionId: InteractionId,
  agentId: AgentId,
  cause: WrapUpFinished['cause'],
): void {
  decision.add({ type: 'WrapUpFinished', interactionId, agentId, cause })
  followPlan(decision, agentId)
}

export function extendWrapUp(
  decision: Decision,
  { interactionId, agentId }: RoutingCommandOf<'ExtendWrapUp'>,
): RefusalCode | null {
  const wrapUp = wrapUpOf(decision, interactionId, agentId)
  if (typeof wrapUp === 'string') return wrapUp
  const settings = decision.draft.queues.get(wrapUp.queueId)?.settings
  if (!settings || wrapUp.extensions >= settings.wrapUpExtensions) return 'no-extension-left'
  const untilMs = decision.nowMs + settings.wrapUpLimitMs
  decision.add({ type: 'WrapUpExtended', interactionId, agentId, untilMs })
  return null
}
