import type { RtpPacket } from './packet.ts'
import { timestampDistance } from './sequence.ts'

/** The digits of RFC 4733 3.2, events 0 to 15. */
export type EventDigit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '*' | '#' | 'A' | 'B' | 'C' | 'D'

const digitOfEvent: readonly EventDigit[] = [
  '0',
  '1',
  '2',
  '3',
  '4',
  '5',
  '6',
  '7',
  '8',
  '9',
  '*',
  '#',
  'A',
  'B',
  'C',
  'D',
] as const

/** A digit whose end never came counts as released when its packets stop for this long. */
const silentEndMs = 250
/** RFC 4733 2.5.1.3: a longer event goes on in a new segment, whose timestamp lies where this one's duration ran out. */
const segmentUnits = 0xffff
/** Timestamps further back than this (10 s) are no late packet but a time line that began anew. */
const farBackUnits = 80_000

/**
 * Hears RFC 4733 digits: each once, at its first packet that arrives, however many are doubled, late or lost.
 *
 * An event is known by its timestamp, the moment at which it began. A packet belongs to the event before it when it
 * bears the same timestamp, lies before it, or lies within what that event has already lasted: two fingers cannot hold
 * keys at once, so this also unites the packets of phones that wrongly move the timestamp on within one press.
 */
export class DigitReceiver {
  #ssrc = -1
  #event = -1
  #timestamp = 0
  #duration = 0
  #ended = true
  #lastMs = 0

  /** Takes a packet of the negotiated telephone-event payload type; returns the digit when it is a new press. */
  push(packet: RtpPacket, arrivalMs: number): EventDigit | undefined {
    if (packet.payloadBytes < 4) return undefined
    const at = packet.payloadOffset
    const event = packet.bytes[at]!
    const digit = digitOfEvent[event]
    if (digit === undefined) return undefined
    const ended = (packet.bytes[at + 1]! & 0x80) !== 0
    const duration = (packet.bytes[at + 2]! << 8) | packet.bytes[at + 3]!

    if (packet.ssrc === this.#ssrc && this.#event !== -1) {
      const ahead = timestampDistance(this.#timestamp, packet.timestamp)
      if (ahead <= 0 && ahead > -farBackUnits) {
        if (ahead === 0) this.#extend(duration, ended, arrivalMs)
        return undefined
      }
      if (ahead > 0 && event === this.#event && this.#goesOn(ahead, packet.marker)) {
        // Its end lies at the new timestamp plus the new duration; later packets are compared with that.
        this.#timestamp = packet.timestamp
        this.#duration = 0
        this.#ended = false
        this.#extend(duration, ended, arrivalMs)
        return undefined
      }
    }
    this.#ssrc = packet.ssrc
    this.#event = event
    this.#timestamp = packet.timestamp
    this.#duration = duration
    this.#ended = ended
    this.#lastMs = arrivalMs
    return digit
  }

  /** The digit that is held down at `nowMs`, as far as the packets tell. */
  held(nowMs: number): EventDigit | undefined {
    return this.#ended || nowMs - this.#lastMs > silentEndMs ? undefined : digitOfEvent[this.#event]
  }

  #goesOn(ahead: number, marker: boolean): boolean {
    if (ahead < this.#duration) return true
    // Segments of a long press: the first one's last packets may be lost, so its known duration may fall short.
    const nearSegmentEnd = this.#duration > segmentUnits - 4000 && Math.abs(ahead - segmentUnits) < 4000
    return nearSegmentEnd && !this.#ended && !marker
  }

  #extend(duration: number, ended: boolean, arrivalMs: number): void {
    if (duration > this.#duration) this.#duration = duration
    if (ended) this.#ended = true
    this.#lastMs = arrivalMs
  }
}

/** RFC 4733 2.5.1.2 asks for updates about each 50 ms: every second tick of 20 ms. */
const ticksBetweenUpdates = 2
const endPackets = 3
const shortestMs = 100
const longestQueue = 64
const volume = 10

/**
 * Sends RFC 4733 digits in step with the 20 ms tick:
 * ```
 * const step = digits.step(sender.timestamp)
 * if (step === 'idle') send audio
 * else { if (step === 'send') length = sender.event(into, digits); sender.skip() }
 * ```
 * A digit is: a first packet with the marker, an update each 40 ms, and its last packet, with the end bit, three times
 * (2.5.1.4), all of one timestamp; then a gap in which audio flows.
 */
export class DigitSender {
  readonly payloadType: number
  /** The packet to send after `step` said `send`. */
  readonly payload = new Uint8Array(4)
  marker = false
  eventTimestamp = 0
  readonly #durationMs: number
  readonly #unitsPerTick: number
  readonly #gapTicks: number
  readonly #queue: { event: number; ticks: number }[] = []
  #ticksSounded = 0
  #endsSent = 0
  #gapLeft = 0
  #sounding = false

