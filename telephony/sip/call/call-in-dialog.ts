import { failure, success } from '#kernel/result.ts'
import type { DigestClient } from '../authentication/digest-client.ts'
import { acceptSequence, type Dialog, keyOf, refreshTarget } from '../dialog/dialog.ts'
import type { CallHandle, CommandResult, EndedBy, HangUpReason, ReferHandle, SipBody } from '../engine-contract.ts'
import type { HeaderField, HeaderList } from '../message/header-list.ts'
import type { IncomingRequest, IncomingResponse } from '../message/incoming.ts'
import { readable } from '../message/octet-text.ts'
import { lists, supportedOptions } from '../message/option-tags.ts'
import { parseReason, reasonText } from '../message/reason.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import { AcceptedResponse } from './accepted-response.ts'
import type { CallContext, DialogOwner, Replaceable } from './call-context.ts'
import { dtmfInfo, dtmfRelayBody, dtmfRelayType } from './dtmf-info.ts'
import type { Exchange } from './exchange.ts'
import { DialogSender } from './in-dialog-request.ts'
import { LocalOffer, type LocalOfferOutcome } from './local-offer.ts'
import { ReliableOrder } from './reliable-order.ts'
import type { ReliableResponses } from './reliable-responses.ts'
import { RemoteOffer } from './remote-offer.ts'
import { makeResponse, type ResponseParts, sdpType } from './response.ts'
import { SentAcknowledgements } from './sent-acknowledgements.ts'
import { sessionBody } from './session-body.ts'
import { isIntervalTooSmall, minSessionExpiresS, SessionTimer } from './session-timer.ts'
import { Transfers } from './transfers.ts'

export interface Ending {
  readonly by: EndedBy
  readonly status?: number
  readonly reason?: string
  readonly q850?: number
  readonly retryAfterS?: number
  readonly mayTryElsewhere?: boolean
}

export interface CallInDialogOptions {
  readonly context: CallContext
  readonly call: CallHandle
  readonly dialog: Dialog
  /** We made the call. RFC 3261 14.1: who made the Call-ID waits longer after a collision. */
  readonly ownsCallId: boolean
  readonly digest: DigestClient
  readonly contactUser?: string | undefined
  readonly contactFeatures?: readonly string[] | undefined
  readonly exchange: Exchange
  /** What we offered already, to be said again by a refresh. */
  readonly localSdp?: Uint8Array | undefined
  /** A session timer that we would like; 0: none. */
  readonly sessionExpiresS: number
  /** As callee: what our PRACKs are for, and what is done after each. */
  readonly reliable?: { readonly responses: ReliableResponses; proceed(): void } | undefined
  /** Once, when the peer or a fault ends the dialog; not after `hangUp`. */
  onEnded(ending: Ending): void
}

/** Re-INVITEs of the peer that may wait for their ACK at the same time. */
const maxUnacknowledged = 2

/**
 * One dialog of a call from the first response on: BYE, offers both ways (re-INVITE, UPDATE, PRACK), session timer, REFER, INFO,
 * OPTIONS, ACK. How the dialog came about is the affair of IncomingCall and OutgoingCall.
 */
export class CallInDialog implements DialogOwner {
  readonly #context: CallContext
  readonly #of: CallInDialogOptions
  readonly #sender: DialogSender
  readonly #timer: SessionTimer
  readonly #transfers: Transfers
  readonly #order = new ReliableOrder()
  #state: 'early' | 'accepted' | 'confirmed' | 'ending' | 'ended'
  #exchange: Exchange
  readonly #remoteOffer: RemoteOffer
  #localOffer: LocalOffer | undefined
  /** 2xx of ours, by CSeq, that wait for their ACK. */
  readonly #unacknowledged = new Map<number, AcceptedResponse>()
  readonly #acks: SentAcknowledgements
  #isByeWaitingForAck: HangUpReason | undefined
  /** The newest offer of ours, over or not: its transaction goes with the dialog. */
  #lastOffer: LocalOffer | undefined
  /** RAck of a reliable response with the peer's offer, whose PRACK waits for our answer (RFC 3262 5). */
  #prackOwedFor: string | undefined
  #doesPeerUpdate = false
  #localSdp: Uint8Array | undefined

