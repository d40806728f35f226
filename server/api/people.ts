import { type Kysely, type Selectable, sql } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { AgentTable, Database } from '#adapters/postgres/schema.ts'
import { isId, newId, type PersonId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { AuditEntry, ChangePerson, OwnLoad, Person, Role } from '#protocol/http/index.ts'
import { type AgentChange, alignAgent } from '../accounts/agents.ts'
import { audit } from '../accounts/audit.ts'
import { asLanguage } from '../accounts/me.ts'
import { hashPassword } from '../accounts/passwords.ts'
import { giveProfile, takeProfile } from '../configuration/profiled-agents.ts'
import type { ApiServices } from './api-services.ts'
import { decodeCursor, pageFrom } from './cursor.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { unknownRegion } from './geography.ts'
import type { Handlers } from './handler.ts'
import { present } from './interaction-rows.ts'
import { areLoads, writeLoads } from './own-loads.ts'
import { type Refusal, Refused, refuse } from './refusal.ts'

type Routes = 'people' | 'createPerson' | 'changePerson' | 'audit'

const isPersonId = (text: string): text is PersonId => isId('person', text)
const isAuditId = (text: string): text is string => /^\d{1,15}$/.test(text)

/** Those who sign in, and the trace of what was done. */
export function peopleHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, signIns, apiKeys, configuration, decider, logger } = services

  /** The decider and the edge learn of a new or changed agent; a person who may no longer take calls stops at once. */
  async function followAgent(change: AgentChange | undefined): Promise<void> {
    if (!change) return
    if (change.kind === 'ended') {
      const { agentId } = change
      await decider.execute({ type: 'SetPresence', agentId, presence: { kind: 'offline' }, by: 'sign-out' })
    }
    // The change stands whether or not routing can be told now: it reads the tables again when it comes back.
    await configuration
      .reload()
      .catch((error: unknown) => logger.warn('Routing could not be told of a person', { error }))
  }

  return {
    async people({ query }) {
      const after = decodeCursor(query.cursor, isPersonId)
      if (!after.ok) return after
      const limit = query.limit ?? 50
      let rows = personRows(db)
      if (after.value !== undefined) rows = rows.where('person.person_id', '>', after.value)
      const found = await rows
        .orderBy('person.person_id')
        .limit(limit + 1)
        .execute()
      return success(pageFrom(found, limit, (row) => row.person_id, show))
    },

    async createPerson({ caller, body, address, reply }) {
      const passwordHash = await hashPassword(body.password)
      const personId = newId('person', clock.wallMs(), randomBytes)
      let change: AgentChange | undefined
      const made = await unlessEmailTaken(() =>
        db.transaction().execute(async (transaction): Promise<Result<Person, Refusal>> => {
          const own = await transaction
            .selectFrom('person')
            .select('business_unit_id')
            .where('person_id', '=', caller.personId)
            .executeTakeFirstOrThrow()
          await transaction
            .insertInto('person')
            .values({
              person_id: personId,
              business_unit_id: own.business_unit_id,
              name: body.name.trim(),
              email: body.email.trim(),
              password_hash: passwordHash,
              language: body.language,
            })
            .execute()
          await writeRoles(transaction, personId, body.roles)
          change = await alignAgent(transaction, personId, clock.wallMs(), randomBytes)
          await audit(transaction, {
            action: 'person.created',
            personId: caller.personId,
            subject: personId,
            address,
            details: { roles: body.roles },
          })
          return read(transaction, personId)
        }),
      )
      if (!made.ok) return made
      await followAgent(change)
      reply.header('etag', made.value.etag)
      return made
    },

    async changePerson({ caller, id, body, address, request, reply }) {
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const unknown = unknownRegion(services, body.regionCodes ?? [])
      if (unknown !== undefined) return refuse('region.not-found', { detail: unknown })
      if (body.ownLoads && !areLoads(body.ownLoads)) {
        const detail = 'body/ownLoads: each channel once, and nobody talks to two at once.'
        return refuse('request.malformed', { detail })
      }
      const passwordHash = body.password === undefined ? undefined : await hashPassword(body.password)
      let change: AgentChange | undefined
      const changed = await db
        .transaction()
        .execute(async (transaction): Promise<Result<Person, Refusal>> => {
          // One such change at a time: two administrators who take the role from each other would each count the other.
          if (body.roles !== undefined || body.isActive !== undefined) {
            await transaction.selectFrom('organization').select('is_only').forUpdate().execute()
          }
          const known = await transaction
            .selectFrom('person')
            .select('updated_at')
            .where('person_id', '=', id)
            .forUpdate()
            .executeTakeFirst()
          if (!known) return refuse('person.not-found')
          const version = known.updated_at.getTime()
          const wasAgent = await isAgentNow(transaction, id)
          if (wanted.value !== 'any' && wanted.value !== version) return refuse('request.stale')
          await transaction
            .updateTable('person')
            .set({
              ...(body.name === undefined ? {} : { name: body.name.trim() }),
              ...(body.language === undefined ? {} : { language: body.language }),
              ...(body.isActive === undefined ? {} : { is_active: body.isActive }),
              ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
              // The time of the change is the version: it must grow even within one millisecond.
              updated_at: new Date(Math.max(clock.wallMs(), version + 1)),
            })
            .where('person_id', '=', id)
            .execute()
          if (body.roles !== undefined) await writeRoles(transaction, id, body.roles)
          if (body.name !== undefined) {
            await transaction.updateTable('queue').set({ name: body.name.trim() }).where('person_id', '=', id).execute()
          }
          // An administrator who locks the last one out, perhaps themselves, would lock out everybody.
          if (!(await hasAdministrator(transaction))) throw new LastAdministrator()
          change = await alignAgent(transaction, id, clock.wallMs(), randomBytes, { wasAgent })
          if (isOfAgent(body)) {
            const agent = await transaction
              .updateTable('agent')
              .set({
                ...(body.isAutoAnswered !== undefined && { is_auto_answered: body.isAutoAnswered }),
                ...(body.choosesBy !== undefined && { chooses_by: body.choosesBy }),
                ...(body.regionCodes !== undefined && { region_codes: body.regionCodes }),
                ...(body.wrapUp !== undefined && { wrap_up: body.wrapUp && JSON.stringify(body.wrapUp) }),
                is_active: true,
              })
              .where('person_id', '=', id)
              .where('is_active', '=', true)
              .returning(['agent_id', 'routing_profile_id'])
              .executeTakeFirst()
            if (agent) {
              await writeWork(transaction, agent, body, clock.wallMs())
              change ??= { kind: 'began', agentId: agent.agent_id }
            }
          }
          await audit(transaction, {
            action: 'person.changed',
            personId: caller.personId,
            subject: id,
            address,
            details: { fields: Object.keys(body) },
          })
          return read(transaction, id)
        })
        .catch((error: unknown) => {
          if (error instanceof LastAdministrator) return refuse('person.last-administrator')
          if (error instanceof Refused) return failure(error.refusal)
          throw error
        })
      if (!changed.ok) return changed
      if (passwordHash !== undefined || body.isActive === false) {
        // Whoever changes their own password stays signed in where they did it.
        await signIns.closeAllOf(id, caller.personId === id && body.isActive !== false ? caller.signInId : undefined)
      } else {
        await signIns.forget(id)
      }
      await apiKeys.forget(id)
      await followAgent(change)
      reply.header('etag', changed.value.etag)
      return changed
    },

    async audit({ query }) {
      const after = decodeCursor(query.cursor, isAuditId)
      if (!after.ok) return after
      const limit = query.limit ?? 50
      let rows = db
        .selectFrom('audit_entry')
        .leftJoin('person', 'person.person_id', 'audit_entry.person_id')
        .selectAll('audit_entry')
        .select('person.name as person_name')
      if (after.value !== undefined) rows = rows.where('audit_entry.audit_id', '<', Number(after.value))
      const found = await rows
        .orderBy('audit_entry.audit_id', 'desc')
        .limit(limit + 1)
        .execute()
      return success(
        pageFrom(
          found,
          limit,
          (row) => String(row.audit_id),
          (row): AuditEntry => ({
            auditId: String(row.audit_id),
            at: row.at.toISOString(),
            action: row.action,
            ...present({
              personId: row.person_id,
              personName: row.person_name,
              subject: row.subject,
              address: row.address,
            }),
          }),
        ),
      )
    },
  }
}

