import { type Area, distanceKm, isPoint, isRegionCode, type Place } from '../../geography/index.ts'

/**
 * How far from a customer an agent may work: in his region, in one that has a border with it too, within a distance, or
 * anywhere. Whoever works nearest is asked first in each case; whoever has no region of work is asked by `anywhere` alone, last.
 */
export type Reach = 'region' | 'neighbors' | 'anywhere' | { readonly km: number }

/** What is asked of where an agent works. */
export interface AskedArea {
  readonly place: Place
  readonly reach: Reach
}

/** From the customer to who works in these regions: 0 in his own, `Infinity` where there are none. */
export function kmTo({ place }: AskedArea, areas: readonly Area[]): number {
  return nearestOf(place, areas)?.km ?? Number.POSITIVE_INFINITY
}

/** The nearest region of work, and how far it is. */
export function nearestOf(place: Place, areas: readonly Area[]): { readonly area: Area; readonly km: number } | null {
  let nearest: { area: Area; km: number } | null = null
  for (const area of areas) {
    const km = area.regionCode === place.regionCode ? 0 : distanceKm(place, area)
    if (nearest === null || km < nearest.km) nearest = { area, km }
  }
  return nearest
}

/** Whether who works in these regions is near enough. */
export function isInReach({ place, reach }: AskedArea, areas: readonly Area[]): boolean {
  if (reach === 'anywhere') return true
  return areas.some((area) => {
    if (area.regionCode === place.regionCode) return true
    if (reach === 'region') return false
    return reach === 'neighbors' ? place.neighbors.includes(area.regionCode) : distanceKm(place, area) <= reach.km
  })
}

/** Orders distances, of which both may be endless. */
export const nearerFirst = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)

/** Equal for what asks the same. */
export function keyOfArea({ place, reach }: AskedArea): string {
  const { regionCode, latitude, longitude, neighbors } = place
  const how = typeof reach === 'string' ? reach : `${reach.km} km`
  return `${regionCode}@${latitude},${longitude} ${how}${reach === 'neighbors' ? ` ${neighbors.join()}` : ''}`
}

export const mostAreas = 200
const mostNeighbors = 100
const mostKm = 20_000

export const isArea = (area: Area): boolean => isRegionCode(area.regionCode) && isPoint(area)
export const isPlace = (place: Place): boolean =>
  isArea(place) && place.neighbors.length <= mostNeighbors && place.neighbors.every(isRegionCode)
export const isReach = (reach: Reach): boolean =>
  typeof reach === 'string'
    ? ['region', 'neighbors', 'anywhere'].includes(reach)
    : Number.isFinite(reach.km) && reach.km >= 1 && reach.km <= mostKm
