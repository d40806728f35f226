import type { SkillId } from '#kernel/ids.ts'
import type { CustomerRule, RelaxationStep, Requirement } from '#protocol/http/index.ts'

interface Asking {
  readonly requirement?: Requirement | null
  readonly relaxation?: readonly RelaxationStep[]
  readonly customerRules?: readonly CustomerRule[]
}

/** Every skill that is asked for, refused, or dropped in a step. */
export function skillsNamedBy({ requirement, relaxation = [], customerRules = [] }: Asking): ReadonlySet<SkillId> {
  const named = new Set<SkillId>(relaxation.flatMap(({ drop = [] }) => drop))
  const walk = (part: Requirement): void => {
    if ('skillId' in part) named.add(part.skillId)
    else if ('not' in part) walk(part.not)
    else for (const inner of 'all' in part ? part.all : part.any) walk(inner)
  }
  if (requirement) walk(requirement)
  for (const rule of customerRules) if (rule.requirement) walk(rule.requirement)
  return named
}
