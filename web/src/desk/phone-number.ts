import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** `+995322123456` as `+995 32 212 34 56`; what is no such number (an extension, a web caller) stays as it came. */
export function formatNumber(number: string): string {
  if (!number.startsWith('+')) return number
  return parsePhoneNumberFromString(number)?.formatInternational() ?? number
}
