/** Geography: first-level regions of countries, how far apart they are, and where somebody is by what is known of him. */
export { type Country, type CountryFault, type Region, readCountry } from './country.ts'
export { Geography, type KnownRegion } from './geography.ts'
export { type Area, distanceKm, isPoint, isRegionCode, type Place, type RegionCode } from './place.ts'
export { shippedCountries } from './shipped.ts'
export { type Traces, type Whereabouts, type WhereaboutsSource, whereabouts } from './whereabouts.ts'
