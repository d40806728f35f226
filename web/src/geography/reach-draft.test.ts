import { describe, expect, it } from 'vitest'
import { isReachWrong, reachDraft, reachOf } from './reach-draft.ts'

describe('how far agents may work, as it is typed', () => {
  it('is sent as it came', () => {
    for (const reach of [null, 'region', 'neighbors', 'anywhere', { km: 250 }] as const) {
      expect(reachOf(reachDraft(reach))).toEqual(reach)
      expect(isReachWrong(reachDraft(reach))).toBe(false)
    }
  })

  it('is wrong without a distance, or with one that is none', () => {
    for (const km of ['', '0', '-1', '20001', '1.5', 'far']) expect(isReachWrong({ kind: 'km', km })).toBe(true)
    expect(isReachWrong({ kind: 'region', km: 'far' })).toBe(false)
  })
})
