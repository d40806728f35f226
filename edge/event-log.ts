import { type EdgeEvent, isTerminalEvent } from '#protocol/edge/events.ts'
import type { RecordingResult } from '#protocol/edge/parties.ts'

export interface NumberedEvent {
  readonly seq: number
  /** UTC milliseconds. */
  readonly atMs: number
  readonly event: EdgeEvent
}

/** So many terminal events wait for a core; with more the oldest are lost, and that is said. */
const mostKept = 100_000

/** Numbers events and keeps the terminal ones until a core has made them durable. */
export class EventLog {
  #seq = 0
  readonly #kept: NumberedEvent[] = []
  readonly #wallMs: () => number
  readonly #dropped: (event: NumberedEvent) => void

  constructor(of: { wallMs: () => number; dropped: (event: NumberedEvent) => void }) {
    this.#wallMs = of.wallMs
    this.#dropped = of.dropped
  }

  /** The number of the last event. */
  get seq(): number {
    return this.#seq
  }

  add(event: EdgeEvent): NumberedEvent {
    const numbered = { seq: ++this.#seq, atMs: this.#wallMs(), event }
    if (isTerminalEvent(event)) {
      this.#kept.push(numbered)
      if (this.#kept.length > mostKept) this.#dropped(this.#kept.shift() as NumberedEvent)
    }
    return numbered
  }

  /** Forgets every terminal event up to `seq`. */
  acknowledge(seq: number): void {
    let count = 0
    while (count < this.#kept.length && (this.#kept[count] as NumberedEvent).seq <= seq) count++
    this.#kept.splice(0, count)
  }

  /** Terminal events that no core has acknowledged, in order. */
  get unacknowledged(): readonly NumberedEvent[] {
    return this.#kept
  }

  get closedRecordings(): RecordingResult[] {
    return this.#kept.flatMap(({ event }) => (event.type === 'recording.closed' ? [event.recording] : []))
  }
}
