import { Type } from 'typebox'
import type { BlockType } from '../block-type.ts'
import { closed, Template } from '../settings-schema.ts'
import { filled } from '../template.ts'

const settings = Type.Object(
  {
    /** A number of the world or a place in our number plan; `{name}` is filled in. */
    to: Template(100, 1),
  },
  closed,
)

/** To somebody by his number. Who does not answer, is busy or may not be called is left by `failed`. */
export const transfer: BlockType<typeof settings> = {
  kind: 'transfer',
  purpose: 'route',
  channels: ['voice'],
  settings,
  exits: () => [{ name: 'failed', isOptional: true }],
  start: ({ to }, { run }) => {
    const number = filled(to, run.variables).replace(/[\s()./-]/g, '')
    return /^[+]?[0-9A-Za-z*#_]{1,64}$/.test(number) ? { leave: { kind: 'number', number } } : { exit: 'failed' }
  },
  on: (_settings, input) => (input.kind === 'not-taken' ? { exit: 'failed' } : null),
}
