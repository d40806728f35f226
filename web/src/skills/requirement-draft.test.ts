import { expect, it } from 'vitest'
import type { SkillId } from '#kernel/ids.ts'
import type { Requirement } from '#protocol/http/skills.ts'
import { isUnfinished, newGroup, newSkillPart, requirementDraft, requirementOf, skillsOf } from './requirement-draft.ts'

const at = (skillId: string, least: 1 | 2 | 3 | 4 | 5): Requirement => ({ skillId: skillId as SkillId, least })

it.each<[string, Requirement | null]>([
  ['nothing', null],
  ['one skill', at('ka', 3)],
  ['one that must not be', { not: at('ka', 1) }],
  ['all of several', { all: [at('ka', 3), at('loans', 1)] }],
  ['groups in groups', { any: [at('az', 5), { all: [at('ka', 3), { not: { any: [at('x', 1), at('y', 2)] } }] }] }],
])('%s comes back as it was', (_, requirement) => {
  expect(requirementOf(requirementDraft(requirement))).toEqual(requirement)
})

it('a row without a skill and a group without rows ask for nothing', () => {
  const empty = newGroup('all', [newSkillPart(), newGroup('any'), newGroup('any', [newSkillPart()])])
  expect(requirementOf(empty)).toBeNull()
  expect(requirementOf({ ...empty, isRefused: true })).toBeNull()
  const one = { ...newSkillPart(), skillId: 'ka' as SkillId }
  expect(requirementOf({ ...empty, parts: [...empty.parts, one] })).toEqual(at('ka', 1))
})

it('what is refused twice is asked for', () => {
  expect(requirementOf(requirementDraft({ not: { not: at('ka', 2) } }))).toEqual(at('ka', 2))
})

it('is unfinished while a row has no skill', () => {
  expect(isUnfinished(requirementDraft(null))).toBe(false)
  expect(isUnfinished(newGroup('all', [newGroup('any', [newSkillPart()])]))).toBe(true)
})

it('names its skills, each once', () => {
  const draft = requirementDraft({ any: [at('az', 5), { all: [at('ka', 3), { not: at('az', 1) }] }] })
  expect([...skillsOf({ ...draft, parts: [...draft.parts, newSkillPart()] })]).toEqual(['az', 'ka'])
})
