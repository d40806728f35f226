import { type Kysely, sql, type Transaction } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { Database } from '#adapters/postgres/schema.ts'
import { grouped } from '#kernel/grouped.ts'
import { type AgentId, newId, type RoutingProfileId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { ChangeRoutingProfile, ProfileQueue, RoutingProfile } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { giveProfile, takeProfile } from '../configuration/profiled-agents.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { areLoads } from './own-loads.ts'
import { type Refusal, Refused, refuse } from './refusal.ts'

type Routes = 'routingProfiles' | 'createRoutingProfile' | 'changeRoutingProfile' | 'removeRoutingProfile'

/** Sets of queues and loads that many people have at once. Changing one is one deed, which routing follows agent by agent. */
export function routingProfileHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes } = services

  /** @throws {Refused} */
  async function wanted(transaction: Transaction<Database>, id: RoutingProfileId, version: number | 'any') {
    await oneAtATime(transaction)
    const known = await transaction
      .selectFrom('routing_profile')
      .select('version')
      .where('routing_profile_id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!known) throw new Refused({ code: 'routing-profile.not-found' })
    if (version !== 'any' && version !== known.version) throw new Refused({ code: 'request.stale' })
    return known
  }

  return {
    async routingProfiles() {
      return success({ items: await read(db) })
    },

    async createRoutingProfile({ caller, body, address, reply }) {
      const profileId = newId('routing-profile', clock.wallMs(), randomBytes)
      const made = await unlessRefused(() =>
        db.transaction().execute(async (transaction) => {
          await oneAtATime(transaction)
          await transaction
            .insertInto('routing_profile')
            .values({ routing_profile_id: profileId, ...named(body.name) })
            .execute()
          const who = await write(transaction, profileId, body, clock.wallMs())
          await audit(transaction, {
            ...{ action: 'routing-profile.created', personId: caller.personId, subject: profileId, address },
            details: who,
          })
          return only(await read(transaction, profileId))
        }),
      )
      if (!made.ok) return made
      await followChange(services)
      reply.header('etag', made.value.etag)
      return made
    },

    async changeRoutingProfile({ caller, id, body, address, request, reply }) {
      const version = readIfMatch(request.headers['if-match'])
      if (!version.ok) return version
      const changed = await unlessRefused(() =>
        db.transaction().execute(async (transaction) => {
          const known = await wanted(transaction, id, version.value)
          await transaction
            .updateTable('routing_profile')
            .set({ ...(body.name !== undefined && named(body.name)), version: known.version + 1 })
            .where('routing_profile_id', '=', id)
            .execute()
          const who = await write(transaction, id, body, clock.wallMs())
          await audit(transaction, {
            ...{ action: 'routing-profile.changed', personId: caller.personId, subject: id, address },
            details: { fields: Object.keys(body), ...who },
          })
          return only(await read(transaction, id))
        }),
      )
      if (!changed.ok) return changed
      await followChange(services)
      reply.header('etag', changed.value.etag)
      return changed
    },

    async removeRoutingProfile({ caller, id, address, request }) {
      const version = readIfMatch(request.headers['if-match'])
      if (!version.ok) return version
      return unlessRefused(() =>
        db.transaction().execute(async (transaction): Promise<Result<Record<string, never>, Refusal>> => {
          await wanted(transaction, id, version.value)
          const { agents } = await active(transaction)
            .where('routing_profile_id', '=', id)
            .select(({ fn }) => fn.countAll<number>().as('agents'))
            .executeTakeFirstOrThrow()
          if (agents > 0) return refuse('routing-profile.in-use', { detail: `Agents who have it: ${agents}.` })
          // Whoever is deactivated is on no list: he would come back with what he had.
          const away = await transaction
            .selectFrom('agent')
            .select('agent_id')
            .where('routing_profile_id', '=', id)
            .execute()
          const agentIds = away.map(({ agent_id }) => agent_id)
          if (agentIds.length > 0) await takeProfile(transaction, agentIds, clock.wallMs())
          await transaction.deleteFrom('routing_profile').where('routing_profile_id', '=', id).execute()
          await audit(transaction, {
            ...{ action: 'routing-profile.removed', personId: caller.personId, subject: id, address },
          })
          return success({})
        }),
      )
    },
  }
}

/** Two that give one person a profile would each find him without. */
const oneAtATime = (transaction: Transaction<Database>) =>
  transaction.selectFrom('organization').select('is_only').forUpdate().execute()

const named = (name: string) => ({ name: name.trim(), folded_name: foldText(name.trim()) })

const active = (db: Kysely<Database>) =>
  db
    .selectFrom('agent')
    .innerJoin('person', 'person.person_id', 'agent.person_id')
    .where('agent.is_active', '=', true)
    .where('person.is_active', '=', true)

/**
 * Who has it is written before what it says: whoever leaves takes with him what it said until now.
 * @returns how many got it and how many have it no more, for the trace
 * @throws {Refused}
 */
