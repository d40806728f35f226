import { figuresAt } from '../figures.ts'
import type { Queue } from '../state.ts'
import { spreadOver } from './spread.ts'

/** How long somebody who comes now will wait until an agent has him. Nine of ten wait from `lowMs` to `highMs`. */
export interface ExpectedWait {
  readonly likelyMs: number
  readonly lowMs: number
  readonly highMs: number
  /** What the predictor said, before it was corrected by how it did lately. */
  readonly foretoldMs: number
  /** An agent is free; by who stands before him and how fast they go; or by how long the first has waited by now. */
  readonly by: 'free' | 'queue-length' | 'head-of-line'
}

/** How a queue stands for somebody who comes. */
export interface Standing {
  /** How many go before him. */
  readonly before: number
  /** Agents who could take him at once, when those before him have theirs. */
  readonly free: number
  /** Everybody who waits. */
  readonly waiting: number
  /** Since when the first of them waits; `null` when nobody does. */
  readonly firstSinceMs: number | null
}

/** Fewer than that many taken, and their pace is not known yet. */
const fewestTaken = 3

/**
 * The queue-length predictor with abandonment: those before him go one after the other, the k-th at the pace in which agents take
 * them plus k times the pace in which one gives up (Whitt 1999, "Predicting queueing delays"; Ibrahim and Whitt 2009, QLA). Both
 * paces are measured while somebody waits, so agents who share their time between queues count with what they give this one.
 * Before they are known: as long as the first in the queue has waited (head-of-line delay).
 *
 * @returns `null` where nothing is known: nobody is free, nobody waits, and nobody has been taken yet
 */
export function expectedWait(queue: Queue, standing: Standing, nowMs: number): ExpectedWait | null {
  const { before, free, waiting, firstSinceMs } = standing
  const { taken, abandoned, busyMs, waitedMs, spreads } = figuresAt(queue.figures, waiting, nowMs)
  if (free > 0) return { foretoldMs: 0, by: 'free', ...spreadOver(spreads.free, 0) }
  if (taken >= fewestTaken && busyMs > 0) {
    const takenEachMs = taken / busyMs
    const abandonedEachMs = waitedMs > 0 ? abandoned / waitedMs : 0
    const foretoldMs = Math.round(emptiesInMs(before + 1, takenEachMs, abandonedEachMs))
    return { foretoldMs, by: 'queue-length', ...spreadOver(spreads.waiting, foretoldMs) }
  }
  if (firstSinceMs === null) return null
  const foretoldMs = Math.max(0, nowMs - firstSinceMs)
  return { foretoldMs, by: 'head-of-line', ...spreadOver(spreads.waiting, foretoldMs) }
}

/** Sum of 1 / (pace + k * abandonment) for k from 0; beyond some hundreds as an integral, so that a long queue costs no more. */
function emptiesInMs(places: number, pace: number, abandonment: number): number {
  const exact = Math.min(places, 200)
  let sumMs = 0
  for (let k = 0; k < exact; k++) sumMs += 1 / (pace + k * abandonment)
  if (places === exact) return sumMs
  const [from, to] = [exact - 0.5, places - 0.5]
  if (abandonment === 0) return sumMs + (to - from) / pace
  return sumMs + Math.log((pace + to * abandonment) / (pace + from * abandonment)) / abandonment
}
