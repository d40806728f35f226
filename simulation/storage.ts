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

/** What outlives the process: the log, the last snapshot, and the tables that the log knows nothing of. */
export class Storage {
  /** Durable events, as they are written: JSON. */
  readonly log: string[] = []
  snapshot: { readonly position: number; readonly slices: readonly string[] } | null = null
  /** Whom we promised to call: as the particulars, not in the log. */
  readonly callbacks = new Map<InteractionId, { readonly number: string; readonly queueId: QueueId }>()
  readonly particulars = new Map<InteractionId, { readonly callerNumber: string }>()
  readonly recordings = new Map<RecordingId, InteractionId>()

  write(events: readonly RoutingEvent[]): void {
    for (const event of events) this.log.push(JSON.stringify(event))
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