class LastAdministrator extends Error {}

const isOfAgent = ({ isAutoAnswered, choosesBy, regionCodes, wrapUp, ownLoads, routingProfileId }: ChangePerson) =>
  [isAutoAnswered, choosesBy, regionCodes, wrapUp, ownLoads, routingProfileId].some((value) => value !== undefined)

/**
 * His profile, and what he bears besides.
 * @throws {Refused} there is no such profile, or he has one and shall have loads of his own
 */
async function writeWork(
  transaction: Kysely<Database>,
  { agent_id: agentId, routing_profile_id: before }: Pick<Selectable<AgentTable>, 'agent_id' | 'routing_profile_id'>,
  { ownLoads, routingProfileId }: ChangePerson,
  nowMs: number,
): Promise<void> {
  const after = routingProfileId === undefined ? before : routingProfileId
  if (after !== before && after === null) await takeProfile(transaction, [agentId], nowMs)
  if (after !== before && after !== null) {
    const known = await transaction
      .selectFrom('routing_profile')
      .select('routing_profile_id')
      .where('routing_profile_id', '=', after)
      // It is not removed before he has it.
      .forShare()
      .executeTakeFirst()
    if (!known) throw new Refused({ code: 'routing-profile.not-found' })
    await giveProfile(transaction, after, [agentId], nowMs)
  }
  if (!ownLoads) return
  if (after === null) await writeLoads(transaction, agentId, ownLoads)
  else if (ownLoads.length > 0) {
    throw new Refused({ code: 'agent.has-profile', detail: 'body/ownLoads: the profile says what he bears.' })
  }
}

