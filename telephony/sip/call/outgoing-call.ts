import { failure, success } from '#kernel/result.ts'
import { type DigestAttempt, DigestClient } from '../authentication/digest-client.ts'
import { uacDialog } from '../dialog/dialog.ts'
import type {
  CallHandle,
  CommandResult,
  DigestCredentials,
  HangUpReason,
  ReferHandle,
  SipBody,
} from '../engine-contract.ts'
import type { Flow } from '../flow.ts'
import { HeaderList } from '../message/header-list.ts'
import type { IncomingResponse } from '../message/incoming.ts'
import { emptyBody, type SipRequest } from '../message/message.ts'
import { readable } from '../message/octet-text.ts'
import { supportedOptions } from '../message/option-tags.ts'
import { parseReason, reasonText } from '../message/reason.ts'
import type { TimerEntry } from '../timer-heap.ts'
import { giveUpMs } from '../transaction/timers.ts'
import type { ClientTransaction, TransactionFailure } from '../transaction/transaction.ts'
import type { CallContext } from './call-context.ts'
import { CallInDialog } from './call-in-dialog.ts'
import type { Ending } from './dialog-session.ts'
import { Failover } from './failover.ts'
import { withFeatures } from './in-dialog-request.ts'
import { Redirection } from './redirection.ts'
import { allowValue, sdpType, secured } from './response.ts'
import { sessionBody } from './session-body.ts'
import { minSessionExpiresS, proposeSessionExpires, readMinSessionExpiresS } from './session-timer.ts'

/** Everything about the INVITE but what changes from try to try. */
export interface InvitePlan {
  readonly uri: string
  readonly flow: Flow
  /** It was looked up, and goes here when that fails, in order (see Failover). */
  readonly otherFlows?: readonly Flow[]
  readonly failoverMs?: number
  readonly hasWayElsewhere?: boolean
  /** From, without its tag. */
  readonly from: string
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly sdp?: Uint8Array
  /** What is sent in its place. */
  readonly body?: SipBody
  readonly credentials?: DigestCredentials
  readonly ringTimeoutMs: number
  readonly maxForwards: number
  /** The path was learned, not looked up: everything in the dialog goes the same way. */
  readonly staysOnFlow: boolean
  /** Route values (RFC 3327 5.4): the proxies between us and a telephone that registered through them. */
  readonly routes?: readonly string[]
  readonly redirects?: { readonly max: number; readonly hosts: readonly string[] }
  readonly contactUser?: string
  readonly contactFeatures?: readonly string[]
  /** Option tags of ours for Require. */
  readonly requires?: readonly string[]
  readonly reliableProvisional: 'off' | 'supported' | 'required'
  /** 0: no session timer is proposed. */
  readonly sessionExpiresS: number
}

export interface SharedCallIds {
  readonly callId: string
  readonly localTag: string
}

/** A fork upstream can answer many times; what comes beyond this is not followed. */
const maxForks = 8
/** INVITEs of one call: for proxies that ask who we are, too short a session timer, redirects. */
const maxTries = 10