  /**
   * @param options.durationMs of each digit, 160 ms by default, at least 100
   * @param options.gapMs between digits, 80 ms by default, at least 60
   * @param options.unitsPerMs the clock of the sound that they go with (RFC 4733 2.4): 8 by default, 48 beside Opus
   */
  constructor(payloadType: number, options: { durationMs?: number; gapMs?: number; unitsPerMs?: 8 | 48 } = {}) {
    this.#unitsPerTick = (options.unitsPerMs ?? 8) * 20
    this.payloadType = payloadType
    this.#durationMs = options.durationMs ?? 160
    this.#gapTicks = Math.ceil(Math.max(60, options.gapMs ?? 80) / 20)
  }

  /** Queues digits (at most 64 wait; returns `false` and queues none when there are more). */
  queue(digits: readonly EventDigit[], durationMs = this.#durationMs): boolean {
    if (this.#queue.length + digits.length > longestQueue) return false
    // The longest that fits one segment of 16 bits.
    const mostTicks = Math.floor(0xffff / this.#unitsPerTick)
    const ticks = Math.min(mostTicks, Math.ceil(Math.max(shortestMs, durationMs) / 20))
    for (const digit of digits) this.#queue.push({ event: digitOfEvent.indexOf(digit), ticks })
    return true
  }

  /** Drops what waits; a digit that has begun is ended properly. */
  cancel(): void {
    this.#queue.length = this.#sounding ? 1 : 0
    const current = this.#queue[0]
    if (current) current.ticks = Math.max(shortestMs / 20, Math.min(current.ticks, this.#ticksSounded))
  }

  get isBusy(): boolean {
    return this.#queue.length > 0 || this.#gapLeft > 0
  }

  /** `idle`: nothing to do with digits, send audio. `hold`: a digit sounds, send nothing. `send`: send the event packet. */
  step(timestamp: number): 'idle' | 'hold' | 'send' {
    if (this.#gapLeft > 0) {
      this.#gapLeft--
      return 'idle'
    }
    const current = this.#queue[0]
    if (current === undefined) return 'idle'
    if (!this.#sounding) {
      this.#sounding = true
      this.#ticksSounded = 0
      this.#endsSent = 0
      this.eventTimestamp = timestamp
    }
    // The duration counts to the end of the tick that is being sent.
    const first = this.#ticksSounded === 0
    if (this.#ticksSounded < current.ticks) this.#ticksSounded++
    if (this.#ticksSounded === current.ticks) {
      this.#fill(current.event, true)
      this.marker = false
      this.#endsSent++
      if (this.#endsSent === endPackets) {
        this.#queue.shift()
        this.#sounding = false
        this.#gapLeft = this.#gapTicks
      }
      return 'send'
    }
    if ((this.#ticksSounded - 1) % ticksBetweenUpdates !== 0) return 'hold'
    this.#fill(current.event, false)
    this.marker = first
    return 'send'
  }

  #fill(event: number, end: boolean): void {
    const duration = this.#ticksSounded * this.#unitsPerTick
    this.payload[0] = event
    this.payload[1] = (end ? 0x80 : 0) | volume
    this.payload[2] = duration >> 8
    this.payload[3] = duration
  }
}
