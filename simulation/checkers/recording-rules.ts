import { isInShare } from '#domain/recordings/index.ts'
import { type Call, calledPartyOf, type Engagement, type RoutingState } from '#domain/routing/index.ts'
import type { World } from '../world.ts'

/** What whoever is told or asked hears. */
export const saying = ['the question for a key', 'recording-notice']

/** What the rule for this talk wants: his own rule, his queue's, or that of calls without one. */
export function consentWanted(state: RoutingState, interaction: Call, engagement: Engagement) {
  const { agentId, queueId } = engagement
  // Decided by a rule that was changed while a telephone rang: of whom the rule now does not mean it says nothing.
  if (!isInShare(interaction.interactionId, shareWanted(state, engagement))) return 'none'
  const customer = calledPartyOf(interaction, interaction.customerLegId)
  if (customer && (!customer.isOverTrunk || customer.seat !== null || customer.isEmergency)) return 'none'
  const own = state.agents.get(agentId)?.settings
  if (own?.recordedPercent !== undefined) return own.recordingConsent ?? 'none'
  if (queueId !== null) return state.queues.get(queueId)?.settings.recordingConsent ?? 'none'
  return own?.recordingConsentWithoutQueue ?? 'none'
}

/** Of a hundred talks like this one, how many are recorded. */
export function shareWanted(state: RoutingState, { agentId, queueId }: Engagement): number {
  const own = state.agents.get(agentId)?.settings
  const queue = queueId === null ? undefined : state.queues.get(queueId)?.settings
  return own?.recordedPercent ?? (queue ? (queue.recordedPercent ?? 100) : (own?.recordedPercentWithoutQueue ?? 0))
}

/**
 * The customer is out of the talk until he has heard or said what the rule wants; or wanted, when it was changed in
 * mid-question: whom it asks no more is heard out all the same.
 */
export function isTakenAside(world: World, state: RoutingState, interaction: Call): boolean {
  const { engagement, stage, recordingConsent: given, customerLegId } = interaction
  if (stage !== 'engaged' || !engagement || engagement.recordingId === null) return false
  if (state.recordings.has(engagement.recordingId)) return false
  if (world.configuredAtMs >= engagement.acceptedAtMs && saying.includes(world.heardOn(customerLegId))) return true
  const wanted = consentWanted(state, interaction, engagement)
  return wanted === 'announced'
    ? given === 'untold'
    : wanted === 'asked' && (given === 'untold' || given === 'announced')
}
