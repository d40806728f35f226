import type { BridgeId, InteractionId, QueueId, RecordingId } from '#kernel/ids.ts'
import type { Wishes } from '../asking/wishes.ts'

/**
 *     diverted --> the prompt and the tone --> VoicemailBegan --> VoicemailStopped (key, silence, limit) --> the call ends
 *                                                   '--(he hangs up)------------------------------------------^
 *     the recording is closed --> VoicemailEnded, of the call --> VoicemailLeft: the message, which waits like a task
 */

/** A caller whose queue had no place for him. He speaks alone, and nobody is asked for him. */
export interface AtVoicemail {
  readonly queueId: QueueId
  /** `null`: he has not heard the tone yet. */
  readonly speaking: Speaking | null
}

export interface Speaking {
  readonly recordingId: RecordingId
  readonly bridgeId: BridgeId
  /** When the message is as long as it may be. */
  readonly untilMs: number
}

/** What a recording will be a message of, once it is closed; kept with it, since the call is over by then. */
export interface MessageToBe {
  readonly queueId: QueueId
  /** What the caller asked of an agent. */
  readonly wishes: Wishes
  /** How long he had said nothing when it was stopped for that. */
  readonly silentMs: number
}

/** What somebody left for the agents of a queue. What he said stands in the recording, and his number in no state. */
export interface Message {
  /** The call in which he said it. */
  readonly fromInteractionId: InteractionId
  readonly recordingId: RecordingId
  /** `null`: how much of it was kept is not known, or whether anything was. */
  readonly durationMs: number | null
}

/** Why it was stopped: he pressed the key, said no more, or it was as long as it may be. */
export type VoicemailStop = 'key' | 'silence' | 'limit'
