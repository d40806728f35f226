import { failure, success } from '#kernel/result.ts'
import { dialogKey } from '../dialog/dialog.ts'
import type { CallHandle, CommandResult, ReferHandle } from '../engine-contract.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import { bytesOfOctets } from '../message/octet-text.ts'
import { statusPhrase } from '../message/status-phrases.ts'
import type { TimerEntry } from '../timer-heap.ts'
import type { CallContext } from './call-context.ts'
import type { DialogSender } from './in-dialog-request.ts'
import type { ResponseParts } from './response.ts'
import { readTransfer } from './transfer-request.ts'

/** How long a transfer may take before its subscription runs out (RFC 3515 2.4.4: the agent chooses). */
const subscriptionS = 180

interface OpenTransfer {
  readonly refer: ReferHandle
  /** RFC 3515 2.4.6: the first of a dialog needs no id; NOTIFYs of later ones name their REFER's CSeq. */
  readonly event: string
  readonly isSilent: boolean
  readonly endsAtMs: number
  readonly timeout: TimerEntry<() => void>
}

/** The transfer that the peer of one dialog asked for, and the subscription to its course that came with it (RFC 3515 2.4). */
export class Transfers {
  readonly #context: CallContext
  readonly #call: CallHandle
  readonly #sender: DialogSender
  #open: OpenTransfer | undefined
  #isFirst = true

  constructor(context: CallContext, call: CallHandle, sender: DialogSender) {
    this.#context = context
    this.#call = call
    this.#sender = sender
  }

  /**
   * A REFER of the peer's; the application is told of what can be tried.
   * @param isTalking who is not yet talking has nobody to transfer
   */
  onRefer(incoming: IncomingRequest, isTalking: boolean, respond: (parts: ResponseParts) => void): void {
    const wanted = isTalking ? readTransfer(incoming) : 603
    if (typeof wanted === 'number' || this.#open !== undefined) {
      respond({ status: typeof wanted === 'number' ? wanted : 491 })
      return
    }
    const contact = this.#sender.contactOn(incoming.flow)
    // RFC 4488 4: it is told when its wish for silence is kept.
    respond({ status: 202, contact, headers: wanted.isSilent ? [['refer-sub', 'false']] : [] })
    const refer = this.#begin(incoming.sequence, wanted.isSilent)
    const { replaces, target, referredBy } = wanted
    const owner = replaces && this.#context.dialogs.get(dialogKey(replaces.callId, replaces.toTag, replaces.fromTag))
    const other = owner?.replaceable?.()
    if (replaces !== undefined && (other === undefined || other.state === 'over')) {
      // RFC 3891 3: what the INVITE with this Replaces would be told. A dialog that is not ours is not ours to replace.
      this.progress(refer, 481)
      return
    }
    this.#context.emit({
      type: 'transferRequested',
      call: this.#call,
      refer,
      target,
      ...(other === undefined ? {} : { replaces: other.call }),
      ...(referredBy === undefined ? {} : { referredBy }),
    })
  }

  /** 2.4.4: the 202 has been sent; the first NOTIFY follows at once. */
  #begin(sequence: number, isSilent: boolean): ReferHandle {
    const refer = this.#context.newTag() as ReferHandle
    const timeout = this.#context.after(subscriptionS * 1000, () => this.#timeOut())
    const event = this.#isFirst ? 'refer' : `refer;id=${sequence}`
    this.#isFirst = false
    this.#open = { refer, event, isSilent, endsAtMs: this.#context.nowMs + subscriptionS * 1000, timeout }
    this.progress(refer, 100)
    return refer
  }

  /** @param status as the new call's party answered; a final one ends the subscription (2.4.7) */
  progress(refer: ReferHandle, status: number): CommandResult {
    const open = this.#open
    if (status < 100 || status > 699) return failure('badStatus')
    if (open === undefined || open.refer !== refer) return failure('wrongState')
    const leftS = Math.max(0, Math.ceil((open.endsAtMs - this.#context.nowMs) / 1000))
    if (status >= 200) this.stop()
    const state = status < 200 ? `active;expires=${leftS}` : 'terminated;reason=noresource'
    this.#notify(open, state, status)
    return success(undefined)
  }

  /** RFC 3515 2.4.5: a status line and no more (RFC 3420). */
  #notify(transfer: OpenTransfer, subscriptionState: string, status: number): void {
    if (transfer.isSilent) return
    this.#sender.send({
      method: 'NOTIFY',
      headers: [
        ['event', transfer.event],
        ['subscription-state', subscriptionState],
      ],
      body: {
        type: 'message/sipfrag;version=2.0',
        bytes: bytesOfOctets(`SIP/2.0 ${status} ${statusPhrase(status)}\r\n`),
      },
      // RFC 6665 4.2.2: who knows no subscription any more is told no more of it.
      onFinal: ({ response }) => {
        if (response.status >= 300) this.#ended(transfer)
      },
      onFailure: () => this.#ended(transfer),
    })
  }

  /** Another may have been begun by then. */
  #ended(transfer: OpenTransfer): void {
    if (this.#open?.refer === transfer.refer) this.stop()
  }

  #timeOut(): void {
    const open = this.#open
    this.stop()
    if (open !== undefined) this.#notify(open, 'terminated;reason=timeout', 408)
  }

  /** The dialog is over, or the peer wants to hear no more. */
  stop(): void {
    this.#context.cancelTimer(this.#open?.timeout)
    this.#open = undefined
  }
}
