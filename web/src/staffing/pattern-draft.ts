import type { ReasonId } from '#protocol/http/presence-reasons.ts'
import type { ShiftDay } from '#protocol/http/shifts.ts'

/** A pattern as it is typed: times as the browser's fields hold them; an end before the beginning is on the next day. */
export interface DayDraft {
  readonly isOn: boolean
  readonly from: string
  readonly to: string
}
export interface BreakDraft {
  readonly reasonId: ReasonId
  readonly at: string
  readonly minutes: string
}
export interface PatternDraft {
  /** Monday first. */
  readonly days: readonly DayDraft[]
  /** Of every day; `null`: they differ from day to day and stay as they are. */
  readonly breaks: readonly BreakDraft[] | null
  readonly known: readonly ShiftDay[]
}

const minutesOfDay = 1440

export const clockText = (minute: number): string => {
  const inDay = minute % minutesOfDay
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`
}
const minuteOf = (text: string): number | undefined => {
  const [, hour, minute] = /^(\d{2}):(\d{2})/.exec(text) ?? []
  return hour === undefined ? undefined : Number(hour) * 60 + Number(minute)
}

export function patternDraft(days: readonly ShiftDay[] | undefined): PatternDraft {
  if (!days) {
    const week = Array.from({ length: 7 }, (_, nth) => ({ isOn: nth < 5, from: '09:00', to: '18:00' }))
    return { days: week, breaks: [], known: [] }
  }
  const said = (day: ShiftDay) =>
    JSON.stringify(day.breaks.map((one) => [one.reasonId, one.beginsMinute % minutesOfDay, one.lengthMinutes]))
  const isSame = new Set(days.map(said)).size <= 1
  return {
    days: Array.from({ length: 7 }, (_, nth) => {
      const day = days.find(({ weekday }) => weekday === nth + 1)
      if (!day) return { isOn: false, from: '09:00', to: '18:00' }
      return { isOn: true, from: clockText(day.beginsMinute), to: clockText(day.endsMinute) }
    }),
    breaks: isSame
      ? (days[0]?.breaks ?? []).map(({ reasonId, beginsMinute, lengthMinutes }) => ({
          ...{ reasonId, at: clockText(beginsMinute), minutes: String(lengthMinutes) },
        }))
      : null,
    known: days,
  }
}

/** What is sent; `undefined` when something typed is no time. */
export function daysOf({ days, breaks, known }: PatternDraft): ShiftDay[] | undefined {
  const all: ShiftDay[] = []
  for (const [nth, { isOn, from, to }] of days.entries()) {
    if (!isOn) continue
    const beginsMinute = minuteOf(from)
    const end = minuteOf(to)
    if (beginsMinute === undefined || end === undefined) return undefined
    const endsMinute = end > beginsMinute ? end : end + minutesOfDay
    const planned: ShiftDay['breaks'] = []
    for (const { reasonId, at, minutes } of breaks ?? []) {
      const minute = minuteOf(at)
      const lengthMinutes = Number(minutes)
      if (minute === undefined || !Number.isInteger(lengthMinutes) || lengthMinutes < 1) return undefined
      // After midnight it is on the shift's second day.
      planned.push({
        reasonId,
        beginsMinute: minute < beginsMinute ? minute + minutesOfDay : minute,
        lengthMinutes,
      })
    }
    const [before, ...more] = known.filter(({ weekday }) => weekday === nth + 1)
    all.push({ weekday: nth + 1, beginsMinute, endsMinute, breaks: breaks === null ? (before?.breaks ?? []) : planned })
    // A second shift of the same day, which only programs make, stays as it is.
    all.push(...more)
  }
  return all
}
