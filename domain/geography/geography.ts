import { foldText } from '#kernel/text-folding.ts'
import type { Country, Region } from './country.ts'
import type { Area, Place, RegionCode } from './place.ts'

/** A region with the country that it is of. */
export interface KnownRegion extends Region {
  readonly country: string
  /** Of `name`, BCP-47. */
  readonly language: string
}

/** Longer than any address; hostile input is looked at no further. */
const longestAddress = 1000

/** Countries and their regions, and where somebody is by what is known of him. Never changed: an import makes another. */
export class Geography {
  readonly countries: readonly Country[]
  readonly #regions = new Map<RegionCode, KnownRegion>()
  readonly #byLandline = new Map<string, RegionCode>()
  readonly #byPostcode = new Map<string, RegionCode>()
  readonly #byName = new Map<string, RegionCode | null>()

  /** @param countries a later one takes the place of an earlier one of the same code */
  constructor(countries: readonly Country[]) {
    const latest = new Map(countries.map((country) => [country.country, country]))
    this.countries = [...latest.values()].sort((a, b) => (a.country < b.country ? -1 : 1))
    for (const { country, callingCode, language, regions } of this.countries) {
      for (const region of regions) {
        this.#regions.set(region.code, { ...region, country, language })
        for (const code of region.landline) this.#byLandline.set(`${callingCode}${code}`, region.code)
        for (const beginning of region.postcodes) this.#byPostcode.set(`${country}${beginning}`, region.code)
        for (const name of new Set(namesOf(region))) {
          const key = `${country} ${name}`
          this.#byName.set(key, this.#byName.has(key) ? null : region.code)
        }
      }
    }
  }

  regions(): Iterable<KnownRegion> {
    return this.#regions.values()
  }

  region(code: string): KnownRegion | undefined {
    return this.#regions.get(code as RegionCode)
  }

  /** Where somebody is who is there, as the decider needs it; `undefined`: no such region is known. */
  place(code: string): Place | undefined {
    const region = this.region(code)
    return region && { ...areaOf(region), neighbors: region.neighbors }
  }

  /** Where somebody works, as the decider needs it; `undefined`: no such region is known. */
  area(code: string): Area | undefined {
    const region = this.region(code)
    return region && areaOf(region)
  }

  /**
   * The region whose landlines a number is of. `null` for a mobile number, which says nothing of where somebody is, and for
   * whatever else begins like no landline that is known.
   * @param number E.164, with its plus
   */
  ofNumber(number: string): RegionCode | null {
    return number.startsWith('+') && number.length <= 20 ? longest(this.#byLandline, number.slice(1)) : null
  }

  /**
   * The region of a postcode, written in whatever way (`AZ 1000`, `1051`, Persian digits).
   * @param country in whose way it is read
   */
  ofPostcode(postcode: string, country: string): RegionCode | null {
    const code = foldText(postcode.slice(0, 40))
      .toUpperCase()
      .replace(/[^0-9A-Z]/g, '')
    const own = code.startsWith(country) && /[0-9]/.test(code) ? code.slice(country.length) : code
    return longest(this.#byPostcode, `${country}${own}`, country.length + 1)
  }

  /**
   * The region that an address names, by its name in the country's language or in English, or by a town in it: none where
   * it names none, or more than one. A name inside of another (`Ganja` in no `Ganjali`) does not count.
   */
  ofAddress(address: string, country: string): RegionCode | null {
    const words = foldText(address.slice(0, longestAddress))
      .split(/[^\p{L}\p{N}-]+/u)
      .filter((word) => word !== '')
    const found = new Set<RegionCode>()
    for (let from = 0; from < words.length; from++) {
      // The longest name from here on: "West Azerbaijan" and not what stands in it.
      for (let length = Math.min(6, words.length - from); length > 0; length--) {
        const code = this.#byName.get(`${country} ${words.slice(from, from + length).join(' ')}`)
        if (!code) continue
        found.add(code)
        from += length - 1
        break
      }
    }
    const [only] = found
    return found.size === 1 && only ? only : null
  }
}

const areaOf = ({ code, latitude, longitude }: Region): Area => ({ regionCode: code, latitude, longitude })

function namesOf({ name, english, names = {}, towns = [] }: Region): readonly string[] {
  return [name, english, ...Object.values(names), ...towns].map((one) =>
    foldText(one)
      .split(/[^\p{L}\p{N}-]+/u)
      .filter((word) => word !== '')
      .join(' '),
  )
}

function longest(known: ReadonlyMap<string, RegionCode>, text: string, least = 1): RegionCode | null {
  for (let length = Math.min(text.length, 20); length >= least; length--) {
    const code = known.get(text.slice(0, length))
    if (code) return code
  }
  return null
}
