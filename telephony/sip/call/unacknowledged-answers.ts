import type { SipResponse } from '../message/message.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import { AcceptedResponse } from './accepted-response.ts'
import type { CallContext } from './call-context.ts'

/** Re-INVITEs of the peer that may wait for their ACK at the same time. */
const mostAtOnce = 2

/** The 2xx of ours in one dialog that are repeated until their ACK comes (RFC 3261 13.3.1.4), by CSeq. */
export class UnacknowledgedAnswers {
  readonly #context: CallContext
  readonly #answers = new Map<number, AcceptedResponse>()

  constructor(context: CallContext) {
    this.#context = context
  }

  get areThere(): boolean {
    return this.#answers.size > 0
  }

  get areEnough(): boolean {
    return this.#answers.size >= mostAtOnce
  }

  /** @param onSilence no ACK came after 64*T1 */
  add(sequence: number, transaction: ServerTransaction, response: SipResponse, onSilence: () => void): void {
    const accepted = new AcceptedResponse(this.#context, transaction, response, () => {
      this.#answers.delete(sequence)
      onSilence()
    })
    this.#answers.set(sequence, accepted)
  }

  /** @returns whether this ACK was waited for */
  acknowledged(sequence: number): boolean {
    this.#answers.get(sequence)?.stop()
    return this.#answers.delete(sequence)
  }

  stop(): void {
    for (const accepted of this.#answers.values()) accepted.stop()
    this.#answers.clear()
  }
}
