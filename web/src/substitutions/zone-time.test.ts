import { describe, expect, it } from 'vitest'
import { fromLocal, toLocal } from './zone-time.ts'

describe('a time that somebody writes', () => {
  it('is meant in his zone, also over a change of clocks, and is shown as he wrote it', () => {
    expect(fromLocal('2026-11-23T09:00', 'Asia/Tbilisi')).toBe('2026-11-23T05:00:00.000Z')
    expect(fromLocal('2026-07-01T00:30', 'Europe/Budapest')).toBe('2026-06-30T22:30:00.000Z')
    expect(fromLocal('2026-03-29T03:30', 'Europe/Budapest')).toBe('2026-03-29T01:30:00.000Z')
    for (const local of ['2026-10-25T12:00', '2027-01-01T00:00']) {
      expect(toLocal(fromLocal(local, 'Europe/Budapest'), 'Europe/Budapest')).toBe(local)
    }
  })

  it('is none when it is none', () => {
    expect(fromLocal('', 'Asia/Baku')).toBeUndefined()
    expect(toLocal(undefined, 'Asia/Baku')).toBe('')
  })
})
