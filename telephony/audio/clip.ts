import type { AudioSource } from './frame.ts'

/** Plays samples held in memory, once or for ever (`loop`), from `startSample`; many readers can share the samples. */
export class Clip implements AudioSource {
  readonly #samples: Int16Array
  readonly #loop: boolean
  #at: number

  constructor(samples: Int16Array, options: { loop?: boolean; startSample?: number } = {}) {
    this.#samples = samples
    this.#loop = (options.loop ?? false) && samples.length > 0
    this.#at = Math.max(0, Math.floor(options.startSample ?? 0))
    if (this.#loop) this.#at %= samples.length
  }

  read(into: Int16Array): boolean {
    const samples = this.#samples
    if (this.#at >= samples.length) {
      into.fill(0)
      return false
    }
    for (let i = 0; i < into.length; i++) {
      into[i] = this.#at < samples.length ? samples[this.#at]! : 0
      this.#at++
      if (this.#loop && this.#at === samples.length) this.#at = 0
    }
    return true
  }
}
