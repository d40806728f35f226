import { Type } from 'typebox'
import type { BlockType } from '../block-type.ts'
import { caseExits, casesOf, checkCases } from '../cases.ts'
import { flowChannels } from '../flow.ts'
import { closed } from '../settings-schema.ts'

const settings = Type.Object({ cases: casesOf({ percent: Type.Integer({ minimum: 0, maximum: 100 }) }) }, closed)

/** By chance, so many of a hundred by each way: to try two ways beside each other. */
export const split: BlockType<typeof settings> = {
  kind: 'split',
  purpose: 'decide',
  channels: flowChannels,
  settings,
  exits: ({ cases }) => caseExits(cases),
  check: ({ cases }) => {
    const sum = cases.reduce((total, { percent }) => total + percent, 0)
    const wrong = sum === 100 ? [] : [{ path: ['cases'], problem: 'percent-not-100' as const, values: { sum } }]
    return [...checkCases(cases), ...wrong]
  },
  start: ({ cases }, { facts }) => {
    let left = facts.chance() * 100
    for (const { caseId, percent } of cases) {
      left -= percent
      if (left < 0) return { exit: `case-${caseId}` }
    }
    // Only a rounding, or shares of less than a hundred, leads here.
    return { exit: `case-${cases[cases.length - 1]?.caseId}` }
  },
}
