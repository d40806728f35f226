import { newSpread, type Spread } from './expected-wait/spread.ts'
import { usualServiceLevel } from './settings.ts'
import type { Queue } from './state.ts'

/** What a queue did lately: sums in which whatever is {@link halfLifeMs} old counts half. */
export interface QueueFigures {
  /** Up to when everything is counted. */
  readonly atMs: number
  /** Answered within the promise, and later or never: who left before it was due counts in neither. */
  readonly within: number
  readonly late: number
  /** Taken out of the queue by an agent. */
  readonly taken: number
  /** Left before somebody had them. */
  readonly abandoned: number
  /** Time in which somebody waited whom nobody was asked for. */
  readonly busyMs: number
  /** Their waiting, added up. */
  readonly waitedMs: number
  /** How long an agent has one, from acceptance to the end of his wrap-up. */
  readonly handled: number
  readonly handledMs: number
  /** How the waits that were foretold turned out, where an agent was free and where none was. */
  readonly spreads: Readonly<Record<'free' | 'waiting', Spread>>
}

const halfLifeMs = 30 * 60_000
/** What has passed of late is counted with what comes next: a busy queue is touched every few milliseconds. */
const shortestMs = 200

export const newFigures = (atMs: number): QueueFigures => ({
  ...{ atMs, within: 0, late: 0, taken: 0, abandoned: 0, busyMs: 0, waitedMs: 0, handled: 0, handledMs: 0 },
  spreads: { free: newSpread, waiting: newSpread },
})

/** As they stand at `nowMs`, when `waiting` have waited since they were counted last. */
export function figuresAt(figures: QueueFigures, waiting: number, nowMs: number): QueueFigures {
  const passedMs = nowMs - figures.atMs
  if (passedMs < shortestMs) return figures
  const kept = 2 ** (-passedMs / halfLifeMs)
  // What passes is forgotten while it passes.
  const countedMs = (halfLifeMs / Math.LN2) * (1 - kept)
  return {
    atMs: nowMs,
    within: figures.within * kept,
    late: figures.late * kept,
    taken: figures.taken * kept,
    abandoned: figures.abandoned * kept,
    busyMs: figures.busyMs * kept + (waiting > 0 ? countedMs : 0),
    waitedMs: figures.waitedMs * kept + waiting * countedMs,
    handled: figures.handled * kept,
    handledMs: figures.handledMs * kept,
    spreads: figures.spreads,
  }
}

/**
 * How near a queue is to missing its promise with whoever stands first in it: the part of the promised time that he has waited,
 * times how much of what may be missed was missed lately (1: exactly as much as is allowed). A promise that is long broken
 * counts no more than one and a half times, so that it does not starve those that can still be kept.
 */
export function urgencyOf({ settings, figures }: Queue, sinceMs: number, nowMs: number): number {
  const { thresholdMs, percent } = settings.serviceLevel ?? usualServiceLevel
  const waited = Math.min(Math.max(0, nowMs - sinceMs) / thresholdMs, 1.5)
  const { within, late } = figures
  const mayMiss = 1 - percent / 100
  // One kept and its share of missed are taken for granted, or the first call of a day would decide about the second.
  const missed = (late + mayMiss) / (within + late + 1)
  return waited * Math.max(missed / mayMiss, 0.25)
}
