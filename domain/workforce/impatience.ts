import { type Load, offeredLoad } from './erlang.ts'

/** What becomes of customers who leave when they have waited for too long. */
export interface ImpatientQueue {
  /** Who finds no free agent, 0 to 1. */
  readonly delayed: number
  /** Who leaves before he is answered, 0 to 1. */
  readonly abandoned: number
  /** Of all customers, those who leave among them, in milliseconds. */
  readonly waitMs: number
  /** Of those who are answered. */
  readonly answeredWaitMs: number
  readonly queueLength: number
  readonly occupancy: number
  /** The share of all customers who is answered within so many milliseconds. */
  answeredWithin(thresholdMs: number): number
}

const hourMs = 3_600_000

/**
 * Erlang A (M/M/n+M): as Erlang C, and each customer's patience is exponentially distributed. C. Palm 1937; Garnett,
 * Mandelbaum and Reiman 2002. Exact: the states of the birth and death process are summed up, and the density of the virtual
 * wait (Baccelli and Hebuterne 1981) gives who is answered within a threshold.
 * @param patienceMs its mean
 */
export function impatientQueue(load: Load, patienceMs: number): ImpatientQueue {
  const { agents, handleMs, perHour } = load
  const erlangs = offeredLoad(load)
  const { below, atAll, waiting, answeredWait, busyBelow } = states(erlangs, agents, handleMs, patienceMs)
  const whole = below + atAll
  const queueLength = waiting / whole
  const waitMs = (queueLength * hourMs) / perHour
  const abandoned = waitMs / patienceMs
  return {
    delayed: atAll / whole,
    abandoned,
    waitMs,
    answeredWaitMs: answeredWait / whole / (1 - abandoned),
    queueLength,
    occupancy: (busyBelow / whole + (agents * atAll) / whole) / agents,
    answeredWithin: (thresholdMs) => {
      // The virtual wait has the density (all but one agent busy) x rate x exp(rate x ∫survival - service rate x wait).
      const perMs = perHour / hourMs
      const service = agents / handleMs
      const allButOne = (agents / erlangs) * (1 / whole)
      const density = (ms: number) =>
        perMs *
        allButOne *
        Math.exp(-perMs * patienceMs * Math.expm1(-ms / patienceMs) - service * ms - ms / patienceMs)
      return below / whole + simpson(density, thresholdMs)
    },
  }
}

/** Sums over the states, relative to the one in which all agents are busy and nobody waits. */
function states(erlangs: number, agents: number, handleMs: number, patienceMs: number) {
  let below = 0
  let busyBelow = 0
  for (let n = agents, weight = 1; n >= 1; n--) {
    weight *= n / erlangs
    below += weight
    busyBelow += (n - 1) * weight
  }
  let atAll = 0
  let waiting = 0
  let answeredWait = 0
  /** How long the next one in line would wait if nobody lost patience but by chance: for who is answered after all. */
  let spentMs = 0
  for (let k = 0, weight = 1; weight > 1e-16 * atAll || weight >= 1; k++) {
    atAll += weight
    waiting += k * weight
    // Whoever comes now is the (k+1)st in line: answered with the chance that all before him go before his patience does.
    spentMs += 1 / (agents / handleMs + (k + 1) / patienceMs)
    const isAnswered = agents / handleMs / (agents / handleMs + (k + 1) / patienceMs)
    answeredWait += weight * isAnswered * spentMs
    weight *= erlangs / (agents + ((k + 1) * handleMs) / patienceMs)
  }
  return { below, busyBelow, atAll, waiting, answeredWait }
}

/** The integral from 0 to `to`, by Simpson's rule in a thousand steps. */
function simpson(of: (x: number) => number, to: number): number {
  const steps = 1000
  const width = to / steps
  let sum = of(0) + of(to)
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * of(i * width)
  return (sum * width) / 3
}
