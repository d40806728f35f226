import { describe, expect, it } from 'vitest'
import {
  checkHours,
  isOpen,
  isTimeZone,
  type OpeningHours,
  type OpenSpan,
  openNow,
  wallTime,
} from './business-hours.ts'

const at = (text: string) => Date.parse(text)
const nineToSix: OpenSpan[] = [{ fromMinute: 9 * 60, toMinute: 18 * 60 }]
const office: OpeningHours = {
  timeZone: 'Asia/Tbilisi',
  week: [nineToSix, nineToSix, nineToSix, nineToSix, nineToSix, [], []],
  exceptions: [
    { date: '2026-11-23', spans: [] },
    { date: '2026-11-28', spans: [{ fromMinute: 600, toMinute: 720 }] },
  ],
}

describe('opening hours', () => {
  it.each([
    // Tbilisi is four hours ahead of UTC, all the year.
    ['2026-11-20T04:59:59Z', false],
    ['2026-11-20T05:00:00Z', true],
    ['2026-11-20T13:59:59Z', true],
    ['2026-11-20T14:00:00Z', false],
    // A Saturday, and a Monday that is a holiday.
    ['2026-11-21T08:00:00Z', false],
    ['2026-11-23T08:00:00Z', false],
    ['2026-11-24T08:00:00Z', true],
    // A Saturday on which somebody is there for two hours.
    ['2026-11-28T05:59:00Z', false],
    ['2026-11-28T06:00:00Z', true],
    ['2026-11-28T08:00:00Z', false],
    // Friday evening in UTC is Saturday there.
    ['2026-11-20T21:00:00Z', false],
  ])('at %s: %s', (instant, open) => expect(isOpen(office, at(instant))).toBe(open))

  it('say of a day without any spans that it is a holiday, and of no other', () => {
    const hours: OpeningHours = {
      timeZone: 'UTC',
      week: [[{ fromMinute: 540, toMinute: 1080 }], [{ fromMinute: 540, toMinute: 1080 }], [], [], [], [], []],
      exceptions: [
        { date: '2026-11-23', spans: [] },
        { date: '2026-11-24', spans: [{ fromMinute: 600, toMinute: 660 }] },
      ],
    }
    expect(openNow(hours, at('2026-11-23T10:00:00Z'))).toBe('holiday')
    expect(openNow(hours, at('2026-11-24T10:30:00Z'))).toBe('open')
    expect(openNow(hours, at('2026-11-24T12:00:00Z'))).toBe('closed')
    expect(openNow(hours, at('2026-11-26T12:00:00Z'))).toBe('closed')
  })

  it('go through midnight as two spans', () => {
    const night: OpeningHours = {
      timeZone: 'UTC',
      week: [[{ fromMinute: 1320, toMinute: 1440 }], [{ fromMinute: 0, toMinute: 120 }], [], [], [], [], []],
      exceptions: [],
    }
    expect(isOpen(night, at('2026-11-23T23:59:59Z'))).toBe(true)
    expect(isOpen(night, at('2026-11-24T00:00:00Z'))).toBe(true)
    expect(isOpen(night, at('2026-11-24T01:59:59Z'))).toBe(true)
    expect(isOpen(night, at('2026-11-24T02:00:00Z'))).toBe(false)
  })

  it('follow the wall clock when it is put forward and back', () => {
    // Budapest: 29 March 2026 at 01:00 UTC forward, 25 October at 01:00 UTC back.
    const early: OpeningHours = {
      timeZone: 'Europe/Budapest',
      week: Array.from({ length: 7 }, () => [{ fromMinute: 120, toMinute: 180 }]),
      exceptions: [],
    }
    expect(isOpen(early, at('2026-03-28T01:30:00Z'))).toBe(true)
    expect(isOpen(early, at('2026-03-29T00:59:00Z'))).toBe(false)
    expect(isOpen(early, at('2026-03-29T01:00:00Z'))).toBe(false)
    expect(isOpen(early, at('2026-10-25T00:30:00Z'))).toBe(true)
    expect(isOpen(early, at('2026-10-25T01:30:00Z'))).toBe(true)
    expect(isOpen(early, at('2026-10-25T02:00:00Z'))).toBe(false)
  })
})

it('reads a wall clock in any zone', () => {
  expect(wallTime('Asia/Tehran', at('2026-11-21T20:45:00Z'))).toEqual({ date: '2026-11-22', weekday: 6, minute: 15 })
  expect(wallTime('America/St_Johns', at('2026-01-01T03:00:00Z'))).toEqual({
    date: '2025-12-31',
    weekday: 2,
    minute: 23 * 60 + 30,
  })
})

it('knows zones from other texts', () => {
  expect(['Asia/Tbilisi', 'UTC', 'Europe/Budapest'].every(isTimeZone)).toBe(true)
  expect(['', 'Mars/Olympus', '+04:00', '../etc', 'a'.repeat(80)].some(isTimeZone)).toBe(false)
})

describe('hours that make no sense', () => {
  const wrong = (more: Partial<OpeningHours>) => checkHours({ ...office, ...more })
  const monday = (...spans: [number, number][]) => ({
    week: [spans.map(([fromMinute, toMinute]) => ({ fromMinute, toMinute })), [], [], [], [], [], []],
  })
  it.each([
    ['a zone that nobody knows', wrong({ timeZone: 'Mars/Olympus' }), /Mars/],
    ['a span that ends before it begins', wrong(monday([600, 540])), /ends before/],
    ['a span of nothing', wrong(monday([600, 600])), /ends before/],
    ['two that overlap', wrong(monday([600, 720], [660, 780])), /overlap.*Mon/],
    ['a day that is none', wrong({ exceptions: [{ date: '2026-02-30', spans: [] }] }), /2026-02-30/],
    [
      'a day that is there twice',
      wrong({
        exceptions: [
          { date: '2026-11-21', spans: [] },
          { date: '2026-11-21', spans: [] },
        ],
      }),
      /twice/,
    ],
  ])('%s', (_what, checked, sentence) => {
    expect(checked.ok ? '' : checked.error).toMatch(sentence)
  })
  it('are told from those that do', () => {
    expect(checkHours(office).ok).toBe(true)
    expect(wrong(monday([0, 720], [720, 1440])).ok).toBe(true)
  })
})
