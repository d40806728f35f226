import type { Language } from '#protocol/http/fields.ts'
import type { CallerAnswer } from '#protocol/http/interactions.ts'
import { formatsFor } from '../languages/formats.ts'
import { languages } from '../languages/languages.ts'

/** An answer as the reader writes dates and amounts; what cannot be read as what it is said to be stands as it came. */
export function shownAnswer({ value, as, currency = '' }: CallerAnswer, reader: Language): string {
  // A day and an hour that somebody named are the same in every zone.
  const { number, date, time } = formatsFor(reader, 'UTC')
  if (as === 'number' || as === 'money') {
    const amount = Number(value)
    if (value === '' || !Number.isFinite(amount)) return value
    const text = number(amount, as === 'money' ? 2 : 6)
    return as === 'money' ? `${text} ${currencyIn(currency, reader)}`.trim() : text
  }
  if (as === 'date') {
    const atMs = Date.parse(value)
    return Number.isNaN(atMs) ? value : date(atMs)
  }
  if (as === 'time') {
    const [, hour, minute] = /^(\d{1,2}):(\d{2})/.exec(value) ?? []
    return hour === undefined ? value : time(Date.UTC(2000, 0, 1, Number(hour), Number(minute)))
  }
  if (as === 'language') return languages.find(({ code }) => code === value.split('-')[0])?.name ?? value
  return value
}

/** The toman has no code in ISO 4217 that anybody writes. */
const currencyIn = (currency: string, reader: Language): string =>
  currency === 'IRT' ? (reader === 'fa' ? 'تومان' : 'toman') : currency

/** The words of a question in the reader's language, else in English, else in any: `isOwn` says whether it is the reader's. */
export function questionIn(
  { question = {} }: Pick<CallerAnswer, 'question'>,
  reader: string,
): { readonly text: string; readonly isOwn: boolean } | undefined {
  const inOf = (language: string) =>
    Object.entries(question).find(([tag]) => tag.toLowerCase().split('-')[0] === language)?.[1]
  const own = inOf(reader)
  if (own) return { text: own, isOwn: true }
  const text = inOf('en') ?? Object.values(question)[0]
  return text ? { text, isOwn: false } : undefined
}
