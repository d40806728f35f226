import type { AudioSource } from './frame.ts'
import { ToneSource, type ToneSpec } from './tones.ts'

/** The sixteen signals of ITU-T Q.23. */
export type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '*' | '#' | 'A' | 'B' | 'C' | 'D'
export const isDigit = (text: string): text is Digit => text.length === 1 && '0123456789*#ABCD'.includes(text)

const rows = ['123A', '456B', '789C', '*0#D']
const rowHz = [697, 770, 852, 941]
const columnHz = [1209, 1336, 1477, 1633]

/** The pair of frequencies of a digit, the row's first. */
export function digitFrequenciesHz(digit: Digit): readonly [number, number] {
  const row = rows.findIndex((keys) => keys.includes(digit))
  return [rowHz[row]!, columnHz[rows[row]!.indexOf(digit)]!]
}

/** In-band digits one after another: `durationMs` of the pair of tones, `gapMs` of silence, and then it ends. */
export class DtmfSource implements AudioSource {
  readonly #tones: readonly ToneSource[]
  #at = 0

  /** @param options.durationMs of each digit, 100 ms by default; ITU-T Q.24 asks at least 40. `gapMs` likewise. */
  constructor(digits: readonly Digit[], options: { durationMs?: number; gapMs?: number } = {}) {
    const onMs = wholeFrames(options.durationMs ?? 100)
    const offMs = wholeFrames(options.gapMs ?? 100)
    this.#tones = digits.map((digit) => {
      const spec: ToneSpec = {
        frequenciesHz: digitFrequenciesHz(digit),
        levelDbm0: -6,
        cadenceMs: [onMs, offMs],
        durationMs: onMs + offMs,
      }
      return new ToneSource(spec)
    })
  }

  read(into: Int16Array): boolean {
    while (this.#at < this.#tones.length) {
      if (this.#tones[this.#at]!.read(into)) return true
      this.#at++
    }
    into.fill(0)
    return false
  }
}

/** Digits change at frame borders, so that each source starts at the start of a frame. */
const wholeFrames = (ms: number) => Math.max(40, Math.ceil(ms / 20) * 20)
