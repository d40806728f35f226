import { assert } from '#kernel/assert.ts'
import { newFrame, type SampleRate, sampleRateHz } from './frame.ts'

const largestGain = 4

/**
 * One bridge's mixer: up to `capacity` participants, a gain for each (listener, speaker) pair. A tick is:
 * write each speaker's decoded frame into `input(slot)` and call `spoke(slot)` (skip both for who said nothing), then
 * `mix()`, then send `heard(slot)` to each listener. Nothing is allocated after construction.
 *
 * What several hear alike is added up once, and they get the same frame: all who only listen share one mix, and each
 * who speaks hears one sum less what he said himself.
 */
export class MixBus {
  readonly capacity: number
  readonly rateHz: SampleRate
  readonly #inputs: readonly Int16Array[]
  readonly #outputs: readonly Int16Array[]
  /** What each slot hears now: its own output, a lone speaker's input, or silence. */
  readonly #heard: Int16Array[]
  readonly #gains: Float32Array
  readonly #taken: Uint8Array
  readonly #speaking: Uint8Array
  /** 1 when the listener's row is plain: 1 for everybody else and 0 for itself. */
  readonly #plain: Uint8Array
  readonly #total: Int32Array
  readonly #sum: Float32Array
  /** Frozen by contract, not by type: nobody may write into it. */
  readonly #silence: Int16Array
  #size = 0
  /** How many mixes the last `mix` added up. */
  distinctMixes = 0

  constructor(capacity = 8, rateHz: SampleRate = sampleRateHz) {
    assert(Number.isInteger(capacity) && capacity >= 2 && capacity <= 256, 'a bridge holds 2 to 256 participants')
    this.capacity = capacity
    this.rateHz = rateHz
    this.#inputs = Array.from({ length: capacity }, () => newFrame(rateHz))
    this.#outputs = Array.from({ length: capacity }, () => newFrame(rateHz))
    this.#silence = newFrame(rateHz)
    this.#total = new Int32Array(this.#silence.length)
    this.#sum = new Float32Array(this.#silence.length)
    this.#heard = Array.from({ length: capacity }, () => this.#silence)
    this.#gains = new Float32Array(capacity * capacity)
    this.#taken = new Uint8Array(capacity)
    this.#speaking = new Uint8Array(capacity)
    this.#plain = new Uint8Array(capacity)
  }

  /** Takes a free slot, hearing and heard by all at gain 1 (nobody hears themselves); `undefined` when the bus is full. */
  join(): number | undefined {
    const slot = this.#taken.indexOf(0)
    if (slot === -1) return undefined
    this.#taken[slot] = 1
    this.#size++
    for (let other = 0; other < this.capacity; other++) {
      this.#gains[slot * this.capacity + other] = 1
      this.#gains[other * this.capacity + slot] = 1
    }
    this.#gains[slot * this.capacity + slot] = 0
    this.#plain[slot] = 1
    for (let other = 0; other < this.capacity; other++) this.#plain[other] = this.#isPlain(other) ? 1 : 0
    return slot
  }

