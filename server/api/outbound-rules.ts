import type { Kysely, Selectable, Transaction } from 'kysely'
import type { Database, OutboundRuleTable } from '#adapters/postgres/schema.ts'
import { newId, type OutboundRuleId, type TrunkId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import type { OutboundRule } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { comparableNumber } from '../phone-numbers.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'outboundRules' | 'createOutboundRule' | 'changeOutboundRule' | 'removeOutboundRule'

/** Where a rule stands that nobody placed. */
const usualRank = 100

/** Who may call what, and over which trunks. */
export function outboundRuleHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, configuration } = services

  /** The trunks and units that a rule names have to be there. */
  async function missing(
    transaction: Transaction<Database>,
    named: { readonly trunkIds?: readonly string[]; readonly businessUnitIds?: readonly string[] },
  ): Promise<Refusal | undefined> {
    const { trunkIds = [], businessUnitIds = [] } = named
    if (trunkIds.length > 0) {
      const found = await transaction
        .selectFrom('trunk')
        .select('trunk_id')
        .where('trunk_id', 'in', trunkIds as TrunkId[])
        .execute()
      if (found.length < new Set(trunkIds).size) return { code: 'trunk.not-found' }
    }
    if (businessUnitIds.length > 0) {
      const found = await transaction
        .selectFrom('business_unit')
        .select('business_unit_id')
        .where('business_unit_id', 'in', businessUnitIds as OutboundRule['businessUnitIds'])
        .execute()
      if (found.length < new Set(businessUnitIds).size) return { code: 'business-unit.not-found' }
    }
    return undefined
  }

  const callerNumberOf = (number: string): string => comparableNumber(number, configuration.numberPlan.region)

  return {
    async outboundRules() {
      const [rows, trunks] = await Promise.all([
        db.selectFrom('outbound_rule').selectAll().orderBy('rank').orderBy('outbound_rule_id').execute(),
        db.selectFrom('outbound_rule_trunk').selectAll().orderBy('ordinal').execute(),
      ])
      const trunksOf = (ruleId: OutboundRuleId) =>
        trunks.filter((row) => row.outbound_rule_id === ruleId).map((row) => row.trunk_id)
      return success({ items: rows.map((row) => show(row, trunksOf(row.outbound_rule_id))) })
    },

    async createOutboundRule({ caller, body, address, reply }) {
      const outboundRuleId = newId('outbound-rule', clock.wallMs(), randomBytes)
      const made = await db.transaction().execute(async (transaction): Promise<Result<OutboundRule, Refusal>> => {
        const refusal = await missing(transaction, body)
        if (refusal) return refuse(refusal.code)
        const row = await transaction
          .insertInto('outbound_rule')
          .values({
            outbound_rule_id: outboundRuleId,
            name: body.name.trim(),
            is_active: body.isActive ?? true,
            rank: body.rank ?? usualRank,
            prefixes: prefixesOf(body.prefixes),
            business_unit_ids: [...new Set(body.businessUnitIds ?? [])],
            requires: body.requires ?? 'calls.dial',
            caller_number: body.callerNumber === undefined ? null : callerNumberOf(body.callerNumber),
          })
          .returningAll()
          .executeTakeFirstOrThrow()
        await writeTrunks(transaction, outboundRuleId, body.trunkIds)
        await audit(transaction, {
          action: 'outbound-rule.created',
          personId: caller.personId,
          subject: outboundRuleId,
          address,
        })
        return success(show(row, body.trunkIds))
      })
      if (!made.ok) return made
      await followChange(services)
      reply.header('etag', made.value.etag)
      return made
    },

    async changeOutboundRule({ caller, id, body, address, request, reply }) {
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const changed = await db.transaction().execute(async (transaction): Promise<Result<OutboundRule, Refusal>> => {
        const known = await transaction
          .selectFrom('outbound_rule')
          .select('version')
          .where('outbound_rule_id', '=', id)
          .forUpdate()
          .executeTakeFirst()
        if (!known) return refuse('outbound-rule.not-found')
        if (wanted.value !== 'any' && wanted.value !== known.version) return refuse('request.stale')
        const refusal = await missing(transaction, body)
        if (refusal) return refuse(refusal.code)
        const row = await transaction
          .updateTable('outbound_rule')
          .set({
            version: known.version + 1,
            ...(body.name === undefined ? {} : { name: body.name.trim() }),
            ...(body.isActive === undefined ? {} : { is_active: body.isActive }),
            ...(body.rank === undefined ? {} : { rank: body.rank }),
            ...(body.prefixes === undefined ? {} : { prefixes: prefixesOf(body.prefixes) }),
            ...(body.businessUnitIds === undefined ? {} : { business_unit_ids: [...new Set(body.businessUnitIds)] }),
            ...(body.requires === undefined ? {} : { requires: body.requires }),
            ...(body.callerNumber === undefined
              ? {}
              : { caller_number: body.callerNumber === null ? null : callerNumberOf(body.callerNumber) }),
          })
          .where('outbound_rule_id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
        if (body.trunkIds !== undefined) await writeTrunks(transaction, id, body.trunkIds)
        await audit(transaction, {
          action: 'outbound-rule.changed',
          personId: caller.personId,
          subject: id,
          address,
          details: { fields: Object.keys(body) },
        })
        return success(show(row, await trunkIdsOf(transaction, id)))
      })
      if (!changed.ok) return changed
      await followChange(services)
      reply.header('etag', changed.value.etag)
      return changed
    },

    async removeOutboundRule({ caller, id, address }) {
      const isGone = await db.transaction().execute(async (transaction) => {
        const { numDeletedRows } = await transaction
          .deleteFrom('outbound_rule')
          .where('outbound_rule_id', '=', id)
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) return false
        await audit(transaction, { action: 'outbound-rule.removed', personId: caller.personId, subject: id, address })
        return true
      })
      if (!isGone) return refuse('outbound-rule.not-found')
      await followChange(services)
      return success({})
    },
  }
}

/** `00` is how the plus sign is dialled. */
export const prefixesOf = (given: readonly string[]): string[] => [
  ...new Set(given.map((prefix) => prefix.replace(/^00(?=[1-9])/, '+'))),
]

const show = (row: Selectable<OutboundRuleTable>, trunkIds: readonly TrunkId[]): OutboundRule => ({
  outboundRuleId: row.outbound_rule_id,
  name: row.name,
  isActive: row.is_active,
  rank: row.rank,
  prefixes: row.prefixes,
  businessUnitIds: row.business_unit_ids,
  requires: row.requires,
  trunkIds: [...trunkIds],
  ...(row.caller_number === null ? {} : { callerNumber: row.caller_number }),
  etag: etagOf(row.version),
})

async function trunkIdsOf(db: Kysely<Database>, ruleId: OutboundRuleId): Promise<TrunkId[]> {
  const rows = await db
    .selectFrom('outbound_rule_trunk')
    .select('trunk_id')
    .where('outbound_rule_id', '=', ruleId)
    .orderBy('ordinal')
    .execute()
  return rows.map((row) => row.trunk_id)
}

async function writeTrunks(db: Kysely<Database>, ruleId: OutboundRuleId, trunkIds: readonly TrunkId[]): Promise<void> {
  await db.deleteFrom('outbound_rule_trunk').where('outbound_rule_id', '=', ruleId).execute()
  await db
    .insertInto('outbound_rule_trunk')
    .values(trunkIds.map((trunkId, ordinal) => ({ outbound_rule_id: ruleId, ordinal, trunk_id: trunkId })))
    .execute()
}
