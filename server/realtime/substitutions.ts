import type { Substituted, SubstitutionRule } from '#domain/routing/index.ts'
import type { AgentId } from '#kernel/ids.ts'
import type { ShownSubstitution } from '#protocol/realtime/index.ts'
import type { TopicView } from './topic-view.ts'

/** Who does this agent's work now; `undefined`: he himself. */
export function substitutedOf(view: TopicView, agentId: AgentId): ShownSubstitution | undefined {
  const known = view.state.substitutions.get(agentId)
  const rule = known && activeOf(known)[0]
  return known && rule && shown(view, known, rule)
}

/** Whose work this agent does: those who name him. Walks over whoever is substituted, for a desk or a floor, not for a decision. */
export function standsInFor(view: TopicView, agentId: AgentId): readonly ShownSubstitution[] {
  const found: ShownSubstitution[] = []
  for (const known of view.state.substitutions.values()) {
    const rule = activeOf(known).find(({ by }) => by.kind === 'people' && by.agentIds.includes(agentId))
    if (rule) found.push(shown(view, known, rule))
  }
  return found.sort((a, b) => a.name.localeCompare(b.name))
}

/** Whose desks show that something of this changed. */
export const namedIn = (rules: readonly SubstitutionRule[]): readonly AgentId[] =>
  rules.flatMap(({ by }) => (by.kind === 'people' ? by.agentIds : []))

const activeOf = ({ rules, active }: Substituted): readonly SubstitutionRule[] =>
  active.length === 0 ? [] : rules.filter((rule) => active.some((one) => one.substitutionId === rule.substitutionId))

function shown(view: TopicView, { agentId }: Substituted, { when, by }: SubstitutionRule): ShownSubstitution {
  const untilMs = when.kind === 'absence' ? when.untilMs : null
  return {
    agentId,
    name: view.agentName(agentId) ?? '',
    why: when.kind === 'absence' ? when.why : when.measure,
    ...(untilMs !== null && { untilMs }),
    byNames: by.kind === 'people' ? by.agentIds.map((id) => view.agentName(id) ?? '') : [],
  }
}
