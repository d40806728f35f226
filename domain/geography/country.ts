import { failure, type Result, success } from '#kernel/result.ts'
import { isPoint, isRegionCode, type RegionCode } from './place.ts'

/** A first-level division of a country. */
export interface Region {
  readonly code: RegionCode
  /** As it is called there, in the country's own language. */
  readonly name: string
  readonly english: string
  /** Other names by BCP-47 language. */
  readonly names?: Readonly<Record<string, string>>
  /** Towns in it, by whose names an address is understood, in whatever language. */
  readonly towns?: readonly string[]
  /** Of the town from which it is governed, in degrees (WGS 84). */
  readonly latitude: number
  readonly longitude: number
  /** How national numbers of its landlines begin, without the leading 0; the longest that fits holds. */
  readonly landline: readonly string[]
  /** How its postcodes begin; the longest that fits holds. */
  readonly postcodes: readonly string[]
  /** Those it has a border with, of the same country; each says the same of the other. */
  readonly neighbors: readonly RegionCode[]
}

/** All first-level divisions of one country: what a file of an import says. */
export interface Country {
  /** ISO 3166-1, two letters. */
  readonly country: string
  /** ITU-T E.164, without the plus. */
  readonly callingCode: string
  /** BCP-47: what `name` is written in. */
  readonly language: string
  readonly regions: readonly Region[]
}

export const mostRegions = 500
const mostOfEach = 2000

/** What is wrong with a file, and where. */
export interface CountryFault {
  /** Such as `regions[3].neighbors`. */
  readonly at: string
  /** A sentence in English. */
  readonly fault: string
}

/** Reads a country from outside, which may be anything; the first twenty faults. */
export function readCountry(value: unknown): Result<Country, readonly CountryFault[]> {
  const faults: CountryFault[] = []
  const say = (at: string, fault: string) => {
    if (faults.length < 20) faults.push({ at, fault })
  }
  if (!isRecord(value)) return failure([{ at: '', fault: 'It must be one JSON object.' }])
  const { country, callingCode, language, regions } = value
  if (!matches(country, /^[A-Z]{2}$/)) say('country', 'It must be two capital letters of ISO 3166-1, such as "AM".')
  if (!matches(callingCode, /^[1-9][0-9]{0,2}$/)) say('callingCode', 'It must be one to three digits, such as "374".')
  if (!matches(language, /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)) say('language', 'It must be a language, such as "hy".')
  if (!Array.isArray(regions) || regions.length === 0 || regions.length > mostRegions) {
    say('regions', `It must be a list of 1 to ${mostRegions} regions.`)
    return failure(faults)
  }
  const known = new Map<unknown, Record<string, unknown>>()
  regions.forEach((region: unknown, index) => {
    const at = `regions[${index}]`
    if (!isRecord(region)) {
      say(at, 'It must be an object.')
      return
    }
    const { code, name, english, names = {}, towns = [], landline, postcodes, neighbors, latitude, longitude } = region
    if (!isRegionCode(code) || !code.startsWith(`${country}-`)) {
      say(`${at}.code`, `It must be a code of ISO 3166-2 that begins with "${String(country).slice(0, 2)}-".`)
    } else if (known.has(code)) say(`${at}.code`, `${code} stands there twice.`)
    known.set(code, region)
    if (!isName(name)) say(`${at}.name`, 'It must be a name of 1 to 100 characters.')
    if (!isName(english)) say(`${at}.english`, 'It must be a name of 1 to 100 characters.')
    if (!isRecord(names) || Object.keys(names).length > 50 || !Object.values(names).every(isName)) {
      say(`${at}.names`, 'It must have a name of 1 to 100 characters for each language.')
    }
    if (!Array.isArray(towns) || towns.length > mostOfEach || !towns.every(isName)) {
      say(`${at}.towns`, 'It must be a list of names of 1 to 100 characters.')
    }
    if (!isPoint({ latitude, longitude })) {
      say(at, 'latitude must be a number from -90 to 90, and longitude one from -180 to 180.')
    }
    if (!isList(landline, /^[0-9]{1,12}$/)) say(`${at}.landline`, 'It must be a list of digits, such as ["10"].')
    if (!isList(postcodes, /^[0-9A-Z]{1,10}$/)) say(`${at}.postcodes`, 'It must be a list of digits and capitals.')
    if (!isList(neighbors, /^[A-Z]{2}-[A-Z0-9]{1,3}$/)) say(`${at}.neighbors`, 'It must be a list of region codes.')
  })
  if (faults.length > 0) return failure(faults)
  sayOnce(regions as readonly Region[], 'landline', say)
  sayOnce(regions as readonly Region[], 'postcodes', say)
  ;(regions as readonly Region[]).forEach(({ code, neighbors }, index) => {
    for (const other of neighbors) {
      const back = known.get(other) as Region | undefined
      const at = `regions[${index}].neighbors`
      if (!back || other === code) say(at, `${other} is no other region of this file.`)
      else if (!back.neighbors.includes(code)) say(at, `${other} must name ${code} as its neighbor too.`)
    }
  })
  return faults.length > 0 ? failure(faults) : success(plain(value as unknown as Country))
}

/** The same beginning cannot lead to two regions. */
function sayOnce(
  regions: readonly Region[],
  field: 'landline' | 'postcodes',
  say: (at: string, fault: string) => void,
): void {
  const owners = new Map<string, RegionCode>()
  regions.forEach((region, index) => {
    for (const beginning of region[field]) {
      const owner = owners.get(beginning)
      if (owner) say(`regions[${index}].${field}`, `"${beginning}" is of ${owner} already.`)
      owners.set(beginning, region.code)
    }
  })
}

/** Nothing but what is known of. */
const plain = ({ country, callingCode, language, regions }: Country): Country => ({
  ...{ country, callingCode, language },
  regions: regions.map(
    ({ code, name, english, names, towns, latitude, longitude, landline, postcodes, neighbors }) => ({
      ...{ code, name, english, ...(names && { names }), ...(towns && { towns }) },
      ...{ latitude, longitude, landline, postcodes, neighbors },
    }),
  ),
})

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const matches = (value: unknown, pattern: RegExp) => typeof value === 'string' && pattern.test(value)
const isName = (value: unknown) => typeof value === 'string' && value.trim() !== '' && value.length <= 100
const isList = (value: unknown, pattern: RegExp) =>
  Array.isArray(value) && value.length <= mostOfEach && value.every((item) => matches(item, pattern))
