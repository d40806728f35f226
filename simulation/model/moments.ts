/** The moment that is 0 in a model. Small, so that a fraction of a millisecond is not lost in the sum. */
export const beginningMs = 1_000_000_000
