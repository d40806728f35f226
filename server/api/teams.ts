import { type Kysely, sql, type Transaction } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { Database } from '#adapters/postgres/schema.ts'
import { type AgentId, newId, type TeamId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { Team } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'teams' | 'createTeam' | 'changeTeam' | 'removeTeam'

/** People who work together. */
export function teamHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes } = services

  async function wanted(
    transaction: Transaction<Database>,
    id: TeamId,
    ifMatch: string | undefined,
  ): Promise<Result<{ version: number }, Refusal>> {
    const version = readIfMatch(ifMatch)
    if (!version.ok) return version
    const known = await transaction
      .selectFrom('team')
      .select('version')
      .where('team_id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!known) return refuse('team.not-found')
    return version.value !== 'any' && version.value !== known.version ? refuse('request.stale') : success(known)
  }

  return {
    async teams() {
      return success({ items: await read(db) })
    },

    async createTeam({ caller, body, address, reply }) {
      const teamId = newId('team', clock.wallMs(), randomBytes)
      const made = await unlessNameTaken(() =>
        db.transaction().execute(async (transaction): Promise<Result<Team, Refusal>> => {
          const { root_unit_id } = await transaction
            .selectFrom('organization')
            .select('root_unit_id')
            .executeTakeFirstOrThrow()
          const unitId = body.businessUnitId ?? root_unit_id
          if (unitId === null) return refuse('team.not-found')
          await transaction
            .insertInto('team')
            .values({ team_id: teamId, business_unit_id: unitId, ...named(body.name) })
            .execute()
          const set = await setMembers(transaction, teamId, body.agentIds ?? [])
          if (!set.ok) throw new Unwritten(set.error)
          await audit(transaction, { action: 'team.created', personId: caller.personId, subject: teamId, address })
          return only(await read(transaction, teamId))
        }),
      )
      if (!made.ok) return made
      await followChange(services)
      reply.header('etag', made.value.etag)
      return made
    },

    async changeTeam({ caller, id, body, address, request, reply }) {
      const changed = await unlessNameTaken(() =>
        db.transaction().execute(async (transaction): Promise<Result<Team, Refusal>> => {
          const known = await wanted(transaction, id, request.headers['if-match'])
          if (!known.ok) return known
          await transaction
            .updateTable('team')
            .set({
              ...(body.name === undefined ? {} : named(body.name)),
              ...(body.businessUnitId === undefined ? {} : { business_unit_id: body.businessUnitId }),
              version: known.value.version + 1,
            })
            .where('team_id', '=', id)
            .execute()
          const set = body.agentIds ? await setMembers(transaction, id, body.agentIds) : success(null)
          if (!set.ok) throw new Unwritten(set.error)
          const details = { fields: Object.keys(body) }
          await audit(transaction, { action: 'team.changed', personId: caller.personId, subject: id, address, details })
          return only(await read(transaction, id))
        }),
      )
      if (!changed.ok) return changed
      await followChange(services)
      reply.header('etag', changed.value.etag)
      return changed
    },

    async removeTeam({ caller, id, address, request }) {
      const removed = await db
        .transaction()
        .execute(async (transaction): Promise<Result<Record<string, never>, Refusal>> => {
          const known = await wanted(transaction, id, request.headers['if-match'])
          if (!known.ok) return known
          await transaction.deleteFrom('team').where('team_id', '=', id).execute()
          await audit(transaction, { action: 'team.removed', personId: caller.personId, subject: id, address })
          return success({})
        })
      if (removed.ok) await followChange(services)
      return removed
    },
  }
}

/** Refused in the middle of a transaction, of which nothing is to stand. */
class Unwritten extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}

const named = (name: string) => ({ name: name.trim(), folded_name: foldText(name.trim()) })

/** Whoever is away at the moment, his account deactivated, stays in it unseen. */
async function setMembers(
  transaction: Transaction<Database>,
  teamId: TeamId,
  agentIds: readonly AgentId[],
): Promise<Result<null, Refusal>> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::integer AS count FROM agent JOIN person USING (person_id)
    WHERE agent.is_active AND person.is_active AND agent_id = ANY(${[...agentIds]}::text[])`.execute(transaction)
  if ((rows[0]?.count ?? 0) < agentIds.length) return refuse('agent.not-an-agent')
  await sql`
    DELETE FROM team_member USING agent JOIN person USING (person_id)
    WHERE team_member.agent_id = agent.agent_id AND team_id = ${teamId}
      AND agent.is_active AND person.is_active`.execute(transaction)
  await sql`
    INSERT INTO team_member (team_id, agent_id)
    SELECT ${teamId}, agent_id FROM unnest(${[...agentIds]}::text[]) AS given (agent_id)
    ON CONFLICT DO NOTHING`.execute(transaction)
  return success(null)
}

async function read(db: Kysely<Database>, teamId?: TeamId): Promise<Team[]> {
  let teams = db
    .selectFrom('team')
    .innerJoin('business_unit', 'business_unit.business_unit_id', 'team.business_unit_id')
  let members = db
    .selectFrom('team_member')
    .innerJoin('agent', 'agent.agent_id', 'team_member.agent_id')
    .innerJoin('person', 'person.person_id', 'agent.person_id')
    .where('agent.is_active', '=', true)
    .where('person.is_active', '=', true)
  if (teamId !== undefined) {
    teams = teams.where('team_id', '=', teamId)
    members = members.where('team_id', '=', teamId)
  }
  const [rows, who] = await Promise.all([
    teams
      .select(['team_id', 'team.name', 'team.business_unit_id', 'team.version', 'business_unit.time_zone'])
      .orderBy('team.name')
      .execute(),
    members.select(['team_id', 'agent.agent_id']).orderBy('person.name').execute(),
  ])
  const byTeam = new Map<TeamId, AgentId[]>()
  for (const { team_id, agent_id } of who) {
    const known = byTeam.get(team_id)
    if (known) known.push(agent_id)
    else byTeam.set(team_id, [agent_id])
  }
  return rows.map((row) => ({
    teamId: row.team_id,
    name: row.name,
    businessUnitId: row.business_unit_id,
    agentIds: byTeam.get(row.team_id) ?? [],
    timeZone: row.time_zone,
    etag: etagOf(row.version),
  }))
}

const only = ([team]: readonly Team[]): Result<Team, Refusal> => (team ? success(team) : refuse('team.not-found'))

async function unlessNameTaken(work: () => Promise<Result<Team, Refusal>>): Promise<Result<Team, Refusal>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Unwritten) return failure(error.refusal)
    const verdict = verdictOf(error)
    if (verdict.kind !== 'conflict') throw error
    if (verdict.constraint === 'team_folded_name_key') return failure({ code: 'team.name-taken' })
    if (verdict.constraint === 'team_business_unit_id_fkey') {
      return failure({ code: 'request.malformed', detail: 'body/businessUnitId: there is no such business unit.' })
    }
    throw error
  }
}
