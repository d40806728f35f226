import { foldSegments, isSegmentFact, type Segment } from '#domain/interactions/index.ts'
import type { RoutingEvent } from '#domain/routing/index.ts'
import type { InteractionId } from '#kernel/ids.ts'
import type { Caller, SimulatedAgent } from '../people.ts'
import { World, type WorldOptions } from '../world.ts'

/** A small world without chance or faults, for telling what happens in the domain's verbs. */
export function story(queue: WorldOptions['queue'] = {}) {
  const world = new World({ seed: 1, queue })
  return {
    world,
    caller: (name: string): Caller => world.caller(name),
    /** An agent at an open desk, available. */
    agent(name: string): SimulatedAgent {
      const agent = world.agent(name).opensDesk()
      world.passes(50)
      agent.goesAvailable()
      world.passes(50)
      return agent
    },
    passes: (text: `${number}s` | `${number}ms`): void => world.passes(inMs(text)),
    /** The durable log: what was decided, by its types. */
    types: (): RoutingEvent['type'][] => world.told.map((event) => event.type),
    segments(interactionId: InteractionId): readonly Segment[] {
      let segments: readonly Segment[] = []
      for (const event of world.told) {
        if (isSegmentFact(event) && event.interactionId === interactionId) segments = foldSegments(segments, event)
      }
      return segments
    },
  }
}

const inMs = (text: string): number =>
  text.endsWith('ms') ? Number(text.slice(0, -2)) : Number(text.slice(0, -1)) * 1000
