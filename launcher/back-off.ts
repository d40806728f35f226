/** How long to wait before a child that died is started again: doubling while it keeps dying, short again once it held. */
export interface BackOff {
  readonly firstMs: number
  readonly mostMs: number
  /** A child that was ready for this long has earned a fresh start. */
  readonly healthyMs: number
}

export const usualBackOff: BackOff = { firstMs: 250, mostMs: 10_000, healthyMs: 60_000 }

/**
 * The wait before the next start.
 * @param previousMs the wait before the start that has just failed; undefined when there was none
 * @param readyMs how long the child had been ready when it died; 0 when it never was
 */
export function nextWaitMs(backOff: BackOff, previousMs: number | undefined, readyMs: number): number {
  if (previousMs === undefined || readyMs >= backOff.healthyMs) return backOff.firstMs
  return Math.min(previousMs * 2, backOff.mostMs)
}
