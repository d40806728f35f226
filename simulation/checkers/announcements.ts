import type { Interaction, RoutingEvent, RoutingState } from '#domain/routing/index.ts'
import type { SimulatedEdge } from '../edge.ts'
import { holds } from './truth.ts'

/** The first piece of whatever is said to somebody who waits. */
const beginnings = /^(place-in-queue|place-beyond-\d+|expected-wait|thank-you-for-waiting)$/
export const isAnnouncement = (heard: string | undefined): boolean => heard !== undefined && beginnings.test(heard)

/** By counting who stands before him, in words of its own. */
export function whoeverIsToldStandsThere(state: RoutingState, events: readonly RoutingEvent[]): void {
  for (const event of events) {
    if (event.type !== 'WaitAnnounced' || event.position === undefined) continue
    const one = state.interactions.get(event.interactionId)
    holds(one?.waiting?.queueId === event.queueId, 'whoever is told his place waits in that queue')
    if (!one) continue
    const before = [...state.interactions.values()].filter((other) => standsBefore(other, one))
    holds(event.position === before.length + 1, 'whoever is told that he is the third has two before him')
  }
}

function standsBefore(other: Interaction, one: Interaction): boolean {
  if (!other.waiting || !one.waiting || other.waiting.queueId !== one.waiting.queueId || other === one) return false
  if (other.waiting.isReturned !== one.waiting.isReturned) return other.waiting.isReturned
  const liftsOf = ({ wishes, waiting }: Interaction) => [wishes, ...(waiting?.lifts ?? [])]
  const level = (each: Interaction) => liftsOf(each).reduce((sum, lift) => sum + lift.level, 0)
  if (level(other) !== level(one)) return level(other) > level(one)
  const boostMs = (each: Interaction) => liftsOf(each).reduce((sum, lift) => sum + lift.boostMs, 0)
  const since = (each: Interaction) => (each.waiting?.queuedAtMs ?? 0) - boostMs(each)
  if (since(other) !== since(one)) return since(other) < since(one)
  return other.interactionId < one.interactionId
}

/** When nothing is under way. */
export function nobodyWhoTalksIsTold({ legs, sounds: { playing } }: SimulatedEdge, state: RoutingState): void {
  for (const [legId, { what }] of playing) {
    if (!isAnnouncement(what)) continue
    const interactionId = state.indexes.customerLegs.get(legId)
    const stage = interactionId && state.calls.get(interactionId)?.stage
    holds(stage === 'queued' && legs.get(legId)?.bridgeId === undefined, 'nobody who talks hears how long he will wait')
  }
}
