import { caseNumberOf, withStatus } from '#domain/cases/index.ts'
import { type AgentId, type CaseId, isId, newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { Case } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { attach, writeEntry } from '../cases/case-entries.ts'
import type { ApiServices } from './api-services.ts'
import { caseRows, showCase } from './case-rows.ts'
import { decodeCursor, pageFrom } from './cursor.ts'
import { etagOf, readIfMatch } from './etag.ts'
import type { Handlers } from './handler.ts'
import { ownInteraction } from './own-interaction.ts'
import { type Refusal, refuse } from './refusal.ts'
import { containing } from './search-pattern.ts'

type Routes = 'cases' | 'case' | 'createCase' | 'changeCase'

const isCaseId = (text: string): text is CaseId => isId('case', text)

/** Service matters of customers: found, opened, changed, handed to somebody, closed and opened again. */
export function caseHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, desks } = services

  const isAgent = async (agentId: AgentId): Promise<boolean> =>
    (await db
      .selectFrom('agent')
      .select('agent_id')
      .where('agent_id', '=', agentId)
      .where('is_active', '=', true)
      .executeTakeFirst()) !== undefined

  return {
    async cases({ query }) {
      const after = decodeCursor(query.cursor, isCaseId)
      if (!after.ok) return after
      const limit = query.limit ?? 50
      let rows = caseRows(db)
      if (query.number !== undefined) rows = rows.where('service_case.number', '=', query.number)
      if (query.customerId !== undefined) rows = rows.where('service_case.customer_id', '=', query.customerId)
      if (query.ownerAgentId !== undefined) rows = rows.where('service_case.owner_agent_id', '=', query.ownerAgentId)
      if (query.status === 'in-hand') rows = rows.where('service_case.status', '<>', 'closed')
      else if (query.status !== undefined) rows = rows.where('service_case.status', '=', query.status)
      if (query.search !== undefined && query.search.trim() !== '') {
        const part = containing(foldText(query.search))
        const number = caseNumberOf(query.search)
        rows = rows.where((eb) =>
          eb.or([
            eb('service_case.folded_subject', 'like', part),
            eb('customer.folded_name', 'like', part),
            ...(number === undefined ? [] : [eb('service_case.number', '=', number)]),
          ]),
        )
      }
      if (after.value !== undefined) rows = rows.where('service_case.case_id', '<', after.value)
      const found = await rows
        .orderBy('service_case.case_id', 'desc')
        .limit(limit + 1)
        .execute()
      return success(pageFrom(found, limit, (row) => row.case_id, showCase))
    },

    async case({ id, reply }) {
      const row = await caseRows(db).where('service_case.case_id', '=', id).executeTakeFirst()
      if (!row) return refuse('case.not-found')
      reply.header('etag', etagOf(row.version))
      return success(showCase(row))
    },

    async createCase({ caller, body, address, reply }) {
      const { customerId, subject, ownerAgentId, interactionId } = body
      if (ownerAgentId !== undefined && !(await isAgent(ownerAgentId))) return refuse('agent.not-an-agent')
      if (interactionId !== undefined) {
        const own = await ownInteraction(services, caller, interactionId)
        if (!own.ok) return own
      }
      const nowMs = clock.wallMs()
      const caseId = newId('case', nowMs, randomBytes)
      const made = await db.transaction().execute(async (transaction): Promise<Result<Case, Refusal>> => {
        const customer = await transaction
          .selectFrom('customer')
          .select('customer_id')
          .where('customer_id', '=', customerId)
          .forShare()
          .executeTakeFirst()
        if (!customer) return refuse('customer.not-found')
        await transaction
          .insertInto('service_case')
          .values({
            ...{ case_id: caseId, customer_id: customerId, status: 'open', owner_agent_id: ownerAgentId ?? null },
            ...written(subject),
            ...{ created_at: new Date(nowMs), updated_at: new Date(nowMs) },
          })
          .execute()
        const { personId } = caller
        if (interactionId !== undefined) {
          await attach(transaction, { nowMs, randomBytes }, { caseId, interactionId, personId })
        }
        await audit(transaction, { action: 'case.created', personId, subject: caseId, address })
        const row = await caseRows(transaction).where('case_id', '=', caseId).executeTakeFirstOrThrow()
        return success(showCase(row))
      })
      if (!made.ok) return made
      desks.customerChanged(customerId)
      reply.header('etag', made.value.etag)
      return made
    },

    async changeCase({ caller, id, body, address, request, reply }) {
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const { subject, status, ownerAgentId } = body
      if (ownerAgentId && !(await isAgent(ownerAgentId))) return refuse('agent.not-an-agent')
      const changed = await db.transaction().execute(async (transaction): Promise<Result<Case, Refusal>> => {
        const known = await transaction
          .selectFrom('service_case')
          .select(['version', 'status', 'closed_at'])
          .where('case_id', '=', id)
          .forUpdate()
          .executeTakeFirst()
        if (!known) return refuse('case.not-found')
        if (wanted.value !== 'any' && wanted.value !== known.version) return refuse('request.stale')
        const nowMs = clock.wallMs()
        const before = { status: known.status, closedAtMs: known.closed_at?.getTime() ?? null }
        const after = status === undefined ? before : withStatus(before, status, nowMs)
        await transaction
          .updateTable('service_case')
          .set({
            ...(subject !== undefined && written(subject)),
            ...(ownerAgentId !== undefined && { owner_agent_id: ownerAgentId }),
            status: after.status,
            closed_at: after.closedAtMs === null ? null : new Date(after.closedAtMs),
            version: known.version + 1,
            updated_at: new Date(nowMs),
          })
          .where('case_id', '=', id)
          .execute()
        const { personId } = caller
        if (after !== before) {
          const entry = { case_id: id, kind: 'status', status: after.status, person_id: personId } as const
          await writeEntry(transaction, { nowMs, randomBytes }, entry)
        }
        const note = { action: 'case.changed', personId, subject: id, address } as const
        await audit(transaction, { ...note, details: { fields: Object.keys(body) } })
        return success(showCase(await caseRows(transaction).where('case_id', '=', id).executeTakeFirstOrThrow()))
      })
      if (!changed.ok) return failure(changed.error)
      desks.customerChanged(changed.value.customerId)
      reply.header('etag', changed.value.etag)
      return changed
    },
  }
}

const written = (subject: string) => ({ subject: subject.trim(), folded_subject: foldText(subject) })
