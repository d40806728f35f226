import { describe, expect, it } from 'vitest'
import { DigitPairing, type DigitWay } from './digit-pairing.ts'

function counted(presses: readonly (readonly [digit: string, way: DigitWay, atMs: number])[]): string {
  const pairing = new DigitPairing()
  return presses
    .filter(([digit, way, atMs]) => pairing.isNew(digit, way, atMs))
    .map(([digit]) => digit)
    .join('')
}

describe('digits that a phone sends both ways', () => {
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
    for (const way of ['telephone-event', 'info'] as const) {
      expect(counted(Array.from({ length: 200 }, (_, i) => ['7', way, i * 10] as const))).toHaveLength(200)
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
