import { hasRoomFor, isSpoken } from '../capacity.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import { canBeJoined } from '../eligibility.ts'
import type { RefusalCode } from '../refusals.ts'
import type { Agent, Interaction } from '../state.ts'
import { offerTo } from './offer-work.ts'
import { endContact, offersOf, withdrawOffer } from './ownership.ts'

/** What a supervisor does with what waits: by the same decider, so that nobody has it twice and nothing is lost between two hands. */

/** Asks this agent now, whoever's turn it is; whoever is being asked is asked no more. What he answers is his. */
export function push(
  decision: Decision,
  { interactionId, agentId }: RoutingCommandOf<'PushInteraction'>,
): RefusalCode | null {
  const { interactions, agents, queues } = decision.draft
  const interaction = interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  const queue = interaction.waiting && queues.get(interaction.waiting.queueId)
  if (!interaction.waiting || !queue) return 'wrong-stage'
  const agent = agents.get(agentId)
  if (!agent) return 'no-such-agent'
  const offers = offersOf(decision, interactionId)
  if (offers.some((offer) => offer.agentId === agentId)) return null
  const obstacle = obstacleTo(agent, interaction)
  if (obstacle) return obstacle
  for (const offer of offers) withdrawOffer(decision, offer, 'pushed')
  if (interaction.waiting.coolDowns.some((coolDown) => coolDown.agentId === agentId)) {
    decision.add({ type: 'CoolDownEnded', interactionId, agentId })
  }
  const waiting = interactions.get(interactionId)
  if (waiting) offerTo(decision, waiting, queue, { agent, candidates: 1, passedOver: 0, isPushed: true })
  return null
}

/** Why he cannot be asked now, whoever asks it of him. */
function obstacleTo(agent: Agent, interaction: Interaction): RefusalCode | null {
  const { presence, nextPresence, monitoring, coolsDownUntilMs } = agent
  if (presence.kind !== 'available' || nextPresence !== null || monitoring !== null) return 'agent-not-available'
  if (!hasRoomFor(agent, interaction.channel)) return 'agent-full'
  if (!isSpoken(interaction.channel)) return null
  const isReached = agent.station?.isReachable === true && coolsDownUntilMs === undefined
  const isJoined =
    interaction.kind === 'callback' ||
    interaction.kind === 'voicemail' ||
    (interaction.kind === 'call' && canBeJoined(agent, interaction))
  return isReached && isJoined ? null : 'destination-unreachable'
}

/** It waits elsewhere from now on, with the time that it has waited. What the other queue would not take, it takes here. */
export function move(
  decision: Decision,
  { interactionId, queueId }: RoutingCommandOf<'MoveInteraction'>,
): RefusalCode | null {
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (!interaction.waiting) return 'wrong-stage'
  if (decision.draft.queues.get(queueId)?.settings.channel !== interaction.channel) return 'no-such-queue'
  const { queueId: fromQueueId } = interaction.waiting
  if (fromQueueId === queueId) return null
  for (const offer of offersOf(decision, interactionId)) withdrawOffer(decision, offer, 'moved')
  decision.add({ type: 'InteractionMoved', interactionId, fromQueueId, queueId })
  return null
}

/** Nobody is to take it any more. Whoever was quicker and has it keeps it. */
export function remove(
  decision: Decision,
  { interactionId }: RoutingCommandOf<'RemoveInteraction'>,
): RefusalCode | null {
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (!interaction.waiting) return 'wrong-stage'
  endContact(decision, interaction, 'supervisor-ended')
  return null
}
