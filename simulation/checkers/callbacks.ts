import type { RoutingEvent } from '#domain/routing/index.ts'
import type { InteractionId } from '#kernel/ids.ts'
import { callbackNumbers } from '../callback-habits.ts'
import type { World } from '../world.ts'
import { holds } from './truth.ts'

/** Nobody is dialled twice at once: on each of these numbers one line rings or talks at most, for as long as they are called back only. */
export function nobodyIsDialedTwice({ edge, core }: World): void {
  if (!core.state) return
  for (const number of callbackNumbers) {
    const dials = [...edge.legs.values()].filter(
      (leg) =>
        leg.direction === 'outbound' &&
        leg.dialedNumber === number &&
        (leg.state === 'initiated' || leg.state === 'alerting'),
    )
    holds(dials.length <= 1, 'who is called back rings once at a time')
  }
}

/** Whoever was promised to be called was called, or the promise was taken back or given up; and the place was the first one. */
export function noPromiseIsLost({ core }: World): void {
  const places = new Map<InteractionId, number>()
  const over = new Set<InteractionId>()
  // The log, and not what was told: a core may die between the two.
  for (const line of core.storage.log) {
    const event = JSON.parse(line) as RoutingEvent
    if (event.type === 'CallbackPromised') places.set(event.interactionId, event.queuedAtMs)
    if (event.type === 'CallbackEnded' || event.type === 'InteractionEnded') over.add(event.interactionId)
  }
  for (const [interactionId, queuedAtMs] of places) {
    const live = core.state?.interactions.get(interactionId)
    holds(live !== undefined || over.has(interactionId), 'nobody who was promised to be called is forgotten')
    holds(live === undefined || live.queuedAtMs === queuedAtMs, 'who is to be called back keeps his place')
  }
}
