import type { AgentId, InteractionId, RecordingId } from '#kernel/ids.ts'
import type { ConsentNoted } from '../../recordings/index.ts'
import type { Fact } from './fact.ts'

/** What is recorded of a talk. */

/** `agentId`: `null` when it paused by itself, for digits. */
export interface RecordingPaused extends Fact<'RecordingPaused'> {
  readonly interactionId: InteractionId
  readonly recordingId: RecordingId
  readonly agentId: AgentId | null
}
export interface RecordingResumed extends Fact<'RecordingResumed'> {
  readonly interactionId: InteractionId
  readonly recordingId: RecordingId
  readonly agentId: AgentId | null
}
/** What the customer heard or answered about being recorded; who refused, or gave no answer, is recorded no more in this call. */
export interface RecordingConsentNoted extends Fact<'RecordingConsentNoted'> {
  readonly interactionId: InteractionId
  readonly consent: ConsentNoted
}
export interface RecordingStarted extends Fact<'RecordingStarted', 2> {
  readonly recordingId: RecordingId
  readonly interactionId: InteractionId
  /** Whose conversation it is: `null` where it was found and nobody knows. Absent in events of before this was told. */
  readonly agentId?: AgentId | null
}
export interface RecordingClosed extends Fact<'RecordingClosed'> {
  readonly recordingId: RecordingId
  readonly interactionId: InteractionId
  readonly durationMs: number
  readonly missingMs: number
  readonly outcome: 'closed' | 'failed' | 'edge-lost'
}
