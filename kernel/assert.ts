/** A programmer's error: it ends the machine of the one interaction it is found in, loudly, and leaves the others talking. */
export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed'
}

/** Throws {@link AssertionFailed} with `sentence` when `condition` does not hold. */
export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new AssertionFailed(sentence)
}

/** The default branch of a switch that lists every case: the compiler refuses it when one is missing. */
export function unreachable(value: never): never {
  throw new AssertionFailed(`not a case that is known: ${JSON.stringify(value)}`)
}
