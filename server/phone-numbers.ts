import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** Longer than any number anyone dials; what is longer is not looked at. */
const longestNumber = 40

/**
 * The number as the whole program compares it: E.164 with its plus sign when it is a number that exists in `region`'s
 * writing, else its digits as they came (an extension, a short code), else the text without spaces.
 */
export function comparableNumber(raw: string, region: string): string {
  const text = raw.trim().slice(0, longestNumber)
  const e164 = toE164(text, region)
  if (e164 !== undefined) return e164
  const digits = text.replace(/[^0-9*#]/g, '')
  return digits === '' ? text.replace(/\s+/g, '') : digits
}

/** E.164 of a number in any writing; `undefined` when it is none that exists. */
export function toE164(raw: string, region: string): string | undefined {
  const country = region.toUpperCase()
  const parsed = parsePhoneNumberFromString(
    raw.slice(0, longestNumber),
    isSupportedCountry(country) ? (country as CountryCode) : undefined,
  )
  return parsed?.isValid() ? parsed.number : undefined
}
