import type { Kysely, Selectable, Transaction } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { Database, NumberRuleTable } from '#adapters/postgres/schema.ts'
import { fitsPattern, isNumberPattern, isSingleNumber } from '#domain/dialing/index.ts'
import { type BusinessUnitId, newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { DirectTarget, NumberRule, NumberTarget } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { asLanguage } from '../accounts/me.ts'
import { ensurePersonalQueue } from '../configuration/personal-queues.ts'
import { comparableNumber } from '../phone-numbers.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { publishedFlow } from './published-flow.ts'
import { type Refusal, Refused, refuse } from './refusal.ts'
import { wrongWayOut } from './way-out.ts'

type Routes = 'numberRules' | 'createNumberRule' | 'changeNumberRule' | 'removeNumberRule'

/** Our numbers and where they lead. */
export function numberRuleHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, configuration } = services

  /** The pattern as it is compared: a whole number in E.164 where it is one, however it was typed. */
  function readPattern(text: string): Result<string, Refusal> {
    const { region, emergencyNumbers } = configuration.numberPlan
    const pattern = isSingleNumber(text) ? comparableNumber(text, region) : text.replace(/^00/, '+')
    if (!isNumberPattern(pattern)) return refuse('phone-number.invalid')
    if (emergencyNumbers.includes(pattern)) {
      return refuse('number-rule.taken', { detail: 'This is an emergency number: it never leads to us.' })
    }
    return success(pattern)
  }

  /** Sees that what a target names is there; a person gets a queue of their own. */
  async function prepare(
    transaction: Transaction<Database>,
    target: NumberTarget,
    pattern: string,
  ): Promise<Refusal | undefined> {
    if (target.kind !== 'hours') return prepareDirect(transaction, target, pattern)
    const hours = await transaction
      .selectFrom('business_hours')
      .select('business_hours_id')
      .where('business_hours_id', '=', target.businessHoursId)
      .executeTakeFirst()
    if (!hours) return { code: 'business-hours.not-found' }
    return (
      (await prepareDirect(transaction, target.open, pattern)) ??
      (await prepareDirect(transaction, target.closed, pattern))
    )
  }

  async function prepareDirect(
    transaction: Transaction<Database>,
    target: DirectTarget,
    pattern: string,
  ): Promise<Refusal | undefined> {
    if (target.kind === 'number') {
      return wrongWayOut(configuration.numberPlan, target.number, (number) => fitsPattern(pattern, number))
    }
    if (target.kind === 'flow') return publishedFlow(transaction, target.flowId, 'voice')
    if (target.kind === 'queue') {
      const queue = await transaction
        .selectFrom('queue')
        .select('queue_id')
        .where('queue_id', '=', target.queueId)
        .where('is_active', '=', true)
        // Whoever deactivates it at this moment sees this rule, or this one sees that it is gone.
        .forShare()
        .executeTakeFirst()
      return queue ? undefined : { code: 'queue.not-found' }
    }
    if (target.kind === 'person') {
      const made = await ensurePersonalQueue(transaction, target.personId, { nowMs: clock.wallMs(), randomBytes })
      if (made === 'no-such-person') return { code: 'person.not-found' }
      if (made === 'no-agent') return { code: 'agent.not-an-agent' }
    }
    return undefined
  }

  async function unitOf(
    transaction: Transaction<Database>,
    wanted: BusinessUnitId | undefined,
  ): Promise<Result<BusinessUnitId, Refusal>> {
    const found = await (wanted === undefined
      ? transaction.selectFrom('organization').select('root_unit_id as unitId').executeTakeFirst()
      : transaction
          .selectFrom('business_unit')
          .select('business_unit_id as unitId')
          .where('business_unit_id', '=', wanted)
          .executeTakeFirst())
    return found?.unitId ? success(found.unitId) : refuse('business-unit.not-found')
  }

  return {
    async numberRules() {
      const rows = await ruleRows(db).orderBy('pattern').execute()
      return success({ items: rows.map(show) })
    },

    async createNumberRule({ caller, body, address, reply }) {
      const pattern = readPattern(body.pattern)
      if (!pattern.ok) return pattern
      const numberRuleId = newId('number-rule', clock.wallMs(), randomBytes)
      const made = await unlessTaken(() =>
        db.transaction().execute(async (transaction): Promise<Result<NumberRule, Refusal>> => {
          const unitId = await unitOf(transaction, body.businessUnitId)
          if (!unitId.ok) return unitId
          const refusal = await prepare(transaction, body.target, pattern.value)
          // What was made for the target goes with the transaction.
          if (refusal) throw new Refused(refusal)
          const row = await transaction
            .insertInto('number_rule')
            .values({
              number_rule_id: numberRuleId,
              pattern: pattern.value,
              business_unit_id: unitId.value,
              target: JSON.stringify(body.target),
              description: body.description ?? '',
              language: body.language ?? null,
            })
            .returningAll()
            .executeTakeFirstOrThrow()
          await audit(transaction, {
            action: 'number-rule.created',
            personId: caller.personId,
            subject: numberRuleId,
            address,
            details: { target: body.target.kind },
          })
          return success(show(row))
        }),
      )
      if (!made.ok) return made
      await followChange(services)
      reply.header('etag', made.value.etag)
      return made
    },

    async changeNumberRule({ caller, id, body, address, request, reply }) {
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const pattern = body.pattern === undefined ? undefined : readPattern(body.pattern)
      if (pattern && !pattern.ok) return pattern
      const changed = await unlessTaken(() =>
        db.transaction().execute(async (transaction): Promise<Result<NumberRule, Refusal>> => {
          const known = await ruleRows(transaction).where('number_rule_id', '=', id).forUpdate().executeTakeFirst()
          if (!known) return refuse('number-rule.not-found')
          if (wanted.value !== 'any' && wanted.value !== known.version) return refuse('request.stale')
          const unitId = body.businessUnitId === undefined ? undefined : await unitOf(transaction, body.businessUnitId)
          if (unitId && !unitId.ok) return unitId
          const refusal = body.target && (await prepare(transaction, body.target, pattern?.value ?? known.pattern))
          if (refusal) throw new Refused(refusal)
          const row = await transaction
            .updateTable('number_rule')
            .set({
              version: known.version + 1,
              ...(pattern ? { pattern: pattern.value } : {}),
              ...(unitId ? { business_unit_id: unitId.value } : {}),
              ...(body.target === undefined ? {} : { target: JSON.stringify(body.target) }),
              ...(body.description === undefined ? {} : { description: body.description }),
              ...(body.language === undefined ? {} : { language: body.language }),
            })
            .where('number_rule_id', '=', id)
            .returningAll()
            .executeTakeFirstOrThrow()
          await audit(transaction, {
            action: 'number-rule.changed',
            personId: caller.personId,
            subject: id,
            address,
            details: { fields: Object.keys(body) },
          })
          return success(show(row))
        }),
      )
      if (!changed.ok) return changed
      await followChange(services)
      reply.header('etag', changed.value.etag)
      return changed
    },

    async removeNumberRule({ caller, id, address }) {
      const isGone = await db.transaction().execute(async (transaction) => {
        const { numDeletedRows } = await transaction
          .deleteFrom('number_rule')
          .where('number_rule_id', '=', id)
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) return false
        await audit(transaction, { action: 'number-rule.removed', personId: caller.personId, subject: id, address })
        return true
      })
      if (!isGone) return refuse('number-rule.not-found')
      await followChange(services)
      return success({})
    },
  }
}

const ruleRows = (db: Kysely<Database>) => db.selectFrom('number_rule').selectAll()

const show = (row: Selectable<NumberRuleTable>): NumberRule => ({
  numberRuleId: row.number_rule_id,
  pattern: row.pattern,
  description: row.description,
  businessUnitId: row.business_unit_id,
  target: row.target,
  ...(row.language === null ? {} : { language: asLanguage(row.language) }),
  etag: etagOf(row.version),
})

async function unlessTaken<Value>(work: () => Promise<Result<Value, Refusal>>): Promise<Result<Value, Refusal>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refused) return failure(error.refusal)
    const verdict = verdictOf(error)
    if (verdict.kind === 'conflict' && verdict.constraint === 'number_rule_pattern_key') {
      return refuse('number-rule.taken')
    }
    throw error
  }
}
