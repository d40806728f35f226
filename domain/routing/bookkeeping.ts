import { assert } from '#kernel/assert.ts'
import type { AgentId, InteractionId, LegId, OfferId, SkillId } from '#kernel/ids.ts'
import { groupOf } from './asking/agent-group.ts'
import { askedNow, demandOf } from './asking/demand.ts'
import { isReservedBy, type Reservation } from './asking/reservation.ts'
import { indexBreaks } from './break-indexes.ts'
import { isReady, isReadyForAny } from './eligibility.ts'
import type { Deadline } from './indexes.ts'
import type { QueueIndexes, WaitingEntry } from './queue-indexes.ts'
import type { Membership } from './settings.ts'
import {
  type Agent,
  type Call,
  type Interaction,
  membershipIn,
  type Offer,
  type Queue,
  type RoutingTables,
} from './state.ts'
import { strategyOf } from './strategy/index.ts'
import { latelyOf } from './substitution/load.ts'
import { nextTurn, type Substituted } from './substitution/standing-in.ts'
import type { Table } from './table.ts'
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
  const before = state.agents.get(agentId)
  const counted = before && next ? countedOn(before, next, state.latestMs) : next
  if (before) indexAgent(state, before, 'remove')
  if (counted) {
    state.agents.set(agentId, counted)
    indexAgent(state, counted, 'add')
  } else {
    state.agents.delete(agentId)
  }
  if (before?.settings !== counted?.settings) indexMemberships(state, agentId, before, counted)
  if (state.substitutions.size > 0) setSubstitutionDue(state, agentId)
}

