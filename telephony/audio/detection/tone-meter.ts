import { sampleRateHz } from '../frame.ts'

const fullScale = 32_768
/** Below this level (dBFS RMS, about -47 dBm0) nothing counts as a tone. */
const faintestDbfs = -47
/** Above this share of its energy a frame is one tone, or two that lie close together. */
const leastPurity = 0.95

/**
 * Measures, frame by frame, whether sound is a tone, how loud, and of which frequency, whatever the frequency may be
 * (Pisarenko's method for one sine in white noise, from two autocorrelations). Two tones that lie close together, as those
 * of call progress do, measure as one in their middle.
 */
export class ToneMeter {
  /** RMS of the last frame; -Infinity for digital silence. */
  levelDbfs = Number.NEGATIVE_INFINITY
  /** Of the tone that explains most of the last frame; 0 when there is none. */
  frequencyHz = 0
  /** The share of the last frame's energy that one tone explains, 0 to 1. */
  purity = 0

  get isTone(): boolean {
    return this.purity >= leastPurity
  }

  /** Takes a frame of 8 kHz; returns whether it is a tone. */
  push(frame: Int16Array): boolean {
    const count = frame.length - 2
    let older = frame[0]!
    let newer = frame[1]!
    let r0 = 0
    let r1 = 0
    let r2 = 0
    for (let n = 2; n <= count + 1; n++) {
      const sample = frame[n]!
      r0 += newer * newer
      // For a pure sine this is exactly its cosine times r0, wherever the frame begins.
      r1 += newer * (sample + older)
      r2 += sample * older
      older = newer
      newer = sample
    }
    r1 /= 2
    this.levelDbfs = r0 === 0 ? Number.NEGATIVE_INFINITY : 10 * Math.log10(r0 / count / (fullScale * fullScale))
    this.frequencyHz = 0
    this.purity = 0
    if (this.levelDbfs < faintestDbfs) return false
    // 2 r1 c^2 - r2 c - r1 = 0, of whose roots the one with the sign of r1 is the cosine; at 2000 Hz both are 0.
    const root = Math.sqrt(r2 * r2 + 8 * r1 * r1)
    const cosine = r1 === 0 ? 0 : r2 < 0 ? (2 * r1) / (root - r2) : (r2 + root) / (4 * r1)
    if (Math.abs(cosine) >= 1) return false
    this.frequencyHz = (Math.acos(cosine) * sampleRateHz) / (2 * Math.PI)
    // White noise adds to r0 and to nothing else: what the two others do not explain is noise.
    const explained = Math.abs(cosine) < 0.5 ? r2 / (2 * cosine * cosine - 1) : r1 / cosine
    this.purity = Math.max(0, Math.min(1, explained / r0))
    return this.isTone
  }
}
