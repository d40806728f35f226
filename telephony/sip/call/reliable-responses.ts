import type { IncomingRequest } from '../message/incoming.ts'
import type { TimerEntry } from '../timer-heap.ts'
import { giveUpMs, t1Ms } from '../transaction/timers.ts'
import type { CallContext } from './call-context.ts'

/** One reliable provisional response of ours. */
interface Outstanding {
  readonly sequence: number
  readonly hasSdp: boolean
  send(rseq: number): void
}

/** An application that rings and rings again is not followed for ever. */
const maxWaiting = 8

/**
 * RFC 3262 3, as callee: provisional responses that are repeated until their PRACK comes, one at a time, in order.
 * After 64*T1 without one the INVITE is given up with 504.
 */
export class ReliableResponses {
  readonly #context: CallContext
  readonly #inviteSequence: number
  readonly #onGiveUp: () => void
  /** 3: each next one is one higher; the first is any, from the lower half so that there is room. */
  #nextSequence: number
  #open: Outstanding | undefined
  /** What was open when the final response went: its PRACK may still be on its way (3). */
  #late: number | undefined
  readonly #waiting: Omit<Outstanding, 'sequence'>[] = []
  #repeat: TimerEntry<() => void> | undefined
  #giveUp: TimerEntry<() => void> | undefined

  /** @param onGiveUp once */
  constructor(context: CallContext, inviteSequence: number, onGiveUp: () => void) {
    this.#context = context
    this.#inviteSequence = inviteSequence
    this.#onGiveUp = onGiveUp
    this.#nextSequence = 1 + Math.floor(context.chance() * 2 ** 30)
  }

  /** 3: a 2xx waits for the PRACK of a response that carried a description. */
  get owesDescription(): boolean {
    return this.#open?.hasSdp === true || this.#waiting.some(({ hasSdp }) => hasSdp)
  }

  /** Sends now, or when those before it have been acknowledged. @param send is called anew for each repetition */
  send(hasSdp: boolean, send: (rseq: number) => void): void {
    if (this.#waiting.length >= maxWaiting) return
    this.#waiting.push({ hasSdp, send })
    this.#sendNext()
  }

  #sendNext(): void {
    const next = this.#open === undefined ? this.#waiting.shift() : undefined
    if (next === undefined) return
    const open: Outstanding = { ...next, sequence: this.#nextSequence++ }
    this.#open = open
    open.send(open.sequence)
    // 3: doubled each time, with no upper bound but the end.
    const repeatAfter = (delayMs: number) => {
      this.#repeat = this.#context.after(delayMs, () => {
        open.send(open.sequence)
        repeatAfter(delayMs * 2)
      })
    }
    repeatAfter(t1Ms)
    this.#giveUp = this.#context.after(giveUpMs, () => {
      this.stop()
      this.#onGiveUp()
    })
  }

  /** @returns what the PRACK acknowledges; undefined: nothing that is open, which is 481 */
  acknowledge(prack: IncomingRequest): { readonly hadSdp: boolean } | undefined {
    const match = /^(\d{1,10})[ \t]+(\d{1,10})[ \t]+INVITE$/.exec(prack.request.headers.get('rack')?.trim() ?? '')
    const open = this.#open
    if (match === null || Number(match[2]) !== this.#inviteSequence) return undefined
    if (Number(match[1]) === this.#late) {
      this.#late = undefined
      return { hadSdp: false }
    }
    if (open === undefined || Number(match[1]) !== open.sequence) return undefined
    this.#stopTimers()
    this.#open = undefined
    return { hadSdp: open.hasSdp }
  }

  /** The PRACK has been dealt with: the next may go. */
  proceed(): void {
    this.#sendNext()
  }

  /** 3: a final response goes out; nothing is repeated any more. */
  stop(): void {
    this.#stopTimers()
    this.#late ??= this.#open?.sequence
    this.#open = undefined
    this.#waiting.length = 0
  }

  #stopTimers(): void {
    this.#context.cancelTimer(this.#repeat)
    this.#context.cancelTimer(this.#giveUp)
    this.#repeat = undefined
    this.#giveUp = undefined
  }
}
