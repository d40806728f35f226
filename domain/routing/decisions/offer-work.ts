import type { AgentId, InteractionId, QueueId } from '#kernel/ids.ts'
import { type AgentGroup, groupOf } from '../asking/agent-group.ts'
import { nearerFirst } from '../asking/area.ts'
import { askedNow, demandOf } from '../asking/demand.ts'
import { keptBackFor } from '../asking/reservation.ts'
import { orderOf } from '../between-queues.ts'
import type { Bucket } from '../buckets.ts'
import type { Decision } from '../decision.ts'
import { isEligible, isReady, isReadyForAny } from '../eligibility.ts'
import { demandsIn } from '../indexing/demands.ts'
import { turnOf } from '../indexing/interactions.ts'
import { readyIn } from '../indexing/readiness.ts'
import { byTurn, type QueueIndexes, type WaitingEntry } from '../queue-indexes.ts'
import type { Membership } from '../settings.ts'
import { type Agent, type Interaction, isDeskWork, membershipIn, type Queue } from '../state.ts'
import { kindOf } from '../station.ts'
import { byRank, type Candidate, type Lots, strategyOf } from '../strategy/index.ts'
import { drawLot } from '../strategy/lot.ts'
import { inWhosePlace } from '../substitution/whom-to-ask.ts'
import { explained } from './explaining.ts'
import { take } from './offers.ts'
import { touchReleased } from './reserving.ts'

/**
 * The offers that a decision made possible. Before it nobody waited while an eligible agent was idle, so a new match has
 * an agent or an interaction in it that the decision touched: only those are looked at, never everybody.
 *
 *   1. For each touched agent who is ready, the work whose turn it is for him; it goes to whom the queue's strategy puts
 *      first, which may be another agent, and then he is looked at again.
 *   2. For each touched interaction that still waits, the agents whom the strategy puts first.
 */
export function offerWork(decision: Decision): void {
  if (decision.events.length === 0) return
  // Who answers by himself takes a call in the same moment: others who were asked, and tasks that he was at, are touched anew.
  touchReleased(decision)
  while (decision.agentIds.size > 0 || decision.interactionIds.size > 0) {
    const agentIds = [...decision.agentIds]
    const interactionIds = [...decision.interactionIds]
    decision.agentIds.clear()
    decision.interactionIds.clear()
    offerToAgents(decision, agentIds)
    offerInteractions(decision, interactionIds)
    touchReleased(decision)
  }
}

function offerToAgents(decision: Decision, agentIds: readonly AgentId[]): void {
  const { draft } = decision
  const agents: Agent[] = []
  for (const agentId of agentIds) {
    const agent = draft.agents.get(agentId)
    if (agent) agents.push(agent)
  }
  if (agents.length > 1) {
    agents.sort((a, b) => a.idleSinceMs - b.idleSinceMs || (a.agentId < b.agentId ? -1 : 1))
  }
  for (const { agentId } of agents) {
    for (let agent = draft.agents.get(agentId); agent; agent = draft.agents.get(agentId)) {
      const next = nextFor(decision, agent)
      if (!next || !offerToFirst(decision, next.interaction, next.queue)) break
    }
  }
}

function offerInteractions(decision: Decision, interactionIds: readonly InteractionId[]): void {
  const { draft } = decision
  const waiting: Waiter[] = []
  for (const interactionId of interactionIds) {
    const interaction = draft.interactions.get(interactionId)
    const turn = interaction && turnOf(interaction)
    if (turn) waiting.push({ interaction, turn })
  }
  if (waiting.length > 1) waiting.sort((a, b) => byTurn(a.turn, b.turn))
  for (const { interaction } of waiting) {
    const queue = interaction.waiting && draft.queues.get(interaction.waiting.queueId)
    while (queue && offerToFirst(decision, draft.interactions.get(interaction.interactionId), queue)) {}
  }
}

interface Waiter {
  readonly interaction: Interaction
  readonly turn: WaitingEntry
}

interface Work extends Waiter {
  readonly membership: Membership
  readonly queue: Queue
}

/** The waiting work whose turn it is for this agent, in all of his queues. */
function nextFor(decision: Decision, agent: Agent): Work | null {
  if (!isReadyForAny(agent)) return null
  const { draft, nowMs } = decision
  const isBefore = orderOf(agent, nowMs)
  // Who stands first in a line comes before the rest of it, unless it counts how long each of them has waited.
  const isByTurn = agent.settings.choosesBy !== 'service-level'
  let best: Work | null = null
  for (const membership of agent.settings.memberships) {
    const queue = draft.queues.get(membership.queueId)
    const indexes = draft.indexes.of(membership.queueId)
    if (!queue || !indexes || indexes.waiting.size === 0 || !isReady(agent, queue.settings.channel)) continue
    const foremost = indexes.waiting.first()
    if (isByTurn && best && foremost && !isBefore({ membership, queue, turn: foremost }, best)) continue
    const first = firstFor(decision, agent, membership, indexes)
    if (!first) continue
    const work: Work = { interaction: first.interaction, turn: first.turn, membership, queue }
    if (!best || isBefore(work, best)) best = work
  }
  return best
}

