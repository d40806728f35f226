import { apply, emptyState, type RoutingEvent, type RoutingState } from '#domain/routing/index.ts'
import { outsideBegins } from '../outside-telephone.ts'
import { numbersBegin } from '../people.ts'
import { isSame } from './portrait.ts'
import { TimelineChecker } from './timeline.ts'
import { holds } from './truth.ts'

/** What the log alone says, read on from quiet moment to quiet moment. */
export class LogChecker {
  readonly #rebuilt = emptyState()
  readonly #timeline = new TimelineChecker()
  #readTo = 0

  /** Nothing is under way, so all of `state` has to be in `log`. */
  whenQuiet(state: RoutingState, log: readonly string[]): void {
    for (const line of log.slice(this.#readTo)) {
      const event = JSON.parse(line) as RoutingEvent
      apply(this.#rebuilt, event)
      this.#timeline.after(this.#rebuilt, event)
    }
    this.#readTo = log.length
    holds(isSame(this.#rebuilt, state), 'the log alone rebuilds the state')
  }
}

export function nothingPersonalIsIn(log: readonly string[]): void {
  const text = log.join('\n')
  holds(!text.includes(outsideBegins), 'no number outside is in the log')
  holds(!text.includes(numbersBegin) && !/(caller|agent) \d/.test(text), 'no number or name is in the log')
}
