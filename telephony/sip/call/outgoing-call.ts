import { failure, success } from '#kernel/result.ts'
import { answerChallenges } from '../authentication/digest-client.ts'
import { uacDialog } from '../dialog/dialog.ts'
import type { CallHandle, CommandResult, DigestCredentials } from '../engine-contract.ts'
import type { Flow } from '../flow.ts'
import { HeaderList } from '../message/header-list.ts'
import type { IncomingResponse } from '../message/incoming.ts'
import { emptyBody, type SipRequest } from '../message/message.ts'
import { readable } from '../message/octet-text.ts'
import { parseReason, reasonText } from '../message/reason.ts'
import type { TimerEntry } from '../timer-heap.ts'
import { giveUpMs } from '../transaction/timers.ts'
import type { ClientTransaction, TransactionFailure } from '../transaction/transaction.ts'
import type { CallContext } from './call-context.ts'
import { CallInDialog, type Ending, type HowToHangUp } from './call-in-dialog.ts'
import { allowValue, sdpType } from './response.ts'
import { sessionBody } from './session-body.ts'

/** Everything about the INVITE but what changes from try to try. */
export interface InvitePlan {
  readonly uri: string
  readonly flow: Flow
  /** From, without its tag. */
  readonly from: string
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly sdp?: Uint8Array
  readonly credentials?: DigestCredentials
  readonly ringTimeoutMs: number
  readonly maxForwards: number
  /** The path was learned, not looked up: everything in the dialog goes the same way. */
  readonly staysOnFlow: boolean
}

/** A fork upstream can answer many times; what comes beyond this is not followed. */
const maxForks = 8
const maxTries = 3

/** A call that we make, from its INVITE to its end (RFC 3261 13.2). */
export class OutgoingCall {
  readonly handle: CallHandle
  readonly #context: CallContext
  readonly #plan: InvitePlan
  readonly #onEnded: (ending: Ending) => void
  readonly #callId: string
  readonly #localTag: string
  #sequence = 0
  #tries = 0
  #invite: ClientTransaction | undefined
  #state: 'calling' | 'answered' | 'over' = 'calling'
  /** By the peer's tag: each fork that answered is a dialog of its own. */
  readonly #forks = new Map<string, CallInDialog>()
  /** The fork whose 2xx came first. */
  #winner: CallInDialog | undefined
  /** CSeq of a 2xx with an offer, whose ACK waits for our answer. */
  #ackOwedFor: number | undefined
  #cancel: { readonly reason: string | undefined } | undefined
  #isCancelSent = false
  #timeout: TimerEntry<() => void> | undefined

