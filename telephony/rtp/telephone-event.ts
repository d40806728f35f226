import type { RtpPacket } from './packet.ts'

/** The digits of RFC 4733 3.2, events 0 to 15. */
export type EventDigit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '*' | '#' | 'A' | 'B' | 'C' | 'D'

/** Hears RFC 4733 digits: each once, at its first packet that arrives, however many are doubled, late or lost. */
export class DigitReceiver {
  /** Takes a packet of the negotiated telephone-event payload type; returns the digit when it is a new press. */
  push(_packet: RtpPacket): EventDigit | undefined {
    return undefined
  }
  /** The digit that is held down now, as far as the packets tell. */
  get held(): EventDigit | undefined {
    return undefined
  }
}

/**
 * Sends RFC 4733 digits in step with the 20 ms tick:
 * ```
 * const step = digits.step(sender.timestamp)
 * if (step === 'idle') send audio
 * else { if (step === 'send') length = sender.event(into, digits); sender.skip() }
 * ```
 */
export class DigitSender {
  constructor(_payloadType: number, _options: { durationMs?: number; gapMs?: number } = {}) {}
  /** Queues digits (at most 64 wait; returns `false` and queues none when there are more). */
  queue(_digits: readonly EventDigit[], _durationMs?: number): boolean {
    return false
  }
  cancel(): void {}
  get isBusy(): boolean {
    return false
  }
  /** `idle`: nothing to do with digits, send audio. `hold`: a digit sounds, send nothing. `send`: send the event packet. */
  step(_timestamp: number): 'idle' | 'hold' | 'send' {
    return 'idle'
  }
  readonly payloadType: number = 101
  /** The packet to send after `step` said `send`. */
  readonly payload: Uint8Array = new Uint8Array(4)
  marker = false
  eventTimestamp = 0
}
