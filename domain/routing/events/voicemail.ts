import type { EdgeId, InteractionId, LegId, QueueId, RecordingId } from '#kernel/ids.ts'
import type { Channel } from '../../interactions/index.ts'
import type { Wishes } from '../asking/wishes.ts'
import type { Message, Speaking, VoicemailStop } from '../voicemail/message.ts'
import type { Fact } from './fact.ts'

/** What callers say to a queue that nobody answers for. */

/** The caller has heard the tone and speaks. His recording is begun by `RecordingStarted` in the same moment. */
export interface VoicemailBegan extends Fact<'VoicemailBegan'>, Speaking {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  readonly edgeId: EdgeId
  readonly customerLegId: LegId
}
/** It ends, and not by his hanging up; his call is over at once. */
export interface VoicemailStopped extends Fact<'VoicemailStopped'> {
  readonly interactionId: InteractionId
  readonly recordingId: RecordingId
  readonly by: VoicemailStop
  /** How long he had said nothing by then. */
  readonly silentMs: number
}
/** Of the call: what came of it. `VoicemailLeft` follows at once where it is a message. */
export interface VoicemailEnded extends Fact<'VoicemailEnded'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  readonly recordingId: RecordingId
  /** The interaction that the message is; `null`: he said nothing. */
  readonly messageId: InteractionId | null
}
/** A message begins: it waits in the queue like a task. `InteractionQueued` follows at once. */
export interface VoicemailLeft extends Fact<'VoicemailLeft'>, Message {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  readonly channel: Channel
  readonly wishes: Wishes
}
