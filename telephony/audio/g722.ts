import { bandWithoutHistory, bits, predict, quantizerTables, type SubBand } from './g722-adpcm.ts'

const { multiples: decisionLevels, negativeCodes, positiveCodes, lowSix, lowFour, high } = quantizerTables

/** Table 11/G.722: the quadrature mirror filter's 24 coefficients, of which each half mirrors the other. */
const mirror = Int32Array.from([3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11])
const taps = 24

/**
 * ITU-T G.722 at 64 kbit/s (mode 1) in the fixed-point arithmetic of the recommendation, bit for bit: 16 kHz sound in two
 * sub-bands of adaptive differential PCM, one byte for two samples. A 20 ms frame is 320 samples and 160 bytes. RTP
 * counts it by a clock of 8,000 Hz (RFC 3551 4.5.2). One for each direction of a leg: it remembers.
 */
export class G722Encoder {
  readonly #low = bandWithoutHistory(32)
  readonly #high = bandWithoutHistory(8)
  /** The filter's delay line, written twice so that each window lies in one piece. */
  readonly #line = new Int32Array(2 * taps)
  #at = 0

  /** Encodes the first `count` samples (default: all, an even number) into `into`; returns the number of bytes written. */
  encode(samples: Int16Array, into: Uint8Array, count = samples.length): number {
    const length = Math.min(count >> 1, into.length)
    const line = this.#line
    for (let n = 0; n < length; n++) {
      // Two samples in, the oldest two out.
      const at = this.#at
      line[at] = line[at + taps] = samples[2 * n]!
      line[at + 1] = line[at + 1 + taps] = samples[2 * n + 1]!
      const oldest = at + 2 === taps ? 0 : at + 2
      this.#at = oldest
      let odd = 0
      let even = 0
      for (let i = 0; i < 12; i++) {
        odd += line[oldest + 2 * i]! * mirror[i]!
        even += line[oldest + 2 * i + 1]! * mirror[11 - i]!
      }
      // The filter's gain is 4096 and two of its halves are added; the bands have 15 bits.
      into[n] = (this.#codeHigh((even - odd) >> 14) << 6) | this.#codeLow((even + odd) >> 14)
    }
    return length
  }

  /** G.722 3.1 to 3.5 for the lower band: 6 bits. */
  #codeLow(sample: number): number {
    const band = this.#low
    const difference = bits(sample - band.predicted)
    const magnitude = difference >= 0 ? difference : -(difference + 1)
    const { step } = band
    // Levels rise: by halves to within eight, then one by one.
    let level = 1
    if (magnitude >= (decisionLevels[15]! * step) >> 12) level = 16
    if (magnitude >= (decisionLevels[level + 7]! * step) >> 12) level += 8
    while (level < 30 && magnitude >= (decisionLevels[level]! * step) >> 12) level++
    const code = (difference < 0 ? negativeCodes : positiveCodes)[level]!
    adaptLow(band, code >> 2)
    return code
  }

  /** The higher band: 2 bits. */
  #codeHigh(sample: number): number {
    const band = this.#high
    const difference = bits(sample - band.predicted)
    const magnitude = difference >= 0 ? difference : -(difference + 1)
    const isFar = magnitude >= (564 * band.step) >> 12
    const code = difference < 0 ? (isFar ? 0 : 1) : isFar ? 2 : 3
    adaptHigh(band, code)
    return code
  }
}

/** The other way; see {@link G722Encoder}. Any bytes decode to something. */
export class G722Decoder {
  readonly #low = bandWithoutHistory(32)
  readonly #high = bandWithoutHistory(8)
  readonly #line = new Int32Array(2 * taps)
  #at = 0

  /** Decodes the first `count` bytes (default: all) into `into`; returns the number of samples written, two a byte. */
  decode(bytes: Uint8Array, into: Int16Array, count = bytes.length): number {
    const length = Math.min(count, bytes.length, into.length >> 1)
    const line = this.#line
    for (let n = 0; n < length; n++) {
      const low = this.#decodeLow(bytes[n]! & 0x3f)
      const high = this.#decodeHigh(bytes[n]! >> 6)
      const at = this.#at
      line[at] = line[at + taps] = low + high
      line[at + 1] = line[at + 1 + taps] = low - high
      const oldest = at + 2 === taps ? 0 : at + 2
      this.#at = oldest
      let first = 0
      let second = 0
      for (let i = 0; i < 12; i++) {
        second += line[oldest + 2 * i]! * mirror[i]!
        first += line[oldest + 2 * i + 1]! * mirror[11 - i]!
      }
      into[2 * n] = bits(first >> 11)
      into[2 * n + 1] = bits(second >> 11)
    }
    return 2 * length
  }

  #decodeLow(code: number): number {
    const band = this.#low
    const sample = fifteen(band.predicted + ((band.step * lowSix[code]!) >> 15))
    adaptLow(band, code >> 2)
    return sample
  }

  #decodeHigh(code: number): number {
    const band = this.#high
    const sample = fifteen(band.predicted + ((band.step * high[code]!) >> 15))
    adaptHigh(band, code)
    return sample
  }
}

const fifteen = (value: number): number => (value > 16_383 ? 16_383 : value < -16_384 ? -16_384 : value)

/** INVQAL, LOGSCL, SCALEL and the predictor: what encoder and decoder do alike, by the four bits that are always there. */
function adaptLow(band: SubBand, code: number): void {
  predict(band, (band.step * lowFour[code]!) >> 15, quantizerTables.lowLogStep(band, code), 8)
}

/** INVQAH, LOGSCH, SCALEH. */
function adaptHigh(band: SubBand, code: number): void {
  predict(band, (band.step * high[code]!) >> 15, quantizerTables.highLogStep(band, code), 10)
}
