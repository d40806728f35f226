import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { describe, expect, it } from 'vitest'
import { type Country, distanceKm, Geography, readCountry, shippedCountries, whereabouts } from './index.ts'

const eachCountry = shippedCountries.map((country) => [country.country, country] as const)
const geography = new Geography(shippedCountries)
const kmBetween = (a: string, b: string) => {
  const [from, to] = [geography.area(a), geography.area(b)]
  if (!from || !to) throw new Error(`${a} or ${b} is unknown`)
  return distanceKm(from, to)
}

describe('the regions that come with the product', () => {
  it('are as many as ISO 3166-2 has at the first level', () => {
    const counts = Object.fromEntries(geography.countries.map(({ country, regions }) => [country, regions.length]))
    // AZ: 59 rayons, 10 cities, Nakhchivan. HU: 19 counties and Budapest, its cities with county rights being inside of them.
    expect(counts).toEqual({ AZ: 70, GE: 12, HU: 20, IR: 31, TR: 81 })
    const ofTurkey = Array.from({ length: 81 }, (_, n) => `TR-${String(n + 1).padStart(2, '0')}`)
    expect(ofTurkey.filter((code) => !geography.region(code))).toEqual([])
    const ofIran = Array.from({ length: 31 }, (_, n) => `IR-${String(n).padStart(2, '0')}`)
    expect(ofIran.filter((code) => !geography.region(code))).toEqual([])
  })

  it.each(eachCountry)('%s passes what an import has to pass', (_, country) =>
    expect(readCountry(country)).toEqual({ ok: true, value: country }),
  )

  it.each(eachCountry)('%s is one piece, but for Nakhchivan, which has no border with the rest', (_, { regions }) => {
    const mainland = regions.filter(({ code }) => code !== 'AZ-NX')
    const reached = new Set([mainland[0]?.code])
    for (const code of reached)
      for (const next of regions.find((one) => one.code === code)?.neighbors ?? []) reached.add(next)
    expect(mainland.filter(({ code }) => !reached.has(code))).toEqual([])
    expect(geography.region('AZ-NX')?.neighbors).toEqual([])
  })

  it('have borders that fit onto a map: at most 3n - 6 of them, and none between regions that lie far apart', () => {
    for (const { country, regions } of shippedCountries) {
      const borders = regions.flatMap(({ code, neighbors }) => neighbors.map((other) => [code, other] as const))
      expect(borders.length / 2, country).toBeLessThanOrEqual(3 * regions.length - 6)
      const far = { AZ: 120, GE: 170, HU: 150, IR: 710, TR: 350 }[country] ?? 0
      expect(
        borders.filter(([a, b]) => kmBetween(a, b) > far),
        country,
      ).toEqual([])
    }
  })

  it('have landline codes that are landlines, each of which leads to its region', () => {
    const wrong: string[] = []
    for (const { callingCode, regions } of shippedCountries) {
      for (const { code, landline } of regions) {
        for (const beginning of landline) {
          if (geography.ofNumber(`+${callingCode}${beginning}5555555`) !== code) wrong.push(`${code} ${beginning}`)
          if (!isLandline(callingCode, beginning)) wrong.push(`${code} ${beginning} is no landline`)
        }
      }
    }
    expect(wrong).toEqual([])
  })

  it('have postcodes that lead to them', () => {
    const wrong: string[] = []
    for (const { country, regions } of shippedCountries) {
      for (const { code, postcodes } of regions) {
        for (const beginning of postcodes) {
          if (geography.ofPostcode(beginning, country) !== code) wrong.push(`${code} ${beginning}`)
        }
      }
    }
    expect(wrong).toEqual([])
  })
})

/** Whether some number that begins so is one of a landline, by libphonenumber's own plan. */
function isLandline(callingCode: string, beginning: string): boolean {
  for (let length = 8; length <= 10; length++) {
    for (const digit of '23456789') {
      const national = beginning.padEnd(length, digit)
      const number = parsePhoneNumberFromString(`+${callingCode}${national}`)
      if (number?.getType() === 'FIXED_LINE' || number?.getType() === 'FIXED_LINE_OR_MOBILE') return true
    }
  }
  return false
}

describe('distance', () => {
  it('is that of the great circle', () => {
    const equator = { latitude: 0, longitude: 0 }
    expect(distanceKm(equator, { latitude: 0, longitude: 90 })).toBeCloseTo(10_007.6, 0)
    expect(distanceKm(equator, { latitude: 0, longitude: 180 })).toBeCloseTo(20_015.1, 0)
    expect(distanceKm(equator, equator)).toBe(0)
    // Over the line at which a day begins.
    expect(distanceKm({ latitude: 0, longitude: 179 }, { latitude: 0, longitude: -179 })).toBeCloseTo(222.4, 0)
  })

  it('is as on the map', () => {
    expect(kmBetween('TR-06', 'TR-34')).toBeGreaterThan(340)
    expect(kmBetween('TR-06', 'TR-34')).toBeLessThan(360)
    expect(kmBetween('GE-TB', 'GE-IM')).toBeGreaterThan(175)
    expect(kmBetween('GE-TB', 'GE-IM')).toBeLessThan(195)
  })
})

