/** A stretch that is left out or said twice is as long as one to three periods of a voice: 2.5 to 15 ms. */
const shortestLagMs = 2.5
const longestLagMs = 15
/** So alike (normalised correlation) are two periods of one sound: nobody hears which of them is left out. */
const alike = 0.85
/** Root mean square of a sample below which sound is soft, about -46 dBFS: one piece of it is as good as another. */
const softLevel = 160

/**
 * Makes sound shorter or longer by a pitch period at a time, without a click and at the same pitch: two stretches that
 * resemble each other are cross-faded into one, or one into its own repetition (WSOLA, Verhelst and Roelands 1993). Nothing is
 * allocated after construction.
 */
export class TimeScaling {
  readonly #shortest: number
  readonly #longest: number
  readonly #stride: number
  #lag = 0

  constructor(sampleRateHz: number) {
    this.#shortest = Math.round((sampleRateHz * shortestLagMs) / 1000)
    this.#longest = Math.round((sampleRateHz * longestLagMs) / 1000)
    // The search is as fine as at 8 kHz, and then refined.
    this.#stride = Math.max(1, Math.round(sampleRateHz / 8000))
  }

  /** So many samples are to be there for `shorten` to look at. */
  get wants(): number {
    return this.#longest * 2
  }

  /**
   * Leaves a stretch out at `from`, in place.
   * @param isUrgent also where it may be heard
   * @returns by how many samples the sound from `from` to `end` is shorter now; 0 when there was no good place
   */
  shorten(sound: Int16Array, from: number, end: number, isUrgent: boolean): number {
    const longest = Math.min(this.#longest, (end - from) >> 1)
    if (!this.#findLag(sound, from, longest, isUrgent)) return 0
    const lag = this.#lag
    for (let i = 0; i < lag; i++) {
      const rise = (i + 1) / (lag + 1)
      sound[from + i] = Math.round(sound[from + i]! * (1 - rise) + sound[from + lag + i]! * rise)
    }
    sound.copyWithin(from + lag, from + 2 * lag, end)
    return lag
  }

  /**
   * Says the stretch before `from` once more, in place; `sound` has room for 15 ms after `end`.
   * @returns by how many samples the sound from `from` to `end` is longer now
   */
  lengthen(sound: Int16Array, from: number, end: number, isUrgent: boolean): number {
    const longest = Math.min(this.#longest, from, end - from, sound.length - end)
    // What is to come is compared with what was just heard.
    if (longest < this.#shortest || !this.#findLagBack(sound, from, longest, isUrgent)) return 0
    const lag = this.#lag
    sound.copyWithin(from + lag, from, end)
    for (let i = 0; i < lag; i++) {
      const rise = (i + 1) / (lag + 1)
      sound[from + i] = Math.round(sound[from + lag + i]! * (1 - rise) + sound[from - lag + i]! * rise)
    }
    return lag
  }

  #findLag(sound: Int16Array, from: number, longest: number, isUrgent: boolean): boolean {
    if (longest < this.#shortest) return false
    return this.#search(
      longest,
      isUrgent,
      (lag, stride) => likeness(sound, from, from + lag, lag, stride),
      () => isSoft(sound, from, longest * 2),
    )
  }

  #findLagBack(sound: Int16Array, from: number, longest: number, isUrgent: boolean): boolean {
    return this.#search(
      longest,
      isUrgent,
      (lag, stride) => likeness(sound, from - lag, from, lag, stride),
      () => isSoft(sound, from - longest, longest * 2),
    )
  }

  #search(
    longest: number,
    isUrgent: boolean,
    like: (lag: number, stride: number) => number,
    soft: () => boolean,
  ): boolean {
    this.#lag = longest
    if (soft()) return true
    const stride = this.#stride
    let best = Number.NEGATIVE_INFINITY
    for (let lag = this.#shortest; lag <= longest; lag += stride) {
      const score = like(lag, stride)
      // Of equals the longer: it gets further.
      if (score >= best) {
        best = score
        this.#lag = lag
      }
    }
    const coarse = this.#lag
    for (let lag = coarse - stride + 1; stride > 1 && lag < coarse + stride; lag++) {
      if (lag < this.#shortest || lag > longest) continue
      const score = like(lag, 1)
      if (score > best) {
        best = score
        this.#lag = lag
      }
    }
    return isUrgent || best >= alike
  }
}

/** Normalised cross-correlation of two stretches of `count` samples. */
function likeness(sound: Int16Array, one: number, other: number, count: number, stride: number): number {
  let product = 0
  let oneEnergy = 1
  let otherEnergy = 1
  for (let i = 0; i < count; i += stride) {
    const a = sound[one + i]!
    const b = sound[other + i]!
    product += a * b
    oneEnergy += a * a
    otherEnergy += b * b
  }
  return product / Math.sqrt(oneEnergy * otherEnergy)
}

function isSoft(sound: Int16Array, from: number, count: number): boolean {
  let energy = 0
  for (let i = 0; i < count; i++) energy += sound[from + i]! ** 2
  return energy < count * softLevel * softLevel
}
