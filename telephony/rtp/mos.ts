/** What the E-model needs to know of a G.711 call. */
export interface HeardQuality {
  /** From mouth to ear, one way, milliseconds. */
  readonly delayMs: number
  /** Share of packets that were not there when they were needed, 0 to 1. */
  readonly lossShare: number
}

/** G.113 appendix I: G.711 with concealment (appendix I of G.711) under random loss. */
const equipmentImpairment = 0
const lossRobustness = 25.1
/** G.107 clause 7.7: the rating with every other value at its default. */
const bestRating = 93.2

/**
 * The transmission rating R of ITU-T G.107 (E-model) with default values, for delay and loss: clause 7.4 in the simplified form of
 * Cole and Rosenbluth (2001) for delay, clause 7.5 for loss.
 */
export function transmissionRating({ delayMs, lossShare }: HeardQuality): number {
  const delayImpairment = 0.024 * delayMs + (delayMs > 177.3 ? 0.11 * (delayMs - 177.3) : 0)
  const lossPercent = Math.min(100, Math.max(0, lossShare * 100))
  const effectiveImpairment =
    equipmentImpairment + ((95 - equipmentImpairment) * lossPercent) / (lossPercent + lossRobustness)
  return Math.max(0, bestRating - delayImpairment - effectiveImpairment)
}

/** The mean opinion score, 1 to 4.5, that a rating stands for (G.107 annex B). */
export function meanOpinionScore(rating: number): number {
  if (rating <= 0) return 1
  if (rating >= 100) return 4.5
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6)
}