describe('where somebody is', () => {
  it.each([
    ['+994124931234', 'AZ-BA'],
    ['+994365441234', 'AZ-NX'],
    ['+994222551234', 'AZ-GA'],
    ['+995322123456', 'GE-TB'],
    ['+995431212345', 'GE-IM'],
    ['+3612345678', 'HU-BU'],
    ['+3672123456', 'HU-BA'],
    ['+982122223333', 'IR-23'],
    ['+902122930000', 'TR-34'],
    ['+902162930000', 'TR-34'],
  ])('%s is a landline of %s', (number, code) => expect(geography.ofNumber(number)).toBe(code))

  it.each(['+994501234567', '+995555123456', '+36301234567', '+989121234567', '+905321234567', '+4930123456', '', '7'])(
    '%s says nothing: a mobile number, or none of a country that is known',
    (number) => expect(geography.ofNumber(number)).toBeNull(),
  )

  it.each([
    ['AZ 1000', 'AZ', 'AZ-BA'],
    ['az2000', 'AZ', 'AZ-GA'],
    ['0102', 'GE', 'GE-TB'],
    ['4600', 'GE', 'GE-IM'],
    ['1051', 'HU', 'HU-BU'],
    ['H-3300', 'HU', null],
    ['3070', 'HU', 'HU-NO'],
    ['3300', 'HU', 'HU-HE'],
    ['34710', 'TR', 'TR-34'],
    ['۱۱۳۶۹-۱۳۴۱۱', 'IR', 'IR-23'],
    ['00000', 'TR', null],
    ['', 'TR', null],
  ])('the postcode %s in %s is %s', (postcode, country, code) => {
    expect(geography.ofPostcode(postcode, country)).toBe(code)
  })

  it.each([
    ['12 Rustaveli Avenue, Kutaisi', 'GE', 'GE-IM'],
    ['ქუთაისი, რუსთაველის 12', 'GE', 'GE-IM'],
    ['Nizami küç. 5, BAKI', 'AZ', 'AZ-BA'],
    ['تهران، خیابان ولیعصر', 'IR', 'IR-23'],
    ['Kadıköy/istanbul', 'TR', 'TR-34'],
    ['Pécs, Király u. 3.', 'HU', 'HU-BA'],
    ['West Azerbaijan, Iran', 'IR', 'IR-04'],
    ['Ankara cad. 5, İzmir', 'TR', null],
    ['somewhere', 'TR', null],
  ])('the address %s in %s names %s', (address, country, code) => {
    expect(geography.ofAddress(address, country)).toBe(code)
  })

  it('is what was said before a postcode, that before an address, and that before a landline', () => {
    const traces = { regionCode: 'GE-AJ', postcode: '4600', address: 'Tbilisi', number: '+995370212345' }
    const all = [
      whereabouts(geography, traces, 'GE'),
      whereabouts(geography, { ...traces, regionCode: null }, 'GE'),
      whereabouts(geography, { ...traces, regionCode: 'XX-99', postcode: 'x' }, 'GE'),
      whereabouts(geography, { number: traces.number }, 'GE'),
      whereabouts(geography, { number: '+995555123456' }, 'GE'),
    ]
    expect(all).toEqual([
      { regionCode: 'GE-AJ', source: 'told' },
      { regionCode: 'GE-IM', source: 'postcode' },
      { regionCode: 'GE-TB', source: 'address' },
      { regionCode: 'GE-SK', source: 'landline' },
      null,
    ])
  })
})

describe('a country from outside', () => {
  const armenia = {
    country: 'AM',
    callingCode: '374',
    language: 'hy',
    regions: [
      { code: 'AM-ER', name: 'Երևան', english: 'Yerevan', latitude: 40.18, longitude: 44.51, landline: ['10'] },
      { code: 'AM-AR', name: 'Արարատ', english: 'Ararat', latitude: 39.95, longitude: 44.55, landline: ['235'] },
    ].map((region, n) => ({ ...region, postcodes: [], neighbors: [n === 0 ? 'AM-AR' : 'AM-ER'] })),
  }

  it('is read, and takes its place among the others', () => {
    const read = readCountry(armenia)
    expect(read.ok).toBe(true)
    const more = new Geography([...shippedCountries, (read as { value: Country }).value])
    expect(more.ofNumber('+37410123456')).toBe('AM-ER')
    expect(more.place('AM-AR')).toMatchObject({ regionCode: 'AM-AR', neighbors: ['AM-ER'] })
    expect([...more.regions()]).toHaveLength(216)
  })

  it('is refused with a sentence for each fault, and its place', () => {
    type File = typeof armenia
    const faultsOf = (change: (file: File) => unknown) => {
      const read = readCountry(change(structuredClone(armenia)))
      return read.ok ? [] : read.error.map(({ at }) => at)
    }
    const withFirst = (changed: object) => (file: File) => ({
      ...file,
      regions: [{ ...file.regions[0], ...changed }, ...file.regions.slice(1)],
    })
    expect(faultsOf(() => [])).toEqual([''])
    expect(faultsOf((file) => ({ ...file, country: 'arm' }))).toContain('country')
    expect(faultsOf((file) => ({ ...file, regions: [] }))).toEqual(['regions'])
    expect(faultsOf((file) => ({ ...file, callingCode: '+374' }))).toEqual(['callingCode'])
    expect(faultsOf(withFirst({ latitude: 91 }))).toEqual(['regions[0]'])
    expect(faultsOf(withFirst({ neighbors: [] }))).toEqual(['regions[1].neighbors'])
    expect(faultsOf(withFirst({ neighbors: ['AM-XX'] }))).toHaveLength(2)
    expect(faultsOf(withFirst({ landline: ['235'] }))).toEqual(['regions[1].landline'])
    expect(faultsOf(withFirst({ code: 'GE-TB' }))).toContain('regions[0].code')
    expect(faultsOf((file) => ({ ...file, regions: Array(501).fill(file.regions[0]) }))).toEqual(['regions'])
  })
})
