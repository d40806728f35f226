import type { AudioSource } from './frame.ts'

/** The sixteen signals of ITU-T Q.23. */
export type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '*' | '#' | 'A' | 'B' | 'C' | 'D'
export const isDigit = (text: string): text is Digit => text.length === 1 && '0123456789*#ABCD'.includes(text)

/** In-band digits one after another: `durationMs` of the pair of tones, `gapMs` of silence, and then it ends. */
export class DtmfSource implements AudioSource {
  constructor(_digits: readonly Digit[], _options: { durationMs?: number; gapMs?: number } = {}) {}
  read(_into: Int16Array): boolean {
    return false
  }
}
