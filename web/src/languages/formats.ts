import type { Language } from '#protocol/http/fields.ts'
import { ownNames } from './own-names.ts'

/** How times and numbers are written for one reader: in the reader's language, calendar, digits and zone. */
export interface Formats {
  /** `14:05`; with seconds `14:05:09`. */
  time(atMs: number, withSeconds?: boolean): string
  /** `21 Nov 2026`; Jalali for Persian. */
  date(atMs: number): string
  /** Without the year: `21 Nov`. */
  dayOfYear(atMs: number): string
  /** One after the other: `Monday, Tuesday`. */
  list(words: readonly string[]): string
  /** Today only the time, this year without the year: `21 Nov, 14:05`. */
  moment(atMs: number, nowMs: number): string
  /** The whole: `21 Nov 2026, 14:05`. */
  dateTime(atMs: number): string
  /** A duration as a clock face: `0:42`, `12:05`, `1:02:03`. Below zero counts as zero. */
  clock(durationMs: number): string
  number(value: number, maximumFractionDigits?: number): string
  bytes(count: number): string
}

/** The locale that `Intl` is asked for. Georgian numbers are written as Hungarian ones are: 12 345,6. */
const numberLocales: Readonly<Record<Language, string>> = {
  en: 'en-GB',
  az: 'tr',
  fa: 'fa-IR-u-nu-arabext',
  tr: 'tr',
  ka: 'hu',
  hu: 'hu',
  ru: 'ru',
}
const dateLocales: Readonly<Partial<Record<Language, string>>> = {
  en: 'en-GB',
  fa: 'fa-IR-u-ca-persian-nu-arabext',
  tr: 'tr',
  hu: 'hu',
  ru: 'ru',
}

/** @param timeZone an IANA zone; UTC when the browser does not know it */
export function formatsFor(language: Language, timeZone: string): Formats {
  const zone = knownZone(timeZone)
  const numbers = new Intl.NumberFormat(numberLocales[language], { maximumFractionDigits: 0 })
  const padded = new Intl.NumberFormat(numberLocales[language], { minimumIntegerDigits: 2, useGrouping: false })
  const plain = new Intl.NumberFormat(numberLocales[language], { useGrouping: false })
  const dates = dateWriter(language, zone)
  const days = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })
  const clockParts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  })
  const time = (atMs: number, withSeconds = false) => {
    const parts = partsOf(clockParts, atMs)
    const text = `${padded.format(parts.hour)}:${padded.format(parts.minute)}`
    return withSeconds ? `${text}:${padded.format(parts.second)}` : text
  }
  const comma = language === 'fa' ? '، ' : ', '
  return {
    time,
    date: (atMs) => dates(atMs, true),
    dayOfYear: (atMs) => dates(atMs, false),
    list: (words) => words.join(comma),
    moment(atMs, nowMs) {
      const day = days.format(atMs)
      const today = days.format(nowMs)
      if (day === today) return time(atMs)
      return `${dates(atMs, day.slice(0, 4) !== today.slice(0, 4))}${comma}${time(atMs)}`
    },
    dateTime: (atMs) => `${dates(atMs, true)}${comma}${time(atMs)}`,
    clock(durationMs) {
      const seconds = Math.max(0, Math.floor(durationMs / 1000))
      const tail = `${padded.format(seconds % 60)}`
      const minutes = Math.floor(seconds / 60)
      if (minutes < 60) return `${plain.format(minutes)}:${tail}`
      return `${plain.format(Math.floor(minutes / 60))}:${padded.format(minutes % 60)}:${tail}`
    },
    number: (value, maximumFractionDigits = 0) =>
      maximumFractionDigits === 0
        ? numbers.format(value)
        : new Intl.NumberFormat(numberLocales[language], { maximumFractionDigits }).format(value),
    bytes(count) {
      const [value, unit] =
        count < 1e6 ? [count / 1e3, 'kB'] : count < 1e9 ? [count / 1e6, 'MB'] : ([count / 1e9, 'GB'] as const)
      return `${new Intl.NumberFormat(numberLocales[language], { maximumFractionDigits: 1 }).format(value)} ${unit}`
    },
  }
}

function dateWriter(language: Language, timeZone: string): (atMs: number, withYear: boolean) => string {
  const names = ownNames[language]
  if (names) {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric', month: 'numeric', day: 'numeric' })
    return (atMs, withYear) => {
      const { day, month, year } = partsOf(format, atMs)
      return `${day} ${names.shortMonths[month - 1]}${withYear ? ` ${year}` : ''}`
    }
  }
  const options = { timeZone, month: 'short', day: 'numeric' } as const
  const short = new Intl.DateTimeFormat(dateLocales[language], options)
  const long = new Intl.DateTimeFormat(dateLocales[language], { ...options, year: 'numeric' })
  return (atMs, withYear) => (withYear ? long : short).format(atMs)
}

type Parts = Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>>
function partsOf(format: Intl.DateTimeFormat, atMs: number): Parts {
  const parts: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(atMs)) parts[type] = Number(value)
  return parts as Parts
}

function knownZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
  } catch {
    return 'UTC'
  }
}
