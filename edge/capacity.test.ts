import { describe, expect, it } from 'vitest'
import { Capacity } from './capacity.ts'

const learned = (share: number, calls: number, seconds = 20) => {
  const capacity = new Capacity()
  for (let i = 0; i < seconds; i++) capacity.measured({ share, calls })
  return capacity
}

describe('capacity', () => {
  it('carries whatever comes while nothing is known', () => {
    expect(new Capacity().carries(100_000)).toBe(true)
    // Nineteen say nothing of what each costs.
    expect(learned(0.2, 19).carries(1000)).toBe(true)
  })

  it('knows from what calls cost how many there may be, a burst of new ones included', () => {
    const capacity = learned(0.25, 100)
    expect([capacity.carries(290), capacity.carries(310)]).toEqual([true, false])
  })

  it('does not take one bad second for the truth, and forgets it', () => {
    const capacity = learned(0.5, 100)
    capacity.measured({ share: 1, calls: 100 })
    expect(capacity.carries(101)).toBe(true)
    for (let i = 0; i < 5; i++) capacity.measured({ share: 1, calls: 100 })
    expect(capacity.carries(101)).toBe(false)
    for (let i = 0; i < 10; i++) capacity.measured({ share: 0.5, calls: 100 })
    expect(capacity.carries(101)).toBe(true)
  })
})
