interface Bucket {
  tokens: number
  filledAtMs: number
}

/**
 * A token bucket for each key: so many a second, so many at once. Bounded: past `capacity` the one that was asked longest ago is
 * forgotten, which gives nobody more than the full bucket that a newcomer gets; who keeps asking is never the oldest.
 */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>()
  readonly #perSecond: number
  readonly #burst: number
  readonly #capacity: number

  constructor(of: { readonly perSecond: number; readonly burst: number; readonly capacity: number }) {
    this.#perSecond = of.perSecond
    this.#burst = Math.max(of.burst, 1)
    this.#capacity = of.capacity
  }

  get size(): number {
    return this.#buckets.size
  }

  /** @returns whether there were so many tokens, which are then gone */
  take(key: string, nowMs: number, tokens = 1): boolean {
    let bucket = this.#buckets.get(key)
    if (bucket === undefined) {
      bucket = { tokens: this.#burst, filledAtMs: nowMs }
      if (this.#buckets.size >= this.#capacity) this.#buckets.delete(this.#buckets.keys().next().value as string)
    } else {
      const gained = (Math.max(0, nowMs - bucket.filledAtMs) / 1000) * this.#perSecond
      bucket.tokens = Math.min(this.#burst, bucket.tokens + gained)
      bucket.filledAtMs = nowMs
      // A Map keeps the order of insertion: the last asked stands last.
      this.#buckets.delete(key)
    }
    this.#buckets.set(key, bucket)
    if (bucket.tokens < tokens) return false
    bucket.tokens -= tokens
    return true
  }
}
