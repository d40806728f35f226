import { failure, success } from '#kernel/result.ts'
import { refreshTarget } from '../dialog/dialog.ts'
import type { CommandResult, SipBody } from '../engine-contract.ts'
import type { IncomingRequest, IncomingResponse } from '../message/incoming.ts'
import { readable } from '../message/octet-text.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import type { DialogSession, EndDialog } from './dialog-session.ts'
import { LocalOffer, type LocalOfferOutcome } from './local-offer.ts'
import { RemoteOffer } from './remote-offer.ts'
import { sdpType } from './response.ts'
import { sessionBody } from './session-body.ts'
import { isIntervalTooSmall, minSessionExpiresS } from './session-timer.ts'
import type { UnacknowledgedAnswers } from './unacknowledged-answers.ts'

export interface OffersInDialogParts {
  readonly unacknowledged: UnacknowledgedAnswers
  /** Answers a re-INVITE with a 2xx. */
  accept(incoming: IncomingRequest, transaction: ServerTransaction, sdp: Uint8Array): void
  /** A 2xx to a re-INVITE of ours wants its ACK. @returns whether it is the first of its kind */
  acknowledge(incoming: IncomingResponse): boolean
  readonly end: EndDialog
}

/** Offers within a dialog, both ways: re-INVITE (RFC 3261 14), UPDATE (RFC 3311), and the session timer's refreshes by them. */
export class OffersInDialog {
  readonly #session: DialogSession
  readonly #parts: OffersInDialogParts
  readonly #remote: RemoteOffer
  #local: LocalOffer | undefined
  /** The newest offer of ours, over or not: its transaction goes with the dialog. */
  #lastLocal: LocalOffer | undefined

  constructor(session: DialogSession, parts: OffersInDialogParts) {
    this.#session = session
    this.#parts = parts
    this.#remote = new RemoteOffer(session.context, (status) => this.refuse(status))
  }

  get hasRemote(): boolean {
    return this.#remote.isOpen
  }

  // --- of the peer

  /** 14.2, and RFC 3311 5.2 for UPDATE. */
  onRequest(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const session = this.#session
    const { method, headers } = incoming.request
    const isInvite = method === 'INVITE'
    const body = sessionBody(incoming.request)
    session.learnAbilities(headers)
    if (body.kind === 'unsupported') {
      session.respond(incoming, transaction, { status: 415, headers: [['accept', sdpType]] })
    } else if (isIntervalTooSmall(headers)) {
      session.respond(incoming, transaction, { status: 422, headers: [['min-se', String(minSessionExpiresS)]] })
    } else if (!isInvite && body.kind === 'none') {
      session.dialog = refreshTarget(session.dialog, incoming)
      const contact = session.sender.contactOn(incoming.flow)
      session.respond(incoming, transaction, { status: 200, contact, headers: session.answerTimer(incoming) })
    } else if (this.#isOursOpen(isInvite)) {
      session.respond(incoming, transaction, { status: 491 })
    } else if (this.#isUnwelcome(isInvite)) {
      session.respondLater(incoming, transaction)
    } else {
      session.dialog = refreshTarget(session.dialog, incoming)
      if (isInvite) session.respond(incoming, transaction, { status: 100 })
      this.openRemote(incoming, transaction, body.kind === 'sdp' ? body.sdp : undefined)
    }
  }

  /** 491: an offer of ours has no answer yet; a caller's own INVITE is one (RFC 3261 14.2). */
  #isOursOpen(isInvite: boolean): boolean {
    const { exchange, state, ownsCallId } = this.#session
    if (this.#local?.isOnItsWay === true || exchange === 'weOffered') return true
    return exchange === 'theyOwe' || (isInvite && state === 'early' && ownsCallId)
  }

  /** 500: one of theirs has none, or the first INVITE has no final response or no ACK (14.2, RFC 3311 5.2). */
  #isUnwelcome(isInvite: boolean): boolean {
    const { exchange, state } = this.#session
    if (this.#remote.isOpen || this.#parts.unacknowledged.areEnough) return true
    if (state === 'early') return isInvite || exchange !== 'settled'
    return state !== 'confirmed'
  }

  openRemote(incoming: IncomingRequest, transaction: ServerTransaction, sdp: Uint8Array | undefined): void {
    const { context, call, state, dialog } = this.#session
    this.#remote.open(incoming, transaction)
    context.emit({
      type: 'remoteOffer',
      call,
      ...(state === 'early' ? { fork: dialog.remoteTag } : {}),
      ...(sdp === undefined ? {} : { sdp }),
    })
  }

