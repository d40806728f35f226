import { frameMs } from '../frame.ts'
import { SpecialInformationTone } from './special-information-tone.ts'
import { ToneMeter } from './tone-meter.ts'

/**
 * ITU-T E.180: the tones of call progress lie between 300 and 500 Hz; North America's busy, 480 and 620 Hz together,
 * measures as 550.
 */
const lowestHz = 330
const highestHz = 640
/** Within one tone and from one burst to the next. */
const sameWithin = 0.06
/** A lost packet within a tone. */
const longestBreakFrames = 2

const inFrames = (ms: number) => ms / frameMs
/** Ringing: on for 0.67 to 2.5 s (E.180 6), or twice for a short time with a short pause; then off for 1.8 s and more. */
const ringing = { leastOn: inFrames(640), mostOn: inFrames(2500), off: inFrames(1800) }
const doubleRinging = {
  leastOn: inFrames(260),
  mostOn: inFrames(1000),
  leastOff: inFrames(140),
  mostOff: inFrames(500),
}
/** Busy: on and off alike, 0.3 to 0.75 s each (E.180 5). */
const busy = { least: inFrames(270), most: inFrames(800) }
/** Congestion: on and off alike and shorter. */
const congestion = { least: inFrames(120), most: inFrames(268) }
/** Dial tone is continuous; the longest burst of ringing is shorter. */
const dialFrames = inFrames(3000)
/** After so long without a tone, what comes next begins anew. */
const longestPauseFrames = inFrames(6500)
const rememberedBursts = 4

export type ProgressVerdict = 'ringback' | 'busy' | 'congestion' | 'dial-tone' | 'special-information'

/**
 * Names the tones that a network plays to who calls, by their cadences (ITU-T E.180 and its Supplement 2): ringback after its
 * first burst and 1.8 s of silence, busy after its third burst has begun, congestion after its fourth, dial tone after three
 * seconds, and the three rising notes of special information.
 */
export class ProgressDetector {
  readonly #meter = new ToneMeter()
  readonly #information = new SpecialInformationTone()
  /** Lengths of the last bursts and of the pauses after them, in frames, the newest first. */
  readonly #on = new Float64Array(rememberedBursts)
  readonly #off = new Float64Array(rememberedBursts)
  #bursts = 0
  #toneHz = 0
  #onFrames = 0
  #offFrames = 0
  #hasTold = false

  /** Takes a frame of 20 ms; returns what it establishes. The same tone is told once, however long it goes on. */
  push(frame: Int16Array): ProgressVerdict | undefined {
    const isTone = this.#meter.push(frame)
    const { frequencyHz } = this.#meter
    if (this.#information.push(this.#meter)) return 'special-information'
    const heard = this.#cadence(isTone && frequencyHz >= lowestHz && frequencyHz <= highestHz, frequencyHz)
    if (heard === undefined || this.#hasTold) return undefined
    this.#hasTold = true
    return heard
  }

  #cadence(isTone: boolean, frequencyHz: number): ProgressVerdict | undefined {
    if (!isTone) return this.#pause()
    if (this.#bursts + this.#onFrames > 0 && Math.abs(frequencyHz / this.#toneHz - 1) > sameWithin) this.#begin()
    if (this.#onFrames === 0 || this.#offFrames > longestBreakFrames) {
      if (this.#onFrames > 0) this.#remember()
      this.#toneHz = frequencyHz
      this.#onFrames = 1
      this.#offFrames = 0
      return this.#repeated()
    }
    this.#onFrames += 1 + this.#offFrames
    this.#offFrames = 0
    return this.#onFrames >= dialFrames ? 'dial-tone' : undefined
  }

  #pause(): ProgressVerdict | undefined {
    if (this.#onFrames === 0) return undefined
    this.#offFrames++
    if (this.#offFrames < ringing.off) return undefined
    if (this.#offFrames <= longestPauseFrames) return this.#hasRung() ? 'ringback' : undefined
    this.#begin()
    return undefined
  }

  #hasRung(): boolean {
    if (this.#onFrames >= ringing.leastOn && this.#onFrames <= ringing.mostOn) return true
    const first = this.#on[0]!
    const between = this.#off[0]!
    const isDouble = this.#bursts > 0 && isWithin(this.#onFrames, doubleRinging.leastOn, doubleRinging.mostOn)
    return (
      isDouble &&
      isWithin(between, doubleRinging.leastOff, doubleRinging.mostOff) &&
      isWithin(first, doubleRinging.leastOn, doubleRinging.mostOn)
    )
  }

  /** At the beginning of a burst: what the bursts before it come to. */
  #repeated(): ProgressVerdict | undefined {
    if (this.#bursts >= 3 && this.#areAlike(3, congestion.least, congestion.most)) return 'congestion'
    if (this.#bursts >= 2 && this.#areAlike(2, busy.least, busy.most)) return 'busy'
    return this.#bursts >= 3 && this.#isUneven() ? 'congestion' : undefined
  }

  #areAlike(count: number, least: number, most: number): boolean {
    for (let i = 0; i < count; i++) {
      const on = this.#on[i]!
      const off = this.#off[i]!
      if (!isWithin((on + off) / 2, least, most)) return false
      if (Math.abs(on - off) > 3 + 0.2 * on) return false
      if (Math.abs(on - this.#on[0]!) > 2 + 0.1 * on || Math.abs(off - this.#off[0]!) > 2 + 0.1 * off) return false
    }
    return true
  }

  /** Great Britain's: 0.4 on, 0.35 off, 0.225 on, 0.525 off. */
  #isUneven(): boolean {
    const isLong = (i: number) => isNear(this.#on[i]!, 400) && isNear(this.#off[i]!, 350)
    const isShort = (i: number) => isNear(this.#on[i]!, 225) && isNear(this.#off[i]!, 525)
    return (isLong(0) && isShort(1) && isLong(2)) || (isShort(0) && isLong(1) && isShort(2))
  }

  #remember(): void {
    this.#on.copyWithin(1, 0)
    this.#off.copyWithin(1, 0)
    this.#on[0] = this.#onFrames
    this.#off[0] = this.#offFrames
    this.#bursts++
  }

  /** Another tone, or none for long: nothing of what was before belongs to it. */
  #begin(): void {
    this.#bursts = this.#onFrames = this.#offFrames = 0
    this.#hasTold = false
  }
}

const isWithin = (value: number, least: number, most: number) => value >= least && value <= most
const isNear = (frames: number, ms: number) => Math.abs(frames - inFrames(ms)) <= 3
