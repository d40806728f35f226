import type { SkillId } from '#kernel/ids.ts'

/**
 * What is asked of an agent, as an expression over skills. A language, a product, a region and a business unit are skills of
 * that kind: whoever has none of a kind has proficiency 0 in all of it.
 */
export type Requirement =
  | { readonly skillId: SkillId; readonly least: Proficiency }
  | { readonly all: readonly Requirement[] }
  | { readonly any: readonly Requirement[] }
  | { readonly not: Requirement }

/** 1 to 5, higher is better. */
export type Proficiency = 1 | 2 | 3 | 4 | 5

/** What an agent can do; an absent skill is 0. */
export type Skills = Readonly<Record<SkillId, Proficiency>>

const deepest = 8
const largest = 100

export function isMet(requirement: Requirement, skills: Skills): boolean {
  if ('skillId' in requirement) return (skills[requirement.skillId] ?? 0) >= requirement.least
  if ('all' in requirement) return requirement.all.every((part) => isMet(part, skills))
  if ('any' in requirement) return requirement.any.some((part) => isMet(part, skills))
  return !isMet(requirement.not, skills)
}

/** How good an agent is at what is asked: the proficiencies of all skills that are named, but of those that are refused. */
export function fitness(requirement: Requirement, skills: Skills): number {
  if ('skillId' in requirement) return skills[requirement.skillId] ?? 0
  if ('not' in requirement) return 0
  const parts = 'all' in requirement ? requirement.all : requirement.any
  const each = parts.map((part) => fitness(part, skills))
  // Of alternatives, the one at which he is best: three languages of which one is spoken are no three.
  return 'all' in requirement ? each.reduce((sum, one) => sum + one, 0) : Math.max(0, ...each)
}

/** The first thing that is asked and that he lacks; `null` when he has all of it. For explanations. */
export function lackOf(requirement: Requirement, skills: Skills): Requirement | null {
  if (isMet(requirement, skills)) return null
  if ('all' in requirement) {
    for (const part of requirement.all) {
      const lack = lackOf(part, skills)
      if (lack) return lack
    }
  }
  return requirement
}

/** Equal for requirements that are written alike, in whatever order. */
export function keyOf(requirement: Requirement | null): string {
  if (requirement === null) return ''
  if ('skillId' in requirement) return `${requirement.skillId}>=${requirement.least}`
  if ('not' in requirement) return `!${keyOf(requirement.not)}`
  const [sign, parts] = 'all' in requirement ? ['&', requirement.all] : ['|', requirement.any]
  return `(${parts.map(keyOf).sort().join(sign)})`
}

/** Whether somebody's word is a requirement that costs no more than it may. */
export function isRequirement(value: unknown): value is Requirement {
  let left = largest
  const isPart = (part: unknown, depth: number): boolean => {
    if (typeof part !== 'object' || part === null || depth > deepest || --left < 0) return false
    const keys = Object.keys(part)
    const { skillId, least, all, any, not } = part as Record<string, unknown>
    if (keys.length === 2 && typeof skillId === 'string') {
      return skillId.length <= 64 && Number.isInteger(least) && (least as number) >= 1 && (least as number) <= 5
    }
    if (keys.length !== 1) return false
    if (not !== undefined) return isPart(not, depth + 1)
    const parts = all ?? any
    return Array.isArray(parts) && parts.length > 0 && parts.every((inner) => isPart(inner, depth + 1))
  }
  return isPart(value, 1)
}
