import type { SkillId } from '#kernel/ids.ts'
import type { RelaxationStep } from '#protocol/http/skills.ts'
import { isReachWrong, type ReachDraft, reachDraft, reachOf } from '../geography/reach-draft.ts'

/** A step of a relaxation as it is typed. */
export interface StepDraft {
  readonly key: number
  readonly afterS: string
  /** Empty: as before. */
  readonly ring: string
  readonly lowerBy: number
  readonly drop: readonly SkillId[]
  readonly reach: ReachDraft
  readonly isAnybody: boolean
}
export type StepProblem = 'after' | 'ring' | 'reach' | 'same-time' | 'nothing'

export const mostSteps = 10
const longestS = 86_400
const mostRings = 100

let lastKey = 0
const seconds = (ms: number) => String(ms / 1000)

export const stepDraft = (step: RelaxationStep): StepDraft => ({
  key: ++lastKey,
  afterS: seconds(step.afterMs),
  ring: step.ring === undefined ? '' : String(step.ring),
  lowerBy: step.lowerBy ?? 0,
  drop: step.drop ?? [],
  reach: reachDraft(step.reach),
  isAnybody: step.isAnybody ?? false,
})

/** Half a minute after the last one. */
export function nextStep(steps: readonly StepDraft[]): StepDraft {
  const last = Math.max(0, ...steps.map(({ afterS }) => readSeconds(afterS) ?? 0))
  return stepDraft({ afterMs: (last + 30) * 1000 })
}

function readSeconds(text: string): number | undefined {
  const value = Number(text.trim().replace(',', '.'))
  return text.trim() !== '' && Number.isInteger(value * 1000) && value >= 0 && value <= longestS ? value : undefined
}
function readRing(text: string): number | undefined {
  const value = Number(text.trim())
  return Number.isInteger(value) && value >= 1 && value <= mostRings ? value : undefined
}

/** What is wrong, by the key of the step; nothing for one that is right. */
export function stepProblems(steps: readonly StepDraft[]): ReadonlyMap<number, StepProblem> {
  const problems = new Map<number, StepProblem>()
  const times = new Set<number>()
  for (const { key, afterS, ring, lowerBy, drop, reach, isAnybody } of steps) {
    const after = readSeconds(afterS)
    if (after === undefined) problems.set(key, 'after')
    else if (times.has(after)) problems.set(key, 'same-time')
    else if (ring.trim() !== '' && readRing(ring) === undefined) problems.set(key, 'ring')
    else if (isReachWrong(reach)) problems.set(key, 'reach')
    else if (ring.trim() === '' && lowerBy === 0 && drop.length === 0 && reach.kind === '' && !isAnybody)
      problems.set(key, 'nothing')
    if (after !== undefined) times.add(after)
  }
  return problems
}

/** What is sent, in the order of time: call it when there are no problems. */
export function relaxationOf(steps: readonly StepDraft[]): RelaxationStep[] {
  return steps
    .map(({ afterS, ring, lowerBy, drop, reach, isAnybody }) => ({
      afterMs: Math.round((readSeconds(afterS) ?? 0) * 1000),
      ...(ring.trim() === '' ? {} : { ring: readRing(ring) ?? 1 }),
      ...(lowerBy === 0 ? {} : { lowerBy }),
      ...(drop.length === 0 ? {} : { drop: [...drop] }),
      ...(reach.kind === '' ? {} : { reach: reachOf(reach) ?? 'anywhere' }),
      ...(isAnybody ? { isAnybody } : {}),
    }))
    .sort((a, b) => a.afterMs - b.afterMs)
}
