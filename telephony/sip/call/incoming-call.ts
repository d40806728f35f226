import { failure, success } from '#kernel/result.ts'
import { DigestClient } from '../authentication/digest-client.ts'
import { uasDialog } from '../dialog/dialog.ts'
import type { CalleeTerms, CallHandle, CommandResult, HangUpReason, ReferHandle, SipBody } from '../engine-contract.ts'
import type { HeaderField } from '../message/header-list.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import { lists, supportedOptions } from '../message/option-tags.ts'
import { parseReason, reasonText } from '../message/reason.ts'
import { statusPhrase } from '../message/status-phrases.ts'
import type { TimerEntry } from '../timer-heap.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import type { CallContext } from './call-context.ts'
import { CallInDialog } from './call-in-dialog.ts'
import type { Ending } from './dialog-session.ts'
import { ReliableResponses } from './reliable-responses.ts'
import { allowValue, makeResponse, type ResponseParts } from './response.ts'
import { sessionBody } from './session-body.ts'

/** 13.3.1.1: a proxy gives up on an INVITE after three minutes of silence, so provisional responses are repeated. */
const repeatProgressMs = 60_000

/** A call that somebody makes to us, from its INVITE to its end (RFC 3261 13.3). */
export class IncomingCall {
  readonly handle: CallHandle
  readonly #context: CallContext
  readonly #incoming: IncomingRequest
  readonly #transaction: ServerTransaction
  readonly #inDialog: CallInDialog
  /** 100rel (RFC 3262), when the caller knows it: `must` have it, or it `may` be used. */
  readonly #reliability: 'must' | 'may' | 'never'
  readonly #reliable: ReliableResponses
  readonly #onEnded: (ending: Ending) => void
  #state: 'ringing' | 'accepted' | 'over' = 'ringing'
  #lastProgress: { readonly status: number; readonly sdp: Uint8Array | undefined } | undefined
  /** An answer that waits for the PRACK of a description before it. */
  #waitingAnswer: Uint8Array | undefined
  #repeat: TimerEntry<() => void> | undefined
  #ringTimeout: TimerEntry<() => void> | undefined