function countedOn(before: Agent, next: Agent, nowMs: number): Agent {
  const lately = latelyOf(before, next, nowMs)
  return { ...next, tally: countOn(before, next, nowMs), ...(lately && { lately }) }
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
  const before = state.interactions.get(interactionId)
  if (before) indexInteraction(state, before, 'remove')
  if (next) {
    state.interactions.set(interactionId, next)
    indexInteraction(state, next, 'add')
  } else {
    state.interactions.delete(interactionId)
  }
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

/** The place in the queue of an interaction that waits and whom somebody could be asked for, else `null`. */
export function turnOf({ interactionId, waiting, wishes }: Interaction): WaitingEntry | null {
  if (waiting === null || waiting.offerIds.length >= waiting.offersAtOnce) return null
  const { isReturned, queuedAtMs } = waiting
  return { interactionId, isReturned, level: wishes.level, sinceMs: queuedAtMs - wishes.boostMs }
}

/** The agent among those of a queue who are alike and ready; nothing when he is not ready for it. */
function indexReady(
  state: RoutingTables,
  agent: Agent,
  membership: Membership,
  indexes: QueueIndexes,
  deed: 'add' | 'remove',
): void {
  const { queueId } = membership
  const channel = state.queues.get(queueId)?.settings.channel
  if (channel === undefined || !isReady(agent, channel)) return
  const { agentId, idleSinceMs } = agent
  const rank = strategyOf(indexes.strategy).rank({ agent, queueId, membership })
  indexes.ready.change(groupOf(agent, membership), deed, { agentId, rank, idleSinceMs })
}

function indexAgent(state: RoutingTables, agent: Agent, deed: 'add' | 'remove'): void {
  if (isReadyForAny(agent)) {
    for (const membership of agent.settings.memberships) {
      const indexes = state.indexes.of(membership.queueId)
      if (indexes) indexReady(state, agent, membership, indexes, deed)
    }
    for (const reservation of state.reservations.values()) indexFree(state, agent, reservation, deed)
  }
  indexBreaks(state.indexes.breaks, agent, deed)
  const { agentId, coolsDownUntilMs: atMs } = agent
  if (atMs !== undefined) state.indexes.deadlines[deed]({ kind: 'agentCoolDown', atMs, agentId })
  for (const { legId } of agent.stations) {
    if (legId === null) continue
    if (deed === 'add') state.indexes.stationLegs.set(legId, agent.agentId)
    else state.indexes.stationLegs.delete(legId)
  }
}

function indexFree(
  state: RoutingTables,
  { agentId, settings }: Agent,
  reservation: Reservation,
  deed: 'add' | 'remove',
) {
  if (isReservedBy(reservation, settings.skills))
    state.indexes.free.change({ key: reservation.skillId }, deed, { agentId })
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

function indexMemberships(state: RoutingTables, agentId: AgentId, before: Agent | undefined, next: Agent | null): void {
  for (const { queueId } of before?.settings.memberships ?? []) state.indexes.of(queueId)?.members.delete(agentId)
  for (const { queueId } of next?.settings.memberships ?? []) state.indexes.of(queueId)?.members.set(agentId, agentId)
}

/** Beside whomever it asks, certain people or whoever meets its demand. */
function indexTurn(indexes: QueueIndexes, interaction: Interaction, turn: WaitingEntry, deed: 'add' | 'remove'): void {
  indexes.waiting[deed](turn)
  const { agentIds } = askedNow(interaction)
  if (agentIds === undefined) indexes.demands.change(demandOf(interaction), deed, turn)
  else for (const key of agentIds) indexes.wanted.change({ key }, deed, turn)
}

/** Opens a queue, or puts it into another order: whoever is ready is found again. */
export function openQueue(state: RoutingTables, queue: Queue): void {
  const { queueId, settings } = queue
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

function indexInteraction(state: RoutingTables, interaction: Interaction, deed: 'add' | 'remove'): void {
  const { waiting } = interaction
  const turn = turnOf(interaction)
  const indexes = waiting && turn ? state.indexes.of(waiting.queueId) : undefined
  if (indexes && turn) indexTurn(indexes, interaction, turn, deed)
  if (waiting) {
    const entry = { interactionId: interaction.interactionId, sinceMs: waiting.queuedAtMs }
    for (const key of waiting.ofAgentIds ?? []) state.indexes.owned.change({ key }, deed, entry)
    for (const key of waiting.dependsOn ?? []) state.indexes.dependent.change({ key }, deed, entry)
  }
  forEachDeadline(interaction, (deadline) => state.indexes.deadlines[deed](deadline))
  if (interaction.kind === 'call' && interaction.stage !== 'wrapUp') indexLegs(state, interaction, deed)
}

function indexLegs(state: RoutingTables, call: Call, deed: 'add' | 'remove'): void {
  const { interactionId, engagement } = call
  const { customerLegs, agentLegs, calledLegs, monitorLegs, parkedSlots } = state.indexes
  const index = (legs: Table<LegId, InteractionId>, legId: LegId) => {
    if (deed === 'add') legs.set(legId, interactionId)
    else if (legs.get(legId) === interactionId) legs.delete(legId)
  }
  index(customerLegs, call.customerLegId)
  if (engagement) index(agentLegs, engagement.agentLegId)
  for (const { legId } of call.monitors) index(monitorLegs, legId)
  if (call.parked) {
    if (deed === 'add') parkedSlots.set(call.parked.slot, interactionId)
    else parkedSlots.delete(call.parked.slot)
  }
  for (const { legId } of call.calledParties) if (legId !== call.customerLegId) index(calledLegs, legId)
}

function forEachDeadline(interaction: Interaction, take: (deadline: Deadline) => void): void {
  const { interactionId, waiting, wrapUps } = interaction
  for (const { agentId, untilMs } of wrapUps) take({ kind: 'wrapUp', atMs: untilMs, interactionId, agentId })
  if (interaction.kind === 'call') {
    const { parked, calledParties } = interaction
    if (parked) take({ kind: 'park', atMs: parked.returnsAtMs, interactionId })
    for (const { legId, ringsUntilMs, answeredAtMs } of calledParties) {
      if (ringsUntilMs !== null && answeredAtMs === null) {
        take({ kind: 'ring', atMs: ringsUntilMs, interactionId, legId })
      }
    }
  }
  if (interaction.kind === 'callback') {
    const { dueAtMs, leavesAtMs, looksAtMs } = interaction
    if (dueAtMs !== null) take({ kind: 'callbackDue', atMs: dueAtMs, interactionId })
    if (waiting && leavesAtMs !== undefined) take({ kind: 'callbackLeaves', atMs: leavesAtMs, interactionId })
    if (waiting && looksAtMs !== undefined) take({ kind: 'callbackLooks', atMs: looksAtMs, interactionId })
  }
  if (waiting === null) return
  const { offersCallbackAtMs: offersAtMs } = waiting
  if (offersAtMs !== undefined) take({ kind: 'callbackOffer', atMs: offersAtMs, interactionId })
  if (waiting.divertedAtMs !== undefined) take({ kind: 'divert', atMs: waiting.divertedAtMs, interactionId })
  const next = waiting.asked[waiting.step + 1]
  if (next) take({ kind: 'relax', atMs: waiting.askedSinceMs + next.afterMs, interactionId })
  for (const { agentId, untilMs } of waiting.coolDowns) {
    take({ kind: 'coolDown', atMs: untilMs, interactionId, agentId })
  }
}