/** So many of those who stand first are looked at one by one: mostly one of them is for him; else what they ask is fewer things than they are. */
const fewFirst = 4

/** Whose turn it is for this agent in one queue: of the first few, else of all by what they ask. */
function firstFor(decision: Decision, agent: Agent, membership: Membership, indexes: QueueIndexes): Waiter | null {
  const group = groupOf(agent, membership)
  const { interactions } = decision.draft
  const { waiting } = indexes
  for (let place = 0; place < waiting.size; place++) {
    if (place === fewFirst) return firstOfMany(decision, agent, membership.queueId, group, indexes)
    const turn = waiting.at(place)
    const interaction = turn && interactions.get(turn.interactionId)
    if (!interaction) continue
    const asked = askedNow(interaction)
    const isFor = asked.agentIds
      ? asked.agentIds.includes(agent.agentId)
      : demandOf(interaction).accepts(group) && !keptBackFor(decision.draft, asked, group.skills)
    if (isFor && isEligible(agent, interaction)) return { interaction, turn }
  }
  return null
}

function firstOfMany(
  { draft }: Decision,
  agent: Agent,
  queueId: QueueId,
  group: AgentGroup,
  indexes: QueueIndexes,
): Waiter | null {
  let best: Waiter | null = null
  const look = (turns: Iterable<WaitingEntry>) => {
    for (const turn of turns) {
      if (best && byTurn(best.turn, turn) < 0) return
      const interaction = draft.interactions.get(turn.interactionId)
      if (!interaction || !isEligible(agent, interaction)) continue
      best = { interaction, turn }
      return
    }
  }
  const wanted = indexes.wanted.get(agent.agentId)
  if (wanted) look(wanted.entries)
  for (const { label, entries } of demandsIn(draft, queueId) ?? []) {
    if (label.accepts(group) && !keptBackFor(draft, label.asked, group.skills)) look(entries)
  }
  return best
}

/** @returns false when nobody is to be asked */
function offerToFirst(decision: Decision, interaction: Interaction | undefined, queue: Queue): boolean {
  const indexes = decision.draft.indexes.of(queue.queueId)
  if (!interaction || !indexes || !turnOf(interaction)) return false
  const { agentIds } = askedNow(interaction)
  const found = agentIds
    ? preferredOf(decision, interaction, queue, agentIds)
    : ofEverybody(decision, interaction, queue, indexes)
  return found !== null && offerTo(decision, interaction, queue, found)
}

interface Found {
  readonly agent: Agent
  /** How many were ready for it, he among them. */
  readonly candidates: number
  /** Agents who stood before him and may not be asked for this one. */
  readonly passedOver: number
}

/** The first of those whom the interaction asks for who is free. */
function preferredOf(
  { draft }: Decision,
  interaction: Interaction,
  { queueId, settings }: Queue,
  agentIds: readonly AgentId[],
): Found | null {
  for (const agentId of agentIds) {
    const agent = draft.agents.get(agentId)
    if (!agent || !membershipIn(agent, queueId) || !isReady(agent, settings.channel)) continue
    if (isEligible(agent, interaction)) return { agent, candidates: agentIds.length, passedOver: 0 }
  }
  return null
}

/** Whom the strategy puts first of all who are ready and meet the demand. */
function ofEverybody(decision: Decision, interaction: Interaction, queue: Queue, indexes: QueueIndexes): Found | null {
  const demand = demandOf(interaction)
  const groups: Bucket<AgentGroup, Candidate>[] = []
  let candidates = 0
  for (const bucket of readyIn(decision.draft, queue.queueId) ?? []) {
    if (!demand.accepts(bucket.label)) continue
    if (keptBackFor(decision.draft, demand.asked, bucket.label.skills)) continue
    groups.push(bucket)
    candidates += bucket.entries.size
  }
  if (candidates === 0) return null
  const strategy = strategyOf(indexes.strategy)
  const { lots, rankOfSkills } = strategy
  if (!lots) {
    if (!demand.asked.area && !rankOfSkills) return inOrder(decision, interaction, groups, candidates, () => alike)
    return inOrder(decision, interaction, groups, candidates, (group) => ({
      km: demand.kmTo(group),
      ofSkills: rankOfSkills?.(demand.asked.requirement, group.skills) ?? 0,
    }))
  }
  if (!demand.asked.area) return byLot(decision, interaction, queue, groups, candidates, lots)
  const distances = new Set(groups.map(({ label }) => demand.kmTo(label)))
  for (const km of [...distances].sort(nearerFirst)) {
    const asNear = groups.filter(({ label }) => demand.kmTo(label) === km)
    const size = asNear.reduce((sum, { entries }) => sum + entries.size, 0)
    const found = byLot(decision, interaction, queue, asNear, size, lots)
    if (found) return { ...found, candidates }
  }
  return null
}

