import { failure, success } from '#kernel/result.ts'
import { acceptSequence, type Dialog, dialogRequest, keyOf, refreshTarget } from '../dialog/dialog.ts'
import type { CallHandle, CommandResult, DigestCredentials, EndedBy } from '../engine-contract.ts'
import type { Flow } from '../flow.ts'
import type { IncomingRequest, IncomingResponse } from '../message/incoming.ts'
import { readable } from '../message/octet-text.ts'
import { parseReason, reasonText } from '../message/reason.ts'
import { serializeMessage } from '../message/serializer.ts'
import type { TimerEntry } from '../timer-heap.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import { AcceptedResponse } from './accepted-response.ts'
import type { CallContext, DialogOwner } from './call-context.ts'
import { dtmfInfo, dtmfRelayBody, dtmfRelayType } from './dtmf-info.ts'
import { sendInDialog } from './in-dialog-request.ts'
import { LocalOffer, type LocalOfferOutcome } from './local-offer.ts'
import { makeResponse, type ResponseParts, sdpType } from './response.ts'
import { sessionBody } from './session-body.ts'

export interface Ending {
  readonly by: EndedBy
  readonly status?: number
  readonly reason?: string
  readonly q850?: number
  readonly retryAfterS?: number
}

export interface HowToHangUp {
  readonly q850?: number
  readonly text?: string
}

/** An offer of the peer that waits for our answer: in a re-INVITE or an UPDATE. */
interface OpenRemoteOffer {
  readonly incoming: IncomingRequest
  readonly transaction: ServerTransaction
  readonly timeout: TimerEntry<() => void>
}

/** The application has so long to answer a re-INVITE. */
const remoteOfferTimeoutMs = 20_000
/** Re-INVITEs of the peer that may wait for their ACK at the same time. */
const maxUnacknowledged = 2

/**
 * One dialog of a call from the first response on: BYE, re-INVITE both ways, UPDATE, INFO, OPTIONS, ACK. How the dialog came
 * about is the affair of IncomingCall and OutgoingCall.
 */
export class CallInDialog implements DialogOwner {
  readonly #context: CallContext
  readonly #call: CallHandle
  /** RFC 3261 14.1: who made the Call-ID waits longer after a collision. */
  readonly #ownsCallId: boolean
  readonly #credentials: DigestCredentials | undefined
  readonly #onEnded: (ending: Ending) => void
  #dialog: Dialog
  #state: 'early' | 'accepted' | 'confirmed' | 'ending' | 'ended'
  #remoteOffer: OpenRemoteOffer | undefined
  #localOffer: LocalOffer | undefined
  /** 2xx of ours, by CSeq, that wait for their ACK. */
  readonly #unacknowledged = new Map<number, AcceptedResponse>()
  /** ACKs of ours, by CSeq, for 2xx that come again. */
  readonly #acks = new Map<number, { readonly flow: Flow; readonly bytes: Uint8Array }>()
  #isByeWaitingForAck: HowToHangUp | undefined
  /** The newest re-INVITE of ours, over or not: its transaction goes with the dialog. */
  #lastOffer: LocalOffer | undefined

  constructor(of: {
    readonly context: CallContext
    readonly call: CallHandle
    readonly dialog: Dialog
    readonly ownsCallId: boolean
    readonly credentials?: DigestCredentials | undefined
    /** Once, when the peer or a fault ends the dialog; not after `hangUp`. */
    onEnded(ending: Ending): void
  }) {
    this.#context = of.context
    this.#call = of.call
    this.#dialog = of.dialog
    this.#ownsCallId = of.ownsCallId
    this.#credentials = of.credentials
    this.#onEnded = (ending) => of.onEnded(ending)
    this.#state = of.dialog.state === 'early' ? 'early' : 'confirmed'
    of.context.dialogs.set(keyOf(of.dialog), this)
  }

  get dialog(): Dialog {
    return this.#dialog
  }

  // --- how the dialog is confirmed