  answer(sdp: Uint8Array): CommandResult {
    const session = this.#session
    const open = this.#remote.take()
    if (open === undefined) return failure('wrongState')
    const { incoming, transaction } = open
    session.localSdp = sdp
    if (incoming.request.method === 'INVITE') this.#parts.accept(incoming, transaction, sdp)
    else {
      const contact = session.sender.contactOn(incoming.flow)
      const headers = incoming.request.method === 'UPDATE' ? session.answerTimer(incoming) : []
      session.respond(incoming, transaction, { status: 200, sdp, contact, headers })
    }
    return success(undefined)
  }

  refuse(status: number): CommandResult {
    const open = this.#remote.take()
    if (open === undefined) return failure('wrongState')
    this.#session.respond(open.incoming, open.transaction, { status })
    return success(undefined)
  }

  // --- of ours

  /** 14.1: one offer at a time, and none while a 2xx of ours waits for its ACK. RFC 3311 5.1: before the answer by UPDATE. */
  offer(sdp: Uint8Array, body?: SipBody): CommandResult {
    const { state, exchange, doesPeerUpdate } = this.#session
    const isEarly = state === 'early' && exchange === 'settled' && doesPeerUpdate
    if ((!isEarly && state !== 'confirmed') || this.#local !== undefined || this.#isBlocked)
      return failure('wrongState')
    this.#start(isEarly ? 'UPDATE' : 'INVITE', sdp, false, body)
    return success(undefined)
  }

  /** RFC 4028 7.4: by UPDATE, which disturbs nothing; else by a re-INVITE that says what was said last. */
  refreshSession(): void {
    const { state, doesPeerUpdate, localSdp, timer } = this.#session
    if (state !== 'confirmed' || this.#local !== undefined || this.#isBlocked) timer.refreshFailed()
    else if (doesPeerUpdate || localSdp === undefined) this.#start('UPDATE', undefined, true)
    else this.#start('INVITE', localSdp, true)
  }

  get #isBlocked(): boolean {
    return this.#remote.isOpen || this.#parts.unacknowledged.areThere
  }

  #start(method: 'INVITE' | 'UPDATE', sdp: Uint8Array | undefined, isRefresh: boolean, body?: SipBody): void {
    const { context, sender, ownsCallId, timer } = this.#session
    this.#local = new LocalOffer({
      context,
      sender,
      method,
      sdp,
      body,
      ownsCallId,
      headers: () => timer.proposal(),
      raiseIntervalTo: (leastS) => timer.raiseTo(leastS),
      isBlocked: () => this.#isBlocked,
      acknowledge: (incoming) => this.#parts.acknowledge(incoming),
      onOutcome: (outcome) => this.#onOutcome(outcome, sdp, isRefresh),
    })
    this.#lastLocal = this.#local
  }

  #onOutcome(outcome: LocalOfferOutcome, sdp: Uint8Array | undefined, isRefresh: boolean): void {
    this.#local = undefined
    const session = this.#session
    const { call, context, timer } = session
    if (outcome.kind === 'answered') {
      const { incoming } = outcome
      session.dialog = refreshTarget(session.dialog, incoming)
      if (session.state === 'confirmed') timer.accepted(incoming.response.headers, timer.terms?.intervalS ?? 0)
      if (sdp === undefined) return
      session.localSdp = sdp
      const body = sessionBody(incoming.response)
      context.emit({ type: 'offerAnswered', call, ...(body.kind === 'sdp' ? { sdp: body.sdp } : {}) })
    } else if (outcome.kind === 'refused' || session.state === 'early') {
      // Before the answer the INVITE says what becomes of the call.
      const status = outcome.kind === 'silence' ? 408 : outcome.status
      if (isRefresh) timer.refreshFailed()
      else context.emit({ type: 'offerRefused', call, status })
    } else if (outcome.kind === 'dialogGone') {
      this.#parts.end({ by: 'protocol', status: outcome.status, reason: readable(outcome.reason) }, {})
    } else this.#parts.end({ by: 'timeout', status: 408, reason: 'no answer within the dialog' }, {})
  }

  // --- the end

  /** RFC 3261 15.1.2: what is still open is answered with 487; nothing of ours is tried again. */
  close(): void {
    this.refuse(487)
    this.#local?.stop()
    this.#local = undefined
  }

  /** The dialog is forgotten. */
  abandon(): void {
    this.#lastLocal?.abandon()
    this.#lastLocal = undefined
  }
}
