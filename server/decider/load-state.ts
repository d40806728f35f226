import {
  apply,
  emptyState,
  isSnapshotReadable,
  type RoutingState,
  restoreState,
  upcast,
} from '#domain/routing/index.ts'
import { assert } from '#kernel/assert.ts'
import type { RoutingStore } from './routing-store.ts'

const eventsAtATime = 5000

export interface LoadedState {
  readonly state: RoutingState
  /** The position of the snapshot that it was made from; 0 without one. */
  readonly snapshotPosition: number
}

/** The state at `position`, from the newest snapshot and the events after it. Applies, and never decides. */
export async function loadState(store: RoutingStore, position: number): Promise<LoadedState> {
  const newest = await store.snapshot(position)
  const snapshot = newest && isSnapshotReadable(newest.slices) ? newest : undefined
  const state = snapshot ? restoreState(snapshot.slices) : emptyState()
  let reached = snapshot?.position ?? 0
  while (reached < position) {
    const page = await store.events(reached, eventsAtATime)
    assert(page.length > 0, `the log ends at ${reached} and should reach ${position}`)
    for (const stored of page) {
      assert(stored.position === reached + 1, `the log goes from ${reached} to ${stored.position}`)
      const event = upcast(stored.event)
      assert(event.ok, `the log has at ${stored.position} what this Parley cannot read: ${stored.event.type}`)
      apply(state, event.value)
      reached = stored.position
    }
  }
  return { state, snapshotPosition: snapshot?.position ?? 0 }
}
