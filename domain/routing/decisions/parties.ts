import type { AgentId, BridgeId, QueueId } from '#kernel/ids.ts'
import type { Called } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { CalledParty } from '../events.ts'
import type { Call } from '../state.ts'
import { withdrawOffersTo } from './ownership.ts'

/** Who is called in an interaction, whoever has him called and for whatever. */

/** A called leg's id names the bridge in which it talks: a repeated effect is the same effect. */
const bridgeOf = (legId: Called['legId']): BridgeId => `brg_${legId.slice('leg_'.length)}` as BridgeId

/**
 * Somebody to be called, as events tell of him. An agent who is in this interaction already is not held by it twice.
 * @param inIt the agent who is, or becomes, engaged in it
 */
export function partyOf(
  decision: Decision,
  interactionId: Call['interactionId'],
  called: Called,
  of: {
    readonly inIt?: AgentId | null
    readonly byAgentId: AgentId | null
    readonly fallbackQueueId?: QueueId | null
    readonly returnsToAgentId?: AgentId | null
  },
): CalledParty {
  const { legId, isOverTrunk, isEmergency } = called
  return {
    legId,
    agentId: called.agentId === of.inIt ? null : freeOf(decision, interactionId, called.agentId),
    isOverTrunk,
    isEmergency,
    bridgeId: bridgeOf(legId),
    byAgentId: of.byAgentId,
    answeredAtMs: null,
    fallbackQueueId: of.fallbackQueueId ?? null,
    seat: null,
    ringsUntilMs: null,
    returnsToAgentId: of.returnsToAgentId ?? null,
  }
}

/** The agent, unless nobody knows him or his hands hold this very interaction already. */
export function freeOf(
  decision: Decision,
  interactionId: Call['interactionId'],
  agentId: AgentId | null,
): AgentId | null {
  const agent = agentId && decision.draft.agents.get(agentId)
  if (!agent || agent.work.some((held) => held.interactionId === interactionId)) return null
  withdrawOffersTo(decision, agent.agentId, 'agent-dials')
  return agent.agentId
}

/** Agents who are called are let go by events that do not name them: they may have become free. */
export function touchParties(decision: Decision, { calledParties }: Call): void {
  for (const { agentId } of calledParties) if (agentId !== null) decision.agentIds.add(agentId)
}
