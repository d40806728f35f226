import type { Language, Value } from '../flow.ts'
import type { ReadAs } from '../said.ts'
import { gregorianDay, jalaliDay } from './calendar.ts'
import { type Token, type Tongue, wholeCurrencies } from './tongue.ts'
import { azerbaijani } from './tongues/azerbaijani.ts'
import { english } from './tongues/english.ts'
import { georgian } from './tongues/georgian.ts'
import { hungarian } from './tongues/hungarian.ts'
import { persian } from './tongues/persian.ts'
import { russian } from './tongues/russian.ts'
import { turkish } from './tongues/turkish.ts'

const tongues: Readonly<Record<string, Tongue>> = {
  en: english,
  az: azerbaijani,
  fa: persian,
  tr: turkish,
  ka: georgian,
  hu: hungarian,
  ru: russian,
}

const tongueOf = (language: Language): Tongue => tongues[language.split('-')[0] ?? ''] ?? english

/**
 * A value in the words that a native would say, with their spaces, hyphens and commas. Numbers from 0 to below 10^15 and their
 * negatives, dates as ISO 8601, times as `14:05` or ISO 8601, money with two decimals at most (more are rounded). What is nothing of
 * the sort is read letter by letter; in a language that is none of these seven (a tag such as `en-GB` is
 * read like its language), as in English.
 */
export function wordsOf(value: Value, readAs: ReadAs, language: Language): string {
  let words = ''
  for (const token of tokensOf(value, readAs, tongueOf(language))) {
    const glue = token[0] === '-' ? '-' : token[0] === '+' || words === '' ? '' : ' '
    words += glue + (/^[-+]/.test(token) ? token.slice(1) : token)
  }
  return words
}

/**
 * The same as the pieces of which it is made, one after another: each is in `allPieces` of its language, so that they can be
 * rendered ahead and played in a row.
 */
export const piecesOf = (value: Value, readAs: ReadAs, language: Language): readonly string[] =>
  tokensOf(value, readAs, tongueOf(language)).map(pieceOf)

export const pieceOf = (token: Token): string => token.replace(/^[-+]|,$/g, '')

function tokensOf(value: Value, readAs: ReadAs, tongue: Tongue): readonly Token[] {
  const text = plain(value)
  return (readAs.kind === 'digits' ? null : read(text, readAs, tongue)) ?? spelled(text, tongue)
}

/** A number as it is written, without an exponent; digits of other scripts as ours. */
function plain(value: Value): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number') return Math.abs(value) < 1e15 ? String(Number(value.toFixed(6))) : String(value)
  return value
    .slice(0, longest)
    .trim()
    .replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
}

/** Of what is read: whoever says more than this is not listened to. */
const longest = 200

function read(text: string, readAs: ReadAs, tongue: Tongue): readonly Token[] | null {
  if (readAs.kind === 'number') return readNumber(text, tongue)
  if (readAs.kind === 'date') {
    const day = (tongue.calendar === 'jalali' ? jalaliDay : gregorianDay)(text)
    return day && tongue.date(day)
  }
  if (readAs.kind === 'time') return readTime(text, tongue)
  return readAs.kind === 'money' ? readMoney(text, readAs.currency, tongue) : null
}

interface Decimal {
  readonly isNegative: boolean
  readonly whole: number
  readonly fraction: string
}

function decimalOf(text: string): Decimal | null {
  const [, sign, whole = '', fraction = ''] = /^([-−+]?)(\d{1,15})(?:[.,](\d{1,6}))?$/.exec(text) ?? []
  if (sign === undefined) return null
  return { isNegative: sign === '-' || sign === '−', whole: Number(whole), fraction }
}

function readNumber(text: string, tongue: Tongue): readonly Token[] | null {
  const decimal = decimalOf(text)
  if (!decimal) return null
  const { isNegative, whole, fraction } = decimal
  const isWhole = /^0*$/.test(fraction)
  const tokens = isWhole ? tongue.number(whole) : tongue.decimal(whole, fraction)
  return isNegative && !(isWhole && whole === 0) ? [tongue.minus, ...tokens] : tokens
}

function readTime(text: string, tongue: Tongue): readonly Token[] | null {
  const [, hour, minute] = /^(?:\d{4}-\d{2}-\d{2}T)?(\d{1,2}):(\d{2})(?:$|[:Z+-])/.exec(text) ?? []
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return null
  return tongue.time(Number(hour), Number(minute))
}

function readMoney(text: string, currency: string, tongue: Tongue): readonly Token[] | null {
  const decimal = decimalOf(text)
  if (!decimal) return null
  const { isNegative, whole, fraction } = decimal
  const hundredths = Math.round(Number(`0.${fraction}0`) * 100)
  const isWhole = wholeCurrencies.has(currency)
  const units = whole + (isWhole ? Math.round(hundredths / 100) : hundredths === 100 ? 1 : 0)
  const amount = { units, hundredths: isWhole || hundredths === 100 ? 0 : hundredths, currency }
  const tokens = tongue.money(amount) ?? [...(readNumber(text.replace(/^[-−]/, ''), tongue) ?? []), ...currency]
  return isNegative && (amount.units > 0 || amount.hundredths > 0) ? [tongue.minus, ...tokens] : tokens
}

/** Digits and Latin letters one by one; what stands between them is not said. */
function spelled(text: string, tongue: Tongue): readonly Token[] {
  return [...text].flatMap((letter, index) => {
    if (/\d/.test(letter)) return tongue.number(Number(letter))
    if (letter === '+') return [tongue.plus]
    if (letter === '-' && index === 0) return [tongue.minus]
    return /[a-z]/i.test(letter) ? [letter.toUpperCase()] : []
  })
}
