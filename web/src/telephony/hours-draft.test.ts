import { describe, expect, it } from 'vitest'
import { hoursBody, hoursDraft } from './hours-draft.ts'

describe('opening hours', () => {
  const draft = { ...hoursDraft(undefined, 'Asia/Tbilisi'), name: 'Office' }
  it('begin with an ordinary week', () => {
    const read = hoursBody(draft)
    expect(read.ok && read.body.week[0]).toEqual([{ fromMinute: 540, toMinute: 1080 }])
    expect(read.ok && read.body.week[6]).toEqual([])
  })
  it('take midnight for the end of the day, and sort a day', () => {
    const week = draft.week.with(5, [
      { from: '18:00', to: '00:00' },
      { from: '09:00', to: '12:00' },
    ])
    const read = hoursBody({ ...draft, week })
    expect(read.ok && read.body.week[5]).toEqual([
      { fromMinute: 540, toMinute: 720 },
      { fromMinute: 1080, toMinute: 1440 },
    ])
    expect(read.ok && hoursDraft(read.body as never, '').week[5]?.[1]).toEqual({ from: '18:00', to: '00:00' })
  })
  it('refuse an end before the beginning, two times at once, and a day without a date', () => {
    const bad = (spans: { from: string; to: string }[]) => hoursBody({ ...draft, week: draft.week.with(0, spans) })
    expect(bad([{ from: '18:00', to: '09:00' }])).toMatchObject({ at: 'week', problem: 'spanBad' })
    expect(
      bad([
        { from: '09:00', to: '12:00' },
        { from: '11:00', to: '13:00' },
      ]),
    ).toMatchObject({ at: 'week', problem: 'overlap' })
    expect(hoursBody({ ...draft, exceptions: [{ date: '', name: '', spans: [] }] })).toMatchObject({
      problem: 'dateBad',
    })
    expect(hoursBody({ ...draft, timeZone: 'Mars/Base' })).toMatchObject({ problem: 'zoneBad' })
  })
})
