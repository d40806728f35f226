import { sampleRateHz } from '../frame.ts'
import { NoiseFloor } from './noise-floor.ts'
import { SteadyLevel } from './steady-level.ts'
import { SteadyTone } from './steady-tone.ts'
import { Voicing } from './voicing.ts'

const fullScale = 32_768
/** By how much speech stands out of what is behind it: to begin, and to go on. */
const beginDb = 8
const goOnDb = 5
/** What is quieter than this is nobody who speaks into a telephone. */
const faintestDbfs = -52
/** Loud frames in a row that begin speech, and the quiet ones that end it: stops within words are shorter. */
const framesToBegin = 2
const framesToEnd = 8
/** Speech that has not been voiced for so long is none: breath, a door, wind. */
const longestUnvoicedFrames = 20
/** As long as a tone must have sounded to be one and no vowel: those can be as pure below 600 Hz, though not for so long. */
const toneFrames = 5
const lowToneFrames = 12
const vowelsBelowHz = 600
const tonePurity = 0.972
/** What is steady so soon after its beginning was so from there on. */
const longestTakenBackFrames = 40
const framesBeforeTone = 4

/** A high-pass of second order at 200 Hz (Butterworth): the mains and much of a car's noise lie below. */
const omega = Math.tan((Math.PI * 200) / sampleRateHz)
const scale = 1 / (1 + Math.SQRT2 * omega + omega * omega)
const feedback1 = 2 * (omega * omega - 1) * scale
const feedback2 = (1 - Math.SQRT2 * omega + omega * omega) * scale

/**
 * Tells, frame by frame, whether somebody speaks: louder than an adaptive noise floor, voiced now and then (a periodic
 * spectrum, as vowels have), and no tone. It says so some 40 ms after speech began and 160 ms after it ended; `endedFrames`
 * counts the frames since its last sound, so that no time is lost to the hang-over.
 */
export class VoiceActivity {
  readonly #floor = new NoiseFloor()
  /** The tone that sounds, if one does. */
  readonly tone = new SteadyTone(tonePurity)
  readonly #steadyLevel = new SteadyLevel()
  readonly #voicing = new Voicing()
  #x1 = 0
  #x2 = 0
  #y1 = 0
  #y2 = 0
  #loudFrames = 0
  #unvoicedFrames = longestUnvoicedFrames
  /** RMS of the last frame above 200 Hz. */
  levelDbfs = Number.NEGATIVE_INFINITY
  isSpeech = false
  /** What had been taken for speech turned out, with this frame, to have been a tone, music or noise from its beginning. */
  isTakenBack = false
  #speechFrames = 0
  /** Frames since the last one that sounded like speech. */
  quietFrames = 0

  get floorDbfs(): number {
    return this.#floor.levelDbfs
  }

  /** Whether a steady tone sounds: a beep, a network's tone. */
  get isTone(): boolean {
    return this.tone.frames >= (this.tone.frequencyHz < vowelsBelowHz ? lowToneFrames : toneFrames)
  }

  /** Takes a frame of 20 ms; returns whether somebody speaks. */
  push(frame: Int16Array): boolean {
    this.levelDbfs = this.#filteredLevel(frame)
    this.#floor.push(this.levelDbfs)
    this.tone.push(frame)
    const threshold = this.#floor.levelDbfs + (this.isSpeech ? goOnDb : beginDb)
    const isLoud = this.levelDbfs > Math.max(faintestDbfs, threshold)
    if (isLoud) this.#steadyLevel.push(this.levelDbfs)
    else if (!this.isSpeech) this.#steadyLevel.reset()
    const isVoiced = this.#voicing.push(frame, isLoud)
    this.#unvoicedFrames = isVoiced && isLoud ? 0 : this.#unvoicedFrames + 1
    const isSteady = this.isTone || this.#steadyLevel.isSteady
    this.#decide(isLoud && this.#unvoicedFrames < longestUnvoicedFrames, isSteady)
    return this.isSpeech
  }

  #decide(soundsLikeSpeech: boolean, isSteady: boolean): void {
    const since = this.isTone ? this.tone.frames + framesBeforeTone : longestTakenBackFrames
    this.isTakenBack = this.isSpeech && isSteady && this.#speechFrames < since
    if (isSteady || !soundsLikeSpeech) {
      this.#loudFrames = 0
      this.quietFrames++
      if (this.isTakenBack || this.quietFrames >= framesToEnd) this.isSpeech = false
    } else {
      this.#loudFrames++
      this.quietFrames = 0
      if (this.#loudFrames >= framesToBegin) this.isSpeech = true
    }
    this.#speechFrames = this.isSpeech ? this.#speechFrames + 1 : 0
  }

  #filteredLevel(frame: Int16Array): number {
    let x1 = this.#x1
    let x2 = this.#x2
    let y1 = this.#y1
    let y2 = this.#y2
    let energy = 0
    for (let n = 0; n < frame.length; n++) {
      const x = frame[n]!
      const y = scale * (x - 2 * x1 + x2) - feedback1 * y1 - feedback2 * y2
      energy += y * y
      x2 = x1
      x1 = x
      y2 = y1
      y1 = y
    }
    this.#x1 = x1
    this.#x2 = x2
    // A filter that has run empty would go on with ever smaller numbers.
    this.#y1 = Math.abs(y1) < 1e-9 ? 0 : y1
    this.#y2 = Math.abs(y2) < 1e-9 ? 0 : y2
    return energy < 1 ? Number.NEGATIVE_INFINITY : 10 * Math.log10(energy / frame.length / (fullScale * fullScale))
  }
}
