import type { Kysely, Selectable } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { Database, TrunkTable } from '#adapters/postgres/schema.ts'
import { whatTrunkLacks } from '#domain/dialing/index.ts'
import { newId, type TrunkId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { trunkFields } from '#protocol/edge/index.ts'
import type { Trunk, TrunkState } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { sealTrunkPassword, type TrunkFields, trunkFieldsOf } from '../configuration/trunks.ts'
import { inspectEdges } from '../telephony/inspect-edges.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'trunks' | 'createTrunk' | 'trunk' | 'changeTrunk' | 'removeTrunk' | 'startTestCall' | 'testCall'
type TrunkRow = Selectable<TrunkTable>

const fieldNames = Object.keys(trunkFields) as (keyof typeof trunkFields)[]

/** The ways to telephone companies and gateways. Every change reaches the edges at once; unchanged trunks keep their calls. */
export function trunkHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, secretBox, dialing, testCalls, trunkStates } = services

  const show = (row: TrunkRow): Trunk => ({
    trunkId: row.trunk_id,
    name: row.name,
    preset: row.preset,
    isActive: row.is_active,
    ...trunkFieldsOf(row.preset, row.fields),
    costPerMinuteMicros: row.cost_per_minute_micros,
    hasPassword: row.password_box !== null,
    state: stateOf(row),
    etag: etagOf(row.version),
  })

  function stateOf(row: TrunkRow): TrunkState {
    if (!row.is_active) return { condition: 'off', calls: 0 }
    const status = trunkStates.get(row.trunk_id)
    if (!status) return { condition: 'unknown', calls: dialing.callsOver(row.trunk_id) }
    const { condition, sinceMs, expiresAtMs, nextTryAtMs, sipStatus, sipReason, target, calls } = status
    return {
      condition,
      since: new Date(sinceMs).toISOString(),
      calls,
      ...(sipStatus === undefined ? {} : { sipStatus }),
      ...(sipReason === undefined ? {} : { sipReason }),
      ...(target === undefined ? {} : { target }),
      ...(expiresAtMs === undefined ? {} : { expiresAt: new Date(expiresAtMs).toISOString() }),
      ...(nextTryAtMs === undefined ? {} : { nextTryAt: new Date(nextTryAtMs).toISOString() }),
    }
  }

  const find = (connection: Kysely<Database>, trunkId: TrunkId) =>
    connection.selectFrom('trunk').selectAll().where('trunk_id', '=', trunkId)

  /** The edges' own word, where they have one: what was told before may be a minute old. */
  async function refreshStates(): Promise<void> {
    for (const [edgeId, { trunks }] of await inspectEdges(services.edge)) {
      for (const status of trunks) trunkStates.take(status, edgeId)
    }
  }

  return {
    async trunks() {
      const [rows] = await Promise.all([
        db.selectFrom('trunk').selectAll().orderBy('name').orderBy('trunk_id').execute(),
        refreshStates(),
      ])
      return success({ items: rows.map(show) })
    },

    async trunk({ id, reply }) {
      const [row] = await Promise.all([find(db, id).executeTakeFirst(), refreshStates()])
      if (!row) return refuse('trunk.not-found')
      reply.header('etag', etagOf(row.version))
      return success(show(row))
    },

    async createTrunk({ caller, body, address, reply }) {
      const trunkId = newId('trunk', clock.wallMs(), randomBytes)
      const fields = trunkFieldsOf(body.preset, pickFields(body))
      const isActive = body.isActive ?? true
      const wrong = isActive ? incomplete(fields, body.password !== undefined) : undefined
      if (wrong) return wrong
      const row = await db.transaction().execute(async (transaction) => {
        const made = await transaction
          .insertInto('trunk')
          .values({
            trunk_id: trunkId,
            name: body.name.trim(),
            preset: body.preset,
            is_active: isActive,
            fields: JSON.stringify(fields),
            password_box: body.password === undefined ? null : sealTrunkPassword(secretBox, trunkId, body.password),
            cost_per_minute_micros: body.costPerMinuteMicros ?? 0,
          })
          .returningAll()
          .executeTakeFirstOrThrow()
        const details = { preset: body.preset }
        await audit(transaction, {
          action: 'trunk.created',
          personId: caller.personId,
          subject: trunkId,
          address,
          details,
        })
        return made
      })
      await followChange(services)
      reply.header('etag', etagOf(row.version))
      return success(show(row))
    },

    async changeTrunk({ caller, id, body, address, request, reply }) {
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const changed = await db.transaction().execute(async (transaction): Promise<Result<TrunkRow, Refusal>> => {
        const known = await find(transaction, id).forUpdate().executeTakeFirst()
        if (!known) return refuse('trunk.not-found')
        if (wanted.value !== 'any' && wanted.value !== known.version) return refuse('request.stale')
        const preset = body.preset ?? known.preset
        // Another preset brings its own values for all that is not said beside it.
        const before = body.preset === undefined || body.preset === known.preset ? known.fields : keepers(known.fields)
        const fields = withoutNulls(trunkFieldsOf(preset, { ...before, ...pickFields(body) }))
        const hasPassword = body.password === undefined ? known.password_box !== null : body.password !== null
        const isActive = body.isActive ?? known.is_active
        const wrong = isActive ? incomplete(fields, hasPassword) : undefined
        if (wrong) return wrong
        const row = await transaction
          .updateTable('trunk')
          .set({
            preset,
            is_active: isActive,
            fields: JSON.stringify(fields),
            version: known.version + 1,
            ...(body.name === undefined ? {} : { name: body.name.trim() }),
            ...(body.costPerMinuteMicros === undefined ? {} : { cost_per_minute_micros: body.costPerMinuteMicros }),
            ...(body.password === undefined
              ? {}
              : { password_box: body.password === null ? null : sealTrunkPassword(secretBox, id, body.password) }),
          })
          .where('trunk_id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
        const details = { fields: Object.keys(body) }
        await audit(transaction, { action: 'trunk.changed', personId: caller.personId, subject: id, address, details })
        return success(row)
      })
      if (!changed.ok) return changed
      await followChange(services)
      reply.header('etag', etagOf(changed.value.version))
      return success(show(changed.value))
    },

    async removeTrunk({ caller, id, address }) {
      try {
        const isGone = await db.transaction().execute(async (transaction) => {
          const { numDeletedRows } = await transaction
            .deleteFrom('trunk')
            .where('trunk_id', '=', id)
            .executeTakeFirstOrThrow()
          if (numDeletedRows === 0n) return false
          await audit(transaction, { action: 'trunk.removed', personId: caller.personId, subject: id, address })
          return true
        })
        if (!isGone) return refuse('trunk.not-found')
      } catch (error) {
        if (verdictOf(error).kind === 'conflict') return refuse('trunk.in-use')
        throw error
      }
      await followChange(services)
      return success({})
    },

    async startTestCall({ caller, id, body, address }) {
      const row = await find(db, id).executeTakeFirst()
      if (!row) return refuse('trunk.not-found')
      if (!row.is_active) return refuse('dial.no-trunk', { detail: 'This trunk is switched off.' })
      const asked = dialing.routeTest(body.number, id, caller.personId)
      if (!asked.ok) return failure({ code: asked.error })
      // Not the number: who is called is nobody's business in ten years.
      await audit(db, { action: 'trunk.tested', personId: caller.personId, subject: id, address })
      // Others may have begun meanwhile. From here to the edge's being asked, by which a call is counted, nothing is waited for.
      const route = dialing.routeTest(body.number, id, caller.personId)
      if (!route.ok) return failure({ code: route.error })
      return success(testCalls.start(route.value, id, caller.personId))
    },

    async testCall({ id }) {
      const call = testCalls.get(id)
      return call ? success(call) : refuse('test-call.not-found')
    },
  }
}

/** What a body says of the connection; `null` takes a field away. */
function pickFields(body: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => (fieldNames as string[]).includes(name)))
}

const withoutNulls = (fields: TrunkFields): TrunkFields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as TrunkFields

/** What says who and where they are, and no way of connecting. */
const whoAndWhere: readonly string[] = [
  'domain',
  'outboundProxy',
  'userName',
  'authUserName',
  'addresses',
  'defaultCallerNumber',
]
const keepers = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => whoAndWhere.includes(name)))

function incomplete(fields: TrunkFields, hasPassword: boolean): Result<never, Refusal> | undefined {
  const detail = whatTrunkLacks({ ...fields, hasPassword })
  return detail === undefined ? undefined : refuse('trunk.incomplete', { detail })
}
