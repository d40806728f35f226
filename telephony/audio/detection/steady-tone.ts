import { ToneMeter } from './tone-meter.ts'

/** A frame belongs to the tone before it when it lies so near in frequency and level. Few periods fit into a frame of a low tone. */
const sameWithinHz = 12
const sameWithinShare = 0.005
const sameWithinDb = 4

/** Follows one tone at a time: how long it has sounded without changing its frequency or its level. */
export class SteadyTone {
  readonly meter = new ToneMeter()
  /** Frames that the tone has lasted; 0 when the last frame was none. */
  frames = 0
  /** The tone's frequency, averaged over its frames. It stays after the end, for whoever asks then. */
  frequencyHz = 0
  levelDbfs = Number.NEGATIVE_INFINITY

  readonly #leastPurity: number

  /** @param leastPurity the share of a frame's energy that the tone must explain */
  constructor(leastPurity = 0) {
    this.#leastPurity = leastPurity
  }

  push(frame: Int16Array): void {
    const { meter } = this
    if (!meter.push(frame) || meter.purity < this.#leastPurity) {
      this.frames = 0
      return
    }
    const goesOn =
      this.frames > 0 &&
      Math.abs(meter.frequencyHz - this.frequencyHz) <= sameWithinHz + sameWithinShare * this.frequencyHz &&
      Math.abs(meter.levelDbfs - this.levelDbfs) <= sameWithinDb
    if (!goesOn) {
      this.frames = 1
      this.frequencyHz = meter.frequencyHz
      this.levelDbfs = meter.levelDbfs
      return
    }
    this.frames++
    // The first frame may lie across the tone's beginning and weighs less and less.
    const weight = 1 / Math.min(this.frames, 10)
    this.frequencyHz += (meter.frequencyHz - this.frequencyHz) * weight
    this.levelDbfs += (meter.levelDbfs - this.levelDbfs) * weight
  }
}
