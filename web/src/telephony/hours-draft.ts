import type { BusinessHours, CreateBusinessHours } from '#protocol/http/number-plan.ts'

/** Times of the day as a field of the browser holds them: `09:30`; at the end of a span `00:00` is midnight after. */
export interface SpanDraft {
  readonly from: string
  readonly to: string
}
export interface HoursDraft {
  readonly name: string
  readonly timeZone: string
  readonly week: readonly (readonly SpanDraft[])[]
  readonly exceptions: readonly { readonly date: string; readonly name: string; readonly spans: readonly SpanDraft[] }[]
}

const minutesOfDay = 1440
const clockText = (minute: number): string => {
  const inDay = minute % minutesOfDay
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`
}
const minuteOf = (text: string): number | undefined => {
  const [, hour, minute] = /^(\d{2}):(\d{2})/.exec(text) ?? []
  return hour === undefined ? undefined : Number(hour) * 60 + Number(minute)
}

type Span = CreateBusinessHours['week'][number][number]
const draftOf = ({ fromMinute, toMinute }: Span): SpanDraft => ({
  from: clockText(fromMinute),
  to: clockText(toMinute),
})

/** `undefined` when it does not end after it begins. */
function spanOf({ from, to }: SpanDraft): Span | undefined {
  const fromMinute = minuteOf(from)
  const end = minuteOf(to)
  const toMinute = end === 0 ? minutesOfDay : end
  if (fromMinute === undefined || toMinute === undefined || toMinute <= fromMinute) return undefined
  return { fromMinute, toMinute }
}

export const workday: SpanDraft = { from: '09:00', to: '18:00' }

export function hoursDraft(hours: BusinessHours | undefined, timeZone: string): HoursDraft {
  if (!hours) {
    const week = Array.from({ length: 7 }, (_, day) => (day < 5 ? [workday] : []))
    return { name: '', timeZone, week, exceptions: [] }
  }
  return {
    name: hours.name,
    timeZone: hours.timeZone,
    week: hours.week.map((spans) => spans.map(draftOf)),
    exceptions: hours.exceptions.map(({ date, name, spans }) => ({ date, name, spans: spans.map(draftOf) })),
  }
}

export type HoursProblem = 'needed' | 'spanBad' | 'overlap' | 'dateBad' | 'zoneBad'

/** The body, or the first thing that is wrong and where. */
export function hoursBody(
  draft: HoursDraft,
):
  | { ok: true; body: CreateBusinessHours }
  | { ok: false; at: 'name' | 'timeZone' | 'week' | 'exceptions'; problem: HoursProblem } {
  const name = draft.name.trim()
  if (name === '') return { ok: false, at: 'name', problem: 'needed' }
  const timeZone = draft.timeZone.trim()
  if (!isZone(timeZone)) return { ok: false, at: 'timeZone', problem: 'zoneBad' }
  const week = draft.week.map(sorted)
  const wrongDay = week.find((day) => typeof day === 'string')
  if (typeof wrongDay === 'string') return { ok: false, at: 'week', problem: wrongDay }
  const exceptions = draft.exceptions.map(({ date, name: dayName, spans }) => ({
    date,
    name: dayName.trim(),
    spans: sorted(spans),
  }))
  const dates = new Set(exceptions.map(({ date }) => date))
  if (dates.size < exceptions.length || [...dates].some((date) => !/^\d{4}-\d{2}-\d{2}$/.test(date)))
    return { ok: false, at: 'exceptions', problem: 'dateBad' }
  const wrong = exceptions.find(({ spans }) => typeof spans === 'string')?.spans
  if (typeof wrong === 'string') return { ok: false, at: 'exceptions', problem: wrong }
  return {
    ok: true,
    body: { name, timeZone, week, exceptions } as CreateBusinessHours,
  }
}

function sorted(spans: readonly SpanDraft[]): Span[] | 'spanBad' | 'overlap' {
  const read: Span[] = []
  for (const draft of spans) {
    const span = spanOf(draft)
    if (!span) return 'spanBad'
    read.push(span)
  }
  read.sort((a, b) => a.fromMinute - b.fromMinute)
  return read.some((span, index) => index > 0 && span.fromMinute < (read[index - 1]?.toMinute ?? 0)) ? 'overlap' : read
}

function isZone(timeZone: string): boolean {
  if (timeZone === '') return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