  constructor(of: CallInDialogOptions) {
    const { context, dialog } = of
    this.#context = context
    this.#of = of
    const { digest, contactUser, contactFeatures } = of
    this.#sender = new DialogSender({ context, dialog, digest, contactUser, contactFeatures })
    this.#state = dialog.state === 'early' ? 'early' : 'confirmed'
    this.#exchange = of.exchange
    this.#localSdp = of.localSdp
    this.#timer = new SessionTimer({
      context,
      refresh: () => this.#refreshSession(),
      expired: () => {
        const ending = { by: 'timeout', status: 408, reason: 'session expired' } as const
        this.#end(ending, { sip: 408, text: 'Session expired' })
      },
    })
    this.#transfers = new Transfers(context, of.call, this.#sender)
    this.#acks = new SentAcknowledgements(context, this.#sender)
    this.#remoteOffer = new RemoteOffer(context, (status) => this.refuseOffer(status))
    context.dialogs.set(keyOf(dialog), this)
  }

  get dialog(): Dialog {
    return this.#sender.dialog
  }

  get exchange(): Exchange {
    return this.#exchange
  }

  get hasRemoteOffer(): boolean {
    return this.#remoteOffer.isOpen
  }

  get owesPrack(): boolean {
    return this.#prackOwedFor !== undefined
  }

  /** RFC 3891 3. */
  replaceable(): Replaceable {
    const isOver = this.#state === 'ending' || this.#state === 'ended'
    const { remote } = this.dialog.flow
    return {
      call: this.#of.call,
      state: isOver ? 'over' : this.#state === 'early' ? 'early' : 'confirmed',
      isOurs: this.#of.ownsCallId,
      remoteAddress: remote.address,
    }
  }

  // --- how the dialog is confirmed

  /** As callee: a reliable 1xx with `sdp` goes out: the answer to the caller's offer, or our offer. */
  describeEarly(sdp: Uint8Array): void {
    this.#localSdp = sdp
    this.#exchange = this.#exchange === 'weOwe' ? 'weOffered' : 'settled'
  }

  /** As callee: sends the 2xx of the first INVITE, or of a re-INVITE, and repeats it until its ACK. */
  accept(incoming: IncomingRequest, transaction: ServerTransaction, sdp: Uint8Array): void {
    const isFirst = this.#state === 'early'
    // RFC 3262 5: what a reliable response has said is not said again.
    const isSaid = isFirst && this.#exchange === 'settled'
    if (isFirst) {
      this.#state = 'accepted'
      this.#sender.dialog = { ...this.dialog, state: 'confirmed' }
      this.#exchange = 'settled'
    }
    if (!isSaid) this.#localSdp = sdp
    this.learnAbilities(incoming.request.headers)
    const response = this.#responseTo(incoming, {
      status: 200,
      ...(isSaid ? {} : { sdp }),
      contact: this.#sender.contactOn(incoming.flow),
      headers: [['supported', supportedOptions.join(', ')], ...this.#answerTimer(incoming)],
    })
    const accepted = new AcceptedResponse(this.#context, transaction, response, () => {
      this.#unacknowledged.delete(incoming.sequence)
      // 13.3.1.4: no ACK after 64*T1: the dialog is confirmed, but the session is ended with BYE.
      this.#end({ by: 'timeout', status: 408, reason: 'no ACK' }, this.#isByeWaitingForAck ?? {})
    })
    this.#unacknowledged.set(incoming.sequence, accepted)
  }

  /** As caller: a 2xx confirmed the dialog. Its Contact and, for the first INVITE, its route set count (13.2.2.4). */
  confirm(incoming: IncomingResponse, dialog: Dialog): void {
    const { localSequence, remoteSequence } = this.dialog
    this.#sender.dialog = {
      ...dialog,
      state: 'confirmed',
      localSequence: Math.max(dialog.localSequence, localSequence),
      remoteSequence,
    }
    if (this.#state === 'early') this.#state = 'confirmed'
    if (this.#exchange === 'weOffered') this.#exchange = 'settled'
    const { headers } = incoming.response
    this.learnAbilities(headers)
    this.#timer.accepted(headers, this.#of.sessionExpiresS)
  }

  learnAbilities(headers: HeaderList): void {
    if (headers.has('allow')) this.#doesPeerUpdate = lists(headers.list('allow'), 'UPDATE')
  }

  /** 13.2.2.4: ACK of a 2xx to our INVITE. Kept, for the 2xx may come again. */
  acknowledge(sequence: number, sdp: Uint8Array | undefined): void {
    if (sdp !== undefined) this.#localSdp = sdp
    this.#exchange = 'settled'
    this.#acks.send(sequence, sdp)
  }

  /** @returns whether the 2xx had been acknowledged, and was again now */
  acknowledgeAgain(sequence: number): boolean {
    return this.#acks.sendAgain(sequence)
  }

  /**
   * As caller: a provisional response (RFC 3262 4). A reliable one gets its PRACK, at once or, when `sdp` is the peer's offer,
   * with our answer.
   * @returns `dropped`: it says nothing new
   */
  takeProvisional(incoming: IncomingResponse, sdp: Uint8Array | undefined): 'unreliable' | 'reliable' | 'dropped' {
    this.learnAbilities(incoming.response.headers)
    const taken = this.#order.take(incoming)
    if (taken.kind !== 'next') return taken.kind
    if (sdp !== undefined && this.#exchange === 'theyOwe') {
      this.#exchange = 'theyOffered'
      this.#prackOwedFor = taken.rack
      return 'reliable'
    }
    if (sdp !== undefined && this.#exchange === 'weOffered') this.#exchange = 'settled'
    this.#sendPrack(taken.rack, undefined)
    return 'reliable'
  }

  /** Our answer to the offer of a reliable response. */
  answerEarly(sdp: Uint8Array): CommandResult {
    const rack = this.#prackOwedFor
    if (rack === undefined || this.#state !== 'early') return failure('wrongState')
    this.#prackOwedFor = undefined
    this.#exchange = 'settled'
    this.#localSdp = sdp
    this.#sendPrack(rack, sdp)
    return success(undefined)
  }

  #sendPrack(rack: string, sdp: Uint8Array | undefined): void {
    // Whatever becomes of it, the INVITE's own end says how the call goes on.
    const nothing = () => {}
    this.#sender.send({ method: 'PRACK', sdp, headers: [['rack', rack]], onFinal: nothing, onFailure: nothing })
  }

  // --- requests of the peer

  onAck(incoming: IncomingRequest): void {
    const accepted = this.#unacknowledged.get(incoming.sequence)
    if (accepted === undefined) return
    accepted.stop()
    this.#unacknowledged.delete(incoming.sequence)
    if (this.#isByeWaitingForAck !== undefined) {
      this.#sendBye(this.#isByeWaitingForAck)
      return
    }
    if (this.#state === 'accepted') this.#state = 'confirmed'
    if (this.#state !== 'confirmed') return
    const body = sessionBody(incoming.request)
    this.#context.emit({
      type: 'callAcknowledged',
      call: this.#of.call,
      ...(body.kind === 'sdp' ? { sdp: body.sdp } : {}),
    })
  }

  onRequest(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const inOrder = acceptSequence(this.dialog, incoming.sequence)
    if (inOrder === undefined) {
      // 12.2.2
      this.#respond(incoming, transaction, { status: 500, reason: 'Request Out Of Order' })
      return
    }
    this.#sender.dialog = inOrder
    const method = incoming.request.method
    if (method === 'BYE') this.#onBye(incoming, transaction)
    else if (this.#state === 'ending' || this.#state === 'ended') this.#respond(incoming, transaction, { status: 481 })
    else if (method === 'INVITE' || method === 'UPDATE') this.#onOffer(incoming, transaction)
    else if (method === 'PRACK') this.#onPrack(incoming, transaction)
    else if (method === 'INFO') this.#onInfo(incoming, transaction)
    else if (method === 'REFER') {
      const isTalking = this.#state === 'confirmed'
      this.#transfers.onRefer(incoming, isTalking, (parts) => this.#respond(incoming, transaction, parts))
    } else if (method === 'OPTIONS') {
      this.#respond(incoming, transaction, { status: 200, headers: [['accept', sdpType]] })
    } else this.#respond(incoming, transaction, { status: 405 })
  }

  #onBye(incoming: IncomingRequest, transaction: ServerTransaction): void {
    this.#respond(incoming, transaction, { status: 200 })
    const wasAlive = this.#state !== 'ending' && this.#state !== 'ended'
    // 15.1.2: what is still open is answered with 487.
    this.#close()
    this.#forget()
    const reason = parseReason(incoming.request.headers)
    if (wasAlive) {
      this.#of.onEnded({
        by: 'remote',
        ...(reason?.q850 === undefined ? {} : { q850: reason.q850 }),
        ...(reason?.text === undefined ? {} : { reason: reason.text }),
      })
    }
  }

  /** 14.2, and RFC 3311 5.2 for UPDATE. */
  #onOffer(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const { method, headers } = incoming.request
    const isInvite = method === 'INVITE'
    const body = sessionBody(incoming.request)
    this.learnAbilities(headers)
    if (body.kind === 'unsupported') {
      this.#respond(incoming, transaction, { status: 415, headers: [['accept', sdpType]] })
    } else if (isIntervalTooSmall(headers)) {
      this.#respond(incoming, transaction, { status: 422, headers: [['min-se', String(minSessionExpiresS)]] })
    } else if (!isInvite && body.kind === 'none') {
      this.#sender.dialog = refreshTarget(this.dialog, incoming)
      const contact = this.#sender.contactOn(incoming.flow)
      this.#respond(incoming, transaction, { status: 200, contact, headers: this.#answerTimer(incoming) })
    } else if (this.#isOfferOfOursOpen(isInvite)) {
      this.#respond(incoming, transaction, { status: 491 })
    } else if (this.#isOfferUnwelcome(isInvite)) {
      this.#respond(incoming, transaction, { status: 500, headers: [['retry-after', this.#someSeconds()]] })
    } else {
      this.#sender.dialog = refreshTarget(this.dialog, incoming)
      if (isInvite) this.#respond(incoming, transaction, { status: 100 })
      this.#openRemoteOffer(incoming, transaction, body.kind === 'sdp' ? body.sdp : undefined)
    }
  }

  /** 491: an offer of ours has no answer yet; a caller's own INVITE is one (RFC 3261 14.2). */
  #isOfferOfOursOpen(isInvite: boolean): boolean {
    if (this.#localOffer?.isOnItsWay === true || this.#exchange === 'weOffered') return true
    return this.#exchange === 'theyOwe' || (isInvite && this.#state === 'early' && this.#of.ownsCallId)
  }

  /** 500: one of theirs has none, or the first INVITE has no final response or no ACK (14.2, RFC 3311 5.2). */
  #isOfferUnwelcome(isInvite: boolean): boolean {
    if (this.#remoteOffer.isOpen || this.#unacknowledged.size >= maxUnacknowledged) return true
    if (this.#state === 'early') return isInvite || this.#exchange !== 'settled'
    return this.#state !== 'confirmed'
  }

  #someSeconds(): string {
    return String(Math.floor(this.#context.chance() * 11))
  }

  #openRemoteOffer(incoming: IncomingRequest, transaction: ServerTransaction, sdp: Uint8Array | undefined): void {
    this.#remoteOffer.open(incoming, transaction)
    this.#context.emit({
      type: 'remoteOffer',
      call: this.#of.call,
      ...(this.#state === 'early' ? { fork: this.dialog.remoteTag } : {}),
      ...(sdp === undefined ? {} : { sdp }),
    })
  }

  /** RFC 3262 3 and 5. */
  #onPrack(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const acknowledged = this.#of.reliable?.responses.acknowledge(incoming)
    if (acknowledged === undefined) {
      this.#respond(incoming, transaction, { status: 481 })
      return
    }
    const body = sessionBody(incoming.request)
    const isAnswer = this.#exchange === 'weOffered' && acknowledged.hadSdp
    if (body.kind === 'sdp' && !isAnswer && this.#exchange === 'settled' && !this.hasRemoteOffer) {
      this.#openRemoteOffer(incoming, transaction, body.sdp)
    } else if (body.kind === 'sdp' && !isAnswer) {
      this.#respond(incoming, transaction, { status: 500, headers: [['retry-after', this.#someSeconds()]] })
    } else if (body.kind === 'unsupported') {
      this.#respond(incoming, transaction, { status: 415, headers: [['accept', sdpType]] })
    } else this.#respond(incoming, transaction, { status: 200 })
    // Our early offer that nobody answered is made again in the 2xx.
    if (isAnswer) this.#exchange = body.kind === 'sdp' ? 'settled' : 'weOwe'
    if (isAnswer && body.kind === 'sdp') {
      this.#context.emit({ type: 'offerAnswered', call: this.#of.call, sdp: body.sdp })
    }
    this.#of.reliable?.proceed()
  }

  #onInfo(incoming: IncomingRequest, transaction: ServerTransaction): void {
    // RFC 6086 and its forerunner: an INFO that says nothing to us is still received.
    this.#respond(incoming, transaction, { status: 200 })
    const found = dtmfInfo(incoming.request)
    if (found !== undefined) this.#context.emit({ type: 'infoDigits', call: this.#of.call, ...found })
  }

  /** A digit by INFO (RFC 6086 in its older, unannounced use); what the peer thinks of it does not matter to the call. */
  sendInfoDigit(digit: string, durationMs: number): CommandResult {
    const bytes = dtmfRelayBody(digit, durationMs)
    if (bytes === undefined || (this.#state !== 'confirmed' && this.#state !== 'accepted')) return failure('wrongState')
    const body = { type: dtmfRelayType, bytes }
    this.#sender.send({ method: 'INFO', body, onFinal: () => {}, onFailure: () => {} })
    return success(undefined)
  }

  transferProgress(refer: ReferHandle, status: number): CommandResult {
    return this.#transfers.progress(refer, status)
  }

  // --- offers

  answerOffer(sdp: Uint8Array): CommandResult {
    const open = this.#remoteOffer.take()
    if (open === undefined) return failure('wrongState')
    const { incoming, transaction } = open
    this.#localSdp = sdp
    if (incoming.request.method === 'INVITE') this.accept(incoming, transaction, sdp)
    else {
      const contact = this.#sender.contactOn(incoming.flow)
      const headers = incoming.request.method === 'UPDATE' ? this.#answerTimer(incoming) : []
      this.#respond(incoming, transaction, { status: 200, sdp, contact, headers })
    }
    return success(undefined)
  }

  refuseOffer(status: number): CommandResult {
    const open = this.#remoteOffer.take()
    if (open === undefined) return failure('wrongState')
    this.#respond(open.incoming, open.transaction, { status })
    return success(undefined)
  }

  /** 14.1: one offer at a time, and none while a 2xx of ours waits for its ACK. RFC 3311 5.1: before the answer by UPDATE. */
  offer(sdp: Uint8Array, body?: SipBody): CommandResult {
    const isEarly = this.#state === 'early' && this.#exchange === 'settled' && this.#doesPeerUpdate
    if ((!isEarly && this.#state !== 'confirmed') || this.#localOffer !== undefined || this.#isOfferBlocked)
      return failure('wrongState')
    this.#startOffer(isEarly ? 'UPDATE' : 'INVITE', sdp, false, body)
    return success(undefined)
  }

  #startOffer(method: 'INVITE' | 'UPDATE', sdp: Uint8Array | undefined, isRefresh: boolean, body?: SipBody): void {
    this.#localOffer = new LocalOffer({
      context: this.#context,
      sender: this.#sender,
      method,
      sdp,
      body,
      ownsCallId: this.#of.ownsCallId,
      headers: () => this.#timer.proposal(),
      raiseIntervalTo: (leastS) => this.#timer.raiseTo(leastS),
      isBlocked: () => this.#isOfferBlocked,
      acknowledge: (incoming) => this.#acknowledgeReinvite(incoming),
      onOutcome: (outcome) => this.#onLocalOffer(outcome, sdp, isRefresh),
    })
    this.#lastOffer = this.#localOffer
  }

  get #isOfferBlocked(): boolean {
    return this.#remoteOffer.isOpen || this.#unacknowledged.size > 0
  }

  #acknowledgeReinvite(incoming: IncomingResponse): boolean {
    if (this.acknowledgeAgain(incoming.sequence)) return false
    this.#sender.dialog = refreshTarget(this.dialog, incoming)
    this.acknowledge(incoming.sequence, undefined)
    return true
  }

  #onLocalOffer(outcome: LocalOfferOutcome, sdp: Uint8Array | undefined, isRefresh: boolean): void {
    this.#localOffer = undefined
    const call = this.#of.call
    if (outcome.kind === 'answered') {
      const { incoming } = outcome
      this.#sender.dialog = refreshTarget(this.dialog, incoming)
      if (this.#state === 'confirmed')
        this.#timer.accepted(incoming.response.headers, this.#timer.terms?.intervalS ?? 0)
      if (sdp === undefined) return
      this.#localSdp = sdp
      const body = sessionBody(incoming.response)
      this.#context.emit({ type: 'offerAnswered', call, ...(body.kind === 'sdp' ? { sdp: body.sdp } : {}) })
    } else if (outcome.kind === 'refused' || this.#state === 'early') {
      // Before the answer the INVITE says what becomes of the call.
      const status = outcome.kind === 'silence' ? 408 : outcome.status
      if (isRefresh) this.#timer.refreshFailed()
      else this.#context.emit({ type: 'offerRefused', call, status })
    } else if (outcome.kind === 'dialogGone') {
      this.#end({ by: 'protocol', status: outcome.status, reason: readable(outcome.reason) }, {})
    } else this.#end({ by: 'timeout', status: 408, reason: 'no answer within the dialog' }, {})
  }

  // --- session timer

  /** RFC 4028 9: what our 2xx says of it; from that on it runs. Not before the answer: there is no session yet. */
  #answerTimer(incoming: IncomingRequest): readonly HeaderField[] {
    return this.#state === 'early' ? [] : this.#timer.answer(incoming.request.headers, this.#of.sessionExpiresS)
  }

  /** 7.4: by UPDATE, which disturbs nothing; else by a re-INVITE that says what was said last. */
  #refreshSession(): void {
    const canUpdate = this.#doesPeerUpdate || this.#localSdp === undefined
    if (this.#state !== 'confirmed' || this.#localOffer !== undefined || this.#isOfferBlocked) {
      this.#timer.refreshFailed()
    } else if (canUpdate) this.#startOffer('UPDATE', undefined, true)
    else this.#startOffer('INVITE', this.#localSdp, true)
  }

  // --- the end

  /** Ends the dialog from our side. 15: a callee waits with its BYE for the ACK of its 2xx. */
  hangUp(how: HangUpReason): void {
    if (this.#state === 'ending' || this.#state === 'ended') return
    if (this.#state === 'accepted' && this.#unacknowledged.size > 0) {
      this.#state = 'ending'
      this.#timer.stop()
      this.#isByeWaitingForAck = how
      return
    }
    this.#sendBye(how)
  }

  /** Without a word to the peer: the INVITE that made this dialog failed. */
  drop(): void {
    this.#close()
    this.#forget()
  }

  #end(ending: Ending, how: HangUpReason): void {
    const wasAlive = this.#state !== 'ending' && this.#state !== 'ended'
    this.#sendBye(how)
    if (wasAlive) this.#of.onEnded(ending)
  }

  #sendBye(how: HangUpReason): void {
    this.#isByeWaitingForAck = undefined
    this.#close()
    const reason = reasonText(how)
    this.#sender.send({
      method: 'BYE',
      headers: reason === undefined ? [] : [['reason', reason]],
      onFinal: () => this.#forget(),
      onFailure: () => this.#forget(),
    })
  }

  /** Stops whatever waits; the dialog stays known until its BYE is answered. */
  #close(): void {
    this.refuseOffer(487)
    this.#timer.stop()
    this.#transfers.stop()
    this.#prackOwedFor = undefined
    for (const accepted of this.#unacknowledged.values()) accepted.stop()
    this.#unacknowledged.clear()
    this.#localOffer?.stop()
    this.#localOffer = undefined
    if (this.#state !== 'ended') this.#state = 'ending'
  }

  #forget(): void {
    this.#state = 'ended'
    this.#lastOffer?.abandon()
    this.#lastOffer = undefined
    const key = keyOf(this.dialog)
    if (this.#context.dialogs.get(key) !== this) return
    this.#context.dialogs.delete(key)
    this.#context.dialogEnded(key)
  }

  #respond(incoming: IncomingRequest, transaction: ServerTransaction, parts: ResponseParts): void {
    this.#context.transactions.respond(transaction, this.#responseTo(incoming, parts))
  }

  #responseTo(incoming: IncomingRequest, parts: ResponseParts) {
    return makeResponse(incoming.request, this.#context.productName, { toTag: this.dialog.localTag, ...parts })
  }
}