function personRows(db: Kysely<Database>) {
  return db
    .selectFrom('person')
    .leftJoin('agent', (join) =>
      join.onRef('agent.person_id', '=', 'person.person_id').on('agent.is_active', '=', true),
    )
    .select([
      'person.person_id',
      'agent.agent_id',
      'agent.is_auto_answered',
      'agent.chooses_by',
      'agent.region_codes',
      'agent.wrap_up',
      'agent.routing_profile_id',
      sql<
        OwnLoad[]
      >`coalesce((SELECT jsonb_agg(jsonb_build_object('channel', channel, 'atOnce', at_once, 'weight', weight) ORDER BY channel)
        FROM agent_channel_load WHERE agent_channel_load.agent_id = agent.agent_id), '[]')`.as('own_loads'),
      'person.name',
      'person.email',
      'person.language',
      'person.is_active',
      'person.created_at',
      'person.updated_at',
      sql<Role[]>`ARRAY(SELECT role FROM person_role WHERE person_role.person_id = person.person_id ORDER BY role)`.as(
        'roles',
      ),
    ])
}
type PersonRow = Awaited<ReturnType<ReturnType<typeof personRows>['executeTakeFirstOrThrow']>>

const show = (row: PersonRow): Person => ({
  personId: row.person_id,
  ...(row.agent_id === null
    ? {}
    : {
        agentId: row.agent_id,
        isAutoAnswered: row.is_auto_answered === true,
        choosesBy: row.chooses_by ?? 'turn',
        regionCodes: row.region_codes ?? [],
        ...(row.wrap_up === null ? {} : { wrapUp: row.wrap_up }),
        ...(row.routing_profile_id === null ? {} : { routingProfileId: row.routing_profile_id }),
        ownLoads: row.own_loads,
      }),
  name: row.name,
  email: row.email,
  roles: row.roles,
  language: asLanguage(row.language),
  isActive: row.is_active,
  createdAt: row.created_at.toISOString(),
  etag: etagOf(row.updated_at.getTime()),
})

async function read(db: Kysely<Database>, personId: PersonId): Promise<Result<Person, Refusal>> {
  const row = await personRows(db).where('person.person_id', '=', personId).executeTakeFirst()
  return row ? success(show(row)) : refuse('person.not-found')
}

async function writeRoles(db: Kysely<Database>, personId: PersonId, roles: readonly Role[]): Promise<void> {
  await db.deleteFrom('person_role').where('person_id', '=', personId).execute()
  await db
    .insertInto('person_role')
    .values(roles.map((role) => ({ person_id: personId, role })))
    .execute()
}

async function isAgentNow(db: Kysely<Database>, personId: PersonId): Promise<boolean> {
  const row = await db
    .selectFrom('person_role')
    .select('role')
    .where('person_id', '=', personId)
    .where('role', '=', 'agent')
    .executeTakeFirst()
  return row !== undefined
}

async function hasAdministrator(db: Kysely<Database>): Promise<boolean> {
  const row = await db
    .selectFrom('person_role')
    .innerJoin('person', 'person.person_id', 'person_role.person_id')
    .select('person.person_id')
    .where('person_role.role', '=', 'administrator')
    .where('person.is_active', '=', true)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

async function unlessEmailTaken<Value>(work: () => Promise<Result<Value, Refusal>>): Promise<Result<Value, Refusal>> {
  try {
    return await work()
  } catch (error) {
    const verdict = verdictOf(error)
    if (verdict.kind === 'conflict' && verdict.constraint === 'person_email')
      return failure({ code: 'person.email-taken' })
    throw error
  }
}
