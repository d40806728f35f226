import { describe, expect, it } from 'vitest'
import type { EdgeId, LegId, StationId } from '#kernel/ids.ts'
import { kindOf, type Station, stationThatCounts } from './station.ts'

const station = (stationId: string, over: Partial<Station> = {}): Station => ({
  stationId: stationId as StationId,
  edgeId: 'edg_1' as EdgeId,
  legId: null,
  isReachable: true,
  ...over,
})
const browser = station('stn_browser', { legId: 'leg_1' as LegId })
const phone = station('stn_701')
const mobile = 'stn_mobile' as StationId

describe('the station that counts', () => {
  it('is the browser before a phone, wherever he chose none', () => {
    expect(stationThatCounts(null, [browser, phone])).toBe(browser)
    expect(stationThatCounts(null, [{ ...browser, isReachable: false }, phone])).toBe(phone)
    expect(stationThatCounts(null, [])).toBeNull()
  })

  it('is the latest of several phones, and one that is away when there is no other', () => {
    const other = station('stn_702')
    expect(stationThatCounts(null, [phone, other])).toBe(other)
    const away = { ...phone, isReachable: false }
    expect(stationThatCounts(null, [away])).toBe(away)
  })

  it('is the chosen one, there or not', () => {
    const choice = { stationId: phone.stationId, kind: 'phone' } as const
    expect(stationThatCounts(choice, [browser, phone])).toBe(phone)
    expect(stationThatCounts(choice, [browser])).toBeNull()
  })

  it('is always reachable at an outside number, from every edge', () => {
    const counts = stationThatCounts({ stationId: mobile, kind: 'number' }, [browser])
    expect(counts).toEqual({ stationId: mobile, edgeId: null, legId: null, isReachable: true })
    expect([browser, phone, counts].map((each) => each && kindOf(each))).toEqual(['browser', 'phone', 'number'])
  })

  it('is always reachable at a fixed address too, and is no number', () => {
    const counts = stationThatCounts({ stationId: mobile, kind: 'address' }, [browser])
    expect(counts).toMatchObject({ stationId: mobile, edgeId: null, isReachable: true })
    expect(counts && kindOf(counts)).toBe('address')
  })
})
