import { describe, expect, it } from 'vitest'
import { meanOpinionScore, transmissionRating } from './mos.ts'

describe('the E-model (G.107)', () => {
  it('maps ratings to scores as annex B does', () => {
    expect(meanOpinionScore(93.2)).toBeCloseTo(4.41, 2)
    expect(meanOpinionScore(80)).toBeCloseTo(4.02, 2)
    expect(meanOpinionScore(70)).toBeCloseTo(3.6, 2)
    expect(meanOpinionScore(60)).toBeCloseTo(3.1, 2)
    expect(meanOpinionScore(50)).toBeCloseTo(2.58, 2)
    expect(meanOpinionScore(0)).toBe(1)
  })

  it('takes a perfect line for the best, and every loss and delay for worse', () => {
    expect(transmissionRating({ delayMs: 0, lossShare: 0 })).toBe(93.2)
    const byLoss = [0, 0.01, 0.05, 0.2, 1].map((lossShare) => transmissionRating({ delayMs: 50, lossShare }))
    expect(byLoss).toEqual([...byLoss].sort((one, other) => other - one))
    const byDelay = [0, 100, 177, 250, 600].map((delayMs) => transmissionRating({ delayMs, lossShare: 0 }))
    expect(byDelay).toEqual([...byDelay].sort((one, other) => other - one))
  })

  it('gives G.711 with concealment at two per cent of loss a rating of some 86', () => {
    expect(transmissionRating({ delayMs: 0, lossShare: 0.02 })).toBeCloseTo(93.2 - (95 * 2) / 27.1, 5)
  })
})
