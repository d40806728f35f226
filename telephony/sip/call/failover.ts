import type { Flow } from '../flow.ts'
import type { TimerEntry } from '../timer-heap.ts'
import type { ClientTransaction } from '../transaction/transaction.ts'
import type { CallContext } from './call-context.ts'

/**
 * The places that an INVITE may go to, one after the other (RFC 3263 4.3): the next when one says 503, cannot be reached, or is silent
 * for so long that timer B is not worth its wait.
 */
export class Failover {
  readonly #context: CallContext
  readonly #flows: readonly Flow[]
  readonly #silenceMs: number | undefined
  readonly #hasWayElsewhere: boolean
  #at = 0
  #patience: TimerEntry<() => void> | undefined

  /** @param of.flows at least one, the best first */
  constructor(
    context: CallContext,
    of: {
      readonly flows: readonly Flow[]
      readonly silenceMs?: number | undefined
      /** Another trunk would be tried after the last of these. */
      readonly hasWayElsewhere?: boolean | undefined
    },
  ) {
    this.#context = context
    this.#flows = of.flows
    this.#silenceMs = of.silenceMs
    this.#hasWayElsewhere = of.hasWayElsewhere ?? false
  }

  /** Where this try goes. */
  get flow(): Flow {
    return this.#flows[this.#at] as Flow
  }

  get #isLast(): boolean {
    return this.#at >= this.#flows.length - 1
  }

  /** Waits for a sign of life from the try under way; of the last place there is, as long as timer B. */
  watch(invite: ClientTransaction, silent: () => void): void {
    this.stop()
    if (this.#silenceMs === undefined || (this.#isLast && !this.#hasWayElsewhere)) return
    this.#patience = this.#context.after(this.#silenceMs, () => {
      if (invite.state === 'calling') silent()
    })
  }

  /** @returns whether there is a next place; `flow` is that one then */
  next(): boolean {
    this.stop()
    if (this.#isLast) return false
    this.#at++
    return true
  }

  stop(): void {
    this.#context.cancelTimer(this.#patience)
    this.#patience = undefined
  }
}
