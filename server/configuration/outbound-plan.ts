import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { type Dialer, type DialLimits, emergencyNumbersOf, type OutboundRule } from '#domain/dialing/index.ts'
import { permissionsOf } from '#domain/directory/index.ts'
import { grouped } from '#kernel/grouped.ts'
import type { AgentId, BusinessUnitId, PersonId, TrunkId } from '#kernel/ids.ts'
import { readOpeningHours } from './number-plan.ts'

export interface PlannedTrunk {
  readonly trunkId: TrunkId
  readonly name: string
  readonly isActive: boolean
  readonly costPerMinuteMicros: number
}

/** Who may call what and what stops it, in memory. */
export interface OutboundPlan {
  readonly rules: readonly OutboundRule[]
  readonly trunks: ReadonlyMap<TrunkId, PlannedTrunk>
  readonly limits: DialLimits
  readonly region: string
  /** `undefined` when there is no such person, or none that is active. */
  dialerOf(personId: PersonId): (Dialer & { readonly name: string }) | undefined
  personOfAgent(agentId: AgentId): PersonId | undefined
}

export const emptyOutboundPlan: OutboundPlan = {
  rules: [],
  trunks: new Map(),
  limits: {
    blockedPrefixes: [],
    callsAtOncePerPerson: 1,
    callsPerHourPerPerson: 1,
    callsAtOnceOutbound: 1,
    longestCallMinutes: 1,
    emergencyNumbers: ['112'],
  },
  region: 'GB',
  dialerOf: () => undefined,
  personOfAgent: () => undefined,
}

export async function readOutboundPlan(db: Kysely<Database>): Promise<OutboundPlan> {
  const [organization, rules, ruleTrunks, trunks, limits, hours, units, people, roles, agents] = await Promise.all([
    db.selectFrom('organization').select('region').executeTakeFirstOrThrow(),
    db.selectFrom('outbound_rule').selectAll().execute(),
    db.selectFrom('outbound_rule_trunk').selectAll().orderBy('ordinal').execute(),
    db
      .selectFrom('trunk')
      .select(['trunk_id', 'name', 'is_active', 'cost_per_minute_micros'])
      .orderBy('trunk_id')
      .execute(),
    db.selectFrom('dial_limits').selectAll().executeTakeFirstOrThrow(),
    readOpeningHours(db),
    db.selectFrom('business_unit').select(['business_unit_id', 'parent_id']).execute(),
    db.selectFrom('person').where('is_active', '=', true).select(['person_id', 'name', 'business_unit_id']).execute(),
    db.selectFrom('person_role').selectAll().execute(),
    db.selectFrom('agent').select(['agent_id', 'person_id']).execute(),
  ])
  const parents = new Map(units.map((unit) => [unit.business_unit_id, unit.parent_id]))
  const peopleById = new Map(people.map((person) => [person.person_id, person]))
  const rolesOf = grouped(roles, (role) => role.person_id)
  const trunksOf = grouped(ruleTrunks, (row) => row.outbound_rule_id)
  const personOfAgent = new Map(agents.map((agent) => [agent.agent_id, agent.person_id]))
  const limitHours = limits.business_hours_id === null ? undefined : hours.get(limits.business_hours_id)
  return {
    region: organization.region,
    rules: rules.map((row) => ({
      outboundRuleId: row.outbound_rule_id,
      isActive: row.is_active,
      rank: row.rank,
      prefixes: row.prefixes,
      businessUnitIds: row.business_unit_ids,
      requires: row.requires,
      trunkIds: (trunksOf.get(row.outbound_rule_id) ?? []).map((trunk) => trunk.trunk_id),
      ...(row.caller_number === null ? {} : { callerNumber: row.caller_number }),
    })),
    trunks: new Map(
      trunks.map((row) => [
        row.trunk_id,
        {
          trunkId: row.trunk_id,
          name: row.name,
          isActive: row.is_active,
          costPerMinuteMicros: row.cost_per_minute_micros,
        },
      ]),
    ),
    limits: {
      blockedPrefixes: limits.blocked_prefixes,
      callsAtOncePerPerson: limits.calls_at_once_per_person,
      callsPerHourPerPerson: limits.calls_per_hour_per_person,
      callsAtOnceOutbound: limits.calls_at_once_outbound,
      longestCallMinutes: limits.longest_call_minutes,
      ...(limits.spend_per_hour_micros === null ? {} : { spendPerHourMicros: limits.spend_per_hour_micros }),
      ...(limits.spend_per_day_micros === null ? {} : { spendPerDayMicros: limits.spend_per_day_micros }),
      ...(limitHours === undefined ? {} : { hours: limitHours }),
      emergencyNumbers: limits.emergency_numbers ?? emergencyNumbersOf(organization.region),
    },
    dialerOf(personId) {
      const person = peopleById.get(personId)
      if (!person) return undefined
      return {
        name: person.name,
        permissions: permissionsOf((rolesOf.get(personId) ?? []).map(({ role }) => role)),
        unitIds: unitsAbove(person.business_unit_id, parents),
      }
    },
    personOfAgent: (agentId) => personOfAgent.get(agentId),
  }
}

/** The unit itself and all above it; a circle in the tree ends where it closes. */
function unitsAbove(
  unitId: BusinessUnitId,
  parents: ReadonlyMap<BusinessUnitId, BusinessUnitId | null>,
): ReadonlySet<BusinessUnitId> {
  const above = new Set<BusinessUnitId>()
  let next: BusinessUnitId | null = unitId
  while (next !== null && !above.has(next)) {
    above.add(next)
    next = parents.get(next) ?? null
  }
  return above
}
