import type { AgentId, InteractionId } from '#kernel/ids.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { WrapUpFinished } from '../events.ts'
import type { RefusalCode } from '../refusals.ts'
import type { Interaction } from '../state.ts'
import { followPlan } from './ownership.ts'

function wrapUpOf(decision: Decision, interactionId: InteractionId, agentId: AgentId): Interaction | RefusalCode {
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (interaction.engagement?.agentId !== agentId) return 'not-your-interaction'
  return interaction.stage === 'wrapUp' ? interaction : 'wrong-stage'
}

export function finishWrapUp(
  decision: Decision,
  { interactionId, agentId }: RoutingCommandOf<'FinishWrapUp'>,
): RefusalCode | null {
  const interaction = wrapUpOf(decision, interactionId, agentId)
  if (typeof interaction === 'string') return interaction
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
  const interaction = wrapUpOf(decision, interactionId, agentId)
  if (typeof interaction === 'string') return interaction
  const settings = interaction.engagement && decision.draft.queues.get(interaction.engagement.queueId)?.settings
  if (!settings || (interaction.wrapUp?.extensions ?? 0) >= settings.wrapUpExtensions) return 'no-extension-left'
  const untilMs = decision.nowMs + settings.wrapUpLimitMs
  decision.add({ type: 'WrapUpExtended', interactionId, agentId, untilMs })
  return null
}
