import type { Kysely } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Database } from '#adapters/postgres/schema.ts'
import type { RoutingState } from '#domain/routing/index.ts'
import { type AgentId, type FloorMessageId, isId, newId, type PersonId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { FloorMessage, FloorMessageTo } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import { decodeCursor, pageFrom } from './cursor.ts'
import type { Handlers } from './handler.ts'
import { isAgent } from './offers.ts'
import { refuse } from './refusal.ts'

type Routes = 'floorMessages' | 'createFloorMessage' | 'removeFloorMessage' | 'readFloorMessage'

const usualMinutes = 8 * 60
const isMessageId = (text: string): text is FloorMessageId => isId('floor-message', text)

/** Words of a supervisor: who they are for is settled when they are written, and each of those says for himself that he read them. */
export function floorMessageHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, decider } = services
  // Asked for when it is needed: while the routes are put together there is no stream yet.
  const tell = (agentIds: readonly AgentId[]) => services.desks.alertsChanged(agentIds)

  return {
    async floorMessages({ caller, query }) {
      const after = decodeCursor(query.cursor, isMessageId)
      if (!after.ok) return after
      const limit = query.limit ?? 50
      let rows = rowsOf(db).where('m.person_id', '=', caller.personId)
      if (after.value !== undefined) rows = rows.where('m.floor_message_id', '<', after.value)
      const found = await rows
        .orderBy('m.floor_message_id', 'desc')
        .limit(limit + 1)
        .execute()
      return success(pageFrom(found, limit, (row) => row.floor_message_id, show))
    },

    async createFloorMessage({ caller, body: { text, to, expiresInMinutes = usualMinutes }, address }) {
      const agentIds = await addressees(db, decider.state, to)
      if (agentIds === undefined) return refuse(unknown[to.kind])
      if (agentIds.length === 0) return refuse('floor-message.nobody')
      const nowMs = clock.wallMs()
      const floorMessageId = newId('floor-message', nowMs, randomBytes)
      await db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('floor_message')
          .values({
            ...{ floor_message_id: floorMessageId, person_id: caller.personId, text },
            ...{ sent_to: to.kind, sent_to_id: to.id },
            created_at: new Date(nowMs),
            expires_at: new Date(nowMs + expiresInMinutes * 60_000),
          })
          .execute()
        await transaction
          .insertInto('floor_message_copy')
          .values(agentIds.map((agent_id) => ({ floor_message_id: floorMessageId, agent_id })))
          .execute()
        const details = { to: to.kind, id: to.id, agents: agentIds.length }
        await audit(transaction, {
          ...{ action: 'floor-message.written', personId: caller.personId, subject: floorMessageId, address, details },
        })
      })
      tell(agentIds)
      return success(show(await rowsOf(db).where('m.floor_message_id', '=', floorMessageId).executeTakeFirstOrThrow()))
    },

    async removeFloorMessage({ caller, id, address }) {
      const agentIds = await db.transaction().execute(async (transaction) => {
        if (!(await isOwn(transaction, id, caller.personId))) return undefined
        const copies = await transaction
          .selectFrom('floor_message_copy')
          .select('agent_id')
          .where('floor_message_id', '=', id)
          .execute()
        await transaction.deleteFrom('floor_message').where('floor_message_id', '=', id).execute()
        await audit(transaction, {
          ...{ action: 'floor-message.removed', personId: caller.personId, subject: id, address },
        })
        return copies.map(({ agent_id }) => agent_id)
      })
      if (agentIds === undefined) return refuse('floor-message.not-found')
      tell(agentIds)
      return success({})
    },

    async readFloorMessage({ caller, id }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const copy = await db
        .selectFrom('floor_message_copy')
        .select('read_at')
        .where('floor_message_id', '=', id)
        .where('agent_id', '=', caller.agentId)
        .executeTakeFirst()
      if (!copy) return refuse('floor-message.not-found')
      // Who read it in two windows read it when he did so first.
      await db
        .updateTable('floor_message_copy')
        .set({ read_at: new Date(clock.wallMs()) })
        .where('floor_message_id', '=', id)
        .where('agent_id', '=', caller.agentId)
        .where('read_at', 'is', null)
        .execute()
      tell([caller.agentId])
      return success({})
    },
  }
}

