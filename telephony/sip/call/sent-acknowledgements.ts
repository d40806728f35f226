import { dialogRequest } from '../dialog/dialog.ts'
import type { Flow } from '../flow.ts'
import { serializeMessage } from '../message/serializer.ts'
import type { CallContext } from './call-context.ts'
import type { DialogSender } from './in-dialog-request.ts'
import { sdpType } from './response.ts'

/** RFC 3261 13.2.2.4: the ACKs of 2xx to our INVITEs. Each is in no transaction, and is sent again whenever its 2xx comes again. */
export class SentAcknowledgements {
  readonly #context: CallContext
  readonly #sender: DialogSender
  /** By the CSeq of its INVITE. */
  readonly #sent = new Map<number, { readonly flow: Flow; readonly bytes: Uint8Array }>()

  constructor(context: CallContext, sender: DialogSender) {
    this.#context = context
    this.#sender = sender
  }

  /** @param sdp our answer, when the 2xx made the offer */
  send(sequence: number, sdp: Uint8Array | undefined): void {
    const { dialog } = this.#sender
    const { request, nextHop } = dialogRequest(dialog, 'ACK', sequence)
    request.headers.add('user-agent', this.#context.productName)
    if (sdp !== undefined) request.headers.add('content-type', sdpType)
    const flow = this.#context.flowFor(nextHop, dialog)
    const ack = this.#context.transactions.withVia({ ...request, body: sdp ?? request.body }, flow)
    const bytes = serializeMessage(ack)
    this.#sent.set(sequence, { flow, bytes })
    // Only the newest 2xx can still come again.
    for (const old of this.#sent.keys()) if (old < sequence) this.#sent.delete(old)
    this.#context.transmit(flow, bytes)
  }

  /** @returns whether this 2xx had been acknowledged, and was again now */
  sendAgain(sequence: number): boolean {
    const ack = this.#sent.get(sequence)
    if (ack !== undefined) this.#context.transmit(ack.flow, ack.bytes)
    return ack !== undefined
  }
}
