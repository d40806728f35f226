import { describe, expect, it } from 'vitest'
import { meanOpinionScore, scoreOfRating, transmissionRating } from './e-model.ts'

const rating = (delayMs: number, lossShare: number, codec: 'pcmu' | 'g722' | 'opus' = 'pcmu') =>
  transmissionRating({ codec, delayMs, lossShare })

describe('the E-model (G.107)', () => {
  it('gives 93.2 when everything is at its default (7.7)', () => {
    expect(rating(0, 0)).toBeCloseTo(93.2, 1)
  })

  it('maps ratings to scores as annex B does', () => {
    // Table B.1, in hundredths.
    for (const [value, score] of [
      [90, 4.34],
      [80, 4.02],
      [70, 3.6],
      [60, 3.1],
      [50, 2.58],
    ] as const) {
      expect(scoreOfRating(value)).toBeCloseTo(score, 1)
    }
    expect(scoreOfRating(93.2)).toBeCloseTo(4.41, 2)
    expect(scoreOfRating(0)).toBe(1)
    expect(scoreOfRating(100)).toBe(4.5)
  })

  it('holds delay against a call: well below 150 ms, bad above 400 ms (G.114)', () => {
    expect(rating(100, 0)).toBeGreaterThan(90)
    expect(rating(150, 0)).toBeGreaterThan(85)
    expect(rating(400, 0)).toBeLessThan(70)
    expect(rating(400, 0)).toBeGreaterThan(50)
  })

  it('holds loss against G.711 with concealment by Bpl 25.1 (G.113 appendix I)', () => {
    expect(rating(0, 0) - rating(0, 0.02)).toBeCloseTo((95 * 2) / (2 + 25.1), 6)
    expect(rating(0, 0) - rating(0, 0.1)).toBeCloseTo((95 * 10) / (10 + 25.1), 6)
    // Loss in bursts is worse (7.5).
    expect(transmissionRating({ codec: 'pcmu', delayMs: 0, lossShare: 0.05, burstRatio: 2 })).toBeLessThan(
      rating(0, 0.05),
    )
  })

  it('rates wideband on the scale of G.107.1, where G.722 loses 13 of 129 (G.113 appendix IV)', () => {
    expect(rating(0, 0, 'g722')).toBe(116)
    expect(meanOpinionScore({ codec: 'g722', delayMs: 0, lossShare: 0 })).toBeCloseTo(scoreOfRating(116 / 1.29), 6)
    expect(rating(0, 0, 'opus')).toBeGreaterThan(rating(0, 0, 'g722'))
  })

  it.each(['pcmu', 'g722', 'opus'] as const)('takes every loss and delay for worse (%s)', (codec) => {
    const byLoss = [0, 0.01, 0.05, 0.2, 1].map((lossShare) => rating(50, lossShare, codec))
    expect(byLoss).toEqual([...byLoss].sort((one, other) => other - one))
    const byDelay = [101, 150, 250, 600, 2000].map((delayMs) => rating(delayMs, 0, codec))
    expect(byDelay).toEqual([...byDelay].sort((one, other) => other - one))
  })

  it('gives a score whatever is measured', () => {
    for (const delayMs of [-5, 0, 1e6]) {
      for (const lossShare of [-1, 0, 1, 50]) {
        const score = meanOpinionScore({ codec: 'pcmu', delayMs, lossShare })
        expect(score).toBeGreaterThanOrEqual(1)
        expect(score).toBeLessThanOrEqual(4.5)
      }
    }
  })
})
