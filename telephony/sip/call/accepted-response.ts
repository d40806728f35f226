import type { SipResponse } from '../message/message.ts'
import type { TimerEntry } from '../timer-heap.ts'
import { giveUpMs, t1Ms, t2Ms } from '../transaction/timers.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import type { CallContext } from './call-context.ts'

/**
 * RFC 3261 13.3.1.4: a 2xx to INVITE is repeated by the user agent core, on every transport, until its ACK comes; after
 * 64*T1 without one the dialog is over and is ended with BYE.
 */
export class AcceptedResponse {
  readonly #context: CallContext
  #repeat: TimerEntry<() => void> | undefined
  #giveUp: TimerEntry<() => void> | undefined

  constructor(context: CallContext, transaction: ServerTransaction, response: SipResponse, onGiveUp: () => void) {
    this.#context = context
    context.transactions.respond(transaction, response)
    const repeatAfter = (delayMs: number) => {
      this.#repeat = context.after(delayMs, () => {
        context.transactions.respond(transaction, response)
        repeatAfter(Math.min(delayMs * 2, t2Ms))
      })
    }
    repeatAfter(t1Ms)
    this.#giveUp = context.after(giveUpMs, () => {
      this.stop()
      onGiveUp()
    })
  }

  stop(): void {
    this.#context.cancelTimer(this.#repeat)
    this.#context.cancelTimer(this.#giveUp)
    this.#repeat = undefined
    this.#giveUp = undefined
  }
}
