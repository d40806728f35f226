import type { AgentId } from '#kernel/ids.ts'
import { askedNow, demandKey } from '../asking/demand.ts'
import { orderOf } from '../between-queues.ts'
import { turnOf } from '../bookkeeping.ts'
import type { Decision } from '../decision.ts'
import { isEligible, isReady } from '../eligibility.ts'
import { byTurn, type DemandIndexes, type QueueIndexes, type WaitingEntry } from '../indexes.ts'
import type { Membership } from '../settings.ts'
import { type Agent, type Interaction, membershipIn, type Queue } from '../state.ts'
import { kindOf } from '../station.ts'
import { type Lots, type StrategyName, strategyOf } from '../strategy/index.ts'
import { drawLot } from '../strategy/lot.ts'
import { take } from './offers.ts'

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
  const { draft } = decision
  const agents = [...decision.agentIds].map((agentId) => draft.agents.get(agentId)).filter((agent) => !!agent)
  for (const { agentId } of agents.sort((a, b) => a.idleSinceMs - b.idleSinceMs || (a.agentId < b.agentId ? -1 : 1))) {
    for (let agent = draft.agents.get(agentId); agent; agent = draft.agents.get(agentId)) {
      const next = nextFor(decision, agent)
      if (!next || !offerToFirst(decision, next.interaction, next.queue)) break
    }
  }
  const waiting: Waiter[] = []
  for (const interactionId of decision.interactionIds) {
    const interaction = draft.interactions.get(interactionId)
    const turn = interaction && turnOf(interaction)
    if (turn) waiting.push({ interaction, turn })
  }
  for (const { interaction } of waiting.sort((a, b) => byTurn(a.turn, b.turn))) {
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
function nextFor({ draft, nowMs }: Decision, agent: Agent): Work | null {
  const isBefore = orderOf(agent, nowMs)
  let best: Work | null = null
  for (const membership of agent.settings.memberships) {
    const queue = draft.queues.get(membership.queueId)
    const indexes = draft.indexes.of(membership.queueId)
    if (!queue || !indexes || indexes.waiting.size === 0 || !isReady(agent, queue.settings.channel)) continue
    for (const turns of turnsFor(indexes, agent, membership)) {
      for (const turn of turns) {
        const work = { membership, queue, turn }
        if (best && !isBefore(work, best)) break
        const interaction = draft.interactions.get(turn.interactionId)
        if (!interaction || !isEligible(agent, interaction)) continue
        best = { ...work, interaction }
        break
      }
    }
  }
  return best
}

/** Those who ask for this agent, and each demand of the queue that he meets. */
function* turnsFor(indexes: QueueIndexes, agent: Agent, membership: Membership): Iterable<Iterable<WaitingEntry>> {
  yield indexes.wanted(agent.agentId)
  for (const { demand, waiting } of indexes.demands()) {
    if (waiting.size > 0 && demand.accepts(agent, membership)) yield waiting
  }
}

/** @returns false when nobody is to be asked */
function offerToFirst(decision: Decision, interaction: Interaction | undefined, queue: Queue): boolean {
  const indexes = decision.draft.indexes.of(queue.queueId)
  if (!interaction || !indexes || !turnOf(interaction)) return false
  const { agentIds } = askedNow(interaction)
  const demand = agentIds ? undefined : indexes.demand(demandKey(interaction))
  const found = agentIds
    ? preferredOf(decision, interaction, queue, agentIds)
    : demand && demand.ready.size > 0
      ? strategically(decision, interaction, queue, indexes.strategy, demand)
      : null
  if (!found) return false
  return offerTo(decision, interaction, queue, found.agent, found.passedOver)
}

interface Found {
  readonly agent: Agent
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
    if (isEligible(agent, interaction)) return { agent, passedOver: 0 }
  }
  return null
}

function strategically(
  decision: Decision,
  interaction: Interaction,
  queue: Queue,
  strategy: StrategyName,
  demand: DemandIndexes,
): Found | null {
  const { lots } = strategyOf(strategy)
  return lots ? byLot(decision, interaction, queue, demand, lots) : inOrder(decision, interaction, demand)
}

function inOrder({ draft }: Decision, interaction: Interaction, { ready }: DemandIndexes): Found | null {
  let passedOver = 0
  for (const { agentId } of ready) {
    const agent = draft.agents.get(agentId)
    if (agent && isEligible(agent, interaction)) return { agent, passedOver }
    passedOver++
  }
  return null
}

function byLot(
  decision: Decision,
  interaction: Interaction,
  queue: Queue,
  { ready }: DemandIndexes,
  lots: Lots,
): Found | null {
  const lotsOf = (agent: Agent) => {
    const membership = membershipIn(agent, queue.queueId)
    return membership ? lots.of(membership) : 0
  }
  const eligible = (rank: number) => {
    const agent = decision.draft.agents.get(ready.at(rank)?.agentId as Agent['agentId'])
    return agent && isEligible(agent, interaction) ? { agent, lots: lotsOf(agent) } : null
  }
  const agent = drawLot(decision.newOfferId(), ready.size, lots.most, eligible)
  return agent && { agent, passedOver: 0 }
}

/** Asks this agent; where his work is answered by itself, he has it in the same moment. */
export function offerTo(
  decision: Decision,
  interaction: Interaction,
  queue: Queue,
  agent: Agent,
  passedOver = 0,
): boolean {
  const { nowMs } = decision
  const turn = turnOf(interaction)
  const indexes = decision.draft.indexes.of(queue.queueId)
  if (!turn || !indexes) return false
  const { agentId, idleSinceMs } = agent
  const { agentIds } = askedNow(interaction)
  const preference = agentIds && interaction.wishes.preferred?.find((one) => one.agentId === agentId)
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
      candidates: agentIds ? agentIds.length : (indexes.demand(demandKey(interaction))?.ready.size ?? 0),
      idleMs: nowMs - idleSinceMs,
      waitingPosition: indexes.waiting.rankOf(turn) + 1,
      passedOver,
      step: interaction.waiting?.step ?? 0,
      ...(preference && { preferred: preference.why }),
    },
  })
  const isAutomatic = queue.settings.isAutoAnswered === true || agent.settings.isAutoAnswered === true
  const kind = agent.station && kindOf(agent.station)
  // A number may be answered by a machine: there somebody has to press a key, and to want the call first. A telephone at
  // a fixed address rings, and whoever picks it up needs no tone.
  if (isAutomatic && kind && kind !== 'number') take(decision, { offerId, agentId }, kind !== 'address')
  return true
}
