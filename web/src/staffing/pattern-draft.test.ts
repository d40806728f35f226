import { expect, it } from 'vitest'
import { daysOf, patternDraft } from './pattern-draft.ts'

it('reads a pattern and writes the same', () => {
  const days = [1, 5].map((weekday) => ({
    ...{ weekday, beginsMinute: 22 * 60, endsMinute: 30 * 60 },
    breaks: [{ reasonId: 'lunch' as const, beginsMinute: 25 * 60, lengthMinutes: 30 }],
  }))
  expect(daysOf(patternDraft(days))).toEqual(days)
})

it('leaves breaks that differ from day to day as they are', () => {
  const [first, second] = [
    { weekday: 1, beginsMinute: 540, endsMinute: 1080, breaks: [] },
    {
      ...{ weekday: 2, beginsMinute: 540, endsMinute: 1080 },
      breaks: [{ reasonId: 'rest' as const, beginsMinute: 600, lengthMinutes: 15 }],
    },
  ]
  const draft = patternDraft([first, second])
  expect(draft.breaks).toBeNull()
  expect(daysOf(draft)).toEqual([first, second])
})

it('begins with a working week, and refuses what is no time', () => {
  expect(daysOf(patternDraft(undefined))).toHaveLength(5)
  const breaks = [{ reasonId: 'rest' as const, at: '', minutes: '15' }]
  expect(daysOf({ ...patternDraft(undefined), breaks })).toBeUndefined()
})

it('leaves a second shift of a day as it is', () => {
  const days = [
    { weekday: 1, beginsMinute: 480, endsMinute: 720, breaks: [] },
    { weekday: 1, beginsMinute: 900, endsMinute: 1140, breaks: [] },
  ]
  expect(daysOf(patternDraft(days))).toEqual(days)
})
