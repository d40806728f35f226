import type { Kysely } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { Database } from '#adapters/postgres/schema.ts'
import { readablePassword } from '#adapters/system/secure-random.ts'
import { newId, type PersonId, type StationId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Phone, PhoneBinding } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { sealSipPassword } from '../configuration/sip-accounts.ts'
import { inspectEdges } from '../telephony/inspect-edges.ts'
import { phoneProvisioning } from '../telephony/phone-provisioning.ts'
import type { ApiServices } from './api-services.ts'
import { decodeCursor, pageFrom } from './cursor.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Call, Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'phones' | 'createPhone' | 'changePhone' | 'removePhone' | 'renewPhonePassword' | 'setWaitingMessages'

const isUser = (text: string): text is string => /^[A-Za-z0-9._-]{1,64}$/.test(text)
const userOf = ({ request }: Pick<Call<'changePhone'>, 'request'>): string => (request.params as { user: string }).user

/** SIP users: desk phones and softphones that may register, and how they are set up. */
export function phoneHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, secretBox, configuration, settings, decider, logger } = services

  /** Whoever's station a phone was is not rung on it any more: from the reading on nobody would know whose it was. */
  async function endStation(user: string): Promise<void> {
    const agentId = configuration.numberPlan.agentOfUser(user)
    const stationId = configuration.numberPlan.stationOfUser(user)
    if (agentId === undefined || stationId === undefined) return
    const done = await decider.execute({ type: 'StationUnreachable', agentId, stationId })
    if (!done.ok) logger.debug('A phone that changes hands was no station', { user, ...done.error })
  }

  type Bindings = ReadonlyMap<string, PhoneBinding[]>
  async function readBindings(): Promise<Bindings> {
    const bindings = new Map<string, PhoneBinding[]>()
    for (const { registrations } of (await inspectEdges(services.edge)).values()) {
      for (const { sinceMs, expiresAtMs, ...binding } of registrations) {
        const shown = {
          ...binding,
          since: new Date(sinceMs).toISOString(),
          expiresAt: new Date(expiresAtMs).toISOString(),
        }
        bindings.set(binding.user, [...(bindings.get(binding.user) ?? []), shown])
      }
    }
    return bindings
  }

  async function read(connection: Kysely<Database>, user: string, bindings: Bindings): Promise<Phone | undefined> {
    const row = await phoneRows(connection).where('sip_account.user_name', '=', user).executeTakeFirst()
    return row && show(row, bindings)
  }

  /** Only a person's phone is a station; without one it is just a phone. */
  async function ownerFields(
    transaction: Kysely<Database>,
    personId: PersonId | null,
  ): Promise<Result<{ person_id: PersonId | null; station_id: StationId | null }, Refusal>> {
    if (personId === null) return success({ person_id: null, station_id: null })
    const person = await transaction
      .selectFrom('person')
      .select('person_id')
      .where('person_id', '=', personId)
      .where('is_active', '=', true)
      .executeTakeFirst()
    if (!person) return refuse('person.not-found')
    return success({ person_id: personId, station_id: newId('station', clock.wallMs(), randomBytes) })
  }

  return {
    async phones({ query }) {
      const after = decodeCursor(query.cursor, isUser)
      if (!after.ok) return after
      const limit = query.limit ?? 50
      let rows = phoneRows(db)
      if (after.value !== undefined) rows = rows.where('sip_account.user_name', '>', after.value)
      const [found, bindings] = await Promise.all([
        rows
          .orderBy('sip_account.user_name')
          .limit(limit + 1)
          .execute(),
        readBindings(),
      ])
      return success(
        pageFrom(
          found,
          limit,
          (row) => row.user_name,
          (row) => show(row, bindings),
        ),
      )
    },

    async createPhone({ caller, body, address, reply }) {
      const password = readablePassword()
      const made = await unlessUserTaken(() =>
        db.transaction().execute(async (transaction): Promise<Result<Phone, Refusal>> => {
          const owner = await ownerFields(transaction, body.personId ?? null)
          if (!owner.ok) return owner
          await transaction
            .insertInto('sip_account')
            .values({
              user_name: body.user,
              display_name: body.displayName?.trim() || null,
              ...owner.value,
              ...sealSipPassword(secretBox, body.user, password),
            })
            .execute()
          await audit(transaction, {
            action: 'phone.created',
            personId: caller.personId,
            subject: body.user,
            address,
          })
          return success((await read(transaction, body.user, new Map())) as Phone)
        }),
      )
      if (!made.ok) return made
      await followChange(services)
      reply.header('etag', made.value.etag)
      const displayName = made.value.displayName ?? made.value.personName ?? ''
      return success({
        ...made.value,
        provisioning: phoneProvisioning({ user: body.user, password, displayName }, settings),
      })
    },

    async changePhone(call) {
      const { caller, body, address, request, reply } = call
      const user = userOf(call)
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const bindings = await readBindings()
      const changed = await db.transaction().execute(async (transaction): Promise<Result<Phone, Refusal>> => {
        const known = await transaction
          .selectFrom('sip_account')
          .select(['version', 'person_id'])
          .where('user_name', '=', user)
          .forUpdate()
          .executeTakeFirst()
        if (!known) return refuse('phone.not-found')
        if (wanted.value !== 'any' && wanted.value !== known.version) return refuse('request.stale')
        // Another person's phone is another station: the one before is not to be offered calls on it.
        const isHandedOver = body.personId !== undefined && body.personId !== known.person_id
        const owner = isHandedOver ? await ownerFields(transaction, body.personId ?? null) : undefined
        if (owner && !owner.ok) return owner
        if (isHandedOver) await forgetChoices(transaction, user)
        await transaction
          .updateTable('sip_account')
          .set({
            version: known.version + 1,
            ...(body.displayName === undefined ? {} : { display_name: body.displayName?.trim() || null }),
            ...(owner ? owner.value : {}),
          })
          .where('user_name', '=', user)
          .execute()
        await audit(transaction, {
          action: 'phone.changed',
          personId: caller.personId,
          subject: user,
          address,
          details: { fields: Object.keys(body) },
        })
        return success((await read(transaction, user, bindings)) as Phone)
      })
      if (!changed.ok) return changed
      if (body.personId !== undefined && changed.value.personId !== configuration.numberPlan.personOfUser(user)) {
        await endStation(user)
      }
      await followChange(services)
      reply.header('etag', changed.value.etag)
      return changed
    },

    async removePhone(call) {
      const { caller, address } = call
      const user = userOf(call)
      const isGone = await db.transaction().execute(async (transaction) => {
        await forgetChoices(transaction, user)
        const { numDeletedRows } = await transaction
          .deleteFrom('sip_account')
          .where('user_name', '=', user)
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) return false
        await audit(transaction, { action: 'phone.removed', personId: caller.personId, subject: user, address })
        return true
      })
      if (!isGone) return refuse('phone.not-found')
      await endStation(user)
      // The edge is told who may register from now on, and forgets where this one was.
      await followChange(services)
      return success({})
    },

    async renewPhonePassword(call) {
      const { caller, address } = call
      const user = userOf(call)
      const password = readablePassword()
      const known = await db.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('sip_account')
          .set((eb) => ({ ...sealSipPassword(secretBox, user, password), version: eb('version', '+', 1) }))
          .where('user_name', '=', user)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) return undefined
        await audit(transaction, {
          action: 'phone.password-renewed',
          personId: caller.personId,
          subject: user,
          address,
        })
        return read(transaction, user, new Map())
      })
      if (!known) return refuse('phone.not-found')
      await followChange(services)
      const displayName = known.displayName ?? known.personName ?? ''
      return success(phoneProvisioning({ user, password, displayName }, settings))
    },

    async setWaitingMessages(call) {
      const { caller, body, address } = call
      const user = userOf(call)
      const isThere = await db.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('sip_account')
          .set({ new_messages: body.newMessages, old_messages: body.oldMessages })
          .where('user_name', '=', user)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) return false
        await audit(transaction, { action: 'phone.lamp-set', personId: caller.personId, subject: user, address })
        return true
      })
      if (!isThere) return refuse('phone.not-found')
      await followChange(services)
      return success({})
    },
  }
}

