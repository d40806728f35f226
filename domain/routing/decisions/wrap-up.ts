import type { AgentId, InteractionId } from '#kernel/ids.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { WrapUpFinished } from '../events.ts'
import type { RefusalCode } from '../refusals.ts'
import type { WrapUp } from '../state.ts'
import { wrapUpRuleOf } from '../wrap-up-rule.ts'
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
  const queue = decision.draft.queues.get(wrapUp.queueId)
  const rule = queue && wrapUpRuleOf(decision.draft.agents.get(agentId)?.settings, queue.settings)
  if (!rule || wrapUp.extensions >= rule.extensions) return 'no-extension-left'
  const { limitMs, extensionMs } = rule
  const untilMs = extensionMs === undefined ? decision.nowMs + limitMs : wrapUp.untilMs + extensionMs
  decision.add({ type: 'WrapUpExtended', interactionId, agentId, untilMs })
  return null
}

/** Where writing up is optional, the engaged agent says before the end whether he will. */
export function planWrapUp(
  decision: Decision,
  { interactionId, agentId, isWanted }: RoutingCommandOf<'PlanWrapUp'>,
): RefusalCode | null {
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  const { engagement, stage } = interaction
  if (engagement?.agentId !== agentId) return 'not-your-interaction'
  if (stage !== 'engaged' && stage !== 'dialing') return 'wrong-stage'
  if ((engagement.isWrapUpWanted === true) !== isWanted) {
    decision.add({ type: 'WrapUpPlanned', interactionId, agentId, isWanted })
  }
  return null
}
