import type { DigestClient } from '../authentication/digest-client.ts'
import type { Dialog } from '../dialog/dialog.ts'
import type { CallHandle, EndedBy, HangUpReason } from '../engine-contract.ts'
import type { HeaderField, HeaderList } from '../message/header-list.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import { lists } from '../message/option-tags.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import type { CallContext } from './call-context.ts'
import type { Exchange } from './exchange.ts'
import { DialogSender } from './in-dialog-request.ts'
import type { ReliableResponses } from './reliable-responses.ts'
import { makeResponse, type ResponseParts } from './response.ts'
import { SessionTimer } from './session-timer.ts'

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

/** `accepted`: our 2xx waits for its ACK. `ending`: our BYE is on its way, or waits for that ACK. */
export type DialogSessionState = 'early' | 'accepted' | 'confirmed' | 'ending' | 'ended'

/** Ends the dialog by itself: `ending` for the application, `how` for the peer's Reason. */
export type EndDialog = (ending: Ending, how: HangUpReason) => void

/** What all that happens in one dialog of a call looks at and changes: how far it has come, and what was agreed last. */
export class DialogSession {
  readonly context: CallContext
  readonly call: CallHandle
  readonly ownsCallId: boolean
  readonly sender: DialogSender
  readonly timer: SessionTimer
  readonly wantedExpiresS: number
  state: DialogSessionState
  exchange: Exchange
  localSdp: Uint8Array | undefined
  /** RFC 3311 4: the peer's Allow names UPDATE. */
  doesPeerUpdate = false

  constructor(of: CallInDialogOptions, on: { refresh(): void; expired(): void }) {
    const { context, dialog, digest, contactUser, contactFeatures } = of
    this.context = context
    this.call = of.call
    this.ownsCallId = of.ownsCallId
    this.wantedExpiresS = of.sessionExpiresS
    this.sender = new DialogSender({ context, dialog, digest, contactUser, contactFeatures })
    this.timer = new SessionTimer({ context, refresh: () => on.refresh(), expired: () => on.expired() })
    this.state = dialog.state === 'early' ? 'early' : 'confirmed'
    this.exchange = of.exchange
    this.localSdp = of.localSdp
  }

  get dialog(): Dialog {
    return this.sender.dialog
  }

  set dialog(dialog: Dialog) {
    this.sender.dialog = dialog
  }

  get isOver(): boolean {
    return this.state === 'ending' || this.state === 'ended'
  }

  learnAbilities(headers: HeaderList): void {
    if (headers.has('allow')) this.doesPeerUpdate = lists(headers.list('allow'), 'UPDATE')
  }

  /** RFC 4028 9: what our 2xx says of the timer; from that on it runs. Not before the answer: there is no session yet. */
  answerTimer(incoming: IncomingRequest): readonly HeaderField[] {
    return this.state === 'early' ? [] : this.timer.answer(incoming.request.headers, this.wantedExpiresS)
  }

  respond(incoming: IncomingRequest, transaction: ServerTransaction, parts: ResponseParts): void {
    this.context.transactions.respond(transaction, this.responseTo(incoming, parts))
  }

  /** RFC 3261 14.2: an offer at a bad moment may come again after 0 to 10 seconds, as chance has it. */
  respondLater(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const seconds = String(Math.floor(this.context.chance() * 11))
    this.respond(incoming, transaction, { status: 500, headers: [['retry-after', seconds]] })
  }

  responseTo(incoming: IncomingRequest, parts: ResponseParts) {
    return makeResponse(incoming.request, this.context.productName, { toTag: this.dialog.localTag, ...parts })
  }
}
