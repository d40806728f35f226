import { failure, success } from '#kernel/result.ts'
import type { CommandResult, ReferHandle } from '../engine-contract.ts'
import { statusPhrase } from '../message/status-phrases.ts'
import type { TimerEntry } from '../timer-heap.ts'
import type { CallContext } from './call-context.ts'

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

export interface Notification {
  readonly event: string
  readonly subscriptionState: string
  /** A status line and no more (RFC 3420). */
  readonly body: string
}

/** The transfer that the peer of one dialog asked for, and the subscription to its course that came with it (RFC 3515 2.4). */
export class Transfers {
  readonly #context: CallContext
  readonly #notify: (notification: Notification) => void
  #open: OpenTransfer | undefined
  #isFirst = true

  /** @param notify sends a NOTIFY within the dialog */
  constructor(context: CallContext, notify: (notification: Notification) => void) {
    this.#context = context
    this.#notify = notify
  }

  get isOpen(): boolean {
    return this.#open !== undefined
  }

  /** 2.4.4: the 202 has been sent; the first NOTIFY follows at once. */
  open(sequence: number, isSilent: boolean): ReferHandle {
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
    if (!open.isSilent) {
      this.#notify({
        event: open.event,
        subscriptionState: status < 200 ? `active;expires=${leftS}` : 'terminated;reason=noresource',
        body: `SIP/2.0 ${status} ${statusPhrase(status)}\r\n`,
      })
    }
    return success(undefined)
  }

  #timeOut(): void {
    const open = this.#open
    this.stop()
    if (open === undefined || open.isSilent) return
    const body = `SIP/2.0 408 ${statusPhrase(408)}\r\n`
    this.#notify({ event: open.event, subscriptionState: 'terminated;reason=timeout', body })
  }

  /** The dialog is over, or the peer wants to hear no more. */
  stop(): void {
    this.#context.cancelTimer(this.#open?.timeout)
    this.#open = undefined
  }
}