const unknown = { agent: 'agent.not-an-agent', team: 'team.not-found', queue: 'queue.not-found' } as const

/** Whom it is for now, each once; `undefined`: there is no such agent, team or queue. */
async function addressees(
  db: Kysely<Database>,
  state: RoutingState | undefined,
  to: FloorMessageTo,
): Promise<readonly AgentId[] | undefined> {
  const agents = db.selectFrom('agent').select('agent.agent_id').where('agent.is_active', '=', true)
  if (to.kind === 'agent') {
    const rows = await agents.where('agent_id', '=', to.id).execute()
    return rows.length === 0 ? undefined : rows.map(({ agent_id }) => agent_id)
  }
  if (to.kind === 'team') {
    const team = await db.selectFrom('team').select('team_id').where('team_id', '=', to.id).executeTakeFirst()
    if (!team) return undefined
    const rows = await agents
      .innerJoin('team_member', 'team_member.agent_id', 'agent.agent_id')
      .where('team_member.team_id', '=', to.id)
      .execute()
    return rows.map(({ agent_id }) => agent_id)
  }
  // Who serves a queue comes of profiles too: routing has it all together.
  if (!state?.queues.get(to.id)) return undefined
  const serving = [...state.agents.values()]
    .filter(({ settings }) => settings.memberships.some(({ queueId }) => queueId === to.id))
    .map(({ agentId }) => agentId)
  if (serving.length === 0) return []
  const rows = await agents.where('agent_id', 'in', serving).execute()
  return rows.map(({ agent_id }) => agent_id)
}

const isOwn = async (db: Kysely<Database>, id: FloorMessageId, personId: PersonId) =>
  (await db
    .selectFrom('floor_message')
    .select('floor_message_id')
    .where('floor_message_id', '=', id)
    .where('person_id', '=', personId)
    .forUpdate()
    .executeTakeFirst()) !== undefined

const rowsOf = (db: Kysely<Database>) =>
  db
    .selectFrom('floor_message as m')
    .leftJoin('queue', 'queue.queue_id', 'm.sent_to_id' as never)
    .leftJoin('team', 'team.team_id', 'm.sent_to_id' as never)
    .leftJoin('agent', 'agent.agent_id', 'm.sent_to_id' as never)
    .leftJoin('person', 'person.person_id', 'agent.person_id')
    .selectAll('m')
    .select(({ fn, selectFrom }) => [
      fn.coalesce('queue.name', 'team.name', 'person.name').as('to_name'),
      jsonArrayFrom(
        selectFrom('floor_message_copy as copy')
          .innerJoin('agent as reader', 'reader.agent_id', 'copy.agent_id')
          .innerJoin('person as reading', 'reading.person_id', 'reader.person_id')
          .select(['copy.agent_id', 'copy.read_at', 'reading.name'])
          .whereRef('copy.floor_message_id', '=', 'm.floor_message_id')
          .orderBy('reading.name'),
      ).as('readers'),
    ])
type FloorMessageRow = Awaited<ReturnType<ReturnType<typeof rowsOf>['executeTakeFirstOrThrow']>>

const show = (row: FloorMessageRow): FloorMessage => ({
  floorMessageId: row.floor_message_id,
  text: row.text,
  sentTo: { kind: row.sent_to, ...(row.to_name === null ? {} : { name: row.to_name }) },
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  readers: row.readers.map(({ agent_id, name, read_at }) => ({
    agentId: agent_id,
    name: name ?? '',
    ...(read_at === null ? {} : { readAt: new Date(read_at).toISOString() }),
  })),
})
