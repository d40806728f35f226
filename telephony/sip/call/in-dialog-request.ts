import { answerChallenges } from '../authentication/digest-client.ts'
import { type Dialog, dialogRequest } from '../dialog/dialog.ts'
import type { DigestCredentials } from '../engine-contract.ts'
import { HeaderList } from '../message/header-list.ts'
import type { IncomingResponse } from '../message/incoming.ts'
import type { SipRequest } from '../message/message.ts'
import type { ClientTransaction, TransactionFailure } from '../transaction/transaction.ts'
import type { CallContext } from './call-context.ts'
import { allowValue, sdpType } from './response.ts'

export interface InDialogRequest {
  readonly method: 'BYE' | 'INVITE' | 'INFO'
  readonly sdp?: Uint8Array
  /** Instead of `sdp`. */
  readonly body?: { readonly type: string; readonly bytes: Uint8Array }
  readonly headers?: ReadonlyArray<readonly [name: string, value: string]>
  /** Whether a challenge is still worth an answer. Default yes. */
  isWanted?(): boolean
  /** Each try's transaction. */
  onSent?(transaction: ClientTransaction): void
  /** 2xx to an INVITE come as often as they are repeated; other finals once. 401 and 407 are answered first when they can be. */
  onFinal(incoming: IncomingResponse): void
  onFailure(failure: TransactionFailure): void
}

/**
 * Sends a request within a dialog (RFC 3261 12.2.1) and answers one challenge to it.
 * @param take is handed the dialog with its next CSeq, at once and again on the second try
 */
export function sendInDialog(
  context: CallContext,
  dialog: () => Dialog,
  take: (next: Dialog) => void,
  credentials: DigestCredentials | undefined,
  wanted: InDialogRequest,
): void {
  const attempt = (answers: ReadonlyArray<readonly [string, string]>, tries: number): void => {
    const next = dialogRequest(dialog(), wanted.method)
    take(next.dialog)
    const flow = context.flowFor(next.nextHop, next.dialog)
    const headers = new HeaderList([...next.request.headers.fields])
    if (wanted.method === 'INVITE') headers.add('contact', context.contactOn(flow)).add('allow', allowValue)
    headers.add('user-agent', context.productName)
    for (const [name, value] of [...(wanted.headers ?? []), ...answers]) headers.add(name, value)
    const body = wanted.sdp === undefined ? wanted.body : { type: sdpType, bytes: wanted.sdp }
    if (body !== undefined) headers.add('content-type', body.type)
    const request: SipRequest = { ...next.request, headers, body: body?.bytes ?? next.request.body }
    const transaction = context.transactions.request(request, flow, {
      onResponse: (incoming) => {
        const status = incoming.response.status
        if (status < 200) return
        // A stale nonce is worth one more try, and no more: a peer could say so for ever.
        const isWanted = wanted.isWanted?.() ?? true
        if ((status === 401 || status === 407) && credentials !== undefined && tries < 2 && isWanted) {
          const found = answerChallenges({
            responseHeaders: incoming.response.headers,
            method: wanted.method,
            uri: request.uri,
            credentials,
            cnonce: context.newTag(),
            wasAnswered: tries > 0,
          })
          if (found.length > 0) {
            attempt(
              found.map(({ name, value }) => [name, value] as const),
              tries + 1,
            )
            return
          }
        }
        wanted.onFinal(incoming)
      },
      onFailure: (failure) => wanted.onFailure(failure),
    })
    wanted.onSent?.(transaction)
  }
  attempt([], 0)
}
