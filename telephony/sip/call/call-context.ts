import type { Dialog } from '../dialog/dialog.ts'
import type { CallHandle, SipEvent } from '../engine-contract.ts'
import type { Flow } from '../flow.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import type { SipUri } from '../message/uri.ts'
import type { TimerEntry } from '../timer-heap.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import type { TransactionLayer } from '../transaction/transaction-layer.ts'

/** What an INVITE with Replaces (RFC 3891 3) must know of the dialog whose place it wants. */
export interface Replaceable {
  readonly call: CallHandle
  readonly state: 'early' | 'confirmed' | 'over'
  /** We made the call. */
  readonly isOurs: boolean
  /** Where its peer was last heard. */
  readonly remoteAddress: string
}

/** Who answers for a dialog. */
export interface DialogOwner {
  onRequest(incoming: IncomingRequest, transaction: ServerTransaction): void
  onAck(incoming: IncomingRequest): void
  /** Absent: this dialog is no call. */
  replaceable?(): Replaceable
}

/** What a call needs of the user agent that it lives in. */
export interface CallContext {
  readonly nowMs: number
  readonly transactions: TransactionLayer
  readonly dialogs: Map<string, DialogOwner>
  emit(event: SipEvent): void
  after(delayMs: number, run: () => void): TimerEntry<() => void>
  cancelTimer(entry: TimerEntry<() => void> | undefined): void
  transmit(flow: Flow, bytes: Uint8Array): void
  /** A fresh tag, Call-ID or cnonce: 96 bits of chance or more, as hex. */
  newTag(): string
  /** In [0, 1). */
  chance(): number
  /** A dialog is gone: for a while its name is remembered (RFC 3891 3). */
  dialogEnded(key: string): void
  /** Our Contact as the peer on `flow` can reach it. */
  contactOn(flow: Flow, user?: string): string
  /** Where a request within `dialog` goes, `nextHop` being its first route or its Request-URI. */
  flowFor(nextHop: string, dialog: Dialog): Flow
  /** Where a request to another `uri` of the same target goes; undefined: that is not known without asking DNS. */
  flowToUri(uri: SipUri, known: { readonly uri: string; readonly flow: Flow }): Flow | undefined
  /** The value of User-Agent and Server. */
  readonly productName: string
}