  constructor(of: {
    readonly context: CallContext
    readonly handle: CallHandle
    readonly incoming: IncomingRequest
    readonly transaction: ServerTransaction
    readonly maxRingMs: number
    readonly terms: CalleeTerms
    /** Once. */
    onEnded(ending: Ending): void
  }) {
    this.handle = of.handle
    this.#context = of.context
    this.#incoming = of.incoming
    this.#transaction = of.transaction
    this.#onEnded = (ending) => of.onEnded(ending)
    this.#respond({ status: 100 })
    const { headers } = of.incoming.request
    const isOffered = lists(headers.list('supported'), '100rel') && of.terms.reliableProvisional !== 'off'
    this.#reliability = lists(headers.list('require'), '100rel') ? 'must' : isOffered ? 'may' : 'never'
    this.#reliable = new ReliableResponses(of.context, of.incoming.sequence, () => {
      this.#refuse({ status: 504 }, { by: 'timeout', status: 504, reason: 'no PRACK' })
    })
    this.#inDialog = new CallInDialog({
      context: of.context,
      call: of.handle,
      dialog: uasDialog(of.incoming, of.context.newTag()),
      ownsCallId: false,
      // Who called us has no business asking who we are.
      digest: new DigestClient(undefined, () => of.context.newTag()),
      exchange: sessionBody(of.incoming.request).kind === 'sdp' ? 'theyOffered' : 'weOwe',
      sessionExpiresS: of.terms.sessionExpiresS ?? 0,
      reliable: { responses: this.#reliable, proceed: () => this.#onPrack() },
      onEnded: (ending) => this.#onDialogEnded(ending),
    })
    this.#inDialog.learnAbilities(headers)
    of.transaction.onCancel = (cancel) => this.#onCancel(cancel)
    this.#ringTimeout = of.context.after(of.maxRingMs, () => {
      this.#refuse({ status: 480 }, { by: 'timeout', status: 480, reason: statusPhrase(480) })
    })
  }

  get sipCallId(): string {
    return this.#incoming.callId
  }

  /** An offer of ours may go out before the answer: it would be acknowledged (RFC 3261 13.2.1). */
  get takesEarlyOffer(): boolean {
    return this.#reliability !== 'never' && this.#inDialog.exchange === 'weOwe'
  }

  progress(status: number, sdp: Uint8Array | undefined): CommandResult {
    if (status < 101 || status > 199) return failure('badStatus')
    if (this.#state !== 'ringing' || this.#waitingAnswer !== undefined) return failure('wrongState')
    this.#lastProgress = { status, sdp }
    this.#sendProgress()
    return success(undefined)
  }

  #sendProgress(): void {
    if (this.#lastProgress === undefined) return
    const { status, sdp } = this.#lastProgress
    const { exchange } = this.#inDialog
    this.#context.cancelTimer(this.#repeat)
    this.#repeat = this.#context.after(repeatProgressMs, () => this.#sendProgress())
    const parts = { status, contact: this.#context.contactOn(this.#incoming.flow) }
    // 13.2.1: the first reliable response to an INVITE without an offer has one; without it, it can only go unreliably.
    const isReliable = this.#reliability !== 'never' && (exchange !== 'weOwe' || sdp !== undefined)
    if (!isReliable) {
      if (this.#reliability === 'must') return
      this.#respond(sdp === undefined || exchange !== 'theyOffered' ? parts : { ...parts, sdp })
      return
    }
    // RFC 3262 5: what was said reliably is not said again.
    const news = exchange === 'theyOffered' || exchange === 'weOwe' ? sdp : undefined
    if (news !== undefined) this.#inDialog.describeEarly(news)
    const headers: HeaderField[] = [
      ['require', '100rel'],
      ['supported', supportedOptions.join(', ')],
      // RFC 3311 5.1: it may be used in the early dialog.
      ['allow', allowValue],
    ]
    this.#reliable.send(news !== undefined, (rseq) => {
      const description = news === undefined ? {} : { sdp: news }
      this.#respond({ ...parts, ...description, headers: [...headers, ['rseq', String(rseq)]] })
    })
  }

  /** RFC 3262 3: a PRACK has been dealt with; what waited for it goes on. */
  #onPrack(): void {
    if (this.#state !== 'ringing') return
    this.#reliable.proceed()
    if (this.#waitingAnswer !== undefined && !this.#reliable.owesDescription) this.#accept(this.#waitingAnswer)
  }

  answer(sdp: Uint8Array): CommandResult {
    if (this.#state !== 'ringing' || this.#waitingAnswer !== undefined) return failure('wrongState')
    // RFC 3262 3: no 2xx before the PRACK of a response that carried a description.
    if (this.#reliable.owesDescription) this.#waitingAnswer = sdp
    else this.#accept(sdp)
    return success(undefined)
  }

  #accept(sdp: Uint8Array): void {
    this.#state = 'accepted'
    this.#stopTimers()
    this.#inDialog.accept(this.#incoming, this.#transaction, sdp)
  }

  reject(
    status: number,
    how: { readonly reason?: string; readonly retryAfterS?: number; readonly q850?: number },
  ): CommandResult {
    if (status < 300 || status > 699) return failure('badStatus')
    if (this.#state !== 'ringing') return failure('wrongState')
    const headers: [string, string][] = []
    if (how.retryAfterS !== undefined) headers.push(['retry-after', String(Math.max(0, Math.ceil(how.retryAfterS)))])
    const reason = reasonText(how.q850 === undefined ? {} : { q850: how.q850 })
    if (reason !== undefined) headers.push(['reason', reason])
    const phrase = how.reason ?? statusPhrase(status)
    this.#refuse({ status, reason: phrase, headers }, { by: 'local', status, reason: phrase })
    return success(undefined)
  }

  hangUp(how: HangUpReason): CommandResult {
    if (this.#state === 'ringing') return this.reject(480, how.q850 === undefined ? {} : { q850: how.q850 })
    if (this.#state === 'over') return failure('wrongState')
    this.#inDialog.hangUp(how)
    this.#over({ by: 'local' })
    return success(undefined)
  }

  /** 9.2 */
  #onCancel(cancel: IncomingRequest): void {
    if (this.#state !== 'ringing') return
    const reason = parseReason(cancel.request.headers)
    const q850 = reason?.q850 === undefined ? {} : { q850: reason.q850 }
    this.#refuse({ status: 487 }, { by: 'remote', status: 487, reason: reason?.text ?? statusPhrase(487), ...q850 })
  }

  get localTag(): string {
    return this.#inDialog.dialog.localTag
  }

  answerOffer(sdp: Uint8Array): CommandResult {
    return this.#inDialog.answerOffer(sdp)
  }

  refuseOffer(status: number): CommandResult {
    return this.#inDialog.refuseOffer(status)
  }

  sendInfoDigit(digit: string, durationMs: number): CommandResult {
    return this.#inDialog.sendInfoDigit(digit, durationMs)
  }

  offer(sdp: Uint8Array, body?: SipBody): CommandResult {
    return this.#inDialog.offer(sdp, body)
  }

  transferProgress(refer: ReferHandle, status: number): CommandResult {
    return this.#inDialog.transferProgress(refer, status)
  }

  /** Only a caller acknowledges. */
  acknowledge(): CommandResult {
    return failure('wrongState')
  }

  #refuse(parts: ResponseParts, ending: Ending): void {
    this.#stopTimers()
    this.#respond(parts)
    this.#inDialog.drop()
    this.#over(ending)
  }

  #onDialogEnded(ending: Ending): void {
    // 15.1.2: a BYE to the early dialog ends the INVITE too.
    if (this.#state === 'ringing') this.#respond({ status: 487 })
    this.#over(ending)
  }

  #over(ending: Ending): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#stopTimers()
    this.#onEnded(ending)
  }

  #stopTimers(): void {
    this.#reliable.stop()
    this.#context.cancelTimer(this.#repeat)
    this.#context.cancelTimer(this.#ringTimeout)
    this.#repeat = undefined
    this.#ringTimeout = undefined
  }

  #respond(parts: ResponseParts): void {
    const toTag = parts.status === 100 ? {} : { toTag: this.localTag }
    const response = makeResponse(this.#incoming.request, this.#context.productName, { ...toTag, ...parts })
    this.#context.transactions.respond(this.#transaction, response)
  }
}
