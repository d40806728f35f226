import { failure, type Result, success } from '#kernel/result.ts'

/** Minutes of the day on the wall clock, from included, to not; 1440 is midnight at the day's end. */
export interface OpenSpan {
  readonly fromMinute: number
  readonly toMinute: number
}
/** When people are there. A span that crosses midnight is two, one on either day. */
export interface OpeningHours {
  /** IANA. */
  readonly timeZone: string
  /** Monday first: seven lists. */
  readonly week: readonly (readonly OpenSpan[])[]
  /** Days that are unlike their weekday; without spans closed. `date` is `2026-11-21`. */
  readonly exceptions: readonly { readonly date: string; readonly spans: readonly OpenSpan[] }[]
}

/** The date, the weekday (0 is Monday) and the minute of the day that a wall clock in this zone shows. */
export interface WallTime {
  readonly date: string
  readonly weekday: number
  readonly minute: number
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
// Making a formatter takes a hundred times as long as using it.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    formatters.set(timeZone, formatter)
  }
  return formatter
}

/** Whether a text names a zone of the IANA database that this program knows. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(text)) return false
  try {
    formatterOf(text)
    return true
  } catch {
    return false
  }
}

/** @param atMs UTC milliseconds */
export function wallTime(timeZone: string, atMs: number): WallTime {
  const part: Record<string, string> = {}
  for (const { type, value } of formatterOf(timeZone).formatToParts(atMs)) part[type] = value
  return {
    date: `${part.year?.padStart(4, '0')}-${part.month}-${part.day}`,
    weekday: weekdays.indexOf(part.weekday ?? ''),
    minute: Number(part.hour) * 60 + Number(part.minute),
  }
}

/** Whether it is open at `atMs` (UTC milliseconds). In the hour that autumn repeats it is open twice, in the one that spring leaves out not at all. */
export function isOpen(hours: OpeningHours, atMs: number): boolean {
  const { date, weekday, minute } = wallTime(hours.timeZone, atMs)
  const spans = hours.exceptions.find((exception) => exception.date === date)?.spans ?? hours.week[weekday] ?? []
  return spans.some(({ fromMinute, toMinute }) => minute >= fromMinute && minute < toMinute)
}

/** The same, and whether it is closed because this very day is: `holiday`. */
export function openNow(hours: OpeningHours, atMs: number): 'open' | 'closed' | 'holiday' {
  if (isOpen(hours, atMs)) return 'open'
  const { date } = wallTime(hours.timeZone, atMs)
  return hours.exceptions.some((day) => day.date === date && day.spans.length === 0) ? 'holiday' : 'closed'
}

const minuteMs = 60_000
/** Days that are looked through: a holiday season is shorter. */
const daysAhead = 60

/** The first moment from `atMs` on in which it is open; `null`: never within two months. All UTC milliseconds. */
export const opensAt = (hours: OpeningHours, atMs: number): number | null => changeFrom(hours, atMs, true)

/** The first moment from `atMs` on in which it is not open; `null`: never within two months. */
export const closesAt = (hours: OpeningHours, atMs: number): number | null => changeFrom(hours, atMs, false)

/** Goes from span to span; where the clocks are changed it looks again where it came out. */
function changeFrom(hours: OpeningHours, fromMs: number, isToBeOpen: boolean): number | null {
  const untilMs = fromMs + daysAhead * 1440 * minuteMs
  for (let atMs = fromMs; atMs <= untilMs; ) {
    const { date, weekday, minute } = wallTime(hours.timeZone, atMs)
    const spans = hours.exceptions.find((exception) => exception.date === date)?.spans ?? hours.week[weekday] ?? []
    const now = spans.find(({ fromMinute, toMinute }) => minute >= fromMinute && minute < toMinute)
    if ((now !== undefined) === isToBeOpen) return atMs
    const later = spans.map(({ fromMinute }) => fromMinute).filter((from) => from > minute)
    const next = now ? now.toMinute : Math.min(1440, ...later)
    atMs = Math.floor(atMs / minuteMs) * minuteMs + (next - minute) * minuteMs
  }
  return null
}

/** Whether the hours make sense; fails with a sentence about the first thing that does not. */
export function checkHours(hours: OpeningHours): Result<OpeningHours, string> {
  if (!isTimeZone(hours.timeZone)) return failure(`There is no time zone called ${hours.timeZone}.`)
  if (hours.week.length !== 7) return failure('A week has seven days.')
  for (const [day, spans] of hours.week.entries()) {
    const wrong = wrongSpan(spans)
    if (wrong) return failure(`${wrong} (${weekdays[day]})`)
  }
  const dates = new Set<string>()
  for (const { date, spans } of hours.exceptions) {
    if (!isDate(date)) return failure(`There is no day ${date}.`)
    if (dates.has(date)) return failure(`The day ${date} is there twice.`)
    dates.add(date)
    const wrong = wrongSpan(spans)
    if (wrong) return failure(`${wrong} (${date})`)
  }
  return success(hours)
}

function wrongSpan(spans: readonly OpenSpan[]): string | undefined {
  const inOrder = [...spans].sort((a, b) => a.fromMinute - b.fromMinute)
  for (const [i, { fromMinute, toMinute }] of inOrder.entries()) {
    if (fromMinute >= toMinute) return 'A time ends before it begins: across midnight it is two, one on either day.'
    if ((inOrder[i + 1]?.fromMinute ?? 1440) < toMinute) return 'Two times of a day overlap.'
  }
  return undefined
}

function isDate(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}
