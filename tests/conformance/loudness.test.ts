import { describe, expect, it } from 'vitest'
import { loudnessOf } from '#adapters/sound/loudness.ts'
import { truePeaks } from '#adapters/sound/true-peak.ts'

const rateHz = 48_000
const fromDb = (level: number) => 10 ** (level / 20)

/** Stretches of a 1 kHz sine one after another: [peak level in dBFS, seconds]. */
function sine(stretches: readonly (readonly [number, number])[], hertz = 1000): Float64Array {
  const samples = new Float64Array(stretches.reduce((sum, [, seconds]) => sum + Math.round(seconds * rateHz), 0))
  let at = 0
  for (const [level, seconds] of stretches) {
    for (const end = at + Math.round(seconds * rateHz); at < end; at++) {
      samples[at] = fromDb(level) * Math.sin((2 * Math.PI * hertz * at) / rateHz)
    }
  }
  return samples
}

/** EBU Tech 3341 (2016), table 1: the same sine in both channels, within 0.1 LU. */
describe('integrated loudness, EBU Tech 3341 table 1', () => {
  const cases: readonly [string, readonly (readonly [number, number])[], number][] = [
    ['case 1: -23 dBFS', [[-23, 20]], -23],
    ['case 2: -33 dBFS', [[-33, 20]], -33],
    [
      'case 3: what is 10 LU below is gated',
      [
        [-36, 10],
        [-23, 60],
        [-36, 10],
      ],
      -23,
    ],
    [
      'case 4: what is below -70 LUFS is gated first',
      [
        [-72, 10],
        [-36, 10],
        [-23, 60],
        [-36, 10],
        [-72, 10],
      ],
      -23,
    ],
    [
      'case 5: the mean over what changes',
      [
        [-26, 20],
        [-20, 20.1],
        [-26, 20],
      ],
      -23,
    ],
  ]
  it.each(cases)('%s', (_, stretches, lufs) => {
    const channel = sine(stretches)
    expect(Math.abs((loudnessOf([channel, channel], rateHz) ?? 0) - lufs)).toBeLessThan(0.1)
  })
})

describe('ITU-R BS.1770-4 annex 1', () => {
  it('a full-scale sine of 997 Hz in one channel is -3.01 LKFS', () => {
    expect(loudnessOf([sine([[0, 5]], 997)], rateHz)).toBeCloseTo(-3.01, 1)
  })
  it('measures alike at the rates that prompts come in', () => {
    for (const rate of [8000, 16_000, 22_050, 44_100]) {
      const samples = Float64Array.from({ length: 5 * rate }, (_, i) => 0.1 * Math.sin((2 * Math.PI * 1000 * i) / rate))
      expect(Math.abs((loudnessOf([samples], rate) ?? 0) + 23)).toBeLessThan(0.2)
    }
  })
  it('says nothing of silence, and measures what is shorter than a block as a whole', () => {
    expect(loudnessOf([new Float64Array(rateHz)], rateHz)).toBeUndefined()
    expect(loudnessOf([new Float64Array(0)], rateHz)).toBeUndefined()
    const short = sine([[-20, 0.2]])
    expect(Math.abs((loudnessOf([short], rateHz) ?? 0) + 23)).toBeLessThan(0.5)
  })
})

/** EBU Tech 3341, table 1, cases 15 to 19: within +0.2 and -0.4 dB. */
describe('true peak, EBU Tech 3341 table 1', () => {
  it.each([
    ['case 15', 4, 0, 0.5, -6],
    ['case 16', 4, 45, 0.5, -6],
    ['case 17', 6, 60, 0.5, -6],
    ['case 18', 8, 67.5, 0.5, -6],
    ['case 19', 4, 45, 1.41, 3],
  ])('%s: a sine of the rate by %d, at %d degrees', (_, part, degrees, amplitude, dbtp) => {
    // Tapered, as the table's files are: a sine that begins at once has other peaks.
    const length = 9600
    const samples = Float64Array.from({ length }, (_, i) => {
      const taper = Math.min(1, i / 1200, (length - 1 - i) / 1200)
      return amplitude * taper * Math.sin((2 * Math.PI * i) / part + (degrees * Math.PI) / 180)
    })
    const found = 20 * Math.log10(truePeaks(samples).reduce((most, peak) => Math.max(most, peak), 0))
    expect(found - dbtp).toBeLessThan(0.2)
    expect(found - dbtp).toBeGreaterThan(-0.4)
  })
})
