import { describe, expect, it } from 'vitest'
import type { SkillId } from '#kernel/ids.ts'
import { knownLadder } from './known-ladder.ts'
import { ladder } from './relaxation.ts'
import type { Requirement } from './requirement.ts'

const skillId = 'skl_ka' as SkillId
const steps = () => [{ afterMs: 1000, lowerBy: 1 }]

describe('a ladder', () => {
  it('is the same one, whichever queue it is climbed in and whoever wrote its steps', () => {
    const asked = knownLadder({ skillId, least: 3 }, steps())
    expect(asked).toEqual(ladder({ skillId, least: 3 }, steps()))
    expect(knownLadder({ skillId, least: 3 }, steps())).toBe(asked)
  })

  it('is another one where anything else is asked, or the same in other letters', () => {
    const asked = knownLadder({ skillId, least: 3 }, steps())
    expect(knownLadder({ skillId, least: 2 }, steps())).not.toEqual(asked)
    expect(knownLadder({ skillId, least: 3 }, [{ afterMs: 2000, lowerBy: 1 }])).not.toEqual(asked)
    const written: Requirement = { least: 3, skillId }
    expect(JSON.stringify(knownLadder(written, steps()))).toBe(JSON.stringify(ladder(written, steps())))
  })

  it('is found out anew when too many are known', () => {
    const asked = knownLadder({ skillId, least: 3 }, steps())
    for (let n = 0; n < 10_001; n++) knownLadder({ skillId: `skl_${n}` as SkillId, least: 1 }, [])
    expect(knownLadder({ skillId, least: 3 }, steps())).toEqual(asked)
  })
})
