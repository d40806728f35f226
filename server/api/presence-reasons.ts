import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { Database, PresenceReasonTable } from '#adapters/postgres/schema.ts'
import { newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { ReasonId, SetPresence, ShownPresenceReason } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Call, Handlers } from './handler.ts'
import { isBreakReason } from './presence.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes =
  | 'presenceReasons'
  | 'createPresenceReason'
  | 'orderPresenceReasons'
  | 'changePresenceReason'
  | 'removePresenceReason'
type Row = Selectable<PresenceReasonTable>

/** Why agents are away. */
export function presenceReasonHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes } = services

  /** The reason of the path, locked until the end of the transaction, as the caller knows it. */
  async function wanted(
    transaction: Transaction<Database>,
    request: Call<'changePresenceReason'>['request'],
  ): Promise<Result<Row, Refusal>> {
    const version = readIfMatch(request.headers['if-match'])
    if (!version.ok) return version
    const { reason } = request.params as { reason: string }
    if (!isBreakReason(reason)) return refuse('presence-reason.not-found')
    // One change at a time: two administrators might each retire the last but one.
    await transaction.selectFrom('organization').select('is_only').forUpdate().execute()
    const known = await transaction
      .selectFrom('presence_reason')
      .selectAll()
      .where('reason_id', '=', reason)
      .executeTakeFirst()
    if (!known) return refuse('presence-reason.not-found')
    return version.value !== 'any' && version.value !== known.version ? refuse('request.stale') : success(known)
  }

  return {
    async presenceReasons() {
      return success({ items: await read(db) })
    },

    async createPresenceReason({ caller, body, address, reply }) {
      const reasonId = newId('presence-reason', clock.wallMs(), randomBytes)
      const made = await unlessNameTaken(() =>
        db.transaction().execute(async (transaction) => {
          const row = await transaction
            .insertInto('presence_reason')
            .values({
              reason_id: reasonId,
              ...named(body.name),
              kind: body.kind,
              ...(body.isPaid !== undefined && { is_paid: body.isPaid }),
              ...(body.isCounted !== undefined && { is_counted: body.isCounted }),
              ...(body.needsGrant !== undefined && { needs_grant: body.needsGrant }),
              longest_ms: body.longestMs ?? null,
              position: sql<number>`(SELECT coalesce(max(position), 0) + 1 FROM presence_reason)`,
            })
            .returningAll()
            .executeTakeFirstOrThrow()
          const note = { action: 'presence-reason.created', personId: caller.personId, subject: reasonId } as const
          await audit(transaction, { ...note, address })
          return success(show(row))
        }),
      )
      if (!made.ok) return made
      await followChange(services)
      reply.header('etag', made.value.etag)
      return made
    },

    async orderPresenceReasons({ caller, body, address }) {
      await db.transaction().execute(async (transaction) => {
        await sql`
          UPDATE presence_reason SET position = coalesce(array_position(${[...body.reasonIds]}::text[], reason_id), 1000 + position)`.execute(
          transaction,
        )
        const details = { fields: ['position'] }
        await audit(transaction, { action: 'presence-reason.changed', personId: caller.personId, address, details })
      })
      return success({ items: await read(db) })
    },

    async changePresenceReason({ caller, body, address, request, reply }) {
      const changed = await unlessNameTaken(() =>
        db.transaction().execute(async (transaction): Promise<Result<ShownPresenceReason, Refusal>> => {
          const known = await wanted(transaction, request)
          if (!known.ok) return known
          const { reason_id, version } = known.value
          const row = await transaction
            .updateTable('presence_reason')
            .set({
              ...(body.name === undefined ? {} : named(body.name)),
              ...(body.kind === undefined ? {} : { kind: body.kind }),
              ...(body.isPaid === undefined ? {} : { is_paid: body.isPaid }),
              ...(body.isCounted === undefined ? {} : { is_counted: body.isCounted }),
              ...(body.needsGrant === undefined ? {} : { needs_grant: body.needsGrant }),
              ...(body.longestMs === undefined ? {} : { longest_ms: body.longestMs }),
              ...(body.isRetired === undefined ? {} : { is_retired: body.isRetired }),
              version: version + 1,
            })
            .where('reason_id', '=', reason_id)
            .returningAll()
            .executeTakeFirstOrThrow()
          const details = { fields: Object.keys(body) }
          const note = { action: 'presence-reason.changed', personId: caller.personId, subject: reason_id } as const
          await audit(transaction, { ...note, address, details })
          return success(show(row))
        }),
      )
      if (!changed.ok) return changed
      await followChange(services)
      reply.header('etag', changed.value.etag)
      return changed
    },

    async removePresenceReason({ caller, address, request }) {
      const removed = await db
        .transaction()
        .execute(async (transaction): Promise<Result<{ isRetired: boolean }, Refusal>> => {
          const known = await wanted(transaction, request)
          if (!known.ok) return known
          const { reason_id: reasonId, is_used: isRetired, version } = known.value
          if (isRetired) {
            await transaction
              .updateTable('presence_reason')
              .set({ is_retired: true, version: version + 1 })
              .where('reason_id', '=', reasonId)
              .execute()
          } else {
            await transaction.deleteFrom('presence_reason').where('reason_id', '=', reasonId).execute()
          }
          const note = { action: 'presence-reason.removed', personId: caller.personId, subject: reasonId } as const
          await audit(transaction, { ...note, address, details: { isRetired } })
          return success({ isRetired })
        })
      if (removed.ok) await followChange(services)
      return removed
    },
  }
}

