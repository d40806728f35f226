import { failure, success } from '#kernel/result.ts'
import { acceptSequence, type Dialog, keyOf, refreshTarget } from '../dialog/dialog.ts'
import type { CommandResult, HangUpReason, ReferHandle, SipBody } from '../engine-contract.ts'
import type { HeaderList } from '../message/header-list.ts'
import type { IncomingRequest, IncomingResponse } from '../message/incoming.ts'
import { supportedOptions } from '../message/option-tags.ts'
import { parseReason, reasonText } from '../message/reason.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import type { CallContext, DialogOwner, Replaceable } from './call-context.ts'
import { type CallInDialogOptions, DialogSession, type Ending } from './dialog-session.ts'
import { dtmfInfo, dtmfRelayBody, dtmfRelayType } from './dtmf-info.ts'
import type { Exchange } from './exchange.ts'
import { OffersInDialog } from './offers-in-dialog.ts'
import { ReliableExchange } from './reliable-exchange.ts'
import { sdpType } from './response.ts'
import { SentAcknowledgements } from './sent-acknowledgements.ts'
import { sessionBody } from './session-body.ts'
import { Transfers } from './transfers.ts'
import { UnacknowledgedAnswers } from './unacknowledged-answers.ts'

/**
 * One dialog of a call from the first response on: how it is confirmed and how it ends, and who each request of the peer's is
 * for. How the dialog came about is the affair of IncomingCall and OutgoingCall.
 */
export class CallInDialog implements DialogOwner {
  readonly #context: CallContext
  readonly #of: CallInDialogOptions
  readonly #session: DialogSession
  readonly #offers: OffersInDialog
  readonly #early: ReliableExchange
  readonly #transfers: Transfers
  readonly #unacknowledged: UnacknowledgedAnswers
  readonly #acks: SentAcknowledgements
  #byeWaitingForAck: HangUpReason | undefined

