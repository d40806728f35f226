import type { RoutingEventOf } from '#domain/routing/index.ts'
import type { InteractionId, RecordingId } from '#kernel/ids.ts'
import { usualPromptMs } from '../edge-sounds.ts'
import type { Deciding } from './deciding.ts'

/** He hears that nobody can take the call, and then a tone. */
const untilToneMs = 2 * usualPromptMs

/** Where no edge records: who speaks to a queue's voicemail, and since when. */
export class SpokenMessages {
  readonly #deciding: Deciding
  readonly #open = new Map<InteractionId, { readonly recordingId: RecordingId; readonly sinceMs: number }>()

  constructor(deciding: Deciding) {
    this.#deciding = deciding
  }

  /** What an edge that outlives the core records all the time. */
  get recordingIds(): readonly RecordingId[] {
    return [...this.#open.values()].map(({ recordingId }) => recordingId)
  }

  hears(interactionId: InteractionId): void {
    const deciding = this.#deciding
    deciding.at(deciding.nowMs + untilToneMs, () =>
      deciding.tell(() => {
        if (deciding.state.calls.get(interactionId)?.voicemail?.speaking === null) {
          deciding.does({ type: 'BeginVoicemail', interactionId })
        }
      }),
    )
  }

  begins({ interactionId, recordingId }: RoutingEventOf<'VoicemailBegan'>): void {
    this.#open.set(interactionId, { recordingId, sinceMs: this.#deciding.nowMs })
  }

  /** His call is over, and so is what he says. */
  areOver(interactionId: InteractionId): void {
    const open = this.#open.get(interactionId)
    if (!open) return
    this.#open.delete(interactionId)
    const durationMs = Math.round(this.#deciding.nowMs - open.sinceMs)
    const { recordingId } = open
    this.#deciding.does({ type: 'NoteRecordingClosed', recordingId, durationMs, missingMs: 0, isFailed: false })
  }
}
