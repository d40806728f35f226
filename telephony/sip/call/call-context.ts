import type { Dialog } from '../dialog/dialog.ts'
import type { SipEvent } from '../engine-contract.ts'
import type { Flow } from '../flow.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import type { TimerEntry } from '../timer-heap.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import type { TransactionLayer } from '../transaction/transaction-layer.ts'

/** Who answers for a dialog. */
export interface DialogOwner {
  onRequest(incoming: IncomingRequest, transaction: ServerTransaction): void
  onAck(incoming: IncomingRequest): void
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
  /** Our Contact as the peer on `flow` can reach it. */
  contactOn(flow: Flow): string
  /** Where a request within `dialog` goes, `nextHop` being its first route or its Request-URI. */
  flowFor(nextHop: string, dialog: Dialog): Flow
  /** The value of User-Agent and Server. */
  readonly productName: string
}
