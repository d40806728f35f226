import { describe, expect, it } from 'vitest'
import { DigitPairing, type DigitWay } from './digit-pairing.ts'

function counted(presses: readonly (readonly [digit: string, way: DigitWay, atMs: number])[]): string {
  const pairing = new DigitPairing()
  return presses
    .filter(([digit, way, atMs]) => pairing.isNew(digit, way, atMs))
    .map(([digit]) => digit)
    .join('')
}

describe('digits that a phone sends several ways', () => {
  it('count once, whichever way is first', () => {
    const presses = [
      ['1', 'telephone-event', 0],
      ['1', 'info', 160],
      ['1', 'info', 500],
      ['1', 'telephone-event', 510],
      ['2', 'telephone-event', 900],
      ['2', 'telephone-event', 1200],
      ['2', 'info', 1300],
      ['2', 'info', 1400],
    ] as const
    expect(counted(presses)).toBe('1122')
  })

  it('all count when they come one way alone, however fast and many', () => {
    for (const way of ['telephone-event', 'info', 'in-band'] as const) {
      expect(counted(Array.from({ length: 200 }, (_, i) => ['7', way, i * 10] as const))).toHaveLength(200)
    }
  })

  it('count once by all three ways, in any order, and when a way misses one', () => {
    const ways = ['telephone-event', 'in-band', 'info'] as const
    const orders = ways.flatMap((a) => ways.flatMap((b) => ways.map((c) => [a, b, c] as const)))
    for (const order of orders.filter((way) => new Set(way).size === 3)) {
      const presses = [0, 400, 800, 1200].flatMap((fromMs, i) =>
        // Each way misses one of the first three.
        order.filter((way) => ways.indexOf(way) !== i).map((way, j) => ['9', way, fromMs + j * 90] as const),
      )
      expect(counted(presses)).toBe('9999')
    }
  })

  it('are two presses when they lie far apart', () => {
    const presses = [
      ['5', 'telephone-event', 0],
      ['5', 'info', 6000],
    ] as const
    expect(counted(presses)).toBe('55')
  })
})