async function write(
  transaction: Transaction<Database>,
  profileId: RoutingProfileId,
  { agentIds, queues, loads }: ChangeRoutingProfile,
  nowMs: number,
): Promise<{ readonly given?: number; readonly taken?: number }> {
  const who = agentIds && (await setAgents(transaction, profileId, agentIds, nowMs))
  if (queues) await setQueues(transaction, profileId, queues)
  if (loads) {
    if (!areLoads(loads)) {
      const detail = 'body/loads: each channel once, and nobody talks to two at once.'
      throw new Refused({ code: 'request.malformed', detail })
    }
    await transaction.deleteFrom('routing_profile_load').where('routing_profile_id', '=', profileId).execute()
    if (loads.length > 0) {
      const rows = loads.map(({ channel, atOnce, weight }) => ({ channel, at_once: atOnce, weight }))
      await transaction
        .insertInto('routing_profile_load')
        .values(rows.map((row) => ({ routing_profile_id: profileId, ...row })))
        .execute()
    }
  }
  return who ?? {}
}

async function setAgents(
  transaction: Transaction<Database>,
  profileId: RoutingProfileId,
  agentIds: readonly AgentId[],
  nowMs: number,
): Promise<{ readonly given: number; readonly taken: number }> {
  const known = await active(transaction)
    .select(['agent_id', 'routing_profile_id'])
    .where(({ eb, or }) =>
      or([eb('routing_profile_id', '=', profileId), sql<boolean>`agent_id = ANY(${[...agentIds]}::text[])`]),
    )
    .execute()
  const wanted = new Set(agentIds)
  if (known.filter(({ agent_id }) => wanted.has(agent_id)).length < wanted.size) {
    throw new Refused({ code: 'agent.not-an-agent' })
  }
  const given = known.filter((row) => wanted.has(row.agent_id) && row.routing_profile_id !== profileId)
  const taken = known.filter((row) => !wanted.has(row.agent_id))
  const ids = (rows: typeof known) => rows.map(({ agent_id }) => agent_id)
  if (taken.length > 0) await takeProfile(transaction, ids(taken), nowMs)
  if (given.length > 0) await giveProfile(transaction, profileId, ids(given), nowMs)
  return { given: given.length, taken: taken.length }
}

async function setQueues(
  transaction: Transaction<Database>,
  profileId: RoutingProfileId,
  queues: readonly ProfileQueue[],
): Promise<void> {
  const queueIds = [...new Set(queues.map(({ queueId }) => queueId))]
  if (queueIds.length < queues.length) {
    throw new Refused({ code: 'request.malformed', detail: 'body/queues: each queue once.' })
  }
  await transaction.deleteFrom('routing_profile_queue').where('routing_profile_id', '=', profileId).execute()
  if (queueIds.length === 0) return
  const known = await transaction
    .selectFrom('queue')
    .select('queue_id')
    .where('queue_id', 'in', queueIds)
    // A queue of one person alone is no part of a profile.
    .where('person_id', 'is', null)
    .execute()
  if (known.length < queueIds.length) throw new Refused({ code: 'queue.not-found' })
  await transaction
    .insertInto('routing_profile_queue')
    .values(
      queues.map(({ queueId, priority, ring = 1, weight = 1, position = 0, share = 1 }) => ({
        ...{ routing_profile_id: profileId, queue_id: queueId },
        ...{ priority, ring, weight, position, share },
      })),
    )
    .execute()
}

async function read(db: Kysely<Database>, profileId?: RoutingProfileId): Promise<RoutingProfile[]> {
  let profiles = db.selectFrom('routing_profile').select(['routing_profile_id', 'name', 'version'])
  let queues = db
    .selectFrom('routing_profile_queue')
    .innerJoin('queue', 'queue.queue_id', 'routing_profile_queue.queue_id')
    .selectAll('routing_profile_queue')
  let loads = db.selectFrom('routing_profile_load').selectAll()
  let having = active(db).where('routing_profile_id', 'is not', null).select(['agent_id', 'routing_profile_id'])
  if (profileId !== undefined) {
    profiles = profiles.where('routing_profile_id', '=', profileId)
    queues = queues.where('routing_profile_id', '=', profileId)
    loads = loads.where('routing_profile_id', '=', profileId)
    having = having.where('routing_profile_id', '=', profileId)
  }
  const [rows, lines, bears, who] = await Promise.all([
    profiles.orderBy('name').execute(),
    queues.orderBy('priority', 'desc').orderBy('queue.name').execute(),
    loads.orderBy('channel').execute(),
    having.orderBy('person.name').execute(),
  ])
  const linesOf = grouped(lines, (row) => row.routing_profile_id)
  const bearsOf = grouped(bears, (row) => row.routing_profile_id)
  const whoOf = grouped(who, (row) => row.routing_profile_id)
  return rows.map(({ routing_profile_id: id, name, version }) => ({
    routingProfileId: id,
    name,
    queues: (linesOf.get(id) ?? []).map(({ queue_id: queueId, priority, ring, weight, position, share }) => ({
      ...{ queueId, priority, ring, weight, position, share },
    })),
    loads: (bearsOf.get(id) ?? []).map(({ channel, at_once: atOnce, weight }) => ({ channel, atOnce, weight })),
    agentIds: (whoOf.get(id) ?? []).map(({ agent_id }) => agent_id),
    etag: etagOf(version),
  }))
}

const only = ([profile]: readonly RoutingProfile[]): Result<RoutingProfile, Refusal> =>
  profile ? success(profile) : refuse('routing-profile.not-found')

async function unlessRefused<Value>(work: () => Promise<Result<Value, Refusal>>): Promise<Result<Value, Refusal>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refused) return failure(error.refusal)
    const verdict = verdictOf(error)
    if (verdict.kind === 'conflict' && verdict.constraint === 'routing_profile_folded_name_key') {
      return failure({ code: 'routing-profile.name-taken' })
    }
    throw error
  }
}
