import { foldSegments, isSegmentFact, type Segment } from '#domain/interactions/index.ts'
import { answerSpeedMs, handleMs, serviceLevel } from '#domain/reporting/index.ts'
import type { RoutingEvent } from '#domain/routing/index.ts'
import type { InteractionId } from '#kernel/ids.ts'

/** What a run amounts to. Times are means in milliseconds; `null` where there is nothing to take a mean of. */
export interface Outcome {
  readonly calls: number
  readonly answered: number
  readonly abandoned: number
  readonly lostWithEdge: number
  readonly offers: number
  readonly offersMissed: number
  readonly answerSpeedMs: number | null
  readonly handleMs: number | null
  /** Within 20 s, short abandonments left out; 0 to 1. */
  readonly serviceLevel: number | null
}

/** Computed from the log alone, by the definitions of `domain/reporting`. */
export function outcomeOf(log: Iterable<RoutingEvent>): Outcome {
  const segmentsOf = new Map<InteractionId, readonly Segment[]>()
  let lostWithEdge = 0
  for (const event of log) {
    if (!isSegmentFact(event)) continue
    segmentsOf.set(event.interactionId, foldSegments(segmentsOf.get(event.interactionId) ?? [], event))
    if (event.type === 'InteractionEnded' && event.reason === 'edge-lost') lostWithEdge++
  }
  const calls = [...segmentsOf.values()]
  const answered = calls.filter((segments) => segments.some(({ kind }) => kind === 'talk'))
  const offers = calls.flat().filter(({ kind }) => kind === 'offer')
  return {
    calls: calls.length,
    answered: answered.length,
    abandoned: calls.filter((segments) => segments.some(({ outcome }) => outcome === 'abandoned')).length,
    lostWithEdge,
    offers: offers.length,
    offersMissed: offers.filter(({ outcome }) => outcome === 'missed').length,
    answerSpeedMs: mean(answered.map((segments) => answerSpeedMs(segments) ?? 0)),
    handleMs: mean(answered.map((segments) => handleMs(segments, 0))),
    serviceLevel: serviceLevel(calls, 20_000, 'short-are-left-out'),
  }
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

/** A small table, a line a figure. */
export function tableOf(outcome: Outcome): string {
  const seconds = (ms: number | null) => (ms === null ? '-' : `${(ms / 1000).toFixed(1)} s`)
  const rows: readonly (readonly [string, string])[] = [
    ['calls', String(outcome.calls)],
    ['answered', String(outcome.answered)],
    ['abandoned', String(outcome.abandoned)],
    ['lost with their edge', String(outcome.lostWithEdge)],
    ['offers', String(outcome.offers)],
    ['offers missed', String(outcome.offersMissed)],
    ['answer speed, mean', seconds(outcome.answerSpeedMs)],
    ['handle time, mean', seconds(outcome.handleMs)],
    ['service level 20 s', outcome.serviceLevel === null ? '-' : `${(100 * outcome.serviceLevel).toFixed(1)} %`],
  ]
  return rows.map(([name, value]) => `${name.padEnd(22)}${value.padStart(10)}`).join('\n')
}