  leave(slot: number): void {
    if (this.#taken[slot] !== 1) return
    this.#taken[slot] = 0
    this.#speaking[slot] = 0
    this.#heard[slot] = this.#silence
    this.#size--
    // What was set against the one who left says nothing of the next to take the slot.
    for (let other = 0; other < this.capacity; other++) this.#gains[other * this.capacity + slot] = 1
    for (let other = 0; other < this.capacity; other++) this.#plain[other] = this.#isPlain(other) ? 1 : 0
  }

  get size(): number {
    return this.#size
  }

  /** Gain 0 mutes `speaker` for `listener`, 1 is as spoken; at most 4 (+12 dB). Listener and speaker may be the same slot. */
  setGain(listener: number, speaker: number, gain: number): void {
    assert(this.#taken[listener] === 1 && this.#taken[speaker] === 1, 'a gain is between two who are in the bridge')
    assert(gain >= 0 && gain <= largestGain, 'a gain lies between 0 and 4')
    this.#gains[listener * this.capacity + speaker] = gain
    this.#plain[listener] = this.#isPlain(listener) ? 1 : 0
  }

  gain(listener: number, speaker: number): number {
    return this.#gains[listener * this.capacity + speaker] ?? 0
  }

  /** The frame into which the speaker's sound of this tick is to be written. */
  input(slot: number): Int16Array {
    return this.#inputs[slot]!
  }

  /** Says that `input(slot)` holds this tick's sound. Without it the slot is silent for this tick. */
  spoke(slot: number): void {
    if (this.#taken[slot] === 1) this.#speaking[slot] = 1
  }

  /** Computes what each listener hears and forgets who spoke. */
  mix(): void {
    let totalIsReady = false
    this.distinctMixes = 0
    for (let listener = 0; listener < this.capacity; listener++) {
      if (this.#taken[listener] !== 1) continue
      const lone = this.#loneSpeaker(listener)
      if (lone === nobody) {
        this.#heard[listener] = this.#silence
        continue
      }
      if (lone !== several) {
        this.#heard[listener] = this.#inputs[lone]!
        continue
      }
      const alike = this.#alike(listener)
      if (alike !== nobody) {
        this.#heard[listener] = this.#outputs[alike]!
        continue
      }
      this.distinctMixes++
      const output = this.#outputs[listener]!
      this.#heard[listener] = output
      if (this.#plain[listener] === 1) {
        if (!totalIsReady) this.#addUp()
        totalIsReady = true
        this.#totalWithout(listener, output)
      } else {
        this.#weigh(listener, output)
      }
    }
    this.#speaking.fill(0)
  }

  /** What `slot` hears, valid until the next `input` is written. Read only: it may be another speaker's own frame. */
  heard(slot: number): Int16Array {
    return this.#heard[slot]!
  }

  /** Whether anybody whom `slot` can hear spoke in the last tick; when not, `heard` is silence. */
  hasSound(slot: number): boolean {
    return this.#heard[slot] !== this.#silence
  }

  #isPlain(listener: number): boolean {
    for (let speaker = 0; speaker < this.capacity; speaker++) {
      if (this.#gains[listener * this.capacity + speaker] !== (speaker === listener ? 0 : 1)) return false
    }
    return true
  }

  /** The one speaker whom the listener hears as spoken, so that no arithmetic is needed; else `nobody` or `several`. */
  #loneSpeaker(listener: number): number {
    let lone = nobody
    for (let speaker = 0; speaker < this.capacity; speaker++) {
      if (this.#speaking[speaker] !== 1) continue
      const gain = this.#gains[listener * this.capacity + speaker]!
      if (gain === 0) continue
      if (lone !== nobody || gain !== 1) return several
      lone = speaker
    }
    return lone
  }

  /** Somebody before `listener` whose mix is of the same speakers, each as loud; `nobody` when there is none. */
  #alike(listener: number): number {
    for (let other = 0; other < listener; other++) {
      // Only who has a mix of his own, not who got another's.
      if (this.#taken[other] !== 1 || this.#heard[other] !== this.#outputs[other]) continue
      if (this.#hearAlike(listener, other)) return other
    }
    return nobody
  }

  #hearAlike(one: number, other: number): boolean {
    // Each of two who are both plain and both speak lacks himself and hears the other.
    if (this.#plain[one] === 1 && this.#plain[other] === 1) {
      return this.#speaking[one] !== 1 && this.#speaking[other] !== 1
    }
    for (let speaker = 0; speaker < this.capacity; speaker++) {
      if (this.#speaking[speaker] !== 1) continue
      if (this.#gains[one * this.capacity + speaker] !== this.#gains[other * this.capacity + speaker]) return false
    }
    return true
  }

  #addUp(): void {
    const total = this.#total
    total.fill(0)
    for (let speaker = 0; speaker < this.capacity; speaker++) {
      if (this.#speaking[speaker] !== 1) continue
      const input = this.#inputs[speaker]!
      for (let i = 0; i < total.length; i++) total[i] = total[i]! + input[i]!
    }
  }

  #totalWithout(listener: number, output: Int16Array): void {
    const total = this.#total
    if (this.#speaking[listener] === 1) {
      const own = this.#inputs[listener]!
      for (let i = 0; i < total.length; i++) output[i] = saturate(total[i]! - own[i]!)
    } else {
      for (let i = 0; i < total.length; i++) output[i] = saturate(total[i]!)
    }
  }

  #weigh(listener: number, output: Int16Array): void {
    const sum = this.#sum
    sum.fill(0)
    for (let speaker = 0; speaker < this.capacity; speaker++) {
      if (this.#speaking[speaker] !== 1) continue
      const gain = this.#gains[listener * this.capacity + speaker]!
      if (gain === 0) continue
      const input = this.#inputs[speaker]!
      for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + input[i]! * gain
    }
    for (let i = 0; i < sum.length; i++) output[i] = saturate(Math.round(sum[i]!))
  }
}

const nobody = -1
const several = -2

const saturate = (value: number): number => (value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value)
