/** How often something may be done: `burst` at once, and `perMinute` in the long run. */
export interface Rate {
  readonly perMinute: number
  readonly burst: number
}

/**
 * Token buckets by key (a network address). Bounded: when more than `keysAtMost` are known the one used longest ago is
 * forgotten, which lets that one have its burst again.
 */
export class TokenBuckets {
  readonly #rate: Rate
  readonly #keysAtMost: number
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>()

  constructor(rate: Rate, keysAtMost = 20_000) {
    this.#rate = rate
    this.#keysAtMost = keysAtMost
  }

  /** Takes one token; the milliseconds until there is one when there is none, else 0. */
  take(key: string, nowMs: number): number {
    const perMs = this.#rate.perMinute / 60_000
    const known = this.#buckets.get(key)
    const grown = known ? known.tokens + Math.max(0, nowMs - known.atMs) * perMs : this.#rate.burst
    const tokens = Math.min(this.#rate.burst, grown)
    this.#buckets.delete(key)
    this.#buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: nowMs })
    if (this.#buckets.size > this.#keysAtMost) this.#buckets.delete(this.#buckets.keys().next().value as string)
    return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perMs)
  }
}

/** What one household or host has in common: an IPv4 address, or the /64 of an IPv6 one (RFC 6177), else anybody with IPv6 is a crowd. */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped) return mapped[1] as string
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('%', 1)[0]!.split('::', 2)
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0')
  return `${[...front, ...zeros, ...back]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')}::/64`
}