const named = (name: string) => ({ name: name.trim(), folded_name: foldText(name.trim()) })

const show = (row: Row): ShownPresenceReason => ({
  reasonId: row.reason_id,
  ...(row.name === null ? {} : { name: row.name }),
  kind: row.kind,
  isPaid: row.is_paid,
  isCounted: row.is_counted,
  needsGrant: row.needs_grant,
  longestMs: row.longest_ms,
  isRetired: row.is_retired,
  etag: etagOf(row.version),
})

const read = async (db: Kysely<Database>): Promise<ShownPresenceReason[]> =>
  (await db.selectFrom('presence_reason').selectAll().orderBy('position').orderBy('reason_id').execute()).map(show)

/**
 * Sees that somebody may be away for this reason, and that it will not vanish from under what names it.
 * @returns what is against it
 */
export async function useReason(db: Kysely<Database>, reasonId: ReasonId): Promise<Refusal | undefined> {
  const known = await db
    .selectFrom('presence_reason')
    .select(['is_retired', 'is_used'])
    .where('reason_id', '=', reasonId)
    .executeTakeFirst()
  if (!known || known.is_retired) return { code: 'presence-reason.not-found' }
  if (known.is_used) return undefined
  // Whoever removes it in the same moment is first, or finds it used.
  const { numUpdatedRows } = await db
    .updateTable('presence_reason')
    .set({ is_used: true })
    .where('reason_id', '=', reasonId)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 0n ? { code: 'presence-reason.not-found' } : undefined
}

/** The same of a presence; without a reason it is another one, as it has always been. */
export async function useShownReason(
  db: Kysely<Database>,
  { presence, reason = 'other' }: SetPresence,
): Promise<Refusal | undefined> {
  if (presence !== 'break') return undefined
  return isBreakReason(reason) ? useReason(db, reason) : { code: 'presence-reason.not-found' }
}

async function unlessNameTaken<Value>(work: () => Promise<Result<Value, Refusal>>): Promise<Result<Value, Refusal>> {
  try {
    return await work()
  } catch (error) {
    const verdict = verdictOf(error)
    if (verdict.kind === 'conflict' && verdict.constraint === 'presence_reason_folded_name_key') {
      return failure({ code: 'presence-reason.name-taken' })
    }
    throw error
  }
}