function phoneRows(db: Kysely<Database>) {
  return db
    .selectFrom('sip_account')
    .leftJoin('person', 'person.person_id', 'sip_account.person_id')
    .select([
      'sip_account.user_name',
      'sip_account.display_name',
      'sip_account.person_id',
      'sip_account.new_messages',
      'sip_account.version',
      'person.name as person_name',
    ])
}
type PhoneRow = Awaited<ReturnType<ReturnType<typeof phoneRows>['executeTakeFirstOrThrow']>>

const show = (row: PhoneRow, bindings: ReadonlyMap<string, PhoneBinding[]>): Phone => ({
  user: row.user_name,
  ...(row.display_name === null ? {} : { displayName: row.display_name }),
  ...(row.person_id === null ? {} : { personId: row.person_id }),
  ...(row.person_name === null ? {} : { personName: row.person_name }),
  bindings: bindings.get(row.user_name) ?? [],
  newMessages: row.new_messages,
  etag: etagOf(row.version),
})

/** Whoever talks through this phone talks through whatever is connected from now on. */
async function forgetChoices(db: Kysely<Database>, user: string): Promise<void> {
  await db.updateTable('agent').set({ station_choice: null, phone_user: null }).where('phone_user', '=', user).execute()
}

async function unlessUserTaken<Value>(work: () => Promise<Result<Value, Refusal>>): Promise<Result<Value, Refusal>> {
  try {
    return await work()
  } catch (error) {
    const verdict = verdictOf(error)
    if (verdict.kind === 'conflict' && verdict.constraint === 'sip_account_pkey') {
      return failure({ code: 'phone.user-taken' })
    }
    throw error
  }
}
