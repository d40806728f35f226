import type { AudioSource } from './frame.ts'

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
/** A source that sounds `spec`, with 2 ms ramps at each edge so that nothing clicks. */
export class ToneSource implements AudioSource {
  constructor(_spec: ToneSpec) {}
  read(_into: Int16Array): boolean {
    return false
  }
}
/** The milliwatt-like test tone: 1,004 Hz at -10 dBm0, endless or `durationMs` long. */
export const testTone = (_durationMs?: number): ToneSpec => ({ frequenciesHz: [], levelDbm0: 0, cadenceMs: [] })
export type ToneRegion = 'eu' | 'gb' | 'us' | 'tr' | 'ru'
export type CallProgressTone = 'ringback' | 'busy' | 'congestion' | 'dial'
/** The tones of a region; `eu` (425 Hz) is the default and serves az, ge, hu, ir too. */
export const callProgressTone = (_name: CallProgressTone, _region: ToneRegion = 'eu'): ToneSpec => ({
  frequenciesHz: [],
  levelDbm0: 0,
  cadenceMs: [],
})
/** One short beep, as before a voicemail or a barge-in: 1,000 Hz, 200 ms by default. */
export const beep = (_durationMs = 200): ToneSpec => ({ frequenciesHz: [], levelDbm0: 0, cadenceMs: [] })
