import { assert } from '#kernel/assert.ts'
import type { AgentId, InteractionId, QueueId } from '#kernel/ids.ts'
import { isInReach } from '../asking/area.ts'
import { isMet } from '../asking/requirement.ts'
import { askedIn, type Wishes } from '../asking/wishes.ts'
import type { Decision } from '../decision.ts'
import { diversionAfterWaiting, diversionOf } from '../diversions.ts'
import { withCustomerRules } from '../priority/customer.ts'
import { liftsIn } from '../priority/lifting.ts'
import type { DiversionRule } from '../settings.ts'
import { type Interaction, membershipIn, type Queue } from '../state.ts'
import { whomToAsk } from '../substitution/whom-to-ask.ts'
import { offerCallback } from './callback-offer.ts'
import { foretold } from './foretelling.ts'
import { offersOf, withdrawOffer } from './ownership.ts'

/** It waits in this queue from now on, or goes where the queue sends whom it does not take. */
export function comeInto(decision: Decision, interaction: Interaction, queueId: QueueId, wishes?: Wishes): void {
  const { interactionId } = interaction
  const queue = decision.draft.queues.get(queueId)
  assert(queue, `queue ${queueId} is not in the state`)
  const asked = wishes ?? interaction.wishes
  const expected = foretold(decision, interaction, queueId, asked)
  const arrival = {
    waiting: decision.draft.indexes.of(queueId)?.waiting.size ?? 0,
    expected,
    couldBeServed: () => couldBeServed(decision, queue, asked),
  }
  // Queues that send to one another would do so for ever: whoever was sent away by one is taken by it.
  // Whom we have called is not sent away, nor is what was left for this very queue.
  const isItsOwn = interaction.kind === 'voicemail' || (interaction.kind === 'call' && interaction.promise)
  const isToStay = isItsOwn || interaction.divertedFrom?.includes(queueId)
  const rule = isToStay ? null : diversionOf(queue, arrival, decision.nowMs)
  if (rule && canGo(decision, interaction, rule)) {
    divert(decision, interaction, queueId, rule, wishes)
    return
  }
  const lifts = liftsIn(decision.draft, queue, asked)
  decision.add({
    type: 'InteractionQueued',
    interactionId,
    queueId,
    ...(wishes && { wishes }),
    ...(expected && { expected }),
    ...(lifts.length > 0 && { lifts }),
  })
  const { offer } = queue.settings.callback ?? {}
  // He need not wait first to hear that he would wait too long.
  if (offer && (expected?.likelyMs ?? 0) > offer.standardMs) {
    offerCallback(decision, decision.draft.interactions.get(interactionId))
  }
}

/** It has waited as long as its queue keeps anybody; whoever is being asked for it is asked no more. */
export function divertAfterWaiting(decision: Decision, interactionId: InteractionId): void {
  const interaction = decision.draft.interactions.get(interactionId)
  const queue = interaction?.waiting && decision.draft.queues.get(interaction.waiting.queueId)
  assert(interaction && queue, `${interactionId} is due to leave its queue and does not wait`)
  const rule = diversionAfterWaiting(queue)
  // The rule, or the queue that it names, may be gone by now.
  if (!rule || !canGo(decision, interaction, rule)) {
    decision.add({ type: 'DiversionDropped', interactionId, queueId: queue.queueId })
    return
  }
  for (const offer of offersOf(decision, interactionId)) withdrawOffer(decision, offer, 'diverted')
  divert(decision, interaction, queue.queueId, rule)
}

function divert(
  decision: Decision,
  { interactionId }: Interaction,
  queueId: QueueId,
  { when, to }: DiversionRule,
  wishes?: Wishes,
): void {
  decision.add({ type: 'InteractionDiverted', interactionId, queueId, cause: when.kind, to })
  const diverted = decision.draft.interactions.get(interactionId)
  if (diverted && to.kind === 'queue') comeInto(decision, diverted, to.queueId, wishes)
}

/** Nobody is told anything of a task: where a caller would hear that it is closed, it waits. */
const canGo = ({ draft }: Decision, { channel, kind, direction }: Interaction, { to }: DiversionRule): boolean =>
  to.kind === 'queue'
    ? draft.queues.get(to.queueId)?.settings.channel === channel
    : kind === 'call' && (to.kind === 'announcement' || direction === 'inbound')

/** Whether somebody is logged in to take what asks for this. */
export function isServedNow(decision: Decision, queueId: QueueId, wishes: Wishes): boolean {
  const queue = decision.draft.queues.get(queueId)
  return queue !== undefined && couldBeServed(decision, queue, wishes)
}

/** Whether somebody is logged in who could be asked in the end, when as little is asked as ever will be. */
function couldBeServed({ draft }: Decision, queue: Queue, wishes: Wishes): boolean {
  const { queueId, settings } = queue
  const last = askedIn(settings, withCustomerRules(settings, wishes, draft.customerTiers), () => false).at(-1)
  const now = whomToAsk(draft, queue, wishes)
  const standIns = new Set(now.handedOver?.flatMap(({ to }) => to) ?? [])
  const team = now.asked.find((step) => step.isOfTeam)?.requirement
  const isServing = (agentId: AgentId): boolean => {
    const agent = draft.agents.get(agentId)
    const membership = agent && membershipIn(agent, queueId)
    if (!agent || !membership || agent.presence.kind === 'offline') return false
    if (standIns.has(agentId)) return true
    if (team && isMet(team, agent.settings.skills ?? {})) return true
    if (membership.isStandIn) return false
    const { ring, requirement, area } = last ?? { ring: null, requirement: null }
    if (ring !== null && (membership.ring ?? 1) > ring) return false
    if (area && !isInReach(area, agent.settings.areas ?? [])) return false
    return requirement === null || isMet(requirement, agent.settings.skills ?? {})
  }
  for (const agentId of draft.indexes.of(queueId)?.members.values() ?? []) if (isServing(agentId)) return true
  return false
}