/** A call that we make, from its INVITE to its end (RFC 3261 13.2). */
export class OutgoingCall {
  readonly handle: CallHandle
  readonly #context: CallContext
  readonly #plan: InvitePlan
  readonly #onEnded: (ending: Ending) => void
  readonly #onAnswered: () => void
  readonly #callId: string
  readonly #localTag: string
  readonly #digest: DigestClient
  readonly #redirection: Redirection
  readonly #failover: Failover
  /** Tries that were given up in silence and have been cancelled since. */
  readonly #cancelledLate = new WeakSet<ClientTransaction>()
  /** Where this try goes; a redirect changes it. */
  #target: { readonly uri: string; readonly flow: Flow; readonly staysOnFlow: boolean }
  #attempt: DigestAttempt
  #leastIntervalS = minSessionExpiresS
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
    /** Of several INVITEs of one call (see ForkedCall): what they share. */
    readonly shared?: SharedCallIds
    /** A 2xx came, and `callAnswered` is about to be told. */
    onAnswered?(): void
    /** Once. */
    onEnded(ending: Ending): void
  }) {
    const { context, plan } = of
    this.handle = of.handle
    this.#context = context
    this.#plan = plan
    this.#onEnded = (ending) => of.onEnded(ending)
    this.#onAnswered = () => of.onAnswered?.()
    this.#callId = of.shared?.callId ?? context.newTag()
    this.#localTag = of.shared?.localTag ?? context.newTag()
    this.#digest = new DigestClient(plan.credentials, () => context.newTag())
    this.#redirection = new Redirection(plan.uri, plan.redirects)
    this.#failover = new Failover(context, {
      flows: [plan.flow, ...(plan.otherFlows ?? [])],
      silenceMs: plan.failoverMs,
      hasWayElsewhere: plan.hasWayElsewhere,
    })
    this.#target = { uri: plan.uri, flow: plan.flow, staysOnFlow: plan.staysOnFlow }
    this.#attempt = this.#digest.begin('INVITE', plan.uri)
    this.#timeout = context.after(plan.ringTimeoutMs, () => {
      this.#over({ by: 'timeout', status: 408, reason: 'no answer in time' })
      this.#cancelInvite(undefined)
    })
    this.#sendInvite([])
  }

  /** Call-ID. */
  get sipCallId(): string {
    return this.#callId
  }

  #sendInvite(answers: ReturnType<DigestAttempt['answers']>): void {
    const plan = this.#plan
    const { uri, flow } = this.#target
    this.#sequence++
    this.#tries++
    const options = supportedOptions.filter((tag) => tag !== '100rel' || plan.reliableProvisional === 'supported')
    const headers = new HeaderList([
      ['max-forwards', String(plan.maxForwards)],
      ['from', `${plan.from};tag=${this.#localTag}`],
      ['to', `<${plan.uri}>`],
      ['call-id', this.#callId],
      ['cseq', `${this.#sequence} INVITE`],
      [
        'contact',
        withFeatures(secured(this.#context.contactOn(flow, plan.contactUser), { uri }), plan.contactFeatures),
      ],
      ['allow', allowValue],
      ['supported', options.join(', ')],
      ['user-agent', this.#context.productName],
    ])
    // After a redirect it is another telephone's way.
    if (uri === plan.uri && plan.routes !== undefined) headers.addAll('route', plan.routes)
    if (plan.reliableProvisional === 'required') headers.add('require', '100rel')
    for (const tag of plan.requires ?? []) headers.add('require', tag)
    const timer = proposeSessionExpires(
      { intervalS: plan.sessionExpiresS, refresher: undefined },
      Math.max(this.#leastIntervalS, minSessionExpiresS),
    )
    for (const [name, value] of [...timer, ...plan.headers]) headers.add(name, value)
    for (const { name, value } of answers) headers.add(name, value)
    const body = plan.body ?? (plan.sdp && { type: sdpType, bytes: plan.sdp })
    if (body !== undefined) headers.add('content-type', body.type)
    const invite: SipRequest = { kind: 'request', method: 'INVITE', uri, headers, body: body?.bytes ?? emptyBody }
    const sent = this.#context.transactions.request(invite, flow, {
      onResponse: (incoming) => {
        if (this.#invite === sent) this.#onResponse(incoming)
        else this.#onLateResponse(sent, incoming)
      },
      onFailure: (failed) => {
        if (this.#invite === sent) this.#onFailure(failed)
      },
    })
    this.#invite = sent
    this.#failover.watch(sent, () => {
      // It may still wake up: what it says then is ended, and nothing is repeated to it any more.
      this.#context.transactions.quiet(sent)
      if (this.#failsOver()) return
      this.#unreachable('timeout')
      this.#cancelInvite(undefined)
    })
  }

  /** RFC 3263 4.3: to the next place, as a new transaction. @returns whether there was one */
  #failsOver(): boolean {
    if (this.#state !== 'calling' || this.#tries >= maxTries) return false
    const failed = this.#target.flow
    if (this.#plan.otherFlows !== undefined) {
      this.#context.emit({ type: 'destinationFailed', call: this.handle, flow: failed })
    }
    if (!this.#failover.next()) return false
    this.#dropForks()
    this.#target = { ...this.#target, flow: this.#failover.flow }
    // Another server has nonces of its own.
    this.#attempt = this.#digest.begin('INVITE', this.#target.uri)
    this.#sendInvite(this.#attempt.answers())
    return true
  }

  /** From a place that was given up: a call there would be a second one. */
  #onLateResponse(invite: ClientTransaction, incoming: IncomingResponse): void {
    const { status } = incoming.response
    if (status < 200) {
      if (this.#cancelledLate.has(invite)) return
      this.#cancelledLate.add(invite)
      this.#context.transactions.cancel(invite, undefined)
    } else if (status < 300) {
      const fork = this.#fork(incoming)
      if (fork === undefined || fork.acknowledgeAgain(incoming.sequence)) return
      fork.confirm(incoming, uacDialog(incoming, this.#target.uri, this.#target.staysOnFlow))
      fork.acknowledge(incoming.sequence, undefined)
      fork.hangUp({})
    }
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
    const fork = this.#fork(incoming)
    const body = sessionBody(incoming.response)
    const sdp = body.kind === 'sdp' ? body.sdp : undefined
    const kind = fork?.takeProvisional(incoming, sdp) ?? 'unreliable'
    if (kind === 'dropped') return
    // RFC 3261 13.2.1: an unreliable response cannot offer.
    const isSaid = sdp !== undefined && (kind === 'reliable' || this.#plan.sdp !== undefined)
    this.#context.emit({
      type: 'callProgress',
      call: this.handle,
      ...(incoming.toTag === undefined ? {} : { fork: incoming.toTag }),
      status: incoming.response.status,
      reason: readable(incoming.response.reason),
      ...(isSaid ? { sdp } : {}),
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
    const plan = this.#plan
    const fork: CallInDialog = new CallInDialog({
      context: this.#context,
      call: this.handle,
      dialog: uacDialog(incoming, this.#target.uri, this.#target.staysOnFlow),
      ownsCallId: true,
      digest: this.#digest,
      contactUser: plan.contactUser,
      contactFeatures: plan.contactFeatures,
      exchange: plan.sdp === undefined ? 'theyOwe' : 'weOffered',
      localSdp: plan.sdp,
      sessionExpiresS: plan.sessionExpiresS === 0 ? 0 : Math.max(plan.sessionExpiresS, this.#leastIntervalS),
      onEnded: (ending) => {
        if (this.#winner === fork) this.#over(ending)
        // It ended its early dialog: should it answer all the same, that is a dialog to be ended anew.
        else if (this.#forks.get(tag ?? '') === fork) this.#forks.delete(tag ?? '')
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
    const { exchange } = fork
    fork.confirm(incoming, uacDialog(incoming, this.#target.uri, this.#target.staysOnFlow))
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
    if (exchange === 'theyOwe' || exchange === 'theyOffered') this.#ackOwedFor = incoming.sequence
    else fork.acknowledge(incoming.sequence, undefined)
    this.#onAnswered()
    this.#context.emit({
      type: 'callAnswered',
      call: this.handle,
      ...(incoming.toTag === undefined ? {} : { fork: incoming.toTag }),
      flow: incoming.flow,
      // RFC 3262 5: after a reliable answer there is nothing left to say.
      ...(body.kind === 'sdp' && exchange !== 'settled' ? { sdp: body.sdp } : {}),
    })
  }

  #onRefusal(incoming: IncomingResponse): void {
    const { status, headers, reason } = incoming.response
    this.#dropForks()
    if (this.#state === 'over') this.#stopTimeout()
    if (this.#state === 'calling' && this.#tries < maxTries && this.#tryAgain(incoming)) return
    const why = parseReason(headers)
    const retryAfter = /^\s*(\d{1,9})/.exec(headers.get('retry-after') ?? '')?.[1]
    this.#over({
      by: 'refused',
      status,
      reason: why?.text ?? readable(reason),
      ...(why?.q850 === undefined ? {} : { q850: why.q850 }),
      ...(retryAfter === undefined ? {} : { retryAfterS: Number(retryAfter) }),
      ...(status === 503 ? { mayTryElsewhere: true } : {}),
    })
  }

  /** Refusals that ask for another INVITE of the same call (8.1.3.4, 8.1.3.5). @returns whether one was sent */
  #tryAgain(incoming: IncomingResponse): boolean {
    const { status, headers } = incoming.response
    if (status === 401 || status === 407) {
      const answers = this.#attempt.retry(headers)
      if (answers !== undefined) this.#sendInvite(answers)
      return answers !== undefined
    }
    if (status === 422 && this.#plan.sessionExpiresS > 0) {
      // RFC 4028 7.4
      const leastS = readMinSessionExpiresS(headers)
      if (leastS <= Math.max(this.#plan.sessionExpiresS, this.#leastIntervalS)) return false
      this.#leastIntervalS = leastS
      this.#sendInvite(this.#attempt.answers())
      return true
    }
    if (status === 503) return this.#failsOver()
    if (status < 300 || status > 399) return false
    this.#redirection.learn(headers)
    return this.#goOn()
  }

  /** To the next target that a 3xx named and that there is a way to. */
  #goOn(): boolean {
    for (let next = this.#redirection.next(); next !== undefined; next = this.#redirection.next()) {
      // The same host is where this answer came from, after a failover as before.
      const here = this.#target.flow
      const flow = this.#context.flowToUri(next.parsed, { uri: this.#plan.uri, flow: here })
      if (flow === undefined) continue
      this.#target = { uri: next.uri, flow, staysOnFlow: this.#plan.staysOnFlow && flow === here }
      this.#attempt = this.#digest.begin('INVITE', next.uri)
      this.#sendInvite(this.#attempt.answers())
      return true
    }
    return false
  }

  #onFailure(failed: TransactionFailure): void {
    this.#dropForks()
    if (this.#state === 'over') this.#stopTimeout()
    if (!this.#failsOver()) this.#unreachable(failed)
  }

  #unreachable(failed: TransactionFailure): void {
    // 8.1.3.1: a time-out counts as 408, a transport error as 503.
    this.#over(
      failed === 'timeout'
        ? { by: 'timeout', status: 408, reason: 'no answer', mayTryElsewhere: true }
        : { by: 'transport', status: 503, reason: 'the network refused', mayTryElsewhere: true },
    )
  }

  acknowledge(sdp: Uint8Array): CommandResult {
    if (this.#state === 'calling') {
      const early = [...this.#forks.values()].findLast((fork) => fork.owesPrack)
      return early?.answerEarly(sdp) ?? failure('wrongState')
    }
    if (this.#winner === undefined || this.#ackOwedFor === undefined || this.#state !== 'answered') {
      return failure('wrongState')
    }
    this.#winner.acknowledge(this.#ackOwedFor, sdp)
    this.#ackOwedFor = undefined
    return success(undefined)
  }

  hangUp(how: HangUpReason): CommandResult {
    if (this.#state === 'over') return failure('wrongState')
    if (this.#winner === undefined) {
      this.#over({ by: 'local', status: 487 })
      this.#cancelInvite(reasonText(how))
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
    return this.#offering?.answerOffer(sdp) ?? failure('wrongState')
  }

  refuseOffer(status: number): CommandResult {
    return this.#offering?.refuseOffer(status) ?? failure('wrongState')
  }

  /** Before the answer any fork may have offered something. */
  get #offering(): CallInDialog | undefined {
    return this.#winner ?? [...this.#forks.values()].find((fork) => fork.hasRemoteOffer)
  }

  sendInfoDigit(digit: string, durationMs: number): CommandResult {
    return this.#winner?.sendInfoDigit(digit, durationMs) ?? failure('wrongState')
  }

  /** Before the answer to the newest fork. */
  offer(sdp: Uint8Array, body?: SipBody): CommandResult {
    if (this.#ackOwedFor !== undefined) return failure('wrongState')
    return (this.#winner ?? [...this.#forks.values()].at(-1))?.offer(sdp, body) ?? failure('wrongState')
  }

  transferProgress(refer: ReferHandle, status: number): CommandResult {
    return this.#winner?.transferProgress(refer, status) ?? failure('wrongState')
  }

  #dropForks(): void {
    for (const fork of this.#forks.values()) fork.drop()
    this.#forks.clear()
  }

  #over(ending: Ending): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#stopTimeout()
    this.#failover.stop()
    this.#onEnded(ending)
  }

  #stopTimeout(): void {
    this.#context.cancelTimer(this.#timeout)
    this.#timeout = undefined
  }
}
