import {
  type CountryCode,
  getCountryCallingCode,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js/max'
import { remembering } from '#kernel/remembering.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { isRegion, phoneNumber } from '../customers/index.ts'

/** Longer than any number with its punctuation. */
const longestText = 64
const longestShortNumber = 6
/** So many digits too many are looked behind. */
const overdialed = 8

/**
 * A number as the rules for calling out see it: E.164 with its plus sign, or the bare digits of a short number. Whatever
 * leaves the country has a plus sign, also when no plan has such a number (`00882123`, `810…` in Russia): a spelling must not
 * lead around a rule.
 * @param region ISO 3166
 * @param emergencyNumbers are what they are before anything else is read into them (`000` in Australia)
 */
export function dialedNumber(
  raw: string,
  region: string,
  emergencyNumbers: readonly string[],
): Result<string, 'not-a-number'> {
  const text = raw
    .slice(0, longestText + 1)
    .trim()
    .replace(/^tel:/i, '')
  if (text.length > longestText || !/^[+\uff0b]?[\p{Nd}*#\s().\-/]+$/u.test(text)) return failure('not-a-number')
  const ascii = /^[ -~]*$/.test(text) ? text : text.replace(/\p{Nd}/gu, digitOf).replace('\uff0b', '+')
  const digits = ascii.replace(/[^0-9*#]/g, '')
  if (digits === '' || digits.length > 32) return failure('not-a-number')
  if (emergencyNumbers.includes(digits)) return success(digits)
  const country = region.toUpperCase()
  const readIn: CountryCode = isRegion(country) ? country : 'GB'
  const known = phoneNumber(text, readIn)
  if (known.ok) return success(known.value)
  if (ascii.startsWith('+')) return success(`+${digits}`)
  if (/^000*[1-9]/.test(digits)) return success(`+${digits.replace(/^0+/, '')}`)
  const parsed = /[*#]/.test(digits) ? undefined : parsePhoneNumberFromString(digits, readIn)
  if (!parsed) return success(digits)
  const isAbroad = parsed.countryCallingCode !== getCountryCallingCode(readIn)
  if (isAbroad) return success(parsed.number as string)
  return success(digits.length > longestShortNumber ? wholeNumber(digits, readIn, parsed.number) : digits)
}

/**
 * A telephone company routes by the beginning and drops what is too much: so many digits stand under the rules for what
 * they begin with, and those of a number that no plan has under the rules for its country.
 */
function wholeNumber(digits: string, region: CountryCode, parsed: string): string {
  const wrong = validatePhoneNumberLength(digits, region)
  if (wrong === undefined) return parsed
  for (let length = digits.length - 1; length >= digits.length - overdialed && length > longestShortNumber; length--) {
    const known = phoneNumber(digits.slice(0, length), region)
    if (known.ok) return known.value + digits.slice(length)
  }
  return digits
}

/** Unicode keeps each script's decimal digits together, from zero to nine. */
function digitOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  let zero = code
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero--
  return String(code - zero)
}

/** `home`: in the region's own plan, or a short number. `premium`: costs extra, wherever it is. */
export type NumberKind = 'home' | 'abroad' | 'premium'

const premiumTypes: readonly (string | undefined)[] = ['PREMIUM_RATE', 'SHARED_COST']

/** @param number as {@link dialedNumber} gives it */
export function kindOfNumber(number: string, region: string): NumberKind {
  if (!number.startsWith('+')) return 'home'
  return rememberedKind(`${number} ${region}`).kind
}

/** The plans of the world's numbers are long: what is called often is not looked up again. */
const rememberedKind = remembering(
  (text) => {
    const [number = '', region = ''] = text.split(' ')
    return { kind: kindInPlan(number, region) }
  },
  { atLeast: 2000, longest: longestText },
)

function kindInPlan(number: string, region: string): NumberKind {
  const country = region.toUpperCase()
  const parsed = parsePhoneNumberFromString(number)
  if (isPremium(number)) return 'premium'
  if (!isRegion(country)) return 'abroad'
  if (parsed?.country !== undefined) return parsed.country === country ? 'home' : 'abroad'
  return number.startsWith(`+${getCountryCallingCode(country)}`) ? 'home' : 'abroad'
}

/** Also one that is dialled with digits beyond its end. */
function isPremium(number: string): boolean {
  for (let length = number.length; length >= Math.max(6, number.length - overdialed); length--) {
    const parsed = parsePhoneNumberFromString(number.slice(0, length))
    if (parsed?.isValid()) return premiumTypes.includes(parsed.getType())
  }
  return false
}

/** Whether the number begins with one of these: E.164 beginnings by their plus sign, short numbers whole. The length of the longest that fits. */
export function longestPrefix(prefixes: readonly string[], number: string): number | undefined {
  let longest: number | undefined
  for (const prefix of prefixes) {
    const fits = prefix.startsWith('+') ? number.startsWith(prefix) : number === prefix
    if (fits && prefix.length > (longest ?? -1)) longest = prefix.length
  }
  return longest
}

/** What is dialled before a number inside the country (ITU-T E.164 national prefix), where it is not 0. */
const nationalPrefixes: Readonly<Record<string, string>> = {
  ...Object.fromEntries('CZ DK EE ES GR HK IT LV NO PL PT QA SG'.split(' ').map((region) => [region, ''])),
  ...Object.fromEntries('BY KZ RU TM'.split(' ').map((region) => [region, '8'])),
  ...Object.fromEntries('CA US'.split(' ').map((region) => [region, '1'])),
  HU: '06',
}

/** A number or pattern of ours as a telephone company may write it: with a plus sign, without, with 00, and as inside the country. */
export function spellingsOf(pattern: string, region: string): readonly string[] {
  if (!pattern.startsWith('+')) return [pattern]
  const digits = pattern.slice(1)
  const spellings = [pattern, digits, `00${digits}`]
  const country = region.toUpperCase()
  const code = isRegion(country) ? getCountryCallingCode(country) : undefined
  if (code !== undefined && digits.startsWith(code)) {
    const national = digits.slice(code.length)
    spellings.push(national, `${nationalPrefixes[country] ?? '0'}${national}`)
  }
  // A bare star would be every number there is.
  return [...new Set(spellings)].filter((spelling) => /[0-9X]/.test(spelling))
}
