/** RFC 2782: one server of a service. */
export interface ServiceRecord {
  readonly priority: number
  readonly weight: number
  readonly port: number
  /** `.` says that the service is decidedly not there. */
  readonly target: string
}

/** More servers than this one domain does not need, and one answer could name thousands. */
const mostRecords = 64

/**
 * RFC 2782: lower priorities first; within one priority the servers are drawn one after the other, each as likely as its weight says.
 * Those of weight 0 have a very small chance to be drawn before others.
 * @param chance gives numbers in [0, 1)
 */
export function orderServers(records: readonly ServiceRecord[], chance: () => number): ServiceRecord[] {
  const servers = records.filter((one) => one.target !== '.' && one.target !== '').slice(0, mostRecords)
  const priorities = [...new Set(servers.map((one) => one.priority))].sort((a, b) => a - b)
  return priorities.flatMap((priority) =>
    draw(
      servers.filter((one) => one.priority === priority),
      chance,
    ),
  )
}

function draw(servers: readonly ServiceRecord[], chance: () => number): ServiceRecord[] {
  // "arrange all SRV RRs (that have not been ordered yet) in any order, except that all those with weight 0 are placed at the beginning"
  const left = servers.toSorted((a, b) => Number(a.weight > 0) - Number(b.weight > 0))
  const ordered: ServiceRecord[] = []
  while (left.length > 0) {
    const sum = left.reduce((total, one) => total + one.weight, 0)
    // "a uniform random number between 0 and the sum computed (inclusive)"
    const drawn = Math.floor(chance() * (sum + 1))
    let running = 0
    const at = left.findIndex((one) => {
      running += one.weight
      return running >= drawn
    })
    ordered.push(...left.splice(Math.max(at, 0), 1))
  }
  return ordered
}
