/** A first-level division of a country by its ISO 3166-2 code, such as `GE-IM`. */
declare const iso3166: unique symbol
export type RegionCode = string & { readonly [iso3166]: true }

/** The code of an ISO 3166-2 division: two letters of the country, a hyphen, one to three letters or digits. */
export const isRegionCode = (value: unknown): value is RegionCode =>
  typeof value === 'string' && /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(value)

/** A region and the point that stands for it, in degrees (WGS 84): what somebody who works there is measured by. */
export interface Area {
  readonly regionCode: RegionCode
  readonly latitude: number
  readonly longitude: number
}

/** Where somebody is who asks for help: his region, and those that have a border with it. */
export interface Place extends Area {
  readonly neighbors: readonly RegionCode[]
}

/** The mean radius of the Earth that the International Union of Geodesy and Geophysics gives. */
const earthRadiusKm = 6371.0088

const radians = (degrees: number) => (degrees * Math.PI) / 180

/** The great-circle distance between two points (haversine formula; the Earth a sphere, so within half a percent). */
export function distanceKm(a: Pick<Area, 'latitude' | 'longitude'>, b: Pick<Area, 'latitude' | 'longitude'>): number {
  const byLatitude = Math.sin(radians(b.latitude - a.latitude) / 2) ** 2
  const byLongitude = Math.sin(radians(b.longitude - a.longitude) / 2) ** 2
  const haversine = byLatitude + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * byLongitude
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(haversine)))
}

export const isPoint = ({ latitude, longitude }: { readonly latitude: unknown; readonly longitude: unknown }) =>
  isDegrees(latitude, 90) && isDegrees(longitude, 180)

const isDegrees = (value: unknown, most: number) =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= most
