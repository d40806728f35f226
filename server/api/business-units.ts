import { type Kysely, sql } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { BusinessUnitTable, Database } from '#adapters/postgres/schema.ts'
import { type BusinessUnitId, newId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { BusinessUnit } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'businessUnits' | 'createBusinessUnit' | 'renameBusinessUnit' | 'removeBusinessUnit'

/** Branches and departments, a tree under the organization itself. */
export function businessUnitHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes } = services

  /** One such change at a time: two of one name would each find it free, and what is removed is given nothing meanwhile. */
  const alone = <Value>(
    work: (transaction: Kysely<Database>) => Promise<Result<Value, Refusal>>,
  ): Promise<Result<Value, Refusal>> =>
    db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('organization').select('is_only').forUpdate().execute()
      return work(transaction)
    })

  async function isNameFree(
    reader: Kysely<Database>,
    name: string,
    parentId: BusinessUnitId | null,
    besides?: BusinessUnitId,
  ): Promise<boolean> {
    const rows = await reader.selectFrom('business_unit').select(['business_unit_id', 'parent_id', 'name']).execute()
    const folded = foldText(name.trim())
    return rows.every(
      (row) => row.business_unit_id === besides || row.parent_id !== parentId || foldText(row.name) !== folded,
    )
  }

  return {
    async businessUnits() {
      const rows = await db.selectFrom('business_unit').selectAll().orderBy('name').execute()
      return success({ items: rows.map(show) })
    },

    async createBusinessUnit({ caller, body, address }) {
      const unitId = newId('unit', clock.wallMs(), randomBytes)
      const name = body.name.trim()
      return alone(async (transaction): Promise<Result<BusinessUnit, Refusal>> => {
        const { root_unit_id } = await transaction
          .selectFrom('organization')
          .select('root_unit_id')
          .executeTakeFirstOrThrow()
        const parentId = body.parentId ?? root_unit_id
        const parent =
          parentId === null
            ? undefined
            : await transaction
                .selectFrom('business_unit')
                .select(['business_unit_id', 'time_zone'])
                .where('business_unit_id', '=', parentId)
                .executeTakeFirst()
        if (!parent) return refuse('business-unit.not-found')
        if (!(await isNameFree(transaction, name, parent.business_unit_id))) return refuse('business-unit.name-taken')
        await transaction
          .insertInto('business_unit')
          .values({
            business_unit_id: unitId,
            parent_id: parent.business_unit_id,
            kind: parent.business_unit_id === root_unit_id ? 'branch' : 'department',
            name,
            time_zone: parent.time_zone,
          })
          .execute()
        const note = { action: 'business-unit.created', personId: caller.personId, subject: unitId } as const
        await audit(transaction, { ...note, address })
        return success({ businessUnitId: unitId, parentId: parent.business_unit_id, name })
      })
    },

    async renameBusinessUnit({ caller, id, body, address }) {
      const name = body.name.trim()
      return alone(async (transaction): Promise<Result<BusinessUnit, Refusal>> => {
        const known = await transaction
          .selectFrom('business_unit')
          .select('parent_id')
          .where('business_unit_id', '=', id)
          .executeTakeFirst()
        if (!known) return refuse('business-unit.not-found')
        if (!(await isNameFree(transaction, name, known.parent_id, id))) return refuse('business-unit.name-taken')
        const row = await transaction
          .updateTable('business_unit')
          .set({ name, version: sql`version + 1` })
          .where('business_unit_id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
        const note = { action: 'business-unit.renamed', personId: caller.personId, subject: id } as const
        await audit(transaction, { ...note, address })
        return success(show(row))
      })
    },

    async removeBusinessUnit({ caller, id, address }) {
      try {
        const removed = await alone(async (transaction): Promise<Result<Record<string, never>, Refusal>> => {
          const known = await transaction
            .selectFrom('business_unit')
            .select('parent_id')
            .where('business_unit_id', '=', id)
            .executeTakeFirst()
          if (!known) return refuse('business-unit.not-found')
          const use = known.parent_id === null ? 'It is the organization itself.' : await useOf(transaction, id)
          if (use !== undefined) return refuse('business-unit.in-use', { detail: use })
          await transaction.deleteFrom('business_unit').where('business_unit_id', '=', id).execute()
          const note = { action: 'business-unit.removed', personId: caller.personId, subject: id } as const
          await audit(transaction, { ...note, address })
          return success({})
        })
        if (removed.ok) await followChange(services)
        return removed
      } catch (error) {
        // Something became its own in this very moment.
        if (verdictOf(error).kind === 'conflict') return refuse('business-unit.in-use')
        throw error
      }
    },
  }
}

const show = (row: Pick<BusinessUnitTable, 'business_unit_id' | 'parent_id' | 'name'>): BusinessUnit => ({
  businessUnitId: row.business_unit_id,
  name: row.name,
  ...(row.parent_id === null ? {} : { parentId: row.parent_id }),
})

/** What is of it, in words; `undefined`: nothing. */
async function useOf(db: Kysely<Database>, id: BusinessUnitId): Promise<string | undefined> {
  const { rows } = await sql<{ readonly what: string; readonly count: number }>`
    SELECT 'people' AS what, count(*)::integer AS count FROM person WHERE business_unit_id = ${id}
    UNION ALL SELECT 'queues', count(*)::integer FROM queue WHERE business_unit_id = ${id}
    UNION ALL SELECT 'teams', count(*)::integer FROM team WHERE business_unit_id = ${id}
    UNION ALL SELECT 'numbers', count(*)::integer FROM number_rule WHERE business_unit_id = ${id}
    UNION ALL SELECT 'outbound rules', count(*)::integer FROM outbound_rule WHERE ${id} = ANY(business_unit_ids)
    UNION ALL SELECT 'branches or departments below', count(*)::integer FROM business_unit WHERE parent_id = ${id}`.execute(
    db,
  )
  const used = rows.filter(({ count }) => count > 0).map(({ what, count }) => `${count} ${what}`)
  return used.length === 0 ? undefined : `It has ${used.join(', ')}.`
}
