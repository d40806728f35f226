import { setTimeout as delay } from 'node:timers/promises'

export interface Match {
  /** The normalized correlation there: 0 is nothing alike, 1 the same but for its loudness. */
  readonly likeness: number
  /** The first sample of `heard` that belongs to it. */
  readonly at: number
}

/** It is found: nothing else is as like as this. */
const enough = 0.99

/** The moment of `heard` that is most like `piece`. Takes time: the product of both lengths; other work goes on meanwhile. */
async function bestMatch(heard: Int16Array, piece: Int16Array): Promise<Match> {
  const pieceEnergy = piece.reduce((sum, sample) => sum + sample * sample, 0)
  let best: Match = { likeness: 0, at: 0 }
  let energy = 0
  for (let end = 0; end < heard.length; end++) {
    // A telephone in this process hears on meanwhile.
    if (end % 4000 === 0) await delay(1)
    energy += (heard[end] as number) ** 2
    const at = end + 1 - piece.length
    if (at < 0) continue
    // Quieter than a hundredth of it: not the same.
    if (energy >= pieceEnergy / 100) {
      const scale = 1 / Math.sqrt(energy * pieceEnergy)
      // Every fourth sample says whether it is worth while to look at all of them.
      if (4 * product(heard, at, piece, 4) * scale > best.likeness - 0.3) {
        const likeness = product(heard, at, piece, 1) * scale
        if (likeness > best.likeness) best = { likeness, at }
        if (likeness > enough) return best
      }
    }
    energy -= (heard[at] as number) ** 2
  }
  return best
}

function product(heard: Int16Array, at: number, piece: Int16Array, step: number): number {
  let sum = 0
  for (let i = 0; i < piece.length; i += step) sum += (heard[at + i] as number) * (piece[i] as number)
  return sum
}

/** Three stretches of a sound, so that a packet which came late spoils one of them and not the others: from where, and what. */
function stretches(sound: Int16Array, length: number): { readonly from: number; readonly samples: Int16Array }[] {
  return [0.3, 0.5, 0.7].map((share) => {
    const from = Math.round((sound.length - length) * share)
    return { from, samples: sound.subarray(from, from + length) }
  })
}

/** Where in `heard` all of `sound` begins, by the one of its stretches that is best to be found. */
export async function whereIs(heard: Int16Array, sound: Int16Array, length = 2400): Promise<Match> {
  let best: Match = { likeness: 0, at: 0 }
  for (const { from, samples } of stretches(sound, length)) {
    const { likeness, at } = await bestMatch(heard, samples)
    if (likeness > best.likeness) best = { likeness, at: at - from }
    if (likeness > enough) break
  }
  return best
}
