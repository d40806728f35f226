import type { CallersAt } from '../describing/flows.ts'
import { drawsOf } from '../distributions.ts'
import type { Duration } from '../model.ts'
import type { Uniform } from '../random-stream.ts'

/** Kinds of blocks that ask their callers for something, and wait for it. */
export const askingKinds: ReadonlySet<string> = new Set([
  'menu',
  'collect-digits',
  'ask-number',
  'ask-date',
  'ask-yes-no',
  'choose-language',
  'offer-callback',
])

const usualThinking: Duration = { constantMs: 1500 }

/** What a caller does who hears something. */
export type Deed = { readonly afterMs: number } & ({ readonly keys: string } | { readonly hangsUp: true })

/**
 * @param lengthMs how long that is which he hears
 * @param chance his own, for this question
 * @returns `null`: he hears it to its end, and does nothing
 */
export function deedOf(
  { keys = {}, hangUp = 0, after = usualThinking, bargesIn = 0 }: CallersAt,
  lengthMs: number,
  chance: Uniform,
): Deed | null {
  // All of them each time, so that what one of them decides moves no other one.
  const [which, barges] = [chance(), chance()]
  const thinksMs = drawsOf(after, chance)()
  const afterMs = thinksMs + (barges < bargesIn ? 0 : lengthMs)
  let left = which
  for (const [pressed, share] of Object.entries(keys)) {
    left -= share
    if (left < 0) return { afterMs, keys: pressed }
  }
  return left < hangUp ? { afterMs, hangsUp: true } : null
}
