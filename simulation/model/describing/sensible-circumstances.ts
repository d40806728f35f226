import type { Model } from '../model.ts'

/** What no schema says of incidents and substitutions: a sentence that names the place, or `null`. @param isRegion of the shipped countries */
export function senselessCircumstances(
  { incidents = [], substitutions = [], queues, agents }: Model,
  isRegion: (code: string) => boolean,
): string | null {
  for (const [i, { fromMs, toMs, queues: named, regions, level = 0, headStartMs = 0 }] of incidents.entries()) {
    const at = `incidents[${i}]`
    if (Math.round(toMs) <= Math.round(fromMs)) return `${at} ends before it begins: set it right.`
    if (!named && !regions) return `${at} says of nobody that he belongs to it: add queues or regions.`
    if (level === 0 && headStartMs === 0) return `${at} lifts nobody: write a level or headStartMs.`
    const unknown = named?.find((name) => queues.every(({ id }) => id !== name))
    if (unknown !== undefined)
      return `${at}.queues has ${JSON.stringify(unknown)}, and no queue has that id: write one that is there.`
    const region = regions?.find((code) => !isRegion(code))
    if (region !== undefined)
      return `${at}.regions has ${JSON.stringify(region)}, which is no region of the shipped countries: write its ISO 3166-2 code, such as "GE-TB".`
  }
  for (const [i, { fromMs, toMs, group, by }] of substitutions.entries()) {
    const at = `substitutions[${i}]`
    if (Math.round(toMs) <= Math.round(fromMs)) return `${at} ends before it begins: set it right.`
    const isThere = (name: string) => agents.some(({ id, count }) => id === name && count > 0)
    for (const [field, name] of Object.entries({ group, ...(by !== undefined && { by }) })) {
      if (!isThere(name))
        return `${at}.${field} is ${JSON.stringify(name)}, and no group of agents has that id and somebody in it: give one that id.`
    }
    if (by === group) return `${at}.by is the group itself: name another one, or leave it out.`
  }
  return null
}
