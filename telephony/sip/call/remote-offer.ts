import type { IncomingRequest } from '../message/incoming.ts'
import type { TimerEntry } from '../timer-heap.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import type { CallContext } from './call-context.ts'

/** An offer of the peer's that waits for our answer: in a re-INVITE, an UPDATE or a PRACK. */
export interface OpenRemoteOffer {
  readonly incoming: IncomingRequest
  readonly transaction: ServerTransaction
}

/** The application has so long to answer one. */
const patienceMs = 20_000

/** The one offer of the peer's that can be open in a dialog (RFC 3261 14.2), until it is answered, refused or taken back. */
export class RemoteOffer {
  readonly #context: CallContext
  readonly #refuse: (status: number) => void
  #open: (OpenRemoteOffer & { readonly timeout: TimerEntry<() => void> }) | undefined

  /** @param refuse with 487 when the peer takes it back (9.2), with 500 when nobody answers in time */
  constructor(context: CallContext, refuse: (status: number) => void) {
    this.#context = context
    this.#refuse = refuse
  }

  get isOpen(): boolean {
    return this.#open !== undefined
  }

  open(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const timeout = this.#context.after(patienceMs, () => this.#refuse(500))
    this.#open = { incoming, transaction, timeout }
    transaction.onCancel = () => {
      if (this.#open?.transaction === transaction) this.#refuse(487)
    }
  }

  /** It is being answered. */
  take(): OpenRemoteOffer | undefined {
    const open = this.#open
    this.#open = undefined
    this.#context.cancelTimer(open?.timeout)
    return open
  }
}
