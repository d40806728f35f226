import { describe, expect, it } from 'vitest'
import type { SkillId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import { ladder, type RelaxationStep, relaxed } from './relaxation.ts'
import {
  fitness,
  isMet,
  isRequirement,
  keyOf,
  lackOf,
  type Proficiency,
  type Requirement,
  type Skills,
} from './requirement.ts'

const [georgian, persian, loans, pension] = ['ka', 'fa', 'loans', 'pension'].map((name) => `skl_${name}`) as [
  SkillId,
  SkillId,
  SkillId,
  SkillId,
]
const at = (skillId: SkillId, least: Proficiency): Requirement => ({ skillId, least })
const can = (skills: Partial<Record<SkillId, Proficiency>>) => skills as Skills

describe('a requirement', () => {
  const asked: Requirement = { all: [{ any: [at(georgian, 3), at(persian, 4)] }, { not: at(pension, 1) }] }

  it('is met by whoever has what it names', () => {
    expect(isMet(asked, can({ [georgian]: 3 }))).toBe(true)
    expect(isMet(asked, can({ [georgian]: 2, [persian]: 5 }))).toBe(true)
    expect(isMet(asked, can({ [georgian]: 2, [persian]: 3 }))).toBe(false)
    expect(isMet(asked, can({ [georgian]: 5, [pension]: 1 }))).toBe(false)
    expect(isMet(asked, can({}))).toBe(false)
  })

  it('says what somebody lacks', () => {
    expect(lackOf({ all: [at(loans, 2), at(georgian, 3)] }, can({ [loans]: 2, [georgian]: 1 }))).toEqual(
      at(georgian, 3),
    )
    expect(lackOf(asked, can({ [georgian]: 5, [pension]: 2 }))).toEqual({ not: at(pension, 1) })
    expect(lackOf(asked, can({ [georgian]: 3 }))).toBeNull()
  })

  it('counts how good somebody is at it, of alternatives the best', () => {
    expect(
      fitness(
        { all: [at(loans, 1), { any: [at(georgian, 1), at(persian, 1)] }] },
        can({ [loans]: 4, [georgian]: 2, [persian]: 5 }),
      ),
    ).toBe(9)
  })

  it('has one key whatever the order, and another for another', () => {
    expect(keyOf({ all: [at(loans, 2), at(georgian, 3)] })).toBe(keyOf({ all: [at(georgian, 3), at(loans, 2)] }))
    const keys = [asked, at(loans, 1), at(loans, 2), { not: at(loans, 1) }, { any: [at(loans, 1), at(georgian, 1)] }]
    keys.push({ all: [at(loans, 1), at(georgian, 1)] })
    expect(new Set(keys.map(keyOf)).size).toBe(keys.length)
  })

  it('is refused when it is none, or too large or deep to be looked at for every agent', () => {
    let deep: Requirement = at(loans, 1)
    for (let n = 0; n < 8; n++) deep = { not: deep }
    const wide = { any: Array.from({ length: 101 }, () => at(loans, 1)) }
    const wrong = [
      null,
      5,
      {},
      { all: [] },
      { least: 1, skillId: 5 },
      { skillId: 'x', least: 6 },
      { skillId: 'x', least: 1.5 },
    ]
    for (const value of [...wrong, { all: 'x' }, { any: [at(loans, 1)], all: [] }, deep, wide])
      expect(isRequirement(value)).toBe(false)
    expect(isRequirement(asked)).toBe(true)
  })
})

describe('a relaxation', () => {
  it('asks for less, step by step, each said of the beginning', () => {
    const requirement: Requirement = { all: [at(georgian, 4), at(loans, 2)] }
    const steps: RelaxationStep[] = [
      { afterMs: 60_000, drop: [loans] },
      { afterMs: 30_000, lowerBy: 2, ring: 2 },
      { afterMs: 90_000, isAnybody: true },
    ]
    expect(ladder(requirement, steps)).toEqual([
      { afterMs: 0, ring: 1, requirement },
      { afterMs: 30_000, ring: 2, requirement: { all: [at(georgian, 2), at(loans, 1)] } },
      { afterMs: 60_000, ring: 2, requirement: at(georgian, 4) },
      { afterMs: 90_000, ring: 2, requirement: null },
    ])
  })

  it('asks everybody at once where nothing is said', () => {
    expect(ladder(null, [])).toEqual([{ afterMs: 0, ring: null, requirement: null }])
    expect(ladder(at(loans, 1), [])).toEqual([{ afterMs: 0, ring: null, requirement: at(loans, 1) }])
  })

  it('never shuts out whom it let in', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const random = seededRandom(seed)
      const skillIds = [georgian, persian, loans, pension]
      const some = (depth: number): Requirement => {
        const kind = depth > 2 ? 0 : random.integer(4)
        if (kind === 0) return at(random.pick(skillIds), (1 + random.integer(5)) as Proficiency)
        if (kind === 1) return { not: some(depth + 1) }
        const parts = Array.from({ length: 1 + random.integer(3) }, () => some(depth + 1))
        return kind === 2 ? { all: parts } : { any: parts }
      }
      const requirement = some(0)
      const step = { afterMs: 1, lowerBy: random.integer(3), drop: skillIds.filter(() => random.next() < 0.3) }
      const skills = can(
        Object.fromEntries(skillIds.map((id) => [id, random.integer(6)])) as Record<SkillId, Proficiency>,
      )
      const left = relaxed(requirement, step)
      if (isMet(requirement, skills)) expect(left === null || isMet(left, skills), `seed ${seed}`).toBe(true)
    }
  })
})
