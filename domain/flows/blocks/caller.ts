import { Type } from 'typebox'
import type { CustomerSegmentId, CustomerTierId } from '#kernel/ids.ts'
import type { BlockAt, BlockType } from '../block-type.ts'
import { caseExits, casesOf, checkCases } from '../cases.ts'
import { closed, LanguageTag, refersTo } from '../settings-schema.ts'

const some = { minItems: 1, maxItems: 50 }
const settings = Type.Union([
  Type.Object({ by: Type.Literal('known') }, closed),
  Type.Object(
    {
      by: Type.Literal('country'),
      cases: casesOf({ values: Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), some) }),
    },
    closed,
  ),
  Type.Object(
    {
      by: Type.Literal('region'),
      cases: casesOf({ values: Type.Array(Type.String({ pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$' }), some) }),
    },
    closed,
  ),
  Type.Object({ by: Type.Literal('language'), cases: casesOf({ values: Type.Array(LanguageTag, some) }) }, closed),
  Type.Object(
    { by: Type.Literal('tier'), cases: casesOf({ values: Type.Array(refersTo<CustomerTierId>('tier'), some) }) },
    closed,
  ),
  Type.Object(
    {
      by: Type.Literal('segment'),
      cases: casesOf({ values: Type.Array(refersTo<CustomerSegmentId>('segment'), some) }),
    },
    closed,
  ),
])

/** Who calls: out by the first case to which he belongs. */
export const caller: BlockType<typeof settings> = {
  kind: 'caller',
  purpose: 'decide',
  channels: ['voice', 'chat', 'script'],
  settings,
  exits: (set) =>
    set.by === 'known' ? [{ name: 'known' }, { name: 'unknown' }] : [...caseExits(set.cases), { name: 'otherwise' }],
  check: (set) => (set.by === 'known' ? [] : checkCases(set.cases)),
  start: (set, at) => {
    if (set.by === 'known') return { exit: at.facts.caller.isKnown ? 'known' : 'unknown' }
    const own = belongsTo(set.by, at)
    const cases: readonly { caseId: string; values: readonly string[] }[] = set.cases
    const found = cases.find(({ values }) => values.some((value) => own.includes(value)))
    return { exit: found ? `case-${found.caseId}` : 'otherwise' }
  },
}

function belongsTo(by: 'country' | 'region' | 'language' | 'tier' | 'segment', { run, facts }: BlockAt<unknown>) {
  const { country, region, tierId, segmentIds } = facts.caller
  if (by === 'segment') return segmentIds
  const one = { country, region, tier: tierId, language: run.language }[by]
  return one === undefined ? [] : [one]
}
