import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** A zone that every number of this country is in; `null` where it has several, or the number says no country. */
export function timeZoneOfNumber(number: string): string | null {
  const country = parsePhoneNumberFromString(number)?.country
  if (country === undefined) return null
  const zones = (new Intl.Locale(`und-${country}`) as { timeZones?: readonly string[] }).timeZones ?? []
  return zones.length === 1 ? (zones[0] ?? null) : null
}
