import { Type } from 'typebox'
import type { BlockType } from '../block-type.ts'
import { caseExits, casesOf, checkCases } from '../cases.ts'
import { flowChannels } from '../flow.ts'
import { closed } from '../settings-schema.ts'
import { knownFrom, Source } from '../sources.ts'

const settings = Type.Object(
  {
    of: Source,
    cases: casesOf({
      values: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 50 }),
    }),
  },
  closed,
)

/** Out by the first case that has what the source holds; capital letters make no difference. */
export const switchBlock: BlockType<typeof settings> = {
  kind: 'switch',
  purpose: 'decide',
  channels: flowChannels,
  settings,
  exits: ({ cases }) => [...caseExits(cases), { name: 'otherwise' }],
  check: ({ cases }) => checkCases(cases),
  start: ({ of, cases }, at) => {
    const value = String(knownFrom(of, at) ?? '')
      .trim()
      .toLowerCase()
    const found = cases.find(({ values }) => values.some((one) => one.trim().toLowerCase() === value))
    return { exit: found ? `case-${found.caseId}` : 'otherwise' }
  },
}
