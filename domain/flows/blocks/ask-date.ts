import { Type } from 'typebox'
import type { Asked } from '../asking.ts'
import type { BlockType } from '../block-type.ts'
import { isoDate, isoOfJalali } from '../reading/calendar.ts'
import { closed, oneOf } from '../settings-schema.ts'
import { typed, typingSettings } from '../typing.ts'

const settings = Type.Object(
  {
    ...typingSettings,
    /** In which order eight digits are typed: two for the day, two for the month, four for the year. */
    order: oneOf('day-month-year', 'month-day-year', 'year-month-day'),
    /** Seen from today, in UTC. */
    is: oneOf('any', 'past', 'today-or-later'),
  },
  closed,
)

/** A date, kept as ISO 8601. Who speaks Persian types one of the Jalali calendar. */
export const askDate: BlockType<typeof settings, Asked> = {
  kind: 'ask-date',
  purpose: 'ask',
  channels: ['voice', 'chat'],
  settings,
  exits: () => [{ name: 'next' }, { name: 'no-answer' }],
  ...typed(({ order, is }, { run, facts }) => ({
    most: 8,
    read: (keys) => {
      const iso = dateOf(keys, order, run.language.split('-')[0] === 'fa')
      if (iso === null || is === 'any') return iso
      const today = new Date(facts.nowMs).toISOString().slice(0, 10)
      return (is === 'past') === iso < today ? iso : null
    },
  })),
}

const shapes = {
  'day-month-year': /^(?<day>\d{2})(?<month>\d{2})(?<year>\d{4})$/,
  'month-day-year': /^(?<month>\d{2})(?<day>\d{2})(?<year>\d{4})$/,
  'year-month-day': /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/,
}

function dateOf(keys: string, order: keyof typeof shapes, isJalali: boolean): string | null {
  const { year, month, day } = shapes[order].exec(keys)?.groups ?? {}
  if (year === undefined) return null
  return (isJalali ? isoOfJalali : isoDate)(Number(year), Number(month), Number(day))
}
