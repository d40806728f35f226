import { unreachable } from '#kernel/assert.ts'
import { openQueue, putReservation } from '../bookkeeping.ts'
import { changeQueue } from '../changes.ts'
import { clear, copyOfQueue } from '../copies.ts'
import type { RoutingEventOf } from '../events.ts'
import { newFigures } from '../figures.ts'
import { settleReadiness } from '../indexing/readiness.ts'
import type { RoutingTables } from '../state.ts'

export type QueueEvent = RoutingEventOf<
  'QueueConfigured' | 'QueueOpened' | 'QueueClosed' | 'QueueRemoved' | 'ReservationConfigured'
>

/** The part of `apply` that is about queues, and about skills that agents are kept for. */
export function applyQueues(state: RoutingTables, event: QueueEvent): void {
  switch (event.type) {
    case 'QueueConfigured':
      configure(state, event)
      return
    case 'QueueOpened':
      changeQueue(state, event.queueId, (queue) => clear(queue, 'isClosed'))
      return
    case 'QueueClosed':
      changeQueue(state, event.queueId, (queue) => {
        queue.isClosed = true
      })
      return
    case 'QueueRemoved':
      settleReadiness(state)
      state.queues.delete(event.queueId)
      return
    case 'ReservationConfigured':
      putReservation(state, event.skillId, event.reservation)
      return
    default:
      unreachable(event)
  }
}

function configure(state: RoutingTables, { queueId, settings, atMs }: RoutingEventOf<'QueueConfigured'>): void {
  const known = state.queues.get(queueId)
  const queue = copyOfQueue(known ?? { queueId, settings, figures: newFigures(atMs) })
  queue.settings = settings
  openQueue(state, queue)
}
