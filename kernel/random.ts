/** Seeded chance, for tests and simulation: the same seed gives the same run. Never for secrets. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** A whole number in [0, below). */
  integer(below: number): number
  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[]): T
  bytes(count: number): Uint8Array
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, fast, good enough to explore schedules with. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    integer: (below) => Math.floor(next() * below),
    pick: (items) => {
      if (items.length === 0) throw new RangeError('pick needs at least one item')
      return items[Math.floor(next() * items.length)] as (typeof items)[number]
    },
    bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)),
  }
}
