import { areWishes } from '../asking/wishes.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { RefusalCode } from '../refusals.ts'
import { comeInto } from './diverting.ts'
import { endContact } from './ownership.ts'

export function begin(decision: Decision, command: RoutingCommandOf<'BeginInteraction'>): RefusalCode | null {
  const { interactionId, kind, edgeId, customerLegId, entry } = command
  const { interactions, queues, indexes } = decision.draft
  if (interactions.has(interactionId) || indexes.customerLegs.has(customerLegId)) return 'interaction-exists'
  const channel = 'voice'
  if (entry.queueId !== null && queues.get(entry.queueId)?.settings.channel !== channel) return 'no-such-queue'
  const direction = command.direction ?? 'inbound'
  decision.add({ type: 'InteractionBegan', interactionId, kind, channel, direction, edgeId, customerLegId, entry })
  return null
}

export function enqueue(
  decision: Decision,
  { interactionId, queueId, wishes }: RoutingCommandOf<'EnqueueInteraction'>,
): RefusalCode | null {
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (decision.draft.queues.get(queueId)?.settings.channel !== interaction.channel) return 'no-such-queue'
  if (interaction.stage !== 'inFlow') return 'wrong-stage'
  if (wishes && !areWishes(wishes)) return 'wrong-settings'
  comeInto(decision, interaction, queueId, wishes)
  return null
}

export function changePriority(
  decision: Decision,
  { interactionId, level, boostMs }: RoutingCommandOf<'ChangePriority'>,
): RefusalCode | null {
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (!areWishes({ ...interaction.wishes, level, boostMs })) return 'wrong-settings'
  const { wishes } = interaction
  if (wishes.level === level && wishes.boostMs === boostMs) return null
  decision.add({ type: 'PriorityChanged', interactionId, level, boostMs })
  return null
}

export function customerLeft(
  decision: Decision,
  { interactionId, reason }: RoutingCommandOf<'CustomerLeft'>,
): RefusalCode | null {
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (interaction.stage === 'wrapUp') return 'wrong-stage'
  endContact(decision, interaction, reason)
  return null
}

export function end(
  decision: Decision,
  { interactionId, reason, agentId }: RoutingCommandOf<'EndInteraction'>,
): RefusalCode | null {
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (agentId !== undefined && interaction.engagement?.agentId !== agentId) return 'not-your-interaction'
  // Whoever hangs up what he writes up already has hung up.
  if (interaction.stage === 'wrapUp') return agentId === undefined ? 'wrong-stage' : null
  // No limit of ours ends a call for help.
  const isForHelp = interaction.kind === 'call' && interaction.calledParties.some((party) => party.isEmergency)
  if (reason === 'limit' && isForHelp) return 'emergency-call'
  endContact(decision, interaction, reason)
  return null
}

/** While they talk and in wrap-up; the last one counts. */
export function setDisposition(
  decision: Decision,
  { interactionId, agentId, dispositionId }: RoutingCommandOf<'SetDisposition'>,
): RefusalCode | null {
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  const isWritingUp = interaction.wrapUps.some((wrapUp) => wrapUp.agentId === agentId)
  if (interaction.engagement?.agentId !== agentId && !isWritingUp) return 'not-your-interaction'
  if (interaction.dispositionId === dispositionId) return null
  decision.add({ type: 'DispositionSet', interactionId, agentId, dispositionId })
  return null
}
