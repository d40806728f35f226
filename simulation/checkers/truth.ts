/** What a checker saw that must never be. The message says which truth was broken, and the world's seed is in its test. */
export class TruthBroken extends Error {
  override readonly name = 'TruthBroken'
}
export function holds(condition: boolean, truth: string): void {
  if (!condition) throw new TruthBroken(truth)
}
