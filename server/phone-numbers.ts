import { isRegion, phoneNumber } from '#domain/customers/index.ts'

/** Longer than any number anyone dials; what is longer is not looked at. */
const longestNumber = 64

/**
 * The number as the whole program compares it: E.164 with its plus sign when it is a number that exists in `region`'s
 * writing, else its digits as they came (an extension, a short code), else the text without spaces.
 * @param region ISO 3166; with one that nobody knows, only international writing is read
 */
export function comparableNumber(raw: string, region: string): string {
  const text = raw.trim().slice(0, longestNumber)
  const country = region.toUpperCase()
  if (isRegion(country) || /^(\+|00|tel:)/.test(text)) {
    const e164 = phoneNumber(text, isRegion(country) ? country : 'GB')
    if (e164.ok) return e164.value
  }
  const digits = text.replace(/[^0-9*#]/g, '')
  return digits !== '' && /^[0-9*#\s().\-/]+$/.test(text) ? digits : text.replace(/\s+/g, '')
}
