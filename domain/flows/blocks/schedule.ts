import { type Static, Type } from 'typebox'
import { isTimeZone, type WallTime, wallTime } from '../../dialing/index.ts'
import type { BlockType } from '../block-type.ts'
import { flowChannels } from '../flow.ts'
import { isoDate } from '../reading/calendar.ts'
import { closed } from '../settings-schema.ts'

const IsoDate = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })
const Minute = Type.Integer({ minimum: 0, maximum: 1440 })
const Span = Type.Object(
  {
    /** Both included. */
    fromDate: Type.Optional(IsoDate),
    toDate: Type.Optional(IsoDate),
    /** 0 is Monday; absent: all. */
    weekdays: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 6 }), { minItems: 1, maxItems: 7 })),
    /** Of the day on the wall clock: from included, to not. */
    fromMinute: Type.Optional(Minute),
    toMinute: Type.Optional(Minute),
  },
  closed,
)
const settings = Type.Object(
  {
    /** IANA. */
    timeZone: Type.String({ minLength: 1, maxLength: 64 }),
    spans: Type.Array(Span, { minItems: 1, maxItems: 50 }),
  },
  closed,
)

/** Whether it is now in one of these spans: for what is no opening hour, such as a campaign or a season. */
export const schedule: BlockType<typeof settings> = {
  kind: 'schedule',
  purpose: 'decide',
  channels: flowChannels,
  settings,
  exits: () => [{ name: 'within' }, { name: 'outside' }, { name: 'failed', isOptional: true }],
  check: ({ timeZone, spans }) => [
    ...(isTimeZone(timeZone)
      ? []
      : [{ path: ['timeZone'], problem: 'time-zone-unknown' as const, values: { timeZone } }]),
    ...[...spans.entries()]
      .filter(([, span]) => !isSound(span))
      .map(([index]) => ({ path: ['spans', index], problem: 'span-wrong' as const })),
  ],
  start: ({ timeZone, spans }, { facts }) => {
    if (!isTimeZone(timeZone)) return { exit: 'failed' }
    const now = wallTime(timeZone, facts.nowMs)
    return { exit: spans.some((span) => isIn(span, now)) ? 'within' : 'outside' }
  },
}

function isSound({ fromDate, toDate, fromMinute = 0, toMinute = 1440 }: Static<typeof Span>): boolean {
  const isDate = (text: string) => {
    const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
    return isoDate(year, month, day) === text
  }
  const areDates = [fromDate, toDate].every((date) => date === undefined || isDate(date))
  const isForwards = fromDate === undefined || toDate === undefined || fromDate <= toDate
  return areDates && isForwards && fromMinute < toMinute
}

function isIn(span: Static<typeof Span>, { date, weekday, minute }: WallTime): boolean {
  const { fromDate = date, toDate = date, weekdays, fromMinute = 0, toMinute = 1440 } = span
  return (
    date >= fromDate &&
    date <= toDate &&
    (weekdays === undefined || weekdays.includes(weekday)) &&
    minute >= fromMinute &&
    minute < toMinute
  )
}
