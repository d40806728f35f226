import { describe, expect, it } from 'vitest'
import { Concealment } from './concealment.ts'
import { newFrame } from './frame.ts'
import { isSilent, rmsDbfs } from './level.ts'

const pitchHz = 150
/** Something like a voice: a fundamental with ten partials that fall. */
const voiceAt = (n: number) => {
  let value = 0
  for (let k = 1; k <= 10; k++) value += Math.sin((2 * Math.PI * pitchHz * k * n) / 8000 + k * k) / k
  return Math.round(value * 5000)
}
const voiceFrame = (frame: number) => Int16Array.from({ length: 160 }, (_, i) => voiceAt(frame * 160 + i))

/** The largest step between neighbouring samples: a click is a step that the voice itself does not take. */
const largestStep = (samples: Int16Array) => {
  let largest = 0
  for (let i = 1; i < samples.length; i++) largest = Math.max(largest, Math.abs(samples[i]! - samples[i - 1]!))
  return largest
}

/** Ten frames of voice of which `lost` are lost. */
function heardWithout(...lost: number[]): Int16Array {
  const concealment = new Concealment()
  const heard = new Int16Array(12 * 160)
  for (let n = 0; n < 12; n++) {
    const frame = lost.includes(n) ? newFrame() : voiceFrame(n)
    if (lost.includes(n)) concealment.conceal(frame)
    else concealment.receive(frame)
    heard.set(frame, n * 160)
  }
  return heard
}

describe('a lost frame', () => {
  const whole = heardWithout()
  const frameOf = (sound: Int16Array, n: number) => sound.subarray(n * 160, n * 160 + 160)

  it('is filled with the voice as it was: same pitch, near the same level', () => {
    const heard = heardWithout(6)
    expect(rmsDbfs(frameOf(heard, 6))).toBeGreaterThan(rmsDbfs(frameOf(whole, 6)) - 3)
    // The voice's period is no whole number of samples, so the substitute is near, not equal.
    let error = 0
    let energy = 0
    for (let i = 0; i < 160; i++) {
      error += (frameOf(heard, 6)[i]! - frameOf(whole, 6)[i]!) ** 2
      energy += frameOf(whole, 6)[i]! ** 2
    }
    expect(error / energy).toBeLessThan(0.25)
  })

  it('makes no click, neither at its start nor when the voice comes back', () => {
    for (const lost of [[6], [5, 6], [5, 6, 7], [3, 5, 7]]) {
      expect(largestStep(heardWithout(...lost)), lost.join()).toBeLessThan(largestStep(whole) * 1.5)
    }
  })

  it('fades, and is silence after 60 ms', () => {
    const heard = heardWithout(4, 5, 6, 7, 8)
    const levels = [4, 5, 6, 7].map((n) => rmsDbfs(frameOf(heard, n)))
    expect(levels[1]).toBeLessThan(levels[0]! - 1)
    expect(levels[2]).toBeLessThan(levels[1]! - 3)
    expect(isSilent(frameOf(heard, 7)) && isSilent(frameOf(heard, 8))).toBe(true)
    expect(rmsDbfs(frameOf(heard, 10))).toBeCloseTo(rmsDbfs(frameOf(whole, 10)), 1)
  })

  it('says when there is only silence left to give', () => {
    const concealment = new Concealment()
    for (let n = 0; n < 4; n++) concealment.receive(voiceFrame(n))
    expect([0, 1, 2, 3, 4].map(() => concealment.conceal(newFrame()))).toEqual([true, true, true, false, false])
  })

  it('is silence before anything was heard, and after a reset', () => {
    const concealment = new Concealment()
    const frame = newFrame()
    concealment.conceal(frame)
    expect(isSilent(frame)).toBe(true)
    concealment.receive(voiceFrame(0))
    concealment.reset()
    concealment.conceal(frame)
    expect(isSilent(frame)).toBe(true)
  })
})
