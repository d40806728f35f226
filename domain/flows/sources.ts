import { type Static, Type } from 'typebox'
import type { BlockAt } from './block-type.ts'
import type { Value } from './flow.ts'
import { closed, oneOf, VariableAsked } from './settings-schema.ts'

const callerFacts = ['number', 'dialed-number', 'name', 'country', 'region', 'language', 'channel'] as const

/** Something that a run knows: what was filled in, or who its caller is. */
export const Source = Type.Union([
  Type.Object({ kind: Type.Literal('variable'), variable: VariableAsked }, closed),
  Type.Object({ kind: Type.Literal('caller'), fact: oneOf(...callerFacts) }, closed),
])
export type Source = Static<typeof Source>

/** What it is now; undefined: not known. */
export function knownFrom(source: Source, { run, facts }: BlockAt<unknown>): Value | undefined {
  if (source.kind === 'variable') {
    return Object.hasOwn(run.variables, source.variable) ? run.variables[source.variable] : undefined
  }
  const { number, dialedNumber, name, country, region } = facts.caller
  const { language } = run
  const known = { number, 'dialed-number': dialedNumber, name, country, region, language, channel: facts.channel }
  return known[source.fact] ?? undefined
}
