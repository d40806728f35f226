import type { RoutingEvent } from './events.ts'

/** Makes the newest version of an event that was read from a log. There is only version 1 so far. */
export function upcast(stored: { readonly type: string; readonly version: number }): RoutingEvent {
  return stored as RoutingEvent
}
