import { turnOf } from '../bookkeeping.ts'
import type { Decision } from '../decision.ts'
import { isEligible, isReady } from '../eligibility.ts'
import { byTurn } from '../indexes.ts'
import type { Membership } from '../settings.ts'
import type { Agent, Interaction, Queue } from '../state.ts'
import { kindOf } from '../station.ts'
import { take } from './offers.ts'

/**
 * The offers that a decision made possible. Before it nobody waited while an eligible agent was idle, so a new match has
 * an agent or an interaction in it that the decision touched: only those are looked at, never everybody.
 *
 *   1. For each touched agent who is ready, the work whose turn it is for him; it goes to whom the queue's strategy puts
 *      first, which may be another agent, and then he is looked at again.
 *   2. For each touched interaction that still waits, the agent whom the strategy puts first.
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
  const waiting: Interaction[] = []
  for (const interactionId of decision.interactionIds) {
    const interaction = draft.interactions.get(interactionId)
    if (interaction && turnOf(interaction)) waiting.push(interaction)
  }
  waiting.sort(compareTurns)
  for (const interaction of waiting) {
    const queue = interaction.waiting && draft.queues.get(interaction.waiting.queueId)
    if (queue) offerToFirst(decision, interaction, queue)
  }
}

function compareTurns(a: Interaction, b: Interaction): number {
  const turnA = turnOf(a)
  const turnB = turnOf(b)
  return turnA && turnB ? byTurn(turnA, turnB) : 0
}

interface Work {
  readonly membership: Membership
  readonly queue: Queue
  readonly interaction: Interaction
}

/** The waiting work whose turn it is for this agent, in all of his queues. */
function nextFor({ draft }: Decision, agent: Agent): Work | null {
  let best: Work | null = null
  for (const membership of agent.settings.memberships) {
    const queue = draft.queues.get(membership.queueId)
    if (!queue || !isReady(agent, queue.settings.channel)) continue
    for (const { interactionId } of draft.indexes.of(queue.queueId)?.waiting ?? []) {
      const interaction = draft.interactions.get(interactionId)
      if (!interaction || !isEligible(agent, interaction)) continue
      const work = { membership, queue, interaction }
      if (!best || isBefore(work, best)) best = work
      break
    }
  }
  return best
}

/** Membership priority, then queue priority, then whose turn it is. */
function isBefore(a: Work, b: Work): boolean {
  const byMembership = b.membership.priority - a.membership.priority
  if (byMembership !== 0) return byMembership < 0
  const byQueue = b.queue.settings.priority - a.queue.settings.priority
  return byQueue !== 0 ? byQueue < 0 : compareTurns(a.interaction, b.interaction) < 0
}

function offerToFirst(decision: Decision, interaction: Interaction, queue: Queue): boolean {
  const { draft } = decision
  const indexes = draft.indexes.of(queue.queueId)
  if (!indexes) return false
  let passedOver = 0
  for (const { agentId } of indexes.ready) {
    const agent = draft.agents.get(agentId)
    if (!agent || !isEligible(agent, interaction)) {
      passedOver++
      continue
    }
    return offerTo(decision, interaction, queue, agent, passedOver)
  }
  return false
}

/** Asks this agent; where his work is answered by itself, he has it in the same moment. */
export function offerTo(
  decision: Decision,
  interaction: Interaction,
  queue: Queue,
  agent: Agent,
  passedOver: number,
): boolean {
  const { draft, nowMs } = decision
  const indexes = draft.indexes.of(queue.queueId)
  const turn = turnOf(interaction)
  if (!indexes || !turn) return false
  const { agentId, idleSinceMs } = agent
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
      candidates: indexes.ready.size,
      idleMs: nowMs - idleSinceMs,
      waitingPosition: indexes.waiting.rankOf(turn) + 1,
      passedOver,
    },
  })
  const isAutomatic = queue.settings.isAutoAnswered === true || agent.settings.isAutoAnswered === true
  // A number may be answered by a machine: there somebody has to press a key, and to want the call first.
  if (isAutomatic && agent.station && kindOf(agent.station) !== 'number') take(decision, { offerId, agentId }, true)
  return true
}
