import { Type } from 'typebox'
import type { Asked } from '../asking.ts'
import type { BlockType } from '../block-type.ts'
import { closed } from '../settings-schema.ts'
import { typed, typingSettings } from '../typing.ts'

const Bound = Type.Number({ minimum: 0, maximum: 1_000_000_000_000 })
const settings = Type.Object(
  {
    ...typingSettings,
    least: Bound,
    most: Bound,
    /** Behind the point, which is typed as a star. */
    decimals: Type.Integer({ minimum: 0, maximum: 3 }),
  },
  closed,
)

/** An amount or a count. */
export const askNumber: BlockType<typeof settings, Asked> = {
  kind: 'ask-number',
  purpose: 'ask',
  channels: ['voice', 'chat'],
  settings,
  exits: () => [{ name: 'next' }, { name: 'no-answer' }],
  check: ({ least, most, decimals, terminator }) => [
    ...(most < least ? [{ path: ['most'], problem: 'most-below-least' as const }] : []),
    ...(decimals > 0 && terminator === '*'
      ? [{ path: ['terminator'], problem: 'key-twice' as const, values: { key: '*' } }]
      : []),
  ],
  ...typed(({ least, most, decimals }) => {
    const whole = String(Math.floor(most)).length
    return {
      most: decimals > 0 ? whole + 1 + decimals : whole,
      ...(decimals > 0 ? { others: '*' } : {}),
      read: (keys) => {
        const [, before = '', , after = ''] = /^([0-9]+)(\*([0-9]+))?$/.exec(keys) ?? []
        if (before === '' || after.length > decimals) return null
        const value = Number(`${before}.${after === '' ? 0 : after}`)
        return value >= least && value <= most ? value : null
      },
    }
  }),
}
