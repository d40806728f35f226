import type { SkillId } from '#kernel/ids.ts'
import type { Proficiency, Requirement } from '#protocol/http/skills.ts'

/** A requirement while it is composed: rows, and groups of rows. `not` stands with what it refuses. */
export type PartDraft = SkillDraft | GroupDraft
export interface SkillDraft {
  readonly key: number
  readonly kind: 'skill'
  /** Empty: not chosen yet. */
  readonly skillId: SkillId | ''
  readonly least: Proficiency
  /** Less than that is asked for. */
  readonly isRefused: boolean
}
export interface GroupDraft {
  readonly key: number
  readonly kind: 'group'
  readonly join: 'all' | 'any'
  readonly isRefused: boolean
  readonly parts: readonly PartDraft[]
}

let lastKey = 0
const newKey = () => ++lastKey

export const newSkillPart = (): SkillDraft => ({
  key: newKey(),
  kind: 'skill',
  skillId: '',
  least: 1,
  isRefused: false,
})
export const newGroup = (join: GroupDraft['join'] = 'any', parts: readonly PartDraft[] = []): GroupDraft => ({
  key: newKey(),
  kind: 'group',
  join,
  isRefused: false,
  parts,
})

/** Always a group at the top: what stands alone is the only one of it. */
export function requirementDraft(requirement: Requirement | null): GroupDraft {
  if (requirement === null) return newGroup('all')
  const part = partDraft(requirement)
  return part.kind === 'group' ? part : newGroup('all', [part])
}

function partDraft(requirement: Requirement): PartDraft {
  if ('skillId' in requirement) return { ...newSkillPart(), ...requirement }
  if ('not' in requirement) {
    const refused = partDraft(requirement.not)
    return { ...refused, isRefused: !refused.isRefused }
  }
  const [join, parts] = 'all' in requirement ? (['all', requirement.all] as const) : (['any', requirement.any] as const)
  return newGroup(join, parts.map(partDraft))
}

/** What is sent; `null`: nothing is asked. Rows without a skill and groups without a row are no part of it. */
export function requirementOf(part: PartDraft): Requirement | null {
  const plain = plainOf(part)
  return plain !== null && part.isRefused ? { not: plain } : plain
}

function plainOf(part: PartDraft): Requirement | null {
  if (part.kind === 'skill') return part.skillId === '' ? null : { skillId: part.skillId, least: part.least }
  const parts = part.parts.map(requirementOf).filter((inner) => inner !== null)
  if (parts.length <= 1) return parts[0] ?? null
  return part.join === 'all' ? { all: parts } : { any: parts }
}

/** A row stands there without its skill. */
export const isUnfinished = (part: PartDraft): boolean =>
  part.kind === 'skill' ? part.skillId === '' : part.parts.some(isUnfinished)

/** Every skill that it names. */
export const skillsOf = (part: PartDraft): ReadonlySet<SkillId> =>
  part.kind === 'skill'
    ? new Set(part.skillId === '' ? [] : [part.skillId])
    : new Set(part.parts.flatMap((inner) => [...skillsOf(inner)]))
