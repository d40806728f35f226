/** A day of a calendar: months and days from 1. */
export interface CalendarDay {
  readonly year: number
  readonly month: number
  readonly day: number
}

const dayMs = 86_400_000

/** The date as ISO 8601; `null`: there is no such day. */
export function isoDate(year: number, month: number, day: number): string | null {
  if (year < 1000 || year > 9999) return null
  const date = new Date(Date.UTC(year, month - 1, day))
  const isSame = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return isSame ? date.toISOString().slice(0, 10) : null
}

/** The day that an ISO 8601 date, alone or before a time, names; `null`: none. */
export function gregorianDay(iso: string): CalendarDay | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})(?:$|T)/.exec(iso) ?? []
  if (year === undefined || isoDate(Number(year), Number(month), Number(day)) === null) return null
  return { year: Number(year), month: Number(month), day: Number(day) }
}

// The Solar Hijri calendar of Iran as ICU has it; numbers in Latin digits.
let formatter: Intl.DateTimeFormat | undefined

/** The day of the Jalali calendar. */
export function jalaliDay(iso: string): CalendarDay | null {
  const day = gregorianDay(iso)
  return day && jalaliAt(Date.UTC(day.year, day.month - 1, day.day))
}

function jalaliAt(atMs: number): CalendarDay {
  formatter ??= new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  })
  const part: Record<string, number> = {}
  for (const { type, value } of formatter.formatToParts(atMs)) part[type] = Number.parseInt(value, 10)
  return { year: part.year ?? 0, month: part.month ?? 0, day: part.day ?? 0 }
}

/** The ISO 8601 date of a day of the Jalali calendar; `null`: there is no such day. */
export function isoOfJalali(year: number, month: number, day: number): string | null {
  if (year < 1000 || year > 3000 || month < 1 || month > 12 || day < 1 || day > 31) return null
  const daysBefore = month <= 7 ? (month - 1) * 31 : 186 + (month - 7) * 30
  // Nowruz falls on the 19th to the 22nd of March: one of a few days is it.
  const nearMs = Date.UTC(year + 621, 2, 21) + (daysBefore + day - 1) * dayMs
  for (const offset of [0, -1, 1, -2, 2]) {
    const atMs = nearMs + offset * dayMs
    const found = jalaliAt(atMs)
    if (found.year === year && found.month === month && found.day === day) {
      return new Date(atMs).toISOString().slice(0, 10)
    }
  }
  return null
}