/** What puts a whole group before another, whoever is in it: how near they work, and then how much they can. */
interface GroupRank {
  readonly km: number
  readonly ofSkills: number
}

/** Where nothing but the people themselves counts. */
const alike: GroupRank = { km: 0, ofSkills: 0 }

const byGroupRank = (a: GroupRank, b: GroupRank): number => nearerFirst(a.km, b.km) || a.ofSkills - b.ofSkills

/** The first of each group who may be asked, and of these the first. */
function inOrder(
  { draft }: Decision,
  interaction: Interaction,
  groups: readonly Bucket<AgentGroup, Candidate>[],
  candidates: number,
  rankOf: (group: AgentGroup) => GroupRank,
): Found | null {
  let best: { readonly agent: Agent; readonly candidate: Candidate; readonly rank: GroupRank } | null = null
  let passedOver = 0
  for (const { label, entries } of groups) {
    const rank = rankOf(label)
    const after = best ? byGroupRank(rank, best.rank) : -1
    if (after > 0) continue
    for (const candidate of entries) {
      if (best && after === 0 && byRank(best.candidate, candidate) < 0) break
      const agent = draft.agents.get(candidate.agentId)
      if (agent && isEligible(agent, interaction)) {
        best = { agent, candidate, rank }
        break
      }
      passedOver++
    }
  }
  return best && { agent: best.agent, candidates, passedOver }
}

function byLot(
  decision: Decision,
  interaction: Interaction,
  { queueId }: Queue,
  groups: readonly Bucket<AgentGroup, Candidate>[],
  candidates: number,
  lots: Lots,
): Found | null {
  const lotsOf = (agent: Agent) => {
    const membership = membershipIn(agent, queueId)
    return membership ? lots.of(membership) : 0
  }
  const at = (place: number) => {
    let left = place
    for (const { entries } of groups) {
      if (left < entries.size) return entries.at(left)
      left -= entries.size
    }
    return undefined
  }
  const agent = drawLot(decision.newOfferId(), candidates, lots.most, (place) => {
    const candidate = at(place)
    const drawn = candidate && decision.draft.agents.get(candidate.agentId)
    return drawn && isEligible(drawn, interaction) ? { agent: drawn, lots: lotsOf(drawn) } : null
  })
  return agent && { agent, candidates, passedOver: 0 }
}

/** Asks this agent; where his work is answered by itself, he has it in the same moment. */
export function offerTo(
  decision: Decision,
  interaction: Interaction,
  queue: Queue,
  { agent, candidates, passedOver, isPushed }: Found & { readonly isPushed?: true },
): boolean {
  const { nowMs } = decision
  const turn = turnOf(interaction)
  const indexes = decision.draft.indexes.of(queue.queueId)
  if (!turn || !indexes) return false
  const { agentId, idleSinceMs } = agent
  const { agentIds } = askedNow(interaction)
  const preference = agentIds && interaction.wishes.preferred?.find((one) => one.agentId === agentId)
  const standsInFor = preference ? undefined : inWhosePlace(interaction, agent)
  const offerId = decision.newOfferId()
  decision.add({
    type: 'OfferMade',
    offerId,
    interactionId: interaction.interactionId,
    agentId,
    queueId: queue.queueId,
    expiresAtMs: nowMs + queue.settings.ringTimeoutMs,
    why: {
      strategy: indexes.strategy,
      candidates,
      idleMs: nowMs - idleSinceMs,
      waitingPosition: indexes.waiting.rankOf(turn) + 1,
      passedOver,
      step: interaction.waiting?.step ?? 0,
      ...(interaction.waiting?.lifts && { lifts: interaction.waiting.lifts }),
      ...(preference && { preferred: preference.why }),
      ...(standsInFor && { standsInFor }),
      ...(isPushed && { isPushed }),
      ...explained(decision, interaction, queue, agentId),
    },
  })
  const isAutomatic = queue.settings.isAutoAnswered === true || agent.settings.isAutoAnswered === true
  const kind = agent.station && kindOf(agent.station)
  // A number may be answered by a machine: there somebody has to press a key, and to want the call first. A telephone at
  // a fixed address rings, and whoever picks it up needs no tone.
  const canAnswer = isDeskWork(interaction) || (kind && kind !== 'number')
  if (isAutomatic && canAnswer) take(decision, { offerId, agentId }, kind !== 'address')
  return true
}
