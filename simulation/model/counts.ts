/** What was counted of one queue in one replication. Sums, so that ratios can be taken over all replications. */
export interface QueueCounts {
  offered: number
  answered: number
  answeredInThreshold: number
  abandoned: number
  abandonedInThreshold: number
  blocked: number
  delayed: number
  /** Who still waited when the replication ended. */
  unfinished: number
  /** Of those who were answered, in milliseconds. */
  answeredWaitMs: number
  /** Of those who were answered or left. */
  waitMs: number
  /** How many waited, summed up over the milliseconds that count. */
  waitingArea: number
  /** Of the answered, those who were foretold a wait when they came, … */
  foretold: number
  /** … whose wait was between the bounds that were told, … */
  foretoldWithin: number
  /** … and by how much it was another one than the likely one, added up. */
  foretoldErrorMs: number
}

/** What was counted of one group of agents in one replication, in milliseconds of all of them together. */
export interface GroupCounts {
  busyMs: number
  /** In a shift, and after it until the last customer was served. */
  staffedMs: number
}

export interface ReplicationCounts {
  readonly queues: readonly QueueCounts[]
  readonly agents: readonly GroupCounts[]
  readonly decisions: number
}

export const noCounts = (): QueueCounts => ({
  offered: 0,
  answered: 0,
  answeredInThreshold: 0,
  abandoned: 0,
  abandonedInThreshold: 0,
  blocked: 0,
  delayed: 0,
  unfinished: 0,
  answeredWaitMs: 0,
  waitMs: 0,
  waitingArea: 0,
  foretold: 0,
  foretoldWithin: 0,
  foretoldErrorMs: 0,
})

/** All queues' counts in one. */
export function sumOf(all: readonly QueueCounts[]): QueueCounts {
  const sum = noCounts()
  for (const counts of all) for (const name of Object.keys(sum) as (keyof QueueCounts)[]) sum[name] += counts[name]
  return sum
}
