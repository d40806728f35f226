interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** What is left of a silence, so that it is noticed and no first syllable is cut. */
const headMs = 400
const tailMs = 300
/** A leap that saves less is only a click in the sound. */
const worthMs = 500

/** Where to go on when nobody speaks at `atMs`; `undefined`: it is heard. */
export function beyondSilence(atMs: number, silences: readonly Span[]): number | undefined {
  const silence = silences.find(({ fromMs, toMs }) => atMs >= fromMs + headMs && atMs < toMs - tailMs - worthMs)
  return silence && silence.toMs - tailMs
}
