import { emptyState, type RoutingState } from './state.ts'

/** A piece of a state that is small enough to be turned into JSON at one go. */
export interface SnapshotSlice {
  readonly part: 'clock' | 'queues' | 'agents' | 'interactions' | 'offers' | 'edges' | 'recordings'
  readonly rows: readonly unknown[]
}

/** The state of this moment, as slices of at most `rowsPerSlice` rows; it may be consumed slowly while the state goes on. */
export function snapshotSlices(_state: RoutingState, _rowsPerSlice = 500): Iterable<SnapshotSlice> {
  return []
}

/** The state that the slices, in any order, were taken of. */
export function restoreState(_slices: Iterable<SnapshotSlice>): RoutingState {
  return emptyState()
}
