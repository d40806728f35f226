import type { ExpectedWait } from './expected-wait/expected-wait.ts'
import { figuresAt } from './figures.ts'
import type { DiversionRule } from './settings.ts'
import type { Queue } from './state.ts'

export const mostDiversions = 10

/** What the rules of a queue are asked about somebody who comes. */
export interface Arrival {
  readonly waiting: number
  readonly expected: ExpectedWait | null
  /** Looked for only where a rule asks. */
  readonly couldBeServed: () => boolean
}

/** The first rule that holds for him; `null`: he may wait here. */
export function diversionOf(queue: Queue, arrival: Arrival, nowMs: number): DiversionRule | null {
  const { diversions = [] } = queue.settings
  return diversions.find(({ when }) => holds(when, queue, arrival, nowMs)) ?? null
}

function holds(when: DiversionRule['when'], queue: Queue, arrival: Arrival, nowMs: number): boolean {
  switch (when.kind) {
    case 'closed':
      return queue.isClosed === true
    case 'nobody':
      return !arrival.couldBeServed()
    case 'full':
      return arrival.waiting >= when.waiting
    case 'expected-wait':
      return arrival.expected !== null && arrival.expected.likelyMs > when.overMs
    case 'service-level': {
      const { within, late } = figuresAt(queue.figures, arrival.waiting, nowMs)
      // One call that came late makes no bad day.
      return within + late >= fewestAnswered && (100 * within) / (within + late) < when.belowPercent
    }
    case 'waited':
      return false
  }
}

const fewestAnswered = 10

/** After how long of waiting in this queue he is sent elsewhere, and where; `null`: never. */
export function diversionAfterWaiting({ settings }: Queue): DiversionRule | null {
  if (settings.diversions === undefined) return null
  const timed = settings.diversions.filter(({ when }) => when.kind === 'waited')
  return timed.sort((a, b) => afterMs(a) - afterMs(b))[0] ?? null
}

export const afterMs = ({ when }: DiversionRule): number => (when.kind === 'waited' ? when.afterMs : 0)