  constructor(of: CallInDialogOptions) {
    const { context } = of
    this.#context = context
    this.#of = of
    this.#session = new DialogSession(of, {
      refresh: () => this.#offers.refreshSession(),
      expired: () => {
        const ending = { by: 'timeout', status: 408, reason: 'session expired' } as const
        this.#end(ending, { sip: 408, text: 'Session expired' })
      },
    })
    const { sender } = this.#session
    this.#unacknowledged = new UnacknowledgedAnswers(context)
    this.#offers = new OffersInDialog(this.#session, {
      unacknowledged: this.#unacknowledged,
      accept: (incoming, transaction, sdp) => this.accept(incoming, transaction, sdp),
      acknowledge: (incoming) => this.#acknowledgeReinvite(incoming),
      end: (ending, how) => this.#end(ending, how),
    })
    this.#early = new ReliableExchange(this.#session, this.#offers, of.reliable)
    this.#transfers = new Transfers(context, of.call, sender)
    this.#acks = new SentAcknowledgements(context, sender)
    context.dialogs.set(keyOf(of.dialog), this)
  }

  get dialog(): Dialog {
    return this.#session.dialog
  }

  get exchange(): Exchange {
    return this.#session.exchange
  }

  get hasRemoteOffer(): boolean {
    return this.#offers.hasRemote
  }

  get owesPrack(): boolean {
    return this.#early.owesPrack
  }

  /** RFC 3891 3. */
  replaceable(): Replaceable {
    const { isOver, state, ownsCallId, dialog } = this.#session
    return {
      call: this.#of.call,
      state: isOver ? 'over' : state === 'early' ? 'early' : 'confirmed',
      isOurs: ownsCallId,
      remoteAddress: dialog.flow.remote.address,
    }
  }

  // --- how the dialog is confirmed

  /** As callee: sends the 2xx of the first INVITE, or of a re-INVITE, and repeats it until its ACK. */
  accept(incoming: IncomingRequest, transaction: ServerTransaction, sdp: Uint8Array): void {
    const session = this.#session
    const isFirst = session.state === 'early'
    // RFC 3262 5: what a reliable response has said is not said again.
    const isSaid = isFirst && session.exchange === 'settled'
    if (isFirst) {
      session.state = 'accepted'
      session.dialog = { ...session.dialog, state: 'confirmed' }
      session.exchange = 'settled'
    }
    if (!isSaid) session.localSdp = sdp
    session.learnAbilities(incoming.request.headers)
    const response = session.responseTo(incoming, {
      status: 200,
      ...(isSaid ? {} : { sdp }),
      contact: session.sender.contactOn(incoming.flow),
      headers: [['supported', supportedOptions.join(', ')], ...session.answerTimer(incoming)],
    })
    this.#unacknowledged.add(incoming.sequence, transaction, response, () => {
      // 13.3.1.4: no ACK after 64*T1: the dialog is confirmed, but the session is ended with BYE.
      this.#end({ by: 'timeout', status: 408, reason: 'no ACK' }, this.#byeWaitingForAck ?? {})
    })
  }

  /** As caller: a 2xx confirmed the dialog. Its Contact and, for the first INVITE, its route set count (13.2.2.4). */
  confirm(incoming: IncomingResponse, dialog: Dialog): void {
    const session = this.#session
    const { localSequence, remoteSequence } = session.dialog
    session.dialog = {
      ...dialog,
      state: 'confirmed',
      localSequence: Math.max(dialog.localSequence, localSequence),
      remoteSequence,
    }
    if (session.state === 'early') session.state = 'confirmed'
    if (session.exchange === 'weOffered') session.exchange = 'settled'
    const { headers } = incoming.response
    session.learnAbilities(headers)
    session.timer.accepted(headers, session.wantedExpiresS)
  }

  learnAbilities(headers: HeaderList): void {
    this.#session.learnAbilities(headers)
  }

  /** 13.2.2.4: ACK of a 2xx to our INVITE. Kept, for the 2xx may come again. */
  acknowledge(sequence: number, sdp: Uint8Array | undefined): void {
    if (sdp !== undefined) this.#session.localSdp = sdp
    this.#session.exchange = 'settled'
    this.#acks.send(sequence, sdp)
  }

  /** @returns whether the 2xx had been acknowledged, and was again now */
  acknowledgeAgain(sequence: number): boolean {
    return this.#acks.sendAgain(sequence)
  }

  #acknowledgeReinvite(incoming: IncomingResponse): boolean {
    if (this.acknowledgeAgain(incoming.sequence)) return false
    this.#session.dialog = refreshTarget(this.dialog, incoming)
    this.acknowledge(incoming.sequence, undefined)
    return true
  }

  // --- before the answer: see ReliableExchange

  describeEarly(sdp: Uint8Array): void {
    this.#early.describe(sdp)
  }

  takeProvisional(incoming: IncomingResponse, sdp: Uint8Array | undefined): 'unreliable' | 'reliable' | 'dropped' {
    return this.#early.takeProvisional(incoming, sdp)
  }

  answerEarly(sdp: Uint8Array): CommandResult {
    return this.#early.answer(sdp)
  }

  // --- offers: see OffersInDialog

  answerOffer(sdp: Uint8Array): CommandResult {
    return this.#offers.answer(sdp)
  }

  refuseOffer(status: number): CommandResult {
    return this.#offers.refuse(status)
  }

  offer(sdp: Uint8Array, body?: SipBody): CommandResult {
    return this.#offers.offer(sdp, body)
  }

  // --- requests of the peer

  onAck(incoming: IncomingRequest): void {
    const session = this.#session
    if (!this.#unacknowledged.acknowledged(incoming.sequence)) return
    if (this.#byeWaitingForAck !== undefined) {
      this.#sendBye(this.#byeWaitingForAck)
      return
    }
    if (session.state === 'accepted') session.state = 'confirmed'
    if (session.state !== 'confirmed') return
    const body = sessionBody(incoming.request)
    this.#context.emit({
      type: 'callAcknowledged',
      call: this.#of.call,
      ...(body.kind === 'sdp' ? { sdp: body.sdp } : {}),
    })
  }

  onRequest(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const session = this.#session
    const inOrder = acceptSequence(this.dialog, incoming.sequence)
    if (inOrder === undefined) {
      // 12.2.2
      session.respond(incoming, transaction, { status: 500, reason: 'Request Out Of Order' })
      return
    }
    session.dialog = inOrder
    const method = incoming.request.method
    if (method === 'BYE') this.#onBye(incoming, transaction)
    else if (session.isOver) session.respond(incoming, transaction, { status: 481 })
    else if (method === 'INVITE' || method === 'UPDATE') this.#offers.onRequest(incoming, transaction)
    else if (method === 'PRACK') this.#early.onPrack(incoming, transaction)
    else if (method === 'INFO') this.#onInfo(incoming, transaction)
    else if (method === 'REFER') {
      const isTalking = session.state === 'confirmed'
      this.#transfers.onRefer(incoming, isTalking, (parts) => session.respond(incoming, transaction, parts))
    } else if (method === 'OPTIONS') {
      session.respond(incoming, transaction, { status: 200, headers: [['accept', sdpType]] })
    } else session.respond(incoming, transaction, { status: 405 })
  }

  #onBye(incoming: IncomingRequest, transaction: ServerTransaction): void {
    this.#session.respond(incoming, transaction, { status: 200 })
    const wasAlive = !this.#session.isOver
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

  #onInfo(incoming: IncomingRequest, transaction: ServerTransaction): void {
    // RFC 6086 and its forerunner: an INFO that says nothing to us is still received.
    this.#session.respond(incoming, transaction, { status: 200 })
    const found = dtmfInfo(incoming.request)
    if (found !== undefined) this.#context.emit({ type: 'infoDigits', call: this.#of.call, ...found })
  }

  /** A digit by INFO (RFC 6086 in its older, unannounced use); what the peer thinks of it does not matter to the call. */
  sendInfoDigit(digit: string, durationMs: number): CommandResult {
    const { state, sender } = this.#session
    const bytes = dtmfRelayBody(digit, durationMs)
    if (bytes === undefined || (state !== 'confirmed' && state !== 'accepted')) return failure('wrongState')
    const body = { type: dtmfRelayType, bytes }
    sender.send({ method: 'INFO', body, onFinal: () => {}, onFailure: () => {} })
    return success(undefined)
  }

  transferProgress(refer: ReferHandle, status: number): CommandResult {
    return this.#transfers.progress(refer, status)
  }

  // --- the end

  /** Ends the dialog from our side. 15: a callee waits with its BYE for the ACK of its 2xx. */
  hangUp(how: HangUpReason): void {
    const session = this.#session
    if (session.isOver) return
    if (session.state === 'accepted' && this.#unacknowledged.areThere) {
      session.state = 'ending'
      session.timer.stop()
      this.#byeWaitingForAck = how
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
    const wasAlive = !this.#session.isOver
    this.#sendBye(how)
    if (wasAlive) this.#of.onEnded(ending)
  }

  #sendBye(how: HangUpReason): void {
    this.#byeWaitingForAck = undefined
    this.#close()
    const reason = reasonText(how)
    this.#session.sender.send({
      method: 'BYE',
      headers: reason === undefined ? [] : [['reason', reason]],
      onFinal: () => this.#forget(),
      onFailure: () => this.#forget(),
    })
  }

  /** Stops whatever waits; the dialog stays known until its BYE is answered. */
  #close(): void {
    this.#offers.close()
    this.#session.timer.stop()
    this.#transfers.stop()
    this.#early.stop()
    this.#unacknowledged.stop()
    if (this.#session.state !== 'ended') this.#session.state = 'ending'
  }

  #forget(): void {
    this.#session.state = 'ended'
    this.#offers.abandon()
    const key = keyOf(this.dialog)
    if (this.#context.dialogs.get(key) !== this) return
    this.#context.dialogs.delete(key)
    this.#context.dialogEnded(key)
  }
}
