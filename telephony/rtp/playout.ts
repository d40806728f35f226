import { TimeScaling } from '../audio/time-scaling.ts'
import { type DuePacket, JitterBuffer, type JitterBufferOptions, type Pace } from './jitter-buffer.ts'
import type { RtpPacket } from './packet.ts'

/** What turns packets into sound, with what it remembers of the sound before. */
export interface PlayoutDecoder {
  /** Decodes a packet. @returns how many samples that are, at most 120 ms; 0 when it cannot be read */
  decode(packet: DuePacket, into: Int16Array): number
  /** Shown each piece of decoded sound, which it may change: the seam after a loss. */
  receive(piece: Int16Array): void
  /**
   * Fills `into` (10 to 20 ms) with a substitute for what is lost. @returns `false` when that is silence
   * @param following the packet right after it, when it is there
   */
  conceal(into: Int16Array, following: DuePacket | undefined): boolean
  /** Fills `into` while the sender is silent on purpose: with comfort noise. @returns `false`, or absent: with silence */
  rest?(into: Int16Array): boolean
}

const frameMs = 20
/** A packet of 120 ms, what was left over before it, and what lengthening adds. */
const capacityMs = 200
/** Ticks between two changes of length: two in urgent need, and else so far apart that they are not heard as such. */
const urgentTicks = 2
const calmTicks = 5

/**
 * The sound of one received stream, 20 ms at a time: the jitter buffer's packets decoded, what is missing concealed, and the whole
 * made a little shorter or longer where the buffer's depth is to change. Once it has run, a tick allocates nothing.
 */
export class Playout {
  readonly buffer: JitterBuffer
  readonly #decoder: PlayoutDecoder
  readonly #samplesPerMs: number
  readonly #frame: number
  readonly #scaling: TimeScaling
  /** The frame that was heard last, then what is to be heard. */
  readonly #sound: Int16Array
  readonly #scratch: Int16Array
  readonly #views = new Map<number, Int16Array>()
  /** Samples to be heard, and how many of them are not just silence because nobody speaks. */
  #length = 0
  #sounding = 0
  #ticksSinceScaled = calmTicks
  /** Since the start, by pitch periods. */
  shortenedMs = 0
  lengthenedMs = 0

  constructor(of: {
    readonly decoder: PlayoutDecoder
    readonly sampleRateHz: number
    readonly buffer?: JitterBufferOptions
    /** Packets that wait already, when sound goes on at another rate. */
    readonly waiting?: JitterBuffer
  }) {
    this.#decoder = of.decoder
    this.#samplesPerMs = of.sampleRateHz / 1000
    this.#frame = frameMs * this.#samplesPerMs
    this.#scaling = new TimeScaling(of.sampleRateHz)
    this.#sound = new Int16Array(this.#frame + capacityMs * this.#samplesPerMs)
    this.#scratch = new Int16Array(120 * this.#samplesPerMs)
    this.buffer = of.waiting ?? new JitterBuffer(of.buffer)
  }

  /** What is heard in this tick: fills `into` (20 ms). `false`: nobody speaks, and `into` is not to be used. Call it each 20 ms. */
  pull(into: Int16Array, nowMs: number): boolean {
    const frame = this.#frame
    const pace = this.buffer.pace(nowMs, this.#length / this.#samplesPerMs)
    // What comes is no continuation: as after a loss, the seam is cross-faded.
    if (pace === 'jumped') this.#decoder.conceal(this.#view(10 * this.#samplesPerMs), undefined)
    while (this.#length < frame) this.#take(nowMs)
    this.#ticksSinceScaled++
    if (pace !== 'keep' && pace !== 'jumped') this.#change(pace, nowMs)
    const isHeard = this.#sounding > 0
    if (isHeard) for (let i = 0; i < frame; i++) into[i] = this.#sound[frame + i]!
    this.#sound.copyWithin(0, frame, frame + this.#length)
    this.#length -= frame
    this.#sounding = Math.max(0, this.#sounding - frame)
    return isHeard
  }

  /** Sound that waits, from the earliest moment at which it could have come until it is heard. */
  get depthMs(): number {
    return this.buffer.depthMs
  }

  /** Shows the packets whose sound has not been heard, see {@link JitterBuffer.waiting}. */
  waiting(show: (packet: RtpPacket) => void): void {
    this.buffer.waiting(this.#length / this.#samplesPerMs, show)
  }

  /** Another stream: nothing of this one is heard any more. Counters stay. */
  reset(): void {
    this.buffer.reset()
    this.#length = 0
    this.#sounding = 0
    this.#sound.fill(0)
  }

  #take(nowMs: number): void {
    const { buffer } = this
    const roomMs = (this.#frame - this.#length) / this.#samplesPerMs
    const next = buffer.next(nowMs, Math.max(1, roomMs))
    if (next === 'packet') this.#decode()
    else {
      const piece = this.#view(Math.max(1, Math.round(buffer.holeMs * this.#samplesPerMs)))
      const following = buffer.hasFollowing ? buffer.due : undefined
      const sounds = next === 'lost' ? this.#decoder.conceal(piece, following) : this.#decoder.rest?.(piece)
      if (!sounds) piece.fill(0)
      this.#append(piece, sounds === true)
    }
  }

  #decode(): void {
    const { due } = this.buffer
    const count = this.#decoder.decode(due, this.#scratch)
    if (count <= 0) {
      // Unreadable: as good as lost.
      const piece = this.#view(10 * this.#samplesPerMs)
      this.#append(piece, this.#decoder.conceal(piece, undefined))
      return
    }
    const piece = this.#view(count)
    this.#decoder.receive(piece)
    if (due.skipUnits <= 0) {
      this.#append(piece, true)
      return
    }
    const skipped = Math.min(count - 1, Math.round((due.skipUnits / due.units) * count))
    this.#scratch.copyWithin(0, skipped, count)
    this.#append(this.#view(count - skipped), true)
  }

  #append(piece: Int16Array, sounds: boolean): void {
    const at = this.#frame + this.#length
    if (at + piece.length > this.#sound.length) return
    this.#sound.set(piece, at)
    this.#length += piece.length
    if (sounds) this.#sounding = this.#length
  }

  #change(pace: Exclude<Pace, 'keep' | 'jumped'>, nowMs: number): void {
    const isUrgent = pace === 'shorter-now' || pace === 'longer-now'
    if (this.#sounding === 0 || this.#ticksSinceScaled < (isUrgent ? urgentTicks : calmTicks)) return
    const from = this.#frame
    let by: number
    if (pace === 'shorter' || pace === 'shorter-now') {
      while (this.#length < this.#frame + this.#scaling.wants && this.buffer.isReady) this.#take(nowMs)
      by = -this.#scaling.shorten(this.#sound, from, from + this.#length, isUrgent)
      // A frame has to remain.
      while (this.#length + by < this.#frame && by < 0) {
        this.#length += by
        by = 0
        while (this.#length < this.#frame) this.#take(nowMs)
      }
      this.shortenedMs -= by / this.#samplesPerMs
    } else {
      by = this.#scaling.lengthen(this.#sound, from, from + this.#length, isUrgent)
      this.lengthenedMs += by / this.#samplesPerMs
    }
    if (by === 0) return
    this.#length += by
    this.#sounding = this.#length
    this.#ticksSinceScaled = 0
  }

  #view(count: number): Int16Array {
    let view = this.#views.get(count)
    if (view === undefined) {
      view = this.#scratch.subarray(0, count)
      this.#views.set(count, view)
    }
    return view
  }
}
