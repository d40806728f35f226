import { Clip } from './clip.ts'
import { type AudioSource, frameMs } from './frame.ts'

/** Samples at 8 kHz that may still be on their way. */
export interface AwaitedSamples {
  readonly samples: Int16Array | undefined
  /** They will not come. */
  readonly isLost: boolean
}

/** Plays samples once, silent until they are there; missing when they are not after `patienceMs`. */
export class AwaitedClip implements AudioSource {
  readonly #awaited: AwaitedSamples
  #framesLeft: number
  #clip: Clip | undefined
  #isMissing = false

  constructor(awaited: AwaitedSamples, patienceMs: number) {
    this.#awaited = awaited
    this.#framesLeft = Math.ceil(patienceMs / frameMs)
  }

  get isMissing(): boolean {
    return this.#isMissing
  }

  read(into: Int16Array): boolean {
    if (this.#clip !== undefined) return this.#clip.read(into)
    const { samples, isLost } = this.#awaited
    if (samples !== undefined) {
      this.#clip = new Clip(samples)
      return this.#clip.read(into)
    }
    into.fill(0)
    this.#isMissing ||= isLost || this.#framesLeft-- <= 0
    return !this.#isMissing
  }
}
