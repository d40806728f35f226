import { assert } from '#kernel/assert.ts'
import type { AgentId, InteractionId, LegId, OfferId } from '#kernel/ids.ts'
import { isReady } from './eligibility.ts'
import type { Deadline, WaitingEntry } from './indexes.ts'
import type { Agent, Interaction, Offer, RoutingTables } from './state.ts'
import type { Table } from './table.ts'

/** Replacing a thing in its table and keeping the indexes true to it: the only ways in which `apply` writes. */

export function agentOf(state: RoutingTables, agentId: AgentId): Agent {
  const agent = state.agents.get(agentId)
  assert(agent, `agent ${agentId} is not in the state`)
  return agent
}

export function interactionOf(state: RoutingTables, interactionId: InteractionId): Interaction {
  const interaction = state.interactions.get(interactionId)
  assert(interaction, `interaction ${interactionId} is not in the state`)
  return interaction
}

export function putAgent(state: RoutingTables, agentId: AgentId, next: Agent | null): void {
  const before = state.agents.get(agentId)
  if (before) indexAgent(state, before, 'remove')
  if (next) {
    state.agents.set(agentId, next)
    indexAgent(state, next, 'add')
  } else {
    state.agents.delete(agentId)
  }
}

export function putInteraction(state: RoutingTables, interactionId: InteractionId, next: Interaction | null): void {
  const before = state.interactions.get(interactionId)
  if (before) indexInteraction(state, before, 'remove')
  if (next) {
    state.interactions.set(interactionId, next)
    indexInteraction(state, next, 'add')
  } else {
    state.interactions.delete(interactionId)
  }
}

export function putOffer(state: RoutingTables, offer: Offer): void {
  state.offers.set(offer.offerId, offer)
  state.indexes.deadlines.add({ kind: 'offer', atMs: offer.expiresAtMs, offerId: offer.offerId })
}

export function dropOffer(state: RoutingTables, offerId: OfferId): void {
  const offer = state.offers.get(offerId)
  if (!offer) return
  state.offers.delete(offerId)
  state.indexes.deadlines.remove({ kind: 'offer', atMs: offer.expiresAtMs, offerId })
}

export const candidateOf = (agent: Agent) => ({ agentId: agent.agentId, idleSinceMs: agent.idleSinceMs })

/** The place in the queue of an interaction that waits without an offer, else `null`. */
export function turnOf(interaction: Interaction): WaitingEntry | null {
  const { waiting } = interaction
  if (waiting === null || waiting.offerId !== null) return null
  return {
    interactionId: interaction.interactionId,
    queuedAtMs: waiting.queuedAtMs,
    isReturned: waiting.isReturned,
  }
}

function indexAgent(state: RoutingTables, agent: Agent, deed: 'add' | 'remove'): void {
  for (const { queueId } of agent.settings.memberships) {
    const channel = state.queues.get(queueId)?.settings.channel
    if (channel !== undefined && isReady(agent, channel)) state.indexes.of(queueId)?.ready[deed](candidateOf(agent))
  }
  const { agentId, coolsDownUntilMs: atMs } = agent
  if (atMs !== undefined) state.indexes.deadlines[deed]({ kind: 'agentCoolDown', atMs, agentId })
  for (const { legId } of agent.stations) {
    if (legId === null) continue
    if (deed === 'add') state.indexes.stationLegs.set(legId, agent.agentId)
    else state.indexes.stationLegs.delete(legId)
  }
}

function indexInteraction(state: RoutingTables, interaction: Interaction, deed: 'add' | 'remove'): void {
  const { interactionId, waiting, engagement, stage } = interaction
  const { deadlines, customerLegs, agentLegs, calledLegs, monitorLegs, parkedSlots } = state.indexes
  const turn = turnOf(interaction)
  if (waiting && turn) state.indexes.of(waiting.queueId)?.waiting[deed](turn)
  forEachDeadline(interaction, (deadline) => deadlines[deed](deadline))
  if (stage === 'wrapUp') return
  const index = (legs: Table<LegId, InteractionId>, legId: LegId) => {
    if (deed === 'add') legs.set(legId, interactionId)
    else if (legs.get(legId) === interactionId) legs.delete(legId)
  }
  index(customerLegs, interaction.customerLegId)
  if (engagement) index(agentLegs, engagement.agentLegId)
  for (const { legId } of interaction.monitors) index(monitorLegs, legId)
  if (interaction.parked) {
    if (deed === 'add') parkedSlots.set(interaction.parked.slot, interactionId)
    else parkedSlots.delete(interaction.parked.slot)
  }
  for (const { legId } of interaction.calledParties) if (legId !== interaction.customerLegId) index(calledLegs, legId)
}

function forEachDeadline(interaction: Interaction, take: (deadline: Deadline) => void): void {
  const { interactionId, waiting, wrapUps, calledParties, parked } = interaction
  for (const { agentId, untilMs } of wrapUps) take({ kind: 'wrapUp', atMs: untilMs, interactionId, agentId })
  if (parked) take({ kind: 'park', atMs: parked.returnsAtMs, interactionId })
  for (const { legId, ringsUntilMs, answeredAtMs } of calledParties) {
    if (ringsUntilMs !== null && answeredAtMs === null) take({ kind: 'ring', atMs: ringsUntilMs, interactionId, legId })
  }
  if (waiting === null) return
  for (const { agentId, untilMs } of waiting.coolDowns) {
    take({ kind: 'coolDown', atMs: untilMs, interactionId, agentId })
  }
}
