import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { NumberingPlan } from '#telephony/trunks/number-writing.ts'

/** @param region the calling region, ISO 3166 */
export const numberingPlanOf = (region: string): NumberingPlan => ({
  nationally: (e164) => {
    const number = parsePhoneNumberFromString(e164)
    if (number === undefined) return undefined
    const isInside = number.country === region
    const written = isInside ? number.formatNational() : number.format('IDD', { fromCountry: region as CountryCode })
    const digits = written.replace(/[^0-9]/g, '')
    return digits === '' ? undefined : digits
  },
})
