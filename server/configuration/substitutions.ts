import type { Selectable } from 'kysely'
import type { SubstitutionTable } from '#adapters/postgres/schema.ts'
import {
  type AbsenceKind,
  type AgentSettings,
  absenceKinds,
  areSubstitutionRules,
  type OverloadMeasure,
  type QueueSettings,
  type SubstitutionRule,
} from '#domain/routing/index.ts'
import type { AgentId, QueueId } from '#kernel/ids.ts'

type Row = Selectable<SubstitutionTable>
type Agents = ReadonlyMap<AgentId, AgentSettings>

const isAbsence = (cause: Row['cause']): cause is AbsenceKind => (absenceKinds as readonly string[]).includes(cause)

/** A row as the decider has it; whoever it is about. */
export function ruleOf(row: Row): SubstitutionRule {
  const { cause, from_at, until_at, on_limit, off_limit, least_ms, team_skill_id, queue_ids, channels } = row
  return {
    substitutionId: row.substitution_id,
    when: isAbsence(cause)
      ? { kind: 'absence', why: cause, fromMs: from_at?.getTime() ?? 0, untilMs: until_at?.getTime() ?? null }
      : {
          kind: 'overload',
          measure: cause as OverloadMeasure,
          ...{ on: on_limit ?? 0, off: off_limit ?? 0, leastMs: least_ms ?? 0 },
        },
    by:
      row.stand_in_ids.length > 0
        ? { kind: 'people', agentIds: row.stand_in_ids }
        : { kind: 'team', skillId: team_skill_id },
    ...(queue_ids && { queueIds: queue_ids }),
    ...(channels && { channels }),
    ...(row.is_any_skill && { isAnySkill: true as const }),
    patienceMs: row.patience_ms,
  }
}

/** The rules of each agent: absences before limits, and his own before those of everybody who has a skill. */
export function substitutionsOf(
  rows: readonly Row[],
  agents: Agents,
): ReadonlyMap<AgentId, readonly SubstitutionRule[]> {
  const rules = new Map<AgentId, SubstitutionRule[]>()
  const sorted = [...rows].sort(
    (a, b) =>
      Number(a.from_at === null) - Number(b.from_at === null) ||
      Number(a.agent_id === null) - Number(b.agent_id === null) ||
      (a.substitution_id < b.substitution_id ? -1 : 1),
  )
  const add = (agentId: AgentId, row: Row) => {
    const all = rules.get(agentId) ?? []
    const rule = ruleOf(row)
    // Who stands in for a team may be of it: nobody stands in for himself.
    const by =
      rule.by.kind === 'people' ? { ...rule.by, agentIds: rule.by.agentIds.filter((id) => id !== agentId) } : rule.by
    const own = { ...rule, by: by.kind === 'people' && by.agentIds.length === 0 ? teamOfQueue : by }
    if (areSubstitutionRules(agentId, [...all, own])) rules.set(agentId, [...all, own])
  }
  for (const row of sorted) {
    if (row.agent_id !== null) add(row.agent_id, row)
    else if (row.of_skill_id !== null) {
      for (const [agentId, { skills }] of agents) if (skills?.[row.of_skill_id] !== undefined) add(agentId, row)
    }
  }
  return rules
}

const teamOfQueue = { kind: 'team', skillId: null } as const

/** A chain is followed so far, as routing does. */
const deepest = 4
const mostMemberships = 1000

/**
 * The same agents, who can be asked in the queues of those for whom they may stand in, and who serve there nothing else. Whoever
 * stands in for a colleague who may be away himself is there too.
 */
export function withStandIns(
  agents: Agents,
  queues: ReadonlyMap<QueueId, QueueSettings>,
  substitutions: ReadonlyMap<AgentId, readonly SubstitutionRule[]>,
): Agents {
  const added = new Map<AgentId, Map<QueueId, number>>()
  const bySkill = new Map<string, AgentId[]>()
  for (const [agentId, { skills = {} }] of agents) {
    for (const skillId of Object.keys(skills)) bySkill.set(skillId, [...(bySkill.get(skillId) ?? []), agentId])
  }
  const named = (agentId: AgentId, depth: number, seen: Set<AgentId>): void => {
    for (const { by } of substitutions.get(agentId) ?? []) {
      const others = by.kind === 'people' ? by.agentIds : by.skillId === null ? [] : (bySkill.get(by.skillId) ?? [])
      for (const id of others) {
        if (seen.has(id)) continue
        seen.add(id)
        if (by.kind === 'people' && depth < deepest) named(id, depth + 1, seen)
      }
    }
  }
  for (const agentId of substitutions.keys()) {
    const others = new Set<AgentId>([agentId])
    named(agentId, 1, others)
    for (const { queueId, priority } of agents.get(agentId)?.memberships ?? []) {
      if (!queues.has(queueId)) continue
      for (const id of others) {
        const standIn = agents.get(id)
        if (!standIn || standIn.memberships.some((one) => one.queueId === queueId)) continue
        added.set(id, (added.get(id) ?? new Map()).set(queueId, priority))
      }
    }
  }
  if (added.size === 0) return agents
  return new Map(
    [...agents].map(([agentId, settings]) => {
      const more = [...(added.get(agentId) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))
      const standIns = more.map(([queueId, priority]) => ({ queueId, priority, isStandIn: true as const }))
      const memberships = [...settings.memberships, ...standIns].slice(0, mostMemberships)
      return [agentId, standIns.length === 0 ? settings : { ...settings, memberships }]
    }),
  )
}
