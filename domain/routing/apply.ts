import type { RoutingEvent } from './events.ts'
import type { RoutingState } from './state.ts'

/** The only mutator: makes `state` what `event` says, in place. */
export function apply(state: RoutingState, event: RoutingEvent): void {
  state.latestMs = Math.max(state.latestMs, event.atMs)
}
