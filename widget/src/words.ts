import az from './languages/az.json'
import en from './languages/en.json'
import fa from './languages/fa.json'
import hu from './languages/hu.json'
import ka from './languages/ka.json'
import ru from './languages/ru.json'
import tr from './languages/tr.json'

export type Words = typeof en
const all: Record<string, Words> = { en, az, fa, tr, ka, hu, ru }

export const wordsOf = (language: string): Words => all[language] ?? en

/** Some browsers know no Georgian or Azerbaijani: there a date in figures, as it is written in both. */
const speaks = (language: string): boolean => Intl.DateTimeFormat.supportedLocalesOf([language]).length > 0
const inFigures = (how: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('de', how)

/** "Monday, 23 November", by the reader's own clock. */
export const dayInWords = (ms: number, language: string): string =>
  speaks(language)
    ? new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' }).format(ms)
    : inFigures({ day: '2-digit', month: '2-digit', year: 'numeric' }).format(ms)

/** "14:30". */
export const timeInWords = (ms: number, language: string): string =>
  new Intl.DateTimeFormat(speaks(language) ? language : 'de', { hour: '2-digit', minute: '2-digit' }).format(ms)

const persianDigits = '۰۱۲۳۴۵۶۷۸۹'
/** Minutes and seconds, in the language's own numerals. */
export function clock(ms: number, language: string): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return language === 'fa' ? text.replace(/\d/g, (digit) => persianDigits[Number(digit)] ?? digit) : text
}
