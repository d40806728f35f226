import type { SipBody } from '../engine-contract.ts'
import type { HeaderField } from '../message/header-list.ts'
import type { IncomingResponse } from '../message/incoming.ts'
import type { TimerEntry } from '../timer-heap.ts'
import type { ClientTransaction } from '../transaction/transaction.ts'
import type { CallContext } from './call-context.ts'
import type { DialogSender } from './in-dialog-request.ts'
import { readMinSessionExpiresS } from './session-timer.ts'

/** How our re-INVITE or UPDATE came out. */
export type LocalOfferOutcome =
  | { readonly kind: 'answered'; readonly incoming: IncomingResponse }
  | { readonly kind: 'refused'; readonly status: number }
  /** 481 or 408: the peer has lost the dialog. */
  | { readonly kind: 'dialogGone'; readonly status: number; readonly reason: string }
  | { readonly kind: 'silence' }

export interface LocalOfferOptions {
  readonly context: CallContext
  readonly sender: DialogSender
  /** UPDATE (RFC 3311) before the answer, and to refresh; it may come without a description. */
  readonly method: 'INVITE' | 'UPDATE'
  readonly sdp: Uint8Array | undefined
  /** What is sent in its place. */
  readonly body: SipBody | undefined
  /** RFC 3261 14.1: who made the Call-ID waits longer after a collision. */
  readonly ownsCallId: boolean
  /** Session-Expires, as things stand at each try. */
  headers(): readonly HeaderField[]
  /** RFC 4028 7.4: 422 wants a longer interval. */
  raiseIntervalTo(leastS: number): void
  /** Whether the peer's own offer, or a missing ACK, stands in the way of another try. */
  isBlocked(): boolean
  /** A 2xx to an INVITE, each time that it comes: it wants its ACK. @returns whether it is the first of its kind */
  acknowledge(incoming: IncomingResponse): boolean
  /** Once, unless it was stopped before. */
  onOutcome(outcome: LocalOfferOutcome): void
}

/** A peer that says 100 to a re-INVITE and then nothing more. */
const silenceMs = 40_000
const maxTries = 4

/** One re-INVITE or UPDATE of ours (RFC 3261 14.1, RFC 3311 5.1), through collisions with the peer's. */
export class LocalOffer {
  readonly #of: LocalOfferOptions
  #tries = 0
  #state: 'onItsWay' | 'waiting' | 'over' = 'waiting'
  #timer: TimerEntry<() => void> | undefined
  #transaction: ClientTransaction | undefined

  constructor(options: LocalOfferOptions) {
    this.#of = options
    this.#send()
  }

  /** The peer's own offer meets it in the air: 491. While it waits out a collision of its own it does not. */
  get isOnItsWay(): boolean {
    return this.#state === 'onItsWay'
  }

  /** The dialog is over: nothing more is tried or told. */
  stop(): void {
    this.#state = 'over'
    this.#of.context.cancelTimer(this.#timer)
  }

  /** An INVITE in the air has nobody left to answer it, and its transaction knows no end of its own (17.1.1.2). */
  abandon(): void {
    this.stop()
    if (this.#transaction !== undefined) this.#of.context.transactions.abandon(this.#transaction)
  }

  #send(): void {
    const { context, sender, method, sdp, body } = this.#of
    this.#tries++
    this.#state = 'onItsWay'
    context.cancelTimer(this.#timer)
    this.#timer = context.after(silenceMs, () => this.#end({ kind: 'silence' }))
    sender.send({
      method,
      ...(body === undefined ? { sdp } : { body }),
      headers: this.#of.headers(),
      isWanted: () => this.#state === 'onItsWay',
      onSent: (transaction) => {
        this.#transaction = transaction
      },
      onFinal: (incoming) => this.#onFinal(incoming),
      // 12.2.1.2: no answer to a request within the dialog ends it.
      onFailure: () => this.#end({ kind: 'silence' }),
    })
  }

  #onFinal(incoming: IncomingResponse): void {
    const { status, reason, headers } = incoming.response
    if (status < 300) {
      if (this.#of.method === 'UPDATE' || this.#of.acknowledge(incoming)) this.#end({ kind: 'answered', incoming })
    } else if (this.#state !== 'onItsWay') return
    else if (status === 491 && this.#tries < maxTries) this.#waitAndRetry()
    else if (status === 422 && this.#tries < maxTries) {
      this.#of.raiseIntervalTo(readMinSessionExpiresS(headers))
      this.#send()
    } else if (status === 481 || status === 408) this.#end({ kind: 'dialogGone', status, reason })
    else this.#end({ kind: 'refused', status })
  }

  #waitAndRetry(): void {
    const { context } = this.#of
    this.#state = 'waiting'
    context.cancelTimer(this.#timer)
    this.#timer = context.after(this.#collisionDelayMs(), () => {
      if (this.#of.isBlocked()) this.#waitAndRetry()
      else this.#send()
    })
  }

  /** 14.1: 2.1-4 s for who owns the Call-ID, else 0-2 s, in steps of 10 ms. */
  #collisionDelayMs(): number {
    const chance = this.#of.context.chance()
    return this.#of.ownsCallId ? 2_100 + Math.floor(chance * 191) * 10 : Math.floor(chance * 201) * 10
  }

  #end(outcome: LocalOfferOutcome): void {
    if (this.#state === 'over') return
    this.stop()
    this.#of.onOutcome(outcome)
  }
}
