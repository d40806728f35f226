import { describe, expect, it } from 'vitest'
import { slotDays } from './callback-slots.ts'

const at = (text: string) => Date.parse(text)
const span = (from: string, until: string) => ({ from, until })

describe('the times that a customer may choose', () => {
  it('are half hours within the windows, day by day', () => {
    const windows = [
      span('2026-11-23T10:10:00', '2026-11-23T12:00:00'),
      span('2026-11-24T10:00:00', '2026-11-24T11:00:00'),
    ].map(({ from, until }) => ({ from: new Date(from).toISOString(), until: new Date(until).toISOString() }))
    const days = slotDays(windows, at('2026-11-23T08:00:00'))
    expect(days.map(({ slotsMs }) => slotsMs.map((ms) => new Date(ms).toTimeString().slice(0, 5)))).toEqual([
      ['10:30', '11:00', '11:30'],
      ['10:00', '10:30'],
    ])
  })
  it('leave out what is over, or nearly', () => {
    const from = new Date(at('2026-11-23T10:00:00')).toISOString()
    const until = new Date(at('2026-11-23T11:00:00')).toISOString()
    expect(slotDays([{ from, until }], at('2026-11-23T09:50:00'))[0]?.slotsMs).toHaveLength(1)
    expect(slotDays([{ from, until }], at('2026-11-23T10:20:00'))).toEqual([])
  })
})
