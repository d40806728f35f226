import type { AgentId, QueueId } from '#kernel/ids.ts'
import { consentDue, isInShare, type RecordingConsent, strictest } from '../recordings/index.ts'
import { type Call, calledPartyOf, type RoutingTables } from './state.ts'

/** What a customer has to hear, or to be asked, before he is recorded; and by which rule. */

interface RuleHere {
  readonly percent: number
  readonly consent: RecordingConsent
}

/** The agent's own rule, else his queue's, else that of calls without one. */
export function recordingRuleOf(
  { agents, queues }: Pick<RoutingTables, 'agents' | 'queues'>,
  { queueId, agentId }: { readonly queueId: QueueId | null; readonly agentId: AgentId },
): RuleHere {
  const own = agents.get(agentId)?.settings
  if (own?.recordedPercent !== undefined) {
    return { percent: own.recordedPercent, consent: own.recordingConsent ?? 'none' }
  }
  const queue = queueId === null ? undefined : queues.get(queueId)?.settings
  if (queue) {
    return { percent: queue.recordedPercent ?? (queue.isRecorded ? 100 : 0), consent: queue.recordingConsent ?? 'none' }
  }
  return { percent: own?.recordedPercentWithoutQueue ?? 0, consent: own?.recordingConsentWithoutQueue ?? 'none' }
}

/** Before it is known who answers: the strictest of the rules that may record this call, the queue's and its members' own. */
export function consentDueBeforeQueue(
  { queues }: Pick<RoutingTables, 'queues'>,
  { interactionId, recordingConsent }: Call,
  queueId: QueueId,
): RecordingConsent {
  const settings = queues.get(queueId)?.settings
  if (!settings) return 'none'
  const { recordedPercent, isRecorded, recordingConsent: consent = 'none', memberRecording = [] } = settings
  const rules = [
    { recordedPercent: recordedPercent ?? (isRecorded ? 100 : 0), recordingConsent: consent },
    ...memberRecording,
  ].filter((rule) => isInShare(interactionId, rule.recordedPercent))
  return consentDue(strictest(rules.map((rule) => rule.recordingConsent)), recordingConsent)
}

/** Before a talk with this agent that would be recorded. */
export function consentDueWith(
  state: Pick<RoutingTables, 'agents' | 'queues'>,
  interaction: Call,
  talk: { readonly queueId: QueueId | null; readonly agentId: AgentId },
): RecordingConsent {
  if (isOneOfUs(interaction)) return 'none'
  const { percent, consent } = recordingRuleOf(state, talk)
  return isInShare(interaction.interactionId, percent) ? consentDue(consent, interaction.recordingConsent) : 'none'
}

/** In the talk that goes on: what its recording waits for. One that has begun waits for nothing. */
export function consentDueIn(
  state: Pick<RoutingTables, 'agents' | 'queues' | 'recordings'>,
  interaction: Call,
): RecordingConsent {
  const { engagement, stage } = interaction
  if (stage !== 'engaged' || !engagement || engagement.recordingId === null) return 'none'
  return state.recordings.has(engagement.recordingId) ? 'none' : consentDueWith(state, interaction, engagement)
}

/** A colleague knows that calls are recorded, and who calls for help is asked nothing. */
function isOneOfUs(interaction: Call): boolean {
  const party = calledPartyOf(interaction, interaction.customerLegId)
  return party !== undefined && (!party.isOverTrunk || party.seat !== null || party.isEmergency)
}
