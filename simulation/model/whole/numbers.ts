import type { QueueId } from '#kernel/ids.ts'
import type { NumberRoute } from '#server/processes/index.ts'
import { queueIdAt } from '../house.ts'
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

/** Where the numbers of the model lead: the number plan. */
export function routesOf({ queues }: Model): ReadonlyMap<string, NumberRoute> {
  return new Map(
    queues.map(({ greeting }, index): [string, NumberRoute] => {
      const queueId = queueIdAt(index)
      const route: NumberRoute = greeting
        ? { kind: 'greeting-then-queue', queueId, greeting: greetingOf(index) }
        : { kind: 'queue', queueId }
      return [numberOfQueue(index), route]
    }),
  )
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
