/** What an agent draws with; `null` in the place of one who may not be asked. */
interface Drawer<T> {
  readonly agent: T
  readonly lots: number
}

/** So often a draw may hit somebody who is not to be asked, or lose by his weight, before it goes through all in a row. */
const mostDraws = 100

/**
 * One of `count` by lot, each with a chance in proportion to his lots; `null` when nobody may be asked. Takes a few looks,
 * however many there are: draws a place, and keeps who stands there with the probability that his lots give him.
 * @param mostLots that anybody can have
 * @param chance letters that nobody could foresee; the same give the same agent
 */
export function drawLot<T>(
  chance: string,
  count: number,
  mostLots: number,
  at: (place: number) => Drawer<T> | null,
): T | null {
  let seed = hash(chance)
  const next = () => {
    seed = hash(`${seed}`)
    return seed / 4_294_967_296
  }
  for (let draw = 0; draw < mostDraws; draw++) {
    const drawn = at(Math.floor(next() * count))
    if (!drawn) continue
    if (next() * mostLots < drawn.lots) return drawn.agent
  }
  const from = Math.floor(next() * count)
  for (let n = 0; n < count; n++) {
    const drawn = at((from + n) % count)
    if (drawn) return drawn.agent
  }
  return null
}

/** FNV-1a (Fowler, Noll, Vo), 32 bits, and a last mixing (MurmurHash3's) so that neighbours fall far apart. */
function hash(text: string): number {
  let state = 0x811c9dc5
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193)
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return (state ^ (state >>> 16)) >>> 0
}
