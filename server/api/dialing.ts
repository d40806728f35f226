import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { dialedNumber, emergencyNumbersOf } from '#domain/dialing/index.ts'
import { type Result, success } from '#kernel/result.ts'
import type { DialCheck, DialLimits } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { prefixesOf } from './outbound-rules.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'dialCheck' | 'dialLimits' | 'changeDialLimits'

/** What stops toll fraud, and what would become of a call. */
export function dialingHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, configuration, dialing } = services

  async function readLimits(connection: Kysely<Database>): Promise<DialLimits> {
    const row = await connection.selectFrom('dial_limits').selectAll().executeTakeFirstOrThrow()
    const { region } = await connection.selectFrom('organization').select('region').executeTakeFirstOrThrow()
    return {
      blockedPrefixes: row.blocked_prefixes,
      callsAtOncePerPerson: row.calls_at_once_per_person,
      callsPerHourPerPerson: row.calls_per_hour_per_person,
      callsAtOnceOutbound: row.calls_at_once_outbound,
      longestCallMinutes: row.longest_call_minutes,
      ...(row.spend_per_hour_micros === null ? {} : { spendPerHourMicros: row.spend_per_hour_micros }),
      ...(row.spend_per_day_micros === null ? {} : { spendPerDayMicros: row.spend_per_day_micros }),
      ...(row.business_hours_id === null ? {} : { businessHoursId: row.business_hours_id }),
      emergencyNumbers: row.emergency_numbers ?? [...emergencyNumbersOf(region)],
      spentThisHourMicros: dialing.spentThisHourMicros,
      spentTodayMicros: dialing.spentTodayMicros,
      etag: etagOf(row.version),
    }
  }

  return {
    async dialCheck({ caller, query }) {
      const { numberPlan } = configuration
      const personId = query.personId ?? caller.personId
      if (query.personId !== undefined && !configuration.outboundPlan.dialerOf(personId)) {
        return refuse('person.not-found')
      }
      const number = dialedNumber(query.number, numberPlan.region, numberPlan.emergencyNumbers)
      const shown: Pick<DialCheck, 'number' | 'checkedAt'> = {
        number: number.ok ? number.value : query.number,
        checkedAt: new Date(clock.wallMs()).toISOString(),
      }
      const numberRuleId = numberPlan.numberRuleOf(query.number)
      if (numberRuleId !== undefined) return success({ ...shown, isAllowed: true, numberRuleId, trunkIds: [] })
      // A phone of ours is reached inside.
      if (numberPlan.userOfDialed(query.number) !== undefined) {
        return success({ ...shown, isAllowed: true, trunkIds: [] })
      }
      const checked = dialing.check(query.number, { kind: 'person', personId })
      if (!checked.ok) return success({ ...shown, isAllowed: false, trunkIds: [], refusal: checked.error })
      const { trunkIds, outboundRuleId } = checked.value
      return success({
        ...shown,
        isAllowed: true,
        trunkIds: [...trunkIds],
        ...(outboundRuleId === undefined ? {} : { outboundRuleId }),
      })
    },

    async dialLimits({ reply }) {
      const limits = await readLimits(db)
      reply.header('etag', limits.etag)
      return success(limits)
    },

    async changeDialLimits({ caller, body, address, request, reply }) {
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const changed = await db.transaction().execute(async (transaction): Promise<Result<DialLimits, Refusal>> => {
        const known = await transaction
          .selectFrom('dial_limits')
          .select('version')
          .forUpdate()
          .executeTakeFirstOrThrow()
        if (wanted.value !== 'any' && wanted.value !== known.version) return refuse('request.stale')
        if (typeof body.businessHoursId === 'string') {
          const hours = await transaction
            .selectFrom('business_hours')
            .select('business_hours_id')
            .where('business_hours_id', '=', body.businessHoursId)
            .executeTakeFirst()
          if (!hours) return refuse('business-hours.not-found')
        }
        await transaction
          .updateTable('dial_limits')
          .set({
            version: known.version + 1,
            ...given('blocked_prefixes', body.blockedPrefixes && prefixesOf(body.blockedPrefixes)),
            ...given('calls_at_once_per_person', body.callsAtOncePerPerson),
            ...given('calls_per_hour_per_person', body.callsPerHourPerPerson),
            ...given('calls_at_once_outbound', body.callsAtOnceOutbound),
            ...given('longest_call_minutes', body.longestCallMinutes),
            ...given('spend_per_hour_micros', body.spendPerHourMicros),
            ...given('spend_per_day_micros', body.spendPerDayMicros),
            ...given('business_hours_id', body.businessHoursId),
            // Whatever else is one: every mobile telephone in the world calls for help by 112.
            ...given('emergency_numbers', body.emergencyNumbers && [...new Set(['112', ...body.emergencyNumbers])]),
          })
          .execute()
        await audit(transaction, {
          action: 'dial-limits.changed',
          personId: caller.personId,
          address,
          details: { fields: Object.keys(body) },
        })
        return success(await readLimits(transaction))
      })
      if (!changed.ok) return changed
      await followChange(services)
      reply.header('etag', changed.value.etag)
      return changed
    },
  }
}

const given = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Exclude<Value, undefined>>> =>
  (value === undefined ? {} : { [name]: value }) as Partial<Record<Name, Exclude<Value, undefined>>>
