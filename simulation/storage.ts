import {
  apply,
  type RoutingEvent,
  type RoutingState,
  restoreState,
  type SnapshotSlice,
  snapshotSlices,
  upcast,
} from '#domain/routing/index.ts'
import { assert } from '#kernel/assert.ts'
import type { InteractionId, QueueId, RecordingId } from '#kernel/ids.ts'
import { type CarriedRun, storedRun } from '#server/processes/index.ts'

/** What outlives the process: the log, the last snapshot, and the tables that the log knows nothing of. */
export class Storage {
  /** Durable events, as they are written: JSON. */
  readonly log: string[] = []
  snapshot: { readonly position: number; readonly slices: readonly string[] } | null = null
  /** Whom we promised to call: as the particulars, not in the log. */
  readonly callbacks = new Map<InteractionId, { readonly number: string; readonly queueId: QueueId }>()
  readonly particulars = new Map<InteractionId, { readonly callerNumber: string }>()
  /** Callers in flows, JSON. */
  readonly #flowRuns = new Map<InteractionId, string>()
  readonly recordings = new Map<RecordingId, InteractionId>()

  write(events: readonly RoutingEvent[]): void {
    for (const event of events) this.log.push(JSON.stringify(event))
  }

  /** Personal data of a call, beside the log. */
  keepParticulars(interactionId: InteractionId, particulars: { readonly callerNumber: string }): void {
    this.particulars.set(interactionId, particulars)
  }

  /** The history knows whose a recording is from its beginning, also when the call is over. */
  keepRecording(recordingId: RecordingId, interactionId: InteractionId | null): void {
    const isBeginning = (line: string) => line.includes('"RecordingStarted"') && line.includes(recordingId)
    const line = interactionId === null ? this.log.find(isBeginning) : undefined
    const known = line === undefined ? interactionId : /int_[0-9A-Z]+/.exec(line)?.[0]
    if (known) this.recordings.set(recordingId, known as InteractionId)
  }

  keepRun(interactionId: InteractionId, run: CarriedRun | null): void {
    if (run) this.#flowRuns.set(interactionId, JSON.stringify(storedRun(run)))
    else this.#flowRuns.delete(interactionId)
  }

  *runs(): Generator<readonly [InteractionId, CarriedRun]> {
    for (const [interactionId, run] of this.#flowRuns) yield [interactionId, JSON.parse(run) as CarriedRun]
  }

  /** @param state nothing but what is durable: a snapshot of the future could outlive it */
  keepSnapshot(state: RoutingState): void {
    const slices = snapshotSlices(state, 10).map((slice) => JSON.stringify(slice))
    this.snapshot = { position: this.log.length, slices }
  }

  /** What a core that starts knows: the snapshot, and what was decided since. */
  rebuilt(): RoutingState {
    const slices = this.snapshot?.slices ?? ['{"part":"clock","rows":[{"latestMs":0}]}']
    const state = restoreState(slices.map((slice) => JSON.parse(slice) as SnapshotSlice))
    for (const line of this.log.slice(this.snapshot?.position ?? 0)) {
      const event = upcast(JSON.parse(line))
      assert(event.ok, `the log holds what cannot be read: ${line}`)
      apply(state, event.value)
    }
    return state
  }
}
