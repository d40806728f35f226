import { describe, expect, it } from 'vitest'
import { Concealment } from '#telephony/audio/concealment.ts'

/**
 * ITU-T G.711 Appendix I, written down once more as its clauses and its reference program say it: frames of 10 ms at 8 kHz, and
 * all sound 3.75 ms (30 samples) late, which Parley's own spares.
 */
class AppendixOne {
  readonly delay = 30
  pitch = 0
  #history = new Int16Array(390)
  #buffer = new Float64Array(390)
  #lastQuarter = new Float64Array(30)
  #erased = 0
  #quarter = 0
  #offset = 0
  #length = 0

  /** 2.2: the frame that comes out is older by the delay. */
  good(frame: Int16Array): Int16Array {
    const out = frame.slice()
    if (this.#erased > 0) {
      // 2.6
      const overlap = Math.min(this.#quarter + (this.#erased - 1) * 32, 80)
      const gain = Math.max(0, 1 - (this.#erased - 1) * 0.2)
      const synthetic = this.#take(overlap)
      for (let i = 0; i < overlap; i++) {
        const rise = (i + 1) / overlap
        out[i] = synthetic[i]! * (1 - rise) * gain + out[i]! * rise
      }
      this.#erased = 0
    }
    return this.#save(out)
  }

  erased(): Int16Array {
    let out: Float64Array
    if (this.#erased === 0) {
      // 2.3
      this.#buffer = Float64Array.from(this.#history)
      this.pitch = this.#findPitch()
      this.#quarter = this.pitch >> 2
      this.#lastQuarter = this.#buffer.slice(390 - this.#quarter)
      this.#offset = 0
      this.#length = this.pitch
      this.#blend()
      for (let i = 390 - this.#quarter; i < 390; i++) this.#history[i] = this.#buffer[i]!
      out = this.#take(80)
    } else if (this.#erased <= 2) {
      // 2.4
      const kept = this.#offset
      const tail = this.#take(this.#quarter)
      this.#offset = kept
      while (this.#offset > this.pitch) this.#offset -= this.pitch
      this.#length += this.pitch
      this.#blend()
      out = this.#take(80)
      for (let i = 0; i < this.#quarter; i++) {
        const rise = (i + 1) / this.#quarter
        out[i] = tail[i]! * (1 - rise) + out[i]! * rise
      }
      this.#fade(out)
    } else if (this.#erased > 5) out = new Float64Array(80)
    else {
      out = this.#take(80)
      this.#fade(out)
    }
    this.#erased++
    return this.#save(Int16Array.from(out, Math.round))
  }

  /** 2.5 */
  #fade(out: Float64Array): void {
    for (let i = 0; i < 80; i++) out[i] = out[i]! * (1 - (this.#erased - 1) * 0.2 - (i * 0.2) / 80)
  }

  #blend(): void {
    const from = 390 - this.#length - this.#quarter
    for (let i = 0; i < this.#quarter; i++) {
      const rise = (i + 1) / this.#quarter
      this.#buffer[390 - this.#quarter + i] = this.#lastQuarter[i]! * (1 - rise) + this.#buffer[from + i]! * rise
    }
  }

  #take(count: number): Float64Array {
    return Float64Array.from({ length: count }, () => {
      const value = this.#buffer[390 - this.#length + this.#offset]!
      this.#offset = this.#offset + 1 === this.#length ? 0 : this.#offset + 1
      return value
    })
  }

  /** 2.1: over 20 ms, from the longest lag on in steps of two and then of one. */
  #findPitch(): number {
    const likeness = (match: number, step: number) => {
      let energy = 0
      let product = 0
      for (let i = 0; i < 160; i += step) {
        const old = this.#buffer[390 - 280 + match + i]!
        energy += old * old
        product += old * this.#buffer[390 - 160 + i]!
      }
      return product / Math.sqrt(Math.max(energy, 250))
    }
    let coarse = 0
    for (let match = 2; match <= 80; match += 2) if (likeness(match, 2) >= likeness(coarse, 2)) coarse = match
    let fine = Math.max(0, coarse - 1)
    for (let match = fine + 1; match <= Math.min(80, coarse + 1); match++) {
      if (likeness(match, 1) > likeness(fine, 1)) fine = match
    }
    return 120 - fine
  }

  #save(frame: Int16Array): Int16Array {
    this.#history.copyWithin(0, 80)
    this.#history.set(frame, 310)
    return this.#history.slice(390 - 80 - this.delay, 390 - this.delay)
  }
}

/** A voice that glides, a tone, hiss: by the sample. */
const sounds: Readonly<Record<string, (n: number) => number>> = {
  'a voice at 150 Hz': (n) => harmonics(150, n),
  'a low voice at 83 Hz': (n) => harmonics(83, n),
  'a voice that rises': (n) => harmonics(110 + n / 400, n),
  'a tone of 440 Hz': (n) => 9000 * Math.sin((2 * Math.PI * 440 * n) / 8000),
  hiss: (n) => 6000 * noise(n),
}
function harmonics(hertz: number, n: number): number {
  let sum = 0
  for (let k = 1; k <= 8; k++) sum += Math.sin((2 * Math.PI * hertz * k * n) / 8000 + k * k) / k
  return sum * 5000
}
const noise = (n: number) => (((Math.imul(n + 1, 2_654_435_761) >>> 0) % 65_536) / 32_768 - 1) * 0.9

/** Frames of 10 ms of which some are lost, by both. */
function both(sound: (n: number) => number, frames: number, isLost: (frame: number) => boolean) {
  const theirs = new AppendixOne()
  const ours = new Concealment()
  const heard = { theirs: new Int16Array(frames * 80), ours: new Int16Array(frames * 80) }
  for (let frame = 0; frame < frames; frame++) {
    const sent = Int16Array.from({ length: 80 }, (_, i) => Math.round(sound(frame * 80 + i)))
    heard.theirs.set(isLost(frame) ? theirs.erased() : theirs.good(sent), frame * 80)
    const out = sent.slice()
    if (isLost(frame)) ours.conceal(out)
    else ours.receive(out)
    heard.ours.set(out, frame * 80)
  }
  return { ...heard, pitch: { theirs: theirs.pitch, ours: ours.pitchSamples }, delay: theirs.delay }
}

describe.each(Object.entries(sounds))('G.711 Appendix I on %s', (_, sound) => {
  it('finds the same pitch', () => {
    const { pitch } = both(sound, 40, (frame) => frame === 30)
    expect(pitch.ours).toBe(pitch.theirs)
  })

  it.each([1, 2, 3, 5, 9])('puts the same sound in the place of %i lost frames, once the seam is past', (lost) => {
    const first = 30
    const { theirs, ours, delay, pitch } = both(sound, 50, (frame) => frame >= first && frame < first + lost)
    // Within the first quarter period Parley works off the step that the appendix hides by its delay.
    const from = first * 80 + (pitch.ours >> 2)
    for (let at = from; at < (first + lost) * 80; at++) {
      expect(Math.abs(ours[at]! - theirs[at + delay]!), `sample ${at - first * 80}`).toBeLessThanOrEqual(1)
    }
    // And what follows comes back the same way.
    for (let at = (first + lost) * 80; at < 48 * 80; at++) {
      expect(Math.abs(ours[at]! - theirs[at + delay]!), `sample ${at - first * 80}`).toBeLessThanOrEqual(1)
    }
  })

  it('clicks no more than the sound itself where a loss begins', () => {
    const step = (samples: Int16Array) =>
      Math.max(...samples.subarray(1).map((value, i) => Math.abs(value - samples[i]!)))
    const whole = both(sound, 50, () => false).ours
    const heard = both(sound, 50, (frame) => frame >= 30 && frame < 33).ours
    expect(step(heard.subarray(30 * 80 - 4, 30 * 80 + 40))).toBeLessThan(step(whole.subarray(800)) * 1.3)
  })
})

describe('the same at 16 kHz', () => {
  it('lasts as long, and fades as fast', () => {
    const wide = new Concealment(16_000)
    const narrow = new Concealment(8000)
    const level = (samples: Int16Array) => Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length)
    for (let frame = 0; frame < 20; frame++) {
      wide.receive(Int16Array.from({ length: 320 }, (_, i) => Math.round(harmonics(150, (frame * 320 + i) / 2))))
      narrow.receive(Int16Array.from({ length: 160 }, (_, i) => Math.round(harmonics(150, frame * 160 + i))))
    }
    expect(Math.abs(wide.pitchSamples / 2 - narrow.pitchSamples)).toBeLessThanOrEqual(1)
    for (let lost = 0; lost < 4; lost++) {
      const [one, other] = [new Int16Array(320), new Int16Array(160)]
      expect(wide.conceal(one)).toBe(narrow.conceal(other))
      expect(level(one) / Math.max(1, level(other))).toBeCloseTo(lost < 3 ? 1 : 0, 0.9)
    }
  })
})
