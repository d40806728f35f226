import { assert } from '#kernel/assert.ts'
import type { AgentId, IncidentId, InteractionId, OfferId, SkillId } from '#kernel/ids.ts'
import type { Reservation } from './asking/reservation.ts'
import { copyOfAgent, copyOfInteraction, copyOfWaiting, type Own } from './copies.ts'
import { isReadyForAny } from './eligibility.ts'
import { indexFree, reindexAgent } from './indexing/agents.ts'
import { reindexInteraction } from './indexing/interactions.ts'
import { indexReady, settleReadiness } from './indexing/readiness.ts'
import type { Incident } from './priority/incident.ts'
import {
  type Agent,
  type Call,
  type Interaction,
  membershipIn,
  type Offer,
  type Queue,
  type RoutingTables,
} from './state.ts'
import { latelyOf } from './substitution/load.ts'
import { nextTurn, type Substituted } from './substitution/standing-in.ts'
import { countOn } from './tally.ts'

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

export function callOf(state: RoutingTables, interactionId: InteractionId): Call {
  const call = state.calls.get(interactionId)
  assert(call, `call ${interactionId} is not in the state`)
  return call
}

export function putAgent(state: RoutingTables, agentId: AgentId, next: Agent | null): void {
  if (next && next === state.agents.get(agentId)) return
  keepAgent(state, agentId, next && copyOfAgent(next))
}

/** @param next a copy that nobody else has */
export function keepAgent(state: RoutingTables, agentId: AgentId, next: Own<Agent> | null): void {
  const before = state.agents.get(agentId)
  if (before && next) {
    next.tally = countOn(before, next, state.latestMs)
    const lately = latelyOf(before, next, state.latestMs)
    if (lately) next.lately = lately
  }
  if (next) state.agents.set(agentId, next)
  else state.agents.delete(agentId)
  reindexAgent(state, before, next)
  if (state.substitutions.size > 0) setSubstitutionDue(state, agentId)
}

/** For whom others stand in; `null`: for him nobody does, and nobody will. */
export function putSubstituted(state: RoutingTables, agentId: AgentId, next: Substituted | null): void {
  if (next) state.substitutions.set(agentId, next)
  else state.substitutions.delete(agentId)
  setSubstitutionDue(state, agentId)
}

/** What is due next of his substitutions follows from them, from what he does, and from what waits for him. */
function setSubstitutionDue(state: RoutingTables, agentId: AgentId): void {
  const { deadlines, substitutionsDue } = state.indexes
  const known = state.substitutions.get(agentId)
  const atMs = known ? nextTurn(state, known)?.atMs : undefined
  const before = substitutionsDue.get(agentId)
  if (before === atMs) return
  if (before !== undefined) deadlines.remove({ kind: 'substitution', atMs: before, agentId })
  if (atMs === undefined) {
    substitutionsDue.delete(agentId)
    return
  }
  substitutionsDue.set(agentId, atMs)
  deadlines.add({ kind: 'substitution', atMs, agentId })
}

export function putInteraction(state: RoutingTables, interactionId: InteractionId, next: Interaction | null): void {
  const copy = next && copyOfInteraction(next)
  if (copy?.waiting && copy.waiting !== state.interactions.get(interactionId)?.waiting) {
    copy.waiting = copyOfWaiting(copy.waiting)
  }
  keepInteraction(state, interactionId, copy)
}

/** @param next a copy that nobody else has */
export function keepInteraction(
  state: RoutingTables,
  interactionId: InteractionId,
  next: Own<Interaction> | null,
): void {
  const before = state.interactions.get(interactionId)
  if (next) state.interactions.set(interactionId, next)
  else state.interactions.delete(interactionId)
  reindexInteraction(state, before, next)
  if (state.substitutions.size > 0 && before?.waiting?.ofAgentIds !== next?.waiting?.ofAgentIds) {
    noteBurden(state, [...(before?.waiting?.ofAgentIds ?? []), ...(next?.waiting?.ofAgentIds ?? [])])
  }
}

/** More waits for them, or less. */
function noteBurden(state: RoutingTables, agentIds: readonly AgentId[]): void {
  for (const agentId of agentIds) {
    const known = state.substitutions.get(agentId)
    if (known) putSubstituted(state, agentId, { ...known, changedMs: state.latestMs })
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

/** An incident that lasts, or is being done with; `null`: it is gone. */
export function putIncident(state: RoutingTables, incidentId: IncidentId, next: Incident | null): void {
  const { deadlines } = state.indexes
  const before = state.incidents.get(incidentId)
  const dueOf = ({ endsAtMs, isOver }: Incident) => (isOver ? null : endsAtMs)
  const due = before ? dueOf(before) : null
  if (due !== null) deadlines.remove({ kind: 'incidentEnd', atMs: due, incidentId })
  if (!next) {
    state.incidents.delete(incidentId)
    return
  }
  state.incidents.set(incidentId, next)
  const atMs = dueOf(next)
  if (atMs !== null) deadlines.add({ kind: 'incidentEnd', atMs, incidentId })
}

/** For whom agents are kept from now on: whoever is free is found again, for an administrator's deed. */
export function putReservation(state: RoutingTables, skillId: SkillId, next: Reservation | null): void {
  const before = state.reservations.get(skillId)
  const free = [...state.agents.values()].filter(isReadyForAny)
  if (before) for (const agent of free) indexFree(state, agent, before, 'remove')
  if (next) state.reservations.set(skillId, next)
  else state.reservations.delete(skillId)
  if (next) for (const agent of free) indexFree(state, agent, next, 'add')
}

/** Opens a queue, or puts it into another order: whoever is ready is found again. */
export function openQueue(state: RoutingTables, queue: Queue): void {
  const { queueId, settings } = queue
  // As long as it has its old order.
  settleReadiness(state)
  state.queues.set(queueId, queue)
  const isAsBefore = state.indexes.of(queueId)?.strategy === settings.strategy
  state.indexes.open(queueId, settings.strategy)
  const indexes = state.indexes.of(queueId)
  if (isAsBefore || !indexes) return
  for (const agentId of indexes.members.values()) {
    const agent = agentOf(state, agentId)
    const membership = membershipIn(agent, queueId)
    if (membership) indexReady(state, agent, membership, indexes, 'add')
  }
}
