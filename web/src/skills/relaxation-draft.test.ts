import { expect, it } from 'vitest'
import type { SkillId } from '#kernel/ids.ts'
import { nextStep, relaxationOf, type StepDraft, stepDraft, stepProblems } from './relaxation-draft.ts'

const steps = [
  { afterMs: 20_000, ring: 2 },
  { afterMs: 60_500, lowerBy: 2, drop: ['skl_ka' as SkillId] },
  { afterMs: 90_000, isAnybody: true },
]
const drafts = (...of: Partial<StepDraft>[]): StepDraft[] => of.map((part) => ({ ...nextStep([]), ...part }))

it('steps come back as they were, in the order of time', () => {
  expect(relaxationOf(steps.map(stepDraft))).toEqual(steps)
  expect(relaxationOf([...steps].reverse().map(stepDraft))).toEqual(steps)
})

it('says what is wrong with which step', () => {
  const wrong = drafts(
    { afterS: 'soon', isAnybody: true },
    { afterS: '20', ring: '0' },
    { afterS: '20', isAnybody: true },
    { afterS: '30' },
    { afterS: '40,5', lowerBy: 1 },
  )
  expect(wrong.map(({ key }) => stepProblems(wrong).get(key))).toEqual([
    'after',
    'ring',
    'same-time',
    'nothing',
    undefined,
  ])
})

it('a further step begins after the last one', () => {
  expect(nextStep(steps.map(stepDraft)).afterS).toBe('120')
})
