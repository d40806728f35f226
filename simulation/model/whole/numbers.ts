import type { QueueId } from '#kernel/ids.ts'
import type { NumberRoute } from '#server/processes/index.ts'
import { flowIdAt, queueIdAt } from '../house.ts'
import type { Model } from '../model.ts'

/**
 * The numbers of a model: each queue has one of ours, each customer one of his own, and so has each place outside to which
 * a queue sends people.
 */

/** Ours, by the place of the queue in the model. */
export const numberOfQueue = (index: number): string => `${2000 + index}`

export const numberOfCustomer = (count: number): string => `${customersBegin}${String(count).padStart(9, '0')}`
const customersBegin = '+9949'

export const numberOutside = (queueId: QueueId, place: number): string => `${outsideBegins}${queueId.slice(4)}${place}`
const outsideBegins = '+1555'
export const isOutside = (number: string): boolean => number.startsWith(outsideBegins)

/** Of a door that leads into a flow, by its place in the model. */
export const numberOfEntrance = (index: number): string => `${5000 + index}`

/** Where the numbers of the model lead: the number plan. */
export function routesOf({ queues, entrances = [], flows = [] }: Model): ReadonlyMap<string, NumberRoute> {
  const through = (name: string): NumberRoute => ({
    kind: 'flow',
    flowId: flowIdAt(flows.findIndex(({ id }) => id === name)),
  })
  const ofQueues = queues.map(({ greeting, arrivesThrough }, index): [string, NumberRoute] => {
    const queueId = queueIdAt(index)
    const route: NumberRoute = greeting
      ? { kind: 'greeting-then-queue', queueId, greeting: greetingOf(index) }
      : { kind: 'queue', queueId }
    return [numberOfQueue(index), arrivesThrough === undefined ? route : through(arrivesThrough)]
  })
  const ofEntrances = entrances.map(({ flow }, index): [string, NumberRoute] => [
    numberOfEntrance(index),
    through(flow),
  ])
  return new Map([...ofQueues, ...ofEntrances])
}

const greetingOf = (index: number): string => `greeting-${index}`

/** How long prompts are, by their names; undefined: as any other. */
export function promptLengthsOf({ queues }: Model): ReadonlyMap<string, number> {
  return new Map(
    queues.flatMap(({ greeting }, index): [string, number][] =>
      greeting ? [[greetingOf(index), greeting.lengthMs]] : [],
    ),
  )
}
