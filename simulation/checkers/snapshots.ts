import { type RoutingState, restoreState, snapshotSlices } from '#domain/routing/index.ts'
import { isSame } from './portrait.ts'
import { holds } from './truth.ts'

export function indexesFollowFromTables(state: RoutingState): void {
  const fresh = restoreState(snapshotSlices(state))
  holds(isSame(fresh, state), 'the indexes follow from the tables')
}

/** Also when it was written in slices, and read again. */
export function aSnapshotIsTheState(state: RoutingState): void {
  holds(isSame(restoreState(JSON.parse(JSON.stringify(snapshotSlices(state, 3)))), state), 'a snapshot is the state')
}
