import { Type } from 'typebox'
import type { SettingsProblem } from './block-type.ts'
import { repeatedAt } from './repeated.ts'
import { closed } from './settings-schema.ts'

/** The part of an exit's name that stays when cases are moved about: given by the designer, seen by nobody. */
export const CaseId = Type.String({ pattern: '^[a-z0-9]{1,16}$' })

/** Cases that a block tells apart, each with an exit of its own: `case-…`. */
export const casesOf = <Extra extends Parameters<typeof Type.Object>[0]>(extra: Extra) =>
  Type.Array(Type.Object({ caseId: CaseId, label: Type.String({ maxLength: 100 }), ...extra }, closed), {
    minItems: 1,
    maxItems: 30,
  })

export const caseExits = (cases: readonly { readonly caseId: string }[]) =>
  cases.map(({ caseId }) => ({ name: `case-${caseId}` }))

export const checkCases = (cases: readonly { readonly caseId: string }[]): readonly SettingsProblem[] =>
  repeatedAt(cases.map(({ caseId }) => caseId)).map((index) => ({ path: ['cases', index], problem: 'case-twice' }))
