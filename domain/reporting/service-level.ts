import type { Segment } from '../interactions/index.ts'
import { answerSpeedMs, waitMs } from './times.ts'

/**
 * What an abandoned interaction counts as:
 * - `counts-against`: every one is a failure;
 * - `short-are-left-out`: those who left within the threshold are neither success nor failure, the others failures;
 * - `left-out`: none of them counts.
 */
export const abandonRules = ['counts-against', 'short-are-left-out', 'left-out'] as const
export type AbandonRule = (typeof abandonRules)[number]

/**
 * answered within the threshold / (answered + abandoned, as `abandonRule` counts them), 0 to 1; `null` when nothing
 * counts. An interaction is its segments; one that never queued, or that still waits, is left out.
 * Events: InteractionQueued, OfferAccepted, InteractionEnded. Others say: service factor, TSF, X % in Y seconds.
 */
export function serviceLevel(
  interactions: readonly (readonly Segment[])[],
  thresholdMs: number,
  abandonRule: AbandonRule,
): number | null {
  let inTime = 0
  let counted = 0
  for (const segments of interactions) {
    const speedMs = answerSpeedMs(segments)
    if (speedMs !== null) {
      counted++
      if (speedMs <= thresholdMs) inTime++
    } else if (segments.some((segment) => segment.outcome === 'abandoned')) {
      // All its segments are closed, so the time of asking does not matter.
      const isShort = waitMs(segments, 0) <= thresholdMs
      if (abandonRule === 'counts-against' || (abandonRule === 'short-are-left-out' && !isShort)) counted++
    }
  }
  return counted === 0 ? null : inTime / counted
}