  constructor(of: {
    readonly context: CallContext
    readonly handle: CallHandle
    readonly plan: InvitePlan
    /** Once. */
    onEnded(ending: Ending): void
  }) {
    this.handle = of.handle
    this.#context = of.context
    this.#plan = of.plan
    this.#onEnded = (ending) => of.onEnded(ending)
    this.#callId = of.context.newTag()
    this.#localTag = of.context.newTag()
    this.#timeout = of.context.after(of.plan.ringTimeoutMs, () => {
      this.#over({ by: 'timeout', status: 408, reason: 'no answer in time' })
      this.#cancelInvite(undefined)
    })
    this.#sendInvite([])
  }

  get sipCallId(): string {
    return this.#callId
  }

  #sendInvite(answers: ReadonlyArray<readonly [string, string]>): void {
    const plan = this.#plan
    this.#sequence++
    this.#tries++
    const headers = new HeaderList([
      ['max-forwards', String(plan.maxForwards)],
      ['from', `${plan.from};tag=${this.#localTag}`],
      ['to', `<${plan.uri}>`],
      ['call-id', this.#callId],
      ['cseq', `${this.#sequence} INVITE`],
      ['contact', this.#context.contactOn(plan.flow)],
      ['allow', allowValue],
      ['user-agent', this.#context.productName],
    ])
    for (const [name, value] of [...plan.headers, ...answers]) headers.add(name, value)
    if (plan.sdp !== undefined) headers.add('content-type', sdpType)
    const invite: SipRequest = {
      kind: 'request',
      method: 'INVITE',
      uri: plan.uri,
      headers,
      body: plan.sdp ?? emptyBody,
    }
    this.#invite = this.#context.transactions.request(invite, plan.flow, {
      onResponse: (incoming) => this.#onResponse(incoming),
      onFailure: (failed) => this.#onFailure(failed),
    })
  }

  #onResponse(incoming: IncomingResponse): void {
    const status = incoming.response.status
    if (status < 200) this.#onProvisional(incoming)
    else if (status < 300) this.#onSuccess(incoming)
    else this.#onRefusal(incoming)
  }

  #onProvisional(incoming: IncomingResponse): void {
    // 9.1: only now may an INVITE be cancelled.
    if (this.#cancel !== undefined) {
      this.#sendCancel()
      return
    }
    if (incoming.response.status === 100 || this.#state !== 'calling') return
    this.#fork(incoming)
    const body = sessionBody(incoming.response)
    this.#context.emit({
      type: 'callProgress',
      call: this.handle,
      status: incoming.response.status,
      reason: readable(incoming.response.reason),
      ...(body.kind === 'sdp' ? { sdp: body.sdp } : {}),
    })
  }

  /** The dialog of this response's To tag, made when it is new. */
  #fork(incoming: IncomingResponse): CallInDialog | undefined {
    const tag = incoming.toTag
    // A provisional response without a tag makes no dialog (12.1).
    if (tag === undefined && incoming.response.status < 200) return undefined
    const known = this.#forks.get(tag ?? '')
    if (known !== undefined) return known
    if (this.#forks.size >= maxForks) return undefined
    const fork: CallInDialog = new CallInDialog({
      context: this.#context,
      call: this.handle,
      dialog: uacDialog(incoming, this.#plan.uri, this.#plan.staysOnFlow),
      ownsCallId: true,
      credentials: this.#plan.credentials,
      onEnded: (ending) => {
        if (this.#winner === fork) this.#over(ending)
      },
    })
    this.#forks.set(tag ?? '', fork)
    return fork
  }

  #onSuccess(incoming: IncomingResponse): void {
    const fork = this.#fork(incoming)
    if (fork === undefined) return
    if (fork.acknowledgeAgain(incoming.sequence)) return
    if (fork === this.#winner) return
    fork.confirm(uacDialog(incoming, this.#plan.uri, this.#plan.staysOnFlow))
    if (this.#state !== 'calling') {
      // 13.2.2.4 and 9.1: a fork that lost, or an answer that crossed our CANCEL: acknowledged and ended.
      fork.acknowledge(incoming.sequence, undefined)
      fork.hangUp({})
      return
    }
    this.#state = 'answered'
    this.#winner = fork
    this.#stopTimeout()
    for (const other of this.#forks.values()) if (other !== fork) other.drop()
    for (const [tag, other] of this.#forks) if (other !== fork) this.#forks.delete(tag)
    const body = sessionBody(incoming.response)
    if (this.#plan.sdp !== undefined) fork.acknowledge(incoming.sequence, undefined)
    else this.#ackOwedFor = incoming.sequence
    this.#context.emit({
      type: 'callAnswered',
      call: this.handle,
      flow: incoming.flow,
      ...(body.kind === 'sdp' ? { sdp: body.sdp } : {}),
    })
  }

  #onRefusal(incoming: IncomingResponse): void {
    const { status, headers, reason } = incoming.response
    this.#dropForks()
    const credentials = this.#plan.credentials
    const isChallenge = status === 401 || status === 407
    if (isChallenge && credentials !== undefined && this.#state === 'calling' && this.#tries < maxTries) {
      const answers = answerChallenges({
        responseHeaders: headers,
        method: 'INVITE',
        uri: this.#plan.uri,
        credentials,
        cnonce: this.#context.newTag(),
        wasAnswered: this.#tries > 1,
      })
      if (answers.length > 0) {
        this.#sendInvite(answers.map(({ name, value }) => [name, value] as const))
        return
      }
    }
    const why = parseReason(headers)
    const retryAfter = /^\s*(\d{1,9})/.exec(headers.get('retry-after') ?? '')?.[1]
    this.#over({
      by: 'refused',
      status,
      reason: why?.text ?? readable(reason),
      ...(why?.q850 === undefined ? {} : { q850: why.q850 }),
      ...(retryAfter === undefined ? {} : { retryAfterS: Number(retryAfter) }),
    })
  }

  #onFailure(failed: TransactionFailure): void {
    this.#dropForks()
    // 8.1.3.1: a time-out counts as 408, a transport error as 503.
    this.#over(
      failed === 'timeout'
        ? { by: 'timeout', status: 408, reason: 'no answer' }
        : { by: 'transport', status: 503, reason: 'the network refused' },
    )
  }

  acknowledge(sdp: Uint8Array): CommandResult {
    if (this.#winner === undefined || this.#ackOwedFor === undefined || this.#state !== 'answered') {
      return failure('wrongState')
    }
    this.#winner.acknowledge(this.#ackOwedFor, sdp)
    this.#ackOwedFor = undefined
    return success(undefined)
  }

  hangUp(how: HowToHangUp): CommandResult {
    if (this.#state === 'over') return failure('wrongState')
    if (this.#winner === undefined) {
      this.#over({ by: 'local', status: 487 })
      this.#cancelInvite(reasonText(how.q850, how.text))
      return success(undefined)
    }
    // A 2xx is always acknowledged, even when the call ends without our answer to its offer.
    if (this.#ackOwedFor !== undefined) this.#winner.acknowledge(this.#ackOwedFor, undefined)
    this.#ackOwedFor = undefined
    this.#winner.hangUp(how)
    this.#over({ by: 'local' })
    return success(undefined)
  }

  /** 9.1: at once when the peer has shown that it lives, else as soon as it does. */
  #cancelInvite(reason: string | undefined): void {
    this.#cancel = { reason }
    if (this.#invite?.state === 'proceeding') this.#sendCancel()
  }

  #sendCancel(): void {
    const invite = this.#invite
    if (invite === undefined || this.#cancel === undefined || this.#isCancelSent) return
    this.#isCancelSent = true
    this.#context.transactions.cancel(invite, this.#cancel.reason)
    // 9.1: no final response within 64*T1 of the CANCEL: the INVITE counts as cancelled.
    this.#context.cancelTimer(this.#timeout)
    this.#timeout = this.#context.after(giveUpMs, () => {
      this.#context.transactions.abandon(invite)
      this.#dropForks()
    })
  }

  progress(): CommandResult {
    return failure('wrongState')
  }

  answer(): CommandResult {
    return failure('wrongState')
  }

  reject(): CommandResult {
    return failure('wrongState')
  }

  answerOffer(sdp: Uint8Array): CommandResult {
    return this.#winner?.answerOffer(sdp) ?? failure('wrongState')
  }

  refuseOffer(status: number): CommandResult {
    return this.#winner?.refuseOffer(status) ?? failure('wrongState')
  }

  sendInfoDigit(digit: string, durationMs: number): CommandResult {
    return this.#winner?.sendInfoDigit(digit, durationMs) ?? failure('wrongState')
  }

  offer(sdp: Uint8Array): CommandResult {
    if (this.#ackOwedFor !== undefined) return failure('wrongState')
    return this.#winner?.offer(sdp) ?? failure('wrongState')
  }

  #dropForks(): void {
    this.#stopTimeout()
    for (const fork of this.#forks.values()) fork.drop()
    this.#forks.clear()
  }

  #over(ending: Ending): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#stopTimeout()
    this.#onEnded(ending)
  }

  #stopTimeout(): void {
    this.#context.cancelTimer(this.#timeout)
    this.#timeout = undefined
  }
}
