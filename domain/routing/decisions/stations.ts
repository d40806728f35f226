import type { LegId } from '#kernel/ids.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import { canBeJoined, isReady } from '../eligibility.ts'
import type { RefusalCode } from '../refusals.ts'
import { type Agent, type Call, calledPartyOf } from '../state.ts'
import { othersTalkOn } from './conference.ts'
import { partyLeft } from './dialing.ts'
import { monitorLeft } from './monitoring.ts'
import { agentLost, withdrawOffersTo } from './ownership.ts'

/** Where an agent can be talked to: stations come and go, and he chooses which of them counts. */

export function choose(decision: Decision, { agentId, choice }: RoutingCommandOf<'ChooseStation'>): RefusalCode | null {
  const agent = decision.draft.agents.get(agentId)
  if (!agent) return 'no-such-agent'
  const before = agent.stationChoice
  if (before?.stationId === choice?.stationId && before?.kind === choice?.kind) return null
  decision.add({ type: 'StationChosen', agentId, choice })
  withdrawUnreachable(decision, agentId)
  return null
}

export function stationReachable(
  decision: Decision,
  { agentId, stationId, edgeId, legId }: RoutingCommandOf<'StationReachable'>,
): RefusalCode | null {
  const agent = decision.draft.agents.get(agentId)
  if (!agent) return 'no-such-agent'
  const known = agent.stations.find((station) => station.stationId === stationId)
  if (known?.isReachable && known.edgeId === edgeId && known.legId === legId) return null
  decision.add({ type: 'StationConnected', agentId, stationId, edgeId, legId })
  // Whoever came back through another edge cannot be joined with who rings him over the old one.
  withdrawUnreachable(decision, agentId)
  return null
}

export function stationUnreachable(
  decision: Decision,
  { agentId, stationId }: RoutingCommandOf<'StationUnreachable'>,
): RefusalCode | null {
  const agent = decision.draft.agents.get(agentId)
  if (!agent) return 'no-such-agent'
  if (!agent.stations.some((station) => station.stationId === stationId && station.isReachable)) return null
  decision.add({ type: 'StationDisconnected', agentId, stationId, isLegGone: false })
  withdrawUnreachable(decision, agentId)
  return null
}

export function legLost(
  decision: Decision,
  { agentId, legId, unmade }: RoutingCommandOf<'AgentLegLost'>,
): RefusalCode | null {
  const agent = decision.draft.agents.get(agentId)
  if (!agent) return 'no-such-agent'
  const station = agent.stations.find((candidate) => candidate.legId === legId)
  if (station) {
    decision.add({ type: 'StationDisconnected', agentId, stationId: station.stationId, isLegGone: true })
    withdrawUnreachable(decision, agentId)
  }
  const interactionId = decision.draft.indexes.agentLegs.get(legId)
  const interaction = interactionId && decision.draft.calls.get(interactionId)
  if (interaction && interaction.engagement?.agentId === agentId) {
    if (!othersTalkOn(decision, interaction)) agentLost(decision, interaction, unmade)
    return null
  }
  return stationLegGone(decision, agentId, legId)
}

/** A browser at which an agent was called, or monitored: its leg was in a call that is not his. */
function stationLegGone(decision: Decision, agentId: Agent['agentId'], legId: LegId): null {
  const { indexes, calls } = decision.draft
  const calledId = indexes.calledLegs.get(legId) ?? indexes.customerLegs.get(legId)
  const called = calledId && calls.get(calledId)
  const party = called && calledPartyOf(called, legId)
  if (party?.agentId === agentId) partyLeft(decision, called as Call, party, 'unreachable')
  const monitoredId = indexes.monitorLegs.get(legId)
  if (monitoredId) monitorLeft(decision, { type: 'MonitorLeft', interactionId: monitoredId, legId })
  return null
}

/** Takes back what the agent could no longer answer. */
export function withdrawUnreachable(decision: Decision, agentId: Agent['agentId']): void {
  withdrawOffersTo(decision, agentId, 'station-lost', (offer) => {
    const agent = decision.draft.agents.get(agentId)
    const channel = decision.draft.queues.get(offer.queueId)?.settings.channel
    const interaction = decision.draft.interactions.get(offer.interactionId)
    if (!agent || channel === undefined || !interaction) return true
    const others = agent.work.filter((held) => held.interactionId !== offer.interactionId)
    if (!isReady({ ...agent, work: others }, channel)) return true
    return interaction.kind === 'call' && !canBeJoined(agent, interaction)
  })
}

export function confirmAgentLeg(
  decision: Decision,
  { interactionId, legId }: RoutingCommandOf<'ConfirmAgentLeg'>,
): RefusalCode | null {
  const interaction = decision.draft.calls.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  const { engagement, stage } = interaction
  if ((stage !== 'engaged' && stage !== 'dialing') || engagement?.agentLegId !== legId) return 'no-such-leg'
  const { agentId, isConfirmed } = engagement
  if (!isConfirmed) decision.add({ type: 'AgentLegConfirmed', interactionId, agentId })
  return null
}
