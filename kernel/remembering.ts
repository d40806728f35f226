import { Newest } from './newest.ts'

export interface RememberingBounds {
  /** So many of the latest texts at least, and twice as many at most. */
  readonly atLeast: number
  /** Longer texts are read anew each time, in characters. */
  readonly longest: number
}

/**
 * A pure reading of text that remembers what it read last: for what is read several times in a moment. Strangers choose the
 * texts, so both bounds are kept whatever comes.
 */
export function remembering<Value extends object>(
  read: (text: string) => Value,
  { atLeast, longest }: RememberingBounds,
): (text: string) => Value {
  const known = new Newest<string, Value>(atLeast)
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const value = read(text)
    if (text.length <= longest) known.set(text, value)
    return value
  }
}
