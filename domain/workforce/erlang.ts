/**
 * A queue in steady state: customers come by chance (Poisson), are served for exponentially distributed times by agents who
 * are alike, first come first served.
 */
export interface Load {
  /** Customers an hour. */
  readonly perHour: number
  /** How long one is served on average. */
  readonly handleMs: number
  readonly agents: number
}

const hourMs = 3_600_000

/** How many agents would be busy on average if nobody ever waited: the offered load, in erlang. */
export const offeredLoad = ({ perHour, handleMs }: Pick<Load, 'perHour' | 'handleMs'>): number =>
  (perHour * handleMs) / hourMs

/**
 * Erlang B: the share of customers who find all of `agents` busy where nobody waits (M/G/n/n), 0 to 1.
 * A. K. Erlang 1917; the recursion is exact and does not overflow.
 */
export function erlangB(erlangs: number, agents: number): number {
  let blocked = 1
  for (let n = 1; n <= agents; n++) blocked = (erlangs * blocked) / (n + erlangs * blocked)
  return blocked
}

/** Erlang C: the share of customers who have to wait (M/M/n), 0 to 1; 1 where the load is more than the agents can bear. */
export function erlangC(erlangs: number, agents: number): number {
  if (erlangs >= agents) return 1
  const blocked = erlangB(erlangs, agents)
  return (agents * blocked) / (agents - erlangs * (1 - blocked))
}

/** What becomes of customers who wait for ever. */
export interface PatientQueue {
  /** Who has to wait, 0 to 1. */
  readonly delayed: number
  /** Of all customers, in milliseconds; `Infinity` where the line grows without end. */
  readonly waitMs: number
  /** How many wait at a time. */
  readonly queueLength: number
  /** 0 to 1. */
  readonly occupancy: number
  /** The share who is answered within so many milliseconds. */
  answeredWithin(thresholdMs: number): number
}

/** M/M/n by Erlang C. */
export function patientQueue(load: Load): PatientQueue {
  const erlangs = offeredLoad(load)
  const { agents, handleMs, perHour } = load
  const delayed = erlangC(erlangs, agents)
  const isStable = erlangs < agents
  const waitMs = isStable ? (delayed * handleMs) / (agents - erlangs) : Number.POSITIVE_INFINITY
  return {
    delayed,
    waitMs,
    queueLength: (perHour * waitMs) / hourMs,
    occupancy: Math.min(1, erlangs / agents),
    answeredWithin: (thresholdMs) =>
      isStable ? 1 - delayed * Math.exp((-(agents - erlangs) * thresholdMs) / handleMs) : 0,
  }
}

/** What becomes of customers where only so many may wait, and the next one is turned away (M/M/n/K). */
export interface BoundedQueue {
  /** Of all who come, 0 to 1. */
  readonly blocked: number
  /** Of all who come: waits and is served. */
  readonly delayed: number
  /** Of who is not turned away, in milliseconds. */
  readonly waitMs: number
  readonly queueLength: number
  readonly occupancy: number
}

/** M/M/n/K, with K = agents + places. */
export function boundedQueue(load: Load, places: number): BoundedQueue {
  const erlangs = offeredLoad(load)
  const { agents, perHour } = load
  // Relative to the state in which all agents are busy and nobody waits.
  let weight = 1
  let below = 0
  let busy = agents
  for (let n = agents; n >= 1; n--) {
    weight *= n / erlangs
    below += weight
    busy += (n - 1) * weight
  }
  const ratio = erlangs / agents
  let waiting = 0
  let full = 1
  let whole = below + 1
  let queue = 0
  for (let k = 1; k <= places; k++) {
    waiting += full
    full *= ratio
    whole += full
    busy += agents * full
    queue += k * full
  }
  const blocked = full / whole
  const queueLength = queue / whole
  return {
    blocked,
    delayed: waiting / whole,
    waitMs: (queueLength * hourMs) / (perHour * (1 - blocked)),
    queueLength,
    occupancy: busy / whole / agents,
  }
}
