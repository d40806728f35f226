import type { Destination } from '../sip/engine-contract.ts'

/** So long a place that failed is not asked first. */
export const deadForMs = 60_000
const mostRemembered = 2_000

/** RFC 3263 4.3: remembers which places failed, so that the next call does not wait for them again. */
export class TargetMemory {
  readonly #untilMs = new Map<string, number>()

  failed(destination: Place, nowMs: number): void {
    const key = keyOf(destination)
    this.#untilMs.delete(key)
    this.#untilMs.set(key, nowMs + deadForMs)
    for (const oldest of this.#untilMs.keys()) {
      if (this.#untilMs.size <= mostRemembered) break
      this.#untilMs.delete(oldest)
    }
  }

  answered(destination: Place): void {
    this.#untilMs.delete(keyOf(destination))
  }

  isDead(destination: Place, nowMs: number): boolean {
    return (this.#untilMs.get(keyOf(destination)) ?? 0) > nowMs
  }

  /** Those that answered last time first; the dead stay at the end: when nothing else is left, they may live again. */
  order(destinations: readonly Destination[], nowMs: number): Destination[] {
    const alive = destinations.filter((one) => !this.isDead(one, nowMs))
    return [...alive, ...destinations.filter((one) => this.isDead(one, nowMs))]
  }
}

type Place = Pick<Destination, 'transport' | 'address' | 'port'>

const keyOf = ({ transport, address, port }: Place): string => `${transport} ${address} ${port}`
