import { type CodecName, codecFacts, newEncoder, type SoundEncoder } from '../audio/codec.ts'
import { rateOf, type SampleRate, samplesAt } from '../audio/frame.ts'
import type { OpusLibrary } from '../audio/ports.ts'
import { RateConverter } from '../audio/resample.ts'

/** What is sent in: a codec under the number that the far end knows it by. */
export interface SentFormat {
  readonly codec: CodecName
  readonly payloadType: number
  /**
   * G.711 under a number that the far end takes as well, at any moment: what has no more than 8 kHz anyway is sent in it, which
   * costs next to nothing.
   */
  readonly narrowband?: { readonly codec: 'pcmu' | 'pcma'; readonly payloadType: number }
}

/** Frames of a lower rate for so long, and the codec follows them down: a moment of music or a prompt is not worth a change. */
const lowerTicks = 100

/**
 * Turns what a leg hears into payloads: resampled to what its codec takes, encoded by as little as the sound needs. Once it has
 * run, a tick allocates nothing.
 */
export class SoundOut {
  readonly #opus: OpusLibrary | undefined
  #format: SentFormat
  #encoder: SoundEncoder
  #payloadType: number
  #lowerTicks = 0
  readonly #converter: RateConverter
  #silence: Int16Array
  /** What `encode` made: the first `payloadBytes` are it, under `payloadType`. */
  readonly payload = new Uint8Array(codecFacts.opus.frameBytes)
  payloadBytes = 0

  constructor(format: SentFormat, opus: OpusLibrary | undefined) {
    this.#opus = opus
    this.#format = format
    this.#payloadType = format.payloadType
    this.#encoder = newEncoder(format.codec, 8000, opus)
    this.#converter = new RateConverter(this.#encoder.rateHz)
    this.#silence = new Int16Array(samplesAt(this.#encoder.rateHz))
  }

  setFormat(format: SentFormat): void {
    this.#format = format
    this.#payloadType = format.payloadType
    if (format.codec !== this.#encoder.codec) this.#take(format.codec, 8000)
  }

  get payloadType(): number {
    return this.#payloadType
  }

  /** By how much RTP's timestamp grows with each frame. */
  get frameUnits(): number {
    return codecFacts[this.#encoder.codec].unitsPerMs * 20
  }

  /** Encodes the frame of this tick, of any rate; `undefined` is silence. */
  encode(frame: Int16Array | undefined): void {
    if (frame !== undefined && this.#format.codec === 'opus') this.#follow(rateOf(frame))
    const sound = frame === undefined ? this.#silence : this.#converter.convert(frame)
    this.payloadBytes = this.#encoder.encode(sound, this.payload)
  }

  close(): void {
    this.#encoder.close()
  }

  /** Opus encodes what there is to be heard: at once more, less after a while. */
  #follow(rateHz: SampleRate): void {
    const isLower = rateHz < this.#encoder.rateHz || (rateHz === 8000 && this.#isDearer)
    this.#lowerTicks = isLower ? this.#lowerTicks + 1 : 0
    const isHigher = rateHz > this.#encoder.rateHz
    if (!isHigher && this.#lowerTicks < lowerTicks) return
    this.#lowerTicks = 0
    const { narrowband } = this.#format
    if (rateHz === 8000 && narrowband !== undefined) {
      this.#payloadType = narrowband.payloadType
      this.#take(narrowband.codec, 8000)
    } else {
      this.#payloadType = this.#format.payloadType
      this.#take('opus', rateHz)
    }
  }

  get #isDearer(): boolean {
    return this.#format.narrowband !== undefined && this.#encoder.codec === 'opus'
  }

  #take(codec: CodecName, rateHz: SampleRate): void {
    this.#encoder.close()
    this.#encoder = newEncoder(codec, rateHz, this.#opus)
    this.#converter.toHz = this.#encoder.rateHz
    this.#silence = new Int16Array(samplesAt(this.#encoder.rateHz))
  }
}
