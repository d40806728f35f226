import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { BreakRules, ReasonRule } from '#domain/agents/index.ts'
import type { AgentId, BreakLimitId, QueueId, TeamId } from '#kernel/ids.ts'

export interface Breaks {
  readonly rules: BreakRules
  /** Which limits hold for an agent, in one order. */
  limitsOf(agentId: AgentId, queueIds: readonly QueueId[]): readonly BreakLimitId[]
}

/** Reasons for being away and limits as the tables have them now. */
export async function readBreaks(db: Kysely<Database>): Promise<Breaks> {
  const [reasons, limits, members] = await Promise.all([
    db.selectFrom('presence_reason').selectAll().orderBy('reason_id').execute(),
    db.selectFrom('break_limit').selectAll().orderBy('break_limit_id').execute(),
    db
      .selectFrom('team_member')
      .innerJoin('break_limit', 'break_limit.team_id', 'team_member.team_id')
      .select(['team_member.agent_id', 'team_member.team_id'])
      .execute(),
  ])
  const teamsOf = new Map<AgentId, Set<TeamId>>()
  for (const { agent_id, team_id } of members) {
    teamsOf.set(agent_id, (teamsOf.get(agent_id) ?? new Set<TeamId>()).add(team_id))
  }
  const ruled = reasons.map(({ reason_id, kind, is_counted, needs_grant }) => {
    const rule: ReasonRule = {
      ...(needs_grant && { needsGrant: true as const }),
      ...(is_counted && { countsAs: kind === 'break' || kind === 'meal' ? ('idle' as const) : ('work' as const) }),
    }
    return [reason_id, rule] as const
  })
  return {
    rules: {
      reasons: Object.fromEntries(ruled.filter(([, rule]) => Object.keys(rule).length > 0)),
      limits: Object.fromEntries(
        limits.map(({ break_limit_id, most, percent }) => [
          break_limit_id,
          percent === null ? { most: most ?? 0 } : { percent },
        ]),
      ),
    },
    limitsOf: (agentId, queueIds) =>
      limits
        .filter(({ team_id, queue_id }) =>
          team_id === null ? queue_id !== null && queueIds.includes(queue_id) : teamsOf.get(agentId)?.has(team_id),
        )
        .map(({ break_limit_id }) => break_limit_id)
        .slice(0, 100),
  }
}
