import { type Area, Geography, type Place, shippedCountries } from '#domain/geography/index.ts'

/** Where the callers of a simulated day are and its agents work: neighbors, who is far, and an exclave without any border. */
const geography = new Geography(shippedCountries.filter(({ country }) => country === 'GE' || country === 'AZ'))
const codes = ['GE-TB', 'GE-KK', 'GE-IM', 'GE-AJ', 'AZ-NX']

/** A caller is always in the same place; of one in three nobody knows where. */
export function placeOfNumber(number: string): Place | undefined {
  const code = codes[Number(number.slice(-3)) % (codes.length + 2)]
  return code === undefined ? undefined : geography.place(code)
}

/** @param keeps which of the regions */
export const areasWhere = (keeps: () => boolean): readonly Area[] =>
  codes.filter(keeps).flatMap((code) => geography.area(code) ?? [])