  /** As callee: sends the 2xx of the first INVITE, or of a re-INVITE, and repeats it until its ACK. */
  accept(incoming: IncomingRequest, transaction: ServerTransaction, sdp: Uint8Array): void {
    if (this.#state === 'early') {
      this.#state = 'accepted'
      this.#dialog = { ...this.#dialog, state: 'confirmed' }
    }
    const response = this.#responseTo(incoming, { status: 200, sdp, contact: this.#context.contactOn(incoming.flow) })
    const accepted = new AcceptedResponse(this.#context, transaction, response, () => {
      this.#unacknowledged.delete(incoming.sequence)
      // 13.3.1.4: no ACK after 64*T1: the dialog is confirmed, but the session is ended with BYE.
      this.#end({ by: 'timeout', status: 408, reason: 'no ACK' }, this.#isByeWaitingForAck ?? {})
    })
    this.#unacknowledged.set(incoming.sequence, accepted)
  }

  /** As caller: a 2xx confirmed the dialog. Its Contact and, for the first INVITE, its route set count (13.2.2.4). */
  confirm(dialog: Dialog): void {
    const { localSequence, remoteSequence } = this.#dialog
    this.#dialog = {
      ...dialog,
      state: 'confirmed',
      localSequence: Math.max(dialog.localSequence, localSequence),
      remoteSequence,
    }
    if (this.#state === 'early') this.#state = 'confirmed'
  }

  /** 13.2.2.4: ACK of a 2xx to our INVITE. Kept, for the 2xx may come again. */
  acknowledge(sequence: number, sdp: Uint8Array | undefined): void {
    const { request, nextHop } = dialogRequest(this.#dialog, 'ACK', sequence)
    request.headers.add('user-agent', this.#context.productName)
    if (sdp !== undefined) request.headers.add('content-type', sdpType)
    const flow = this.#context.flowFor(nextHop, this.#dialog)
    const ack = this.#context.transactions.withVia({ ...request, body: sdp ?? request.body }, flow)
    const bytes = serializeMessage(ack)
    this.#acks.set(sequence, { flow, bytes })
    // Only the newest 2xx can still come again.
    for (const old of this.#acks.keys()) if (old < sequence) this.#acks.delete(old)
    this.#context.transmit(flow, bytes)
  }

  /** @returns whether the 2xx had been acknowledged, and was again now */
  acknowledgeAgain(sequence: number): boolean {
    const ack = this.#acks.get(sequence)
    if (ack !== undefined) this.#context.transmit(ack.flow, ack.bytes)
    return ack !== undefined
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
      call: this.#call,
      ...(body.kind === 'sdp' ? { sdp: body.sdp } : {}),
    })
  }

  onRequest(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const inOrder = acceptSequence(this.#dialog, incoming.sequence)
    if (inOrder === undefined) {
      // 12.2.2
      this.#respond(incoming, transaction, { status: 500, reason: 'CSeq Out Of Order' })
      return
    }
    this.#dialog = inOrder
    const method = incoming.request.method
    if (method === 'BYE') this.#onBye(incoming, transaction)
    else if (this.#state === 'ending' || this.#state === 'ended') this.#respond(incoming, transaction, { status: 481 })
    else if (method === 'INVITE' || method === 'UPDATE') this.#onOffer(incoming, transaction)
    else if (method === 'INFO') this.#onInfo(incoming, transaction)
    else if (method === 'OPTIONS') {
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
      this.#onEnded({
        by: 'remote',
        ...(reason?.q850 === undefined ? {} : { q850: reason.q850 }),
        ...(reason?.text === undefined ? {} : { reason: reason.text }),
      })
    }
  }

  /** 14.2, and RFC 3311 5.2 for UPDATE. */
  #onOffer(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const isInvite = incoming.request.method === 'INVITE'
    const body = sessionBody(incoming.request)
    if (body.kind === 'unsupported') {
      this.#respond(incoming, transaction, { status: 415, headers: [['accept', sdpType]] })
      return
    }
    if (!isInvite && body.kind === 'none') {
      this.#dialog = refreshTarget(this.#dialog, incoming)
      const contact = this.#context.contactOn(incoming.flow)
      this.#respond(incoming, transaction, { status: 200, contact })
      return
    }
    if (this.#localOffer?.isOnItsWay === true) {
      this.#respond(incoming, transaction, { status: 491 })
      return
    }
    const isBusy = this.#remoteOffer !== undefined || this.#unacknowledged.size >= maxUnacknowledged
    if (isBusy || this.#state !== 'confirmed') {
      const seconds = Math.floor(this.#context.chance() * 11)
      this.#respond(incoming, transaction, { status: 500, headers: [['retry-after', String(seconds)]] })
      return
    }
    this.#dialog = refreshTarget(this.#dialog, incoming)
    if (isInvite) this.#respond(incoming, transaction, { status: 100 })
    const timeout = this.#context.after(remoteOfferTimeoutMs, () => this.refuseOffer(500))
    this.#remoteOffer = { incoming, transaction, timeout }
    // 9.2: a re-INVITE can be cancelled as well.
    transaction.onCancel = () => {
      if (this.#remoteOffer?.transaction === transaction) this.refuseOffer(487)
    }
    this.#context.emit({ type: 'remoteOffer', call: this.#call, ...(body.kind === 'sdp' ? { sdp: body.sdp } : {}) })
  }

  #onInfo(incoming: IncomingRequest, transaction: ServerTransaction): void {
    // RFC 6086 and its forerunner: an INFO that says nothing to us is still received.
    this.#respond(incoming, transaction, { status: 200 })
    const found = dtmfInfo(incoming.request)
    if (found !== undefined) this.#context.emit({ type: 'infoDigits', call: this.#call, ...found })
  }

  // --- commands

  answerOffer(sdp: Uint8Array): CommandResult {
    const open = this.#remoteOffer
    if (open === undefined) return failure('wrongState')
    this.#remoteOffer = undefined
    this.#context.cancelTimer(open.timeout)
    if (open.incoming.request.method === 'INVITE') this.accept(open.incoming, open.transaction, sdp)
    else {
      const contact = this.#context.contactOn(open.incoming.flow)
      this.#respond(open.incoming, open.transaction, { status: 200, sdp, contact })
    }
    return success(undefined)
  }

  refuseOffer(status: number): CommandResult {
    const open = this.#remoteOffer
    if (open === undefined) return failure('wrongState')
    this.#remoteOffer = undefined
    this.#context.cancelTimer(open.timeout)
    this.#respond(open.incoming, open.transaction, { status })
    return success(undefined)
  }

  /** 14.1: one offer at a time, and none while a 2xx of ours waits for its ACK. */
  offer(sdp: Uint8Array): CommandResult {
    if (this.#state !== 'confirmed' || this.#localOffer !== undefined || this.#isOfferBlocked)
      return failure('wrongState')
    this.#localOffer = new LocalOffer({
      context: this.#context,
      sdp,
      ownsCallId: this.#ownsCallId,
      credentials: this.#credentials,
      dialog: () => this.#dialog,
      takeDialog: (next) => this.#setDialog(next),
      isBlocked: () => this.#isOfferBlocked,
      acknowledge: (incoming) => this.#acknowledgeReinvite(incoming),
      onOutcome: (outcome) => this.#onLocalOffer(outcome),
    })
    this.#lastOffer = this.#localOffer
    return success(undefined)
  }

  get #isOfferBlocked(): boolean {
    return this.#remoteOffer !== undefined || this.#unacknowledged.size > 0
  }

  #acknowledgeReinvite(incoming: IncomingResponse): boolean {
    if (this.acknowledgeAgain(incoming.sequence)) return false
    this.#dialog = refreshTarget(this.#dialog, incoming)
    this.acknowledge(incoming.sequence, undefined)
    return true
  }

  #onLocalOffer(outcome: LocalOfferOutcome): void {
    this.#localOffer = undefined
    if (outcome.kind === 'answered') {
      const body = sessionBody(outcome.incoming.response)
      const sdp = body.kind === 'sdp' ? { sdp: body.sdp } : {}
      this.#context.emit({ type: 'offerAnswered', call: this.#call, ...sdp })
    } else if (outcome.kind === 'refused') {
      this.#context.emit({ type: 'offerRefused', call: this.#call, status: outcome.status })
    } else if (outcome.kind === 'dialogGone') {
      this.#end({ by: 'protocol', status: outcome.status, reason: readable(outcome.reason) }, {})
    } else this.#end({ by: 'timeout', status: 408, reason: 'no answer to re-INVITE' }, {})
  }

  /** Ends the dialog from our side. 15: a callee waits with its BYE for the ACK of its 2xx. */
  hangUp(how: HowToHangUp): void {
    if (this.#state === 'ending' || this.#state === 'ended') return
    if (this.#state === 'accepted' && this.#unacknowledged.size > 0) {
      this.#state = 'ending'
      this.#isByeWaitingForAck = how
      return
    }
    this.#sendBye(how)
  }

  /** A digit by INFO (RFC 6086 in its older, unannounced use); what the peer thinks of it does not matter to the call. */
  sendInfoDigit(digit: string, durationMs: number): CommandResult {
    const bytes = dtmfRelayBody(digit, durationMs)
    if (bytes === undefined || (this.#state !== 'confirmed' && this.#state !== 'accepted')) return failure('wrongState')
    sendInDialog(
      this.#context,
      () => this.#dialog,
      (next) => this.#setDialog(next),
      this.#credentials,
      { method: 'INFO', body: { type: dtmfRelayType, bytes }, onFinal: () => {}, onFailure: () => {} },
    )
    return success(undefined)
  }

  /** Without a word to the peer: the INVITE that made this dialog failed. */
  drop(): void {
    this.#close()
    this.#forget()
  }

  #end(ending: Ending, how: HowToHangUp): void {
    const wasAlive = this.#state !== 'ending' && this.#state !== 'ended'
    this.#sendBye(how)
    if (wasAlive) this.#onEnded(ending)
  }

  #sendBye(how: HowToHangUp): void {
    this.#isByeWaitingForAck = undefined
    this.#close()
    const reason = reasonText(how.q850, how.text)
    sendInDialog(
      this.#context,
      () => this.#dialog,
      (next) => this.#setDialog(next),
      this.#credentials,
      {
        method: 'BYE',
        ...(reason === undefined ? {} : { headers: [['reason', reason] as const] }),
        onFinal: () => this.#forget(),
        onFailure: () => this.#forget(),
      },
    )
  }

  /** Stops whatever waits; the dialog stays known until its BYE is answered. */
  #close(): void {
    this.refuseOffer(487)
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
    const key = keyOf(this.#dialog)
    if (this.#context.dialogs.get(key) === this) this.#context.dialogs.delete(key)
  }

  #setDialog(dialog: Dialog): void {
    this.#dialog = dialog
  }

  #respond(incoming: IncomingRequest, transaction: ServerTransaction, parts: ResponseParts): void {
    this.#context.transactions.respond(transaction, this.#responseTo(incoming, parts))
  }

  #responseTo(incoming: IncomingRequest, parts: ResponseParts) {
    return makeResponse(incoming.request, this.#context.productName, { toTag: this.#dialog.localTag, ...parts })
  }
}
