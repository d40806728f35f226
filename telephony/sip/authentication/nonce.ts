import { createHmac, timingSafeEqual } from 'node:crypto'
import type { RandomBytes } from '#kernel/ids.ts'

export type NonceVerdict = 'fresh' | 'stale' | 'foreign'

/**
 * Nonces that carry their own birth time under an HMAC, so that a challenge costs no memory and a flood of requests none
 * either. The seal names the source that was challenged: whoever brings a nonce back heard us at that very place, so its
 * address is not forged. Only nonces that were answered rightly are remembered, with the last count seen (RFC 7616 3.3, 3.4: each count once).
 */
export class NonceBook {
  readonly #key: Uint8Array
  readonly #randomBytes: RandomBytes
  readonly #lifetimeMs: number
  readonly #capacity: number
  /** Nonce to the last count used with it. */
  readonly #used = new Map<string, number>()
  /** Everything born up to here counts as stale: where used nonces had to be forgotten early. */
  #forgottenUpToMs = 0

  constructor(randomBytes: RandomBytes, lifetimeMs: number, capacity: number) {
    this.#randomBytes = randomBytes
    this.#key = randomBytes(32)
    this.#lifetimeMs = lifetimeMs
    this.#capacity = capacity
  }

  /** @param source who is challenged, as `sourceKey` writes it */
  issue(nowMs: number, source: string): string {
    const birth = `${nowMs.toString(36)}.${Buffer.from(this.#randomBytes(9)).toString('base64url')}`
    return `${birth}.${this.#seal(birth, source)}`
  }

  /** `foreign`: not ours, or not given to this source. `stale`: ours, but too old or with a count already used. Remembers nothing. */
  check(nonce: string, count: number, nowMs: number, source: string): NonceVerdict {
    const parts = nonce.length <= 128 ? nonce.split('.') : []
    if (parts.length !== 3) return 'foreign'
    const seal = Buffer.from(this.#seal(`${parts[0]}.${parts[1]}`, source))
    const given = Buffer.from(parts[2] as string)
    if (given.byteLength !== seal.byteLength || !timingSafeEqual(given, seal)) return 'foreign'
    const bornMs = Number.parseInt(parts[0] as string, 36)
    if (nowMs - bornMs > this.#lifetimeMs || bornMs <= this.#forgottenUpToMs) return 'stale'
    return count > (this.#used.get(nonce) ?? 0) ? 'fresh' : 'stale'
  }

  /** After credentials proved right. */
  use(nonce: string, count: number): void {
    this.#used.delete(nonce)
    this.#used.set(nonce, count)
    if (this.#used.size <= this.#capacity) return
    const oldest = this.#used.keys().next().value as string
    this.#used.delete(oldest)
    this.#forgottenUpToMs = Math.max(this.#forgottenUpToMs, Number.parseInt(oldest.split('.')[0] as string, 36))
  }

  #seal(birth: string, source: string): string {
    return createHmac('sha256', this.#key).update(`${birth}|${source}`).digest('base64url').slice(0, 22)
  }
}
