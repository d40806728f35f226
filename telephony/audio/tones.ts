import { type AudioSource, sampleRateHz } from './frame.ts'

/** A tone as ITU-T E.180 describes one: frequencies sounded together, then on and off times in ms, repeated for ever. */
export interface ToneSpec {
  readonly frequenciesHz: readonly number[]
  /** Level of the whole tone. 0 dBm0 is 3.17 dB (A-law: 3.14) below a full-scale sine. */
  readonly levelDbm0: number
  /** Alternating on and off times in ms; empty means continuous. */
  readonly cadenceMs: readonly number[]
  /** Ends after this long; endless when absent. */
  readonly durationMs?: number
}

/** The ramp at each edge: short enough for a digit, long enough to be inaudible as a click. */
const rampSamples = 16

/** Peak of one sine of `levelDbm0`: G.711 puts the overload point of µ-law 3.17 dB above 0 dBm0. */
const sinePeak = (levelDbm0: number): number => 32_767 * 10 ** ((levelDbm0 - 3.17) / 20)

const samplesOf = (ms: number) => Math.round((ms * sampleRateHz) / 1000)

/** A source that sounds `spec`, with 2 ms ramps at each edge so that nothing clicks. */
export class ToneSource implements AudioSource {
  readonly #steps: Float64Array
  readonly #phases: Float64Array
  readonly #peak: number
  /** Boundaries of the on and off stretches in samples, within one period. */
  readonly #edges: readonly number[]
  readonly #periodSamples: number
  readonly #endSample: number
  #at = 0

  constructor(spec: ToneSpec) {
    this.#steps = Float64Array.from(spec.frequenciesHz, (hz) => (2 * Math.PI * hz) / sampleRateHz)
    this.#phases = new Float64Array(this.#steps.length)
    // Each of n tones bears an nth of the power.
    this.#peak = sinePeak(spec.levelDbm0) / Math.sqrt(Math.max(1, this.#steps.length))
    let end = 0
    this.#edges = spec.cadenceMs.map((ms) => {
      end += samplesOf(ms)
      return end
    })
    this.#periodSamples = end
    this.#endSample = spec.durationMs === undefined ? Number.POSITIVE_INFINITY : samplesOf(spec.durationMs)
  }

  read(into: Int16Array): boolean {
    if (this.#at >= this.#endSample) {
      into.fill(0)
      return false
    }
    for (let i = 0; i < into.length; i++) {
      const gain = this.#gainNow()
      let value = 0
      for (let k = 0; k < this.#steps.length; k++) {
        const phase = this.#phases[k]!
        value += Math.sin(phase)
        const next = phase + this.#steps[k]!
        this.#phases[k] = next >= 2 * Math.PI ? next - 2 * Math.PI : next
      }
      const sample = Math.round(value * gain * this.#peak)
      into[i] = sample > 32_767 ? 32_767 : sample < -32_768 ? -32_768 : sample
      this.#at++
    }
    return true
  }

  /** 1 within an on stretch, 0 outside, between them on the ramps. */
  #gainNow(): number {
    if (this.#at >= this.#endSample) return 0
    let sinceEdge = this.#at
    let toEdge = this.#endSample - this.#at
    if (this.#periodSamples > 0) {
      const place = this.#at % this.#periodSamples
      let start = 0
      for (let k = 0; k < this.#edges.length; k++) {
        const edge = this.#edges[k]!
        if (place < edge) {
          if (k % 2 === 1) return 0
          sinceEdge = place - start
          toEdge = Math.min(toEdge, edge - place)
          break
        }
        start = edge
      }
    }
    return Math.min(1, (sinceEdge + 1) / rampSamples, toEdge / rampSamples)
  }
}

const tone = (
  frequenciesHz: readonly number[],
  cadenceMs: readonly number[],
  levelDbm0: number,
  durationMs?: number,
): ToneSpec => ({ frequenciesHz, cadenceMs, levelDbm0, ...(durationMs === undefined ? {} : { durationMs }) })

/** The milliwatt-like test tone: 1,004 Hz at -10 dBm0, endless or `durationMs` long. */
export const testTone = (durationMs?: number): ToneSpec => tone([1004], [], -10, durationMs)

/** One short beep, as before a voicemail or a barge-in: 1,000 Hz, 200 ms by default. */
export const beep = (durationMs = 200): ToneSpec => tone([1000], [], -13, durationMs)

export type ToneRegion = 'eu' | 'gb' | 'us' | 'tr' | 'ru'
export type CallProgressTone = 'ringback' | 'busy' | 'congestion' | 'dial'

/** ITU-T E.180 Supplement 2, "Various tones used in national networks". */
const callProgressTones: Readonly<Record<ToneRegion, Readonly<Record<CallProgressTone, ToneSpec>>>> = {
  eu: {
    ringback: tone([425], [1000, 4000], -13),
    busy: tone([425], [500, 500], -13),
    congestion: tone([425], [250, 250], -13),
    dial: tone([425], [], -13),
  },
  gb: {
    ringback: tone([400, 450], [400, 200, 400, 2000], -13),
    busy: tone([400], [375, 375], -13),
    congestion: tone([400], [400, 350, 225, 525], -13),
    dial: tone([350, 440], [], -13),
  },
  us: {
    ringback: tone([440, 480], [2000, 4000], -13),
    busy: tone([480, 620], [500, 500], -13),
    congestion: tone([480, 620], [250, 250], -13),
    dial: tone([350, 440], [], -13),
  },
  tr: {
    ringback: tone([450], [2000, 4000], -13),
    busy: tone([450], [500, 500], -13),
    congestion: tone([450], [200, 200, 200, 200, 200, 200, 600, 200], -13),
    dial: tone([450], [], -13),
  },
  ru: {
    ringback: tone([425], [1000, 4000], -13),
    busy: tone([425], [350, 350], -13),
    congestion: tone([425], [175, 175], -13),
    dial: tone([425], [], -13),
  },
}

/** The tones of a region; `eu` (425 Hz) is the default and serves az, ge, hu, ir too. */
export const callProgressTone = (name: CallProgressTone, region: ToneRegion = 'eu'): ToneSpec =>
  callProgressTones[region][name]
