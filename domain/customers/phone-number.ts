import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { remembering } from '#kernel/remembering.ts'
import { failure, type Result, success } from '#kernel/result.ts'

/** A number in E.164, such as `+994125551234`: the only form in which numbers are stored and compared. */
declare const e164: unique symbol
export type PhoneNumber = string & { readonly [e164]: true }

/** An ISO 3166 region in whose way numbers without a country code are read, such as `AZ`. */
export type Region = CountryCode
export const isRegion = (text: string): text is Region => isSupportedCountry(text)

/** Longer than any number with its punctuation; hostile input is not parsed further. */
const maxLength = 64

/**
 * Makes E.164 of a number as it was typed or signalled: `012 555 12 34`, `00994…`, `tel:+994…`, Persian digits. What is
 * not a possible number of any plan (`701`, `anonymous`, `sipp`) fails, and the raw text is then what is shown.
 */
export function phoneNumber(raw: string, defaultRegion: Region): Result<PhoneNumber, 'not-a-number'> {
  if (raw.length > maxLength) return failure('not-a-number')
  return remembered(`${defaultRegion} ${raw}`)
}

/** A call asks for the same numbers some ten times from its first ring to its place in the history, and each reading takes some 30 µs. */
const remembered = remembering((text) => readNumber(text.slice(3), text.slice(0, 2) as Region), {
  atLeast: 2000,
  longest: maxLength + 3,
})

function readNumber(raw: string, defaultRegion: Region): Result<PhoneNumber, 'not-a-number'> {
  const text = raw.trim().replace(/^(?:tel|sips?):/i, '')
  // Whole texts only: `order 0125551234` is no phone number, and a SIP user's name may well hold digits.
  if (!/^[+\uff0b]?[\p{Nd}\s().\-/]+$/u.test(text)) return failure('not-a-number')
  // Carriers signal international numbers with 00 even in regions whose own prefix is another.
  const spellings = /^00[1-9]/.test(text) ? [text, `+${text.slice(2)}`] : [text]
  for (const spelling of spellings) {
    const parsed = parsePhoneNumberFromString(spelling, defaultRegion)
    if (parsed?.isValid()) return success(parsed.number as string as PhoneNumber)
  }
  return failure('not-a-number')
}
