import { failure, success } from '#kernel/result.ts'
import { uasDialog } from '../dialog/dialog.ts'
import type { CallHandle, CommandResult } from '../engine-contract.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import { parseReason, reasonText } from '../message/reason.ts'
import { statusPhrase } from '../message/status-phrases.ts'
import type { TimerEntry } from '../timer-heap.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import type { CallContext } from './call-context.ts'
import { CallInDialog, type Ending, type HowToHangUp } from './call-in-dialog.ts'
import { makeResponse, type ResponseParts } from './response.ts'

/** 13.3.1.1: a proxy gives up on an INVITE after three minutes of silence, so provisional responses are repeated. */
const repeatProgressMs = 60_000

/** A call that somebody makes to us, from its INVITE to its end (RFC 3261 13.3). */
export class IncomingCall {
  readonly handle: CallHandle
  readonly #context: CallContext
  readonly #incoming: IncomingRequest
  readonly #transaction: ServerTransaction
  readonly #inDialog: CallInDialog
  readonly #onEnded: (ending: Ending) => void
  #state: 'ringing' | 'accepted' | 'over' = 'ringing'
  #lastProgress: ResponseParts | undefined
  #repeat: TimerEntry<() => void> | undefined
  #ringTimeout: TimerEntry<() => void> | undefined

  constructor(of: {
    readonly context: CallContext
    readonly handle: CallHandle
    readonly incoming: IncomingRequest
    readonly transaction: ServerTransaction
    readonly maxRingMs: number
    /** Once. */
    onEnded(ending: Ending): void
  }) {
    this.handle = of.handle
    this.#context = of.context
    this.#incoming = of.incoming
    this.#transaction = of.transaction
    this.#onEnded = (ending) => of.onEnded(ending)
    this.#respond({ status: 100 })
    this.#inDialog = new CallInDialog({
      context: of.context,
      call: of.handle,
      dialog: uasDialog(of.incoming, of.context.newTag()),
      ownsCallId: false,
      onEnded: (ending) => this.#onDialogEnded(ending),
    })
    of.transaction.onCancel = (cancel) => this.#onCancel(cancel)
    this.#ringTimeout = of.context.after(of.maxRingMs, () => {
      this.#refuse({ status: 480 }, { by: 'timeout', status: 480, reason: statusPhrase(480) })
    })
  }

  get sipCallId(): string {
    return this.#incoming.callId
  }

  progress(status: number, sdp: Uint8Array | undefined): CommandResult {
    if (status < 101 || status > 199) return failure('badStatus')
    if (this.#state !== 'ringing') return failure('wrongState')
    this.#lastProgress = { status, ...(sdp === undefined ? {} : { sdp }) }
    this.#sendProgress()
    return success(undefined)
  }

  #sendProgress(): void {
    if (this.#lastProgress === undefined) return
    this.#context.cancelTimer(this.#repeat)
    this.#respond({ ...this.#lastProgress, contact: this.#context.contactOn(this.#incoming.flow) })
    this.#repeat = this.#context.after(repeatProgressMs, () => this.#sendProgress())
  }

  answer(sdp: Uint8Array): CommandResult {
    if (this.#state !== 'ringing') return failure('wrongState')
    this.#state = 'accepted'
    this.#stopTimers()
    this.#inDialog.accept(this.#incoming, this.#transaction, sdp)
    return success(undefined)
  }

  reject(
    status: number,
    how: { readonly reason?: string; readonly retryAfterS?: number; readonly q850?: number },
  ): CommandResult {
    if (status < 300 || status > 699) return failure('badStatus')
    if (this.#state !== 'ringing') return failure('wrongState')
    const headers: [string, string][] = []
    if (how.retryAfterS !== undefined) headers.push(['retry-after', String(Math.max(0, Math.ceil(how.retryAfterS)))])
    const reason = reasonText(how.q850, undefined)
    if (reason !== undefined) headers.push(['reason', reason])
    const phrase = how.reason ?? statusPhrase(status)
    this.#refuse({ status, reason: phrase, headers }, { by: 'local', status, reason: phrase })
    return success(undefined)
  }

  hangUp(how: HowToHangUp): CommandResult {
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

  offer(sdp: Uint8Array): CommandResult {
    return this.#inDialog.offer(sdp)
  }

  /** Only a caller acknowledges. */
  acknowledge(): CommandResult {
    return failure('wrongState')
  }

  #refuse(parts: ResponseParts, ending: Ending): void {
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
