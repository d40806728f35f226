import { Type } from 'typebox'
import type { BlockType } from '../block-type.ts'
import { flowChannels } from '../flow.ts'
import { closed, Template, VariableSet } from '../settings-schema.ts'
import { knownFrom, Source } from '../sources.ts'
import { filled } from '../template.ts'

const settings = Type.Object(
  {
    variable: VariableSet,
    to: Type.Union([
      /** With `{name}` filled in. */
      Type.Object({ kind: Type.Literal('text'), text: Template(2000) }, closed),
      Type.Object({ kind: Type.Literal('number'), number: Type.Number() }, closed),
      Type.Object({ kind: Type.Literal('boolean'), isTrue: Type.Boolean() }, closed),
      /** What is known there; nothing where it is not. */
      Type.Object({ kind: Type.Literal('known'), source: Source }, closed),
      /** What it holds and so much more; from 0 where it holds no number. */
      Type.Object({ kind: Type.Literal('more-by'), number: Type.Number() }, closed),
    ]),
  },
  closed,
)

/** Keeps something for later. */
export const setVariable: BlockType<typeof settings> = {
  kind: 'set-variable',
  purpose: 'do',
  channels: flowChannels,
  settings,
  exits: () => [{ name: 'next' }],
  start: ({ variable, to }, at) => {
    const { variables } = at.run
    if (to.kind === 'text') return { exit: 'next', set: { [variable]: filled(to.text, variables) } }
    if (to.kind === 'number') return { exit: 'next', set: { [variable]: to.number } }
    if (to.kind === 'boolean') return { exit: 'next', set: { [variable]: to.isTrue } }
    if (to.kind === 'known') return { exit: 'next', set: { [variable]: knownFrom(to.source, at) ?? '' } }
    const before = Number(knownFrom({ kind: 'variable', variable }, at) ?? 0)
    return { exit: 'next', set: { [variable]: (Number.isFinite(before) ? before : 0) + to.number } }
  },
}
