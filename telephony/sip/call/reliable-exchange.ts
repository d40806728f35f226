import { failure, success } from '#kernel/result.ts'
import type { CommandResult } from '../engine-contract.ts'
import type { IncomingRequest, IncomingResponse } from '../message/incoming.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import type { DialogSession } from './dialog-session.ts'
import type { OffersInDialog } from './offers-in-dialog.ts'
import { ReliableOrder } from './reliable-order.ts'
import type { ReliableResponses } from './reliable-responses.ts'
import { sdpType } from './response.ts'
import { sessionBody } from './session-body.ts'

/** Offer and answer before the call is answered, in reliable provisional responses and their PRACKs (RFC 3262 5). */
export class ReliableExchange {
  readonly #session: DialogSession
  readonly #offers: OffersInDialog
  /** As callee: what our PRACKs are for, and what is done after each. */
  readonly #ours: { readonly responses: ReliableResponses; proceed(): void } | undefined
  readonly #order = new ReliableOrder()
  /** RAck of a reliable response with the peer's offer, whose PRACK waits for our answer. */
  #prackOwedFor: string | undefined

  constructor(
    session: DialogSession,
    offers: OffersInDialog,
    ours: { readonly responses: ReliableResponses; proceed(): void } | undefined,
  ) {
    this.#session = session
    this.#offers = offers
    this.#ours = ours
  }

  get owesPrack(): boolean {
    return this.#prackOwedFor !== undefined
  }

  /** As callee: a reliable 1xx with `sdp` goes out: the answer to the caller's offer, or our offer. */
  describe(sdp: Uint8Array): void {
    const session = this.#session
    session.localSdp = sdp
    session.exchange = session.exchange === 'weOwe' ? 'weOffered' : 'settled'
  }

  /**
   * As caller: a provisional response (4). A reliable one gets its PRACK, at once or, when `sdp` is the peer's offer, with our
   * answer.
   * @returns `dropped`: it says nothing new
   */
  takeProvisional(incoming: IncomingResponse, sdp: Uint8Array | undefined): 'unreliable' | 'reliable' | 'dropped' {
    const session = this.#session
    session.learnAbilities(incoming.response.headers)
    const taken = this.#order.take(incoming)
    if (taken.kind !== 'next') return taken.kind
    if (sdp !== undefined && session.exchange === 'theyOwe') {
      session.exchange = 'theyOffered'
      this.#prackOwedFor = taken.rack
      return 'reliable'
    }
    if (sdp !== undefined && session.exchange === 'weOffered') session.exchange = 'settled'
    this.#sendPrack(taken.rack, undefined)
    return 'reliable'
  }

  /** Our answer to the offer of a reliable response. */
  answer(sdp: Uint8Array): CommandResult {
    const session = this.#session
    const rack = this.#prackOwedFor
    if (rack === undefined || session.state !== 'early') return failure('wrongState')
    this.#prackOwedFor = undefined
    session.exchange = 'settled'
    session.localSdp = sdp
    this.#sendPrack(rack, sdp)
    return success(undefined)
  }

  #sendPrack(rack: string, sdp: Uint8Array | undefined): void {
    // Whatever becomes of it, the INVITE's own end says how the call goes on.
    const nothing = () => {}
    this.#session.sender.send({ method: 'PRACK', sdp, headers: [['rack', rack]], onFinal: nothing, onFailure: nothing })
  }

  /** As callee (3 and 5). */
  onPrack(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const session = this.#session
    const acknowledged = this.#ours?.responses.acknowledge(incoming)
    if (acknowledged === undefined) {
      session.respond(incoming, transaction, { status: 481 })
      return
    }
    const body = sessionBody(incoming.request)
    const isAnswer = session.exchange === 'weOffered' && acknowledged.hadSdp
    if (body.kind === 'sdp' && !isAnswer && session.exchange === 'settled' && !this.#offers.hasRemote) {
      this.#offers.openRemote(incoming, transaction, body.sdp)
    } else if (body.kind === 'sdp' && !isAnswer) session.respondLater(incoming, transaction)
    else if (body.kind === 'unsupported') {
      session.respond(incoming, transaction, { status: 415, headers: [['accept', sdpType]] })
    } else session.respond(incoming, transaction, { status: 200 })
    // Our early offer that nobody answered is made again in the 2xx.
    if (isAnswer) session.exchange = body.kind === 'sdp' ? 'settled' : 'weOwe'
    if (isAnswer && body.kind === 'sdp') {
      session.context.emit({ type: 'offerAnswered', call: session.call, sdp: body.sdp })
    }
    this.#ours?.proceed()
  }

  stop(): void {
    this.#prackOwedFor = undefined
  }
}
