import { performance } from 'node:perf_hooks'

/**
 * Two clocks, because they answer different questions: `wallMs` says what time it is and can jump when the machine is
 * set right; `monotonicMs` only ever grows and is the one to measure durations with.
 */
export interface Clock {
  /** UTC milliseconds since 1970, a whole number. */
  wallMs(): number
  /** Milliseconds since an unnamed moment, with fractions; never goes back. */
  monotonicMs(): number
}

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
}
