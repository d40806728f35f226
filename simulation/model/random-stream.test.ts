import { describe, expect, it } from 'vitest'
import { beginningOf, placeOf, published, streamAt } from './random-stream.ts'

describe('random streams', () => {
  it('begin as the published generator does', () => {
    const uniform = streamAt(published, 0, 0)
    // The first numbers of MRG32k3a from its usual place, as L'Ecuyer's package prints them.
    expect([uniform(), uniform(), uniform()].map((u) => u.toFixed(6))).toEqual(['0.127011', '0.318528', '0.309186'])
  })

  it('lie where the published ones do', () => {
    // The beginning of the second stream, as the package of 2002 has it.
    expect(beginningOf(published, 1, 0)).toEqual([
      3_692_455_944, 1_366_884_236, 2_968_912_127, 335_948_734, 4_161_675_175, 475_798_818,
    ])
    expect(beginningOf(published, 2, 3)).not.toEqual(beginningOf(published, 3, 2))
  })

  it('are even', () => {
    const uniform = streamAt(placeOf(1), 5, 17)
    const cells = new Array<number>(20).fill(0)
    for (let n = 0; n < 20_000; n++) {
      const cell = Math.floor(uniform() * 20)
      cells[cell] = (cells[cell] ?? 0) + 1
    }
    const chiSquare = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    // 19 degrees of freedom: beyond 43.8 only once in a thousand.
    expect(chiSquare).toBeLessThan(43.8)
  })

  it('of neighbouring seeds have nothing to do with one another', () => {
    expect(placeOf(0)).toEqual(published)
    // A seed is so many streams further on than the one before.
    expect(placeOf(3)).toEqual(beginningOf(placeOf(2), 2 ** 24, 0))
    expect(placeOf(2 ** 32 - 1)).not.toEqual(placeOf(2 ** 32 - 2))
  })
})
