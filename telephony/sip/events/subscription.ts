import { DigestClient } from '../authentication/digest-client.ts'
import type { CallContext, DialogOwner } from '../call/call-context.ts'
import { DialogSender } from '../call/in-dialog-request.ts'
import { makeResponse, type ResponseParts } from '../call/response.ts'
import { acceptSequence, keyOf, refreshTarget, uasDialog } from '../dialog/dialog.ts'
import type { HeaderField } from '../message/header-list.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import type { TimerEntry } from '../timer-heap.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import type { EventPackage } from './event-package.ts'

export interface SubscriptionOptions {
  readonly context: CallContext
  readonly incoming: IncomingRequest
  readonly transaction: ServerTransaction
  readonly package: EventPackage
  /** Event as the subscriber wrote it, with its id (RFC 6665 8.2.1). */
  readonly event: string
  readonly expiresS: number
  /** How long the subscriber wants it in a later SUBSCRIBE, or the refusal. */
  renewal(incoming: IncomingRequest): number | ResponseParts
  body(version: number): string
  /** Once. */
  onEnded(): void
}

/**
 * One subscription at the notifier (RFC 6665 4.2). One NOTIFY is under way at a time; what changes meanwhile, or within the
 * package's rest, is told by the next.
 *
 *   active --SUBSCRIBE Expires: 0, or time is up: last NOTIFY--> over
 *      `--------NOTIFY refused or unanswered--------------------^
 */
export class Subscription implements DialogOwner {
  readonly #of: SubscriptionOptions
  readonly #sender: DialogSender
  #state: 'active' | 'over' = 'active'
  #endsAtMs: number
  #expiry: TimerEntry<() => void> | undefined
  #version = 0
  #isNotifying = false
  #isStale = false
  #restsUntilMs = 0
  #rest: TimerEntry<() => void> | undefined

  constructor(of: SubscriptionOptions) {
    const { context } = of
    this.#of = of
    // Told where it spoke from: a Contact could aim us at somebody else, and an address translator's hole is there.
    const dialog = { ...uasDialog(of.incoming, context.newTag()), state: 'confirmed', staysOnFlow: true } as const
    this.#sender = new DialogSender({
      context,
      dialog,
      digest: new DigestClient(undefined, () => context.newTag()),
      contactUser: undefined,
    })
    context.dialogs.set(keyOf(dialog), this)
    this.#endsAtMs = context.nowMs + of.expiresS * 1000
    this.#accept(of.incoming, of.transaction, of.expiresS)
  }

  /** 4.2.1.1 and 4.2.1.2: 200 with what is granted, and at once a NOTIFY with what is. */
  #accept(incoming: IncomingRequest, transaction: ServerTransaction, expiresS: number): void {
    const { context } = this.#of
    this.#endsAtMs = context.nowMs + expiresS * 1000
    context.cancelTimer(this.#expiry)
    this.#respond(incoming, transaction, {
      status: 200,
      contact: context.contactOn(incoming.flow),
      headers: [['expires', String(expiresS)]],
    })
    if (expiresS === 0) this.end('timeout')
    else {
      this.#expiry = context.after(expiresS * 1000, () => this.end('timeout'))
      this.#restsUntilMs = 0
      this.changed()
    }
  }

  onRequest(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const inOrder = acceptSequence(this.#sender.dialog, incoming.sequence)
    if (inOrder === undefined) {
      this.#respond(incoming, transaction, { status: 500, reason: 'Request Out Of Order' })
      return
    }
    this.#sender.dialog = inOrder
    if (incoming.request.method !== 'SUBSCRIBE' || this.#state === 'over') {
      this.#respond(incoming, transaction, { status: this.#state === 'over' ? 481 : 405 })
      return
    }
    const renewed = this.#of.renewal(incoming)
    if (typeof renewed === 'number') {
      this.#sender.dialog = refreshTarget(inOrder, incoming)
      this.#accept(incoming, transaction, renewed)
    } else this.#respond(incoming, transaction, renewed)
  }

  onAck(): void {}

  /** What is subscribed to has changed. */
  changed(): void {
    if (this.#state === 'over') return
    this.#isStale = true
    const { context } = this.#of
    if (this.#isNotifying || this.#rest !== undefined) return
    const restMs = this.#restsUntilMs - context.nowMs
    if (restMs <= 0) this.#tell()
    else {
      this.#rest = context.after(restMs, () => {
        this.#rest = undefined
        this.#tell()
      })
    }
  }

  #tell(): void {
    if (this.#state === 'over' || this.#isNotifying || !this.#isStale) return
    const { context } = this.#of
    this.#isStale = false
    this.#isNotifying = true
    this.#restsUntilMs = context.nowMs + this.#of.package.restMs
    const leftS = Math.max(0, Math.ceil((this.#endsAtMs - context.nowMs) / 1000))
    this.#notify(`active;expires=${leftS}`, (isTaken) => {
      this.#isNotifying = false
      // 4.2.2: whoever does not know of it, or is not there, is not told any more.
      if (!isTaken) this.#forget()
      else if (this.#isStale) this.changed()
    })
  }

  /** 4.2.2: the last NOTIFY. `noresource`: what was subscribed to is gone. */
  end(reason: 'timeout' | 'noresource'): void {
    if (this.#state === 'over') return
    this.#close()
    this.#notify(`terminated;reason=${reason}`, () => this.#forget())
  }

  #notify(subscriptionState: string, done: (isTaken: boolean) => void): void {
    const headers: HeaderField[] = [
      ['event', this.#of.event],
      ['subscription-state', subscriptionState],
    ]
    const bytes = Buffer.from(this.#of.body(this.#version++), 'utf8')
    this.#sender.send({
      method: 'NOTIFY',
      headers,
      body: { type: this.#of.package.contentType, bytes },
      onFinal: (incoming) => done(incoming.response.status < 300),
      onFailure: () => done(false),
    })
  }

  #close(): void {
    this.#state = 'over'
    this.#of.context.cancelTimer(this.#expiry)
    this.#of.context.cancelTimer(this.#rest)
    this.#of.onEnded()
  }

  #forget(): void {
    if (this.#state !== 'over') this.#close()
    const key = keyOf(this.#sender.dialog)
    if (this.#of.context.dialogs.get(key) === this) this.#of.context.dialogs.delete(key)
  }

  #respond(incoming: IncomingRequest, transaction: ServerTransaction, parts: ResponseParts): void {
    const { context } = this.#of
    const toTag = this.#sender.dialog.localTag
    context.transactions.respond(transaction, makeResponse(incoming.request, context.productName, { toTag, ...parts }))
  }
}
