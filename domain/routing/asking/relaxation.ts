import type { AgentId, SkillId } from '#kernel/ids.ts'
import type { Place } from '../../geography/index.ts'
import type { AskedArea, Reach } from './area.ts'
import type { Proficiency, Requirement } from './requirement.ts'

/**
 * One step of a relaxation: from `afterMs` of waiting on, less is asked of an agent, or more people are asked. Each step is
 * said of what is asked at the beginning, so that it can be read alone.
 */
export interface RelaxationStep {
  readonly afterMs: number
  /** Members up to this ring are asked; absent: as before. */
  readonly ring?: number
  /** Each skill may be this much lower, but is still asked for. */
  readonly lowerBy?: number
  /** No longer asked for. */
  readonly drop?: readonly SkillId[]
  /** Agents who work so far from the customer are asked; absent: as before. */
  readonly reach?: Reach
  /** Nothing is asked any more but to be a member. */
  readonly isAnybody?: boolean
}

/** Who is asked from some moment of the waiting on. */
export interface Asked {
  readonly afterMs: number
  /** Members up to this ring; `null`: all. */
  readonly ring: number | null
  readonly requirement: Requirement | null
  /** Where they work, the nearest first; absent: it does not matter. */
  readonly area?: AskedArea
  /** Only these, the first that is free before the next, whatever they can do; absent: everybody. */
  readonly agentIds?: readonly AgentId[]
  /** A team that stands in for somebody, those among them who serve the queue for that alone too. */
  readonly isOfTeam?: true
  /** Whoever has these skills is kept back from it while few of them are free; absent: nobody is. */
  readonly kept?: readonly SkillId[]
}

/** Everybody, from the beginning. */
export const everybody: readonly Asked[] = [{ afterMs: 0, ring: null, requirement: null }]

export const mostSteps = 10

/**
 * The whole ladder of an interaction that asks `requirement`, in the order of time; the first stands at 0.
 * Without a word of rings all are asked at once; else only the first ring until a step names another.
 * @param from where the customer is, and how far from there agents may work; `null`: that does not matter
 */
export function ladder(
  requirement: Requirement | null,
  steps: readonly RelaxationStep[],
  from: { readonly place: Place; readonly reach: Reach } | null = null,
): readonly Asked[] {
  if (requirement === null && steps.length === 0 && from === null) return everybody
  const sorted = [...steps].sort((a, b) => a.afterMs - b.afterMs)
  let ring = steps.some((step) => step.ring !== undefined) ? 1 : null
  let reach = from?.reach
  const areaOf = (now: Reach | undefined) => from && now && { area: { place: from.place, reach: now } }
  const asked: Asked[] = []
  if (sorted[0]?.afterMs !== 0) asked.push({ afterMs: 0, ring, requirement, ...areaOf(reach) })
  for (const step of sorted) {
    ring = step.ring ?? ring
    reach = step.reach ?? reach
    asked.push({
      ...{ afterMs: step.afterMs, ring, requirement: relaxed(requirement, step) },
      ...areaOf(step.isAnybody ? 'anywhere' : reach),
    })
  }
  return asked
}

/** What is still asked; `null` when nothing is. */
export function relaxed(
  requirement: Requirement | null,
  { lowerBy = 0, drop = [], isAnybody = false }: RelaxationStep,
): Requirement | null {
  if (requirement === null || isAnybody) return null
  if ('skillId' in requirement) {
    if (drop.includes(requirement.skillId)) return null
    return { ...requirement, least: Math.max(1, requirement.least - lowerBy) as Proficiency }
  }
  // What is refused stays refused: a step only ever lets more people in.
  if ('not' in requirement) return requirement
  const parts = 'all' in requirement ? requirement.all : requirement.any
  const left = parts.map((part) => relaxed(part, { afterMs: 0, lowerBy, drop })).filter((part) => part !== null)
  if ('any' in requirement) return left.length < parts.length ? null : { any: left }
  if (left.length === 0) return null
  return left.length === 1 ? (left[0] as Requirement) : { all: left }
}
