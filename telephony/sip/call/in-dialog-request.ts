import type { DigestClient } from '../authentication/digest-client.ts'
import { type Dialog, dialogRequest } from '../dialog/dialog.ts'
import { type HeaderField, HeaderList } from '../message/header-list.ts'
import type { IncomingResponse } from '../message/incoming.ts'
import type { SipRequest } from '../message/message.ts'
import { supportedOptions } from '../message/option-tags.ts'
import type { ClientTransaction, TransactionFailure } from '../transaction/transaction.ts'
import type { CallContext } from './call-context.ts'
import { allowValue, sdpType } from './response.ts'

export interface InDialogRequest {
  readonly method: 'BYE' | 'INVITE' | 'UPDATE' | 'PRACK' | 'NOTIFY' | 'INFO'
  readonly sdp?: Uint8Array | undefined
  /** Instead of `sdp`. */
  readonly body?: { readonly type: string; readonly bytes: Uint8Array }
  readonly headers?: readonly HeaderField[]
  /** Whether a challenge is still worth an answer. Default yes. */
  isWanted?(): boolean
  /** Each try's transaction. */
  onSent?(transaction: ClientTransaction): void
  /** 2xx to an INVITE come as often as they are repeated; other finals once. 401 and 407 are answered first when they can be. */
  onFinal(incoming: IncomingResponse): void
  onFailure(failure: TransactionFailure): void
}

/** A chain of proxies may each want to know who we are; more than this is a game. */
const maxTries = 4
/** RFC 3261 12.2.1.1, RFC 3311 5.1, RFC 6665 3.2.1: they may move us, so they say where we are. */
const withContact: ReadonlySet<string> = new Set(['INVITE', 'UPDATE', 'NOTIFY'])

/** RFC 3840 9: what we are, beside where we are. */
export const withFeatures = (contact: string, features: readonly string[] = []): string =>
  [contact, ...features].join(';')

/** Our voice within one dialog: requests with its ids, route set and next CSeq (RFC 3261 12.2.1), and answers to challenges. */
export class DialogSender {
  dialog: Dialog
  readonly #context: CallContext
  readonly #digest: DigestClient
  readonly #contactUser: string | undefined
  readonly #contactFeatures: readonly string[]

  constructor(of: {
    readonly context: CallContext
    readonly dialog: Dialog
    readonly digest: DigestClient
    readonly contactUser: string | undefined
    readonly contactFeatures?: readonly string[] | undefined
  }) {
    this.dialog = of.dialog
    this.#context = of.context
    this.#digest = of.digest
    this.#contactUser = of.contactUser
    this.#contactFeatures = of.contactFeatures ?? []
  }

  /** Our Contact as this dialog's peer reaches it. */
  contactOn(flow: Dialog['flow']): string {
    return withFeatures(this.#context.contactOn(flow, this.#contactUser), this.#contactFeatures)
  }

  send(wanted: InDialogRequest): void {
    const { method } = wanted
    const attempt = this.#digest.begin(method, dialogRequest(this.dialog, method).request.uri)
    let tries = 0
    const sendOnce = (answers: ReturnType<typeof attempt.answers>): void => {
      tries++
      const next = dialogRequest(this.dialog, method)
      this.dialog = next.dialog
      const flow = this.#context.flowFor(next.nextHop, next.dialog)
      const headers = new HeaderList([...next.request.headers.fields])
      if (withContact.has(method)) headers.add('contact', this.contactOn(flow)).add('allow', allowValue)
      if (method === 'INVITE' || method === 'UPDATE') headers.add('supported', supportedOptions.join(', '))
      headers.add('user-agent', this.#context.productName)
      for (const [name, value] of wanted.headers ?? []) headers.add(name, value)
      for (const { name, value } of answers) headers.add(name, value)
      const body = wanted.sdp === undefined ? wanted.body : { type: sdpType, bytes: wanted.sdp }
      if (body !== undefined) headers.add('content-type', body.type)
      const request: SipRequest = { ...next.request, headers, body: body?.bytes ?? next.request.body }
      const transaction = this.#context.transactions.request(request, flow, {
        onResponse: (incoming) => {
          const status = incoming.response.status
          if (status < 200) return
          const isChallenge = status === 401 || status === 407
          const isWorthIt = isChallenge && tries < maxTries && (wanted.isWanted?.() ?? true)
          const retry = isWorthIt ? attempt.retry(incoming.response.headers) : undefined
          if (retry === undefined) wanted.onFinal(incoming)
          else sendOnce(retry)
        },
        onFailure: (failure) => wanted.onFailure(failure),
      })
      wanted.onSent?.(transaction)
    }
    sendOnce(attempt.answers())
  }
}
