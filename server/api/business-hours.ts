import type { Kysely, Selectable } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { BusinessHoursTable, Database } from '#adapters/postgres/schema.ts'
import { checkHours, isOpen } from '#domain/dialing/index.ts'
import { newId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import type { BusinessHours } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'businessHours' | 'createBusinessHours' | 'changeBusinessHours' | 'removeBusinessHours'
type HoursRow = Selectable<BusinessHoursTable>

/** Opening hours and holidays. */
export function businessHoursHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes } = services

  const show = (row: HoursRow): BusinessHours => ({
    businessHoursId: row.business_hours_id,
    name: row.name,
    timeZone: row.time_zone,
    week: row.week,
    exceptions: row.exceptions,
    isOpenNow: isOpen({ timeZone: row.time_zone, week: row.week, exceptions: row.exceptions }, clock.wallMs()),
    etag: etagOf(row.version),
  })
  const hoursRows = (connection: Kysely<Database>) => connection.selectFrom('business_hours').selectAll()

  return {
    async businessHours() {
      const rows = await hoursRows(db).orderBy('name').orderBy('business_hours_id').execute()
      return success({ items: rows.map(show) })
    },

    async createBusinessHours({ caller, body, address, reply }) {
      const checked = checkHours(body)
      if (!checked.ok) return refuse('business-hours.invalid', { detail: checked.error })
      const businessHoursId = newId('hours', clock.wallMs(), randomBytes)
      const row = await db.transaction().execute(async (transaction) => {
        const made = await transaction
          .insertInto('business_hours')
          .values({
            business_hours_id: businessHoursId,
            name: body.name.trim(),
            time_zone: body.timeZone,
            week: JSON.stringify(body.week),
            exceptions: JSON.stringify(body.exceptions),
          })
          .returningAll()
          .executeTakeFirstOrThrow()
        await audit(transaction, {
          action: 'business-hours.created',
          personId: caller.personId,
          subject: businessHoursId,
          address,
        })
        return made
      })
      await followChange(services)
      reply.header('etag', etagOf(row.version))
      return success(show(row))
    },

    async changeBusinessHours({ caller, id, body, address, request, reply }) {
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const changed = await db.transaction().execute(async (transaction): Promise<Result<HoursRow, Refusal>> => {
        const known = await hoursRows(transaction).where('business_hours_id', '=', id).forUpdate().executeTakeFirst()
        if (!known) return refuse('business-hours.not-found')
        if (wanted.value !== 'any' && wanted.value !== known.version) return refuse('request.stale')
        const hours = {
          timeZone: body.timeZone ?? known.time_zone,
          week: body.week ?? known.week,
          exceptions: body.exceptions ?? known.exceptions,
        }
        const checked = checkHours(hours)
        if (!checked.ok) return refuse('business-hours.invalid', { detail: checked.error })
        const row = await transaction
          .updateTable('business_hours')
          .set({
            name: body.name?.trim() ?? known.name,
            time_zone: hours.timeZone,
            week: JSON.stringify(hours.week),
            exceptions: JSON.stringify(hours.exceptions),
            version: known.version + 1,
          })
          .where('business_hours_id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
        await audit(transaction, {
          action: 'business-hours.changed',
          personId: caller.personId,
          subject: id,
          address,
          details: { fields: Object.keys(body) },
        })
        return success(row)
      })
      if (!changed.ok) return changed
      await followChange(services)
      reply.header('etag', etagOf(changed.value.version))
      return success(show(changed.value))
    },

    async removeBusinessHours({ caller, id, address }) {
      try {
        const isGone = await db.transaction().execute(async (transaction) => {
          const { numDeletedRows } = await transaction
            .deleteFrom('business_hours')
            .where('business_hours_id', '=', id)
            .executeTakeFirstOrThrow()
          if (numDeletedRows === 0n) return false
          await audit(transaction, {
            action: 'business-hours.removed',
            personId: caller.personId,
            subject: id,
            address,
          })
          return true
        })
        if (!isGone) return refuse('business-hours.not-found')
      } catch (error) {
        if (verdictOf(error).kind === 'conflict') return refuse('business-hours.in-use')
        throw error
      }
      await followChange(services)
      return success({})
    },
  }
}
