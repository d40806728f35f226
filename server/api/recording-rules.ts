import type { Kysely, Selectable, Transaction } from 'kysely'
import type { Database, RecordingRuleTable } from '#adapters/postgres/schema.ts'
import { newId, type RecordingRuleId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { RecordingRule } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { alignRetention } from '../recordings/retention.ts'
import { scopeOf } from '../recordings/rules.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'recordingRules' | 'createRecordingRule' | 'changeRecordingRule' | 'removeRecordingRule'

/** Which conversations are recorded, and how long that is kept. */
export function recordingRuleHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, logger } = services

  /** What a rule says of keeping goes for the recordings that there are, too. */
  async function follow(): Promise<void> {
    await followChange(services)
    await alignRetention(db).catch((error: unknown) =>
      logger.warn('How long recordings are kept could not be worked out again', { error }),
    )
  }

  return {
    async recordingRules() {
      const rows = await named(db).execute()
      return success({ items: rows.map(show).sort(byScope) })
    },

    async createRecordingRule({ caller, body, address, reply }) {
      const { scope } = body
      if (scope.kind === 'all') return refuse('recording-rule.taken')
      const recordingRuleId = newId('recording-rule', clock.wallMs(), randomBytes)
      const made = await db.transaction().execute(async (transaction): Promise<Result<RecordingRule, Refusal>> => {
        const missing = await missingSubject(transaction, scope)
        if (missing) return failure(missing)
        const inserted = await transaction
          .insertInto('recording_rule')
          .values({
            recording_rule_id: recordingRuleId,
            queue_id: scope.kind === 'queue' ? scope.queueId : null,
            agent_id: scope.kind === 'agent' ? scope.agentId : null,
            share_percent: body.sharePercent,
            consent: body.consent ?? 'none',
            keep_days: body.keepDays ?? null,
            pauses_at_digits: body.pausesAtDigits,
            may_pause: body.mayPause,
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning('recording_rule_id')
          .executeTakeFirst()
        if (!inserted) return refuse('recording-rule.taken')
        const note = { action: 'recording-rule.created', personId: caller.personId, subject: recordingRuleId } as const
        await audit(transaction, { ...note, address })
        return success(await shown(transaction, recordingRuleId))
      })
      if (!made.ok) return made
      await follow()
      reply.header('etag', made.value.etag)
      return made
    },

    async changeRecordingRule({ caller, id, body, address, request, reply }) {
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const changed = await db.transaction().execute(async (transaction): Promise<Result<RecordingRule, Refusal>> => {
        const known = await transaction
          .selectFrom('recording_rule')
          .select('version')
          .where('recording_rule_id', '=', id)
          .forUpdate()
          .executeTakeFirst()
        if (!known) return refuse('recording-rule.not-found')
        if (wanted.value !== 'any' && wanted.value !== known.version) return refuse('request.stale')
        await transaction
          .updateTable('recording_rule')
          .set({
            version: known.version + 1,
            changed_at: new Date(clock.wallMs()),
            ...(body.sharePercent === undefined ? {} : { share_percent: body.sharePercent }),
            ...(body.consent === undefined ? {} : { consent: body.consent }),
            ...(body.keepDays === undefined ? {} : { keep_days: body.keepDays }),
            ...(body.pausesAtDigits === undefined ? {} : { pauses_at_digits: body.pausesAtDigits }),
            ...(body.mayPause === undefined ? {} : { may_pause: body.mayPause }),
          })
          .where('recording_rule_id', '=', id)
          .execute()
        await audit(transaction, {
          action: 'recording-rule.changed',
          personId: caller.personId,
          subject: id,
          address,
          details: { fields: Object.keys(body) },
        })
        return success(await shown(transaction, id))
      })
      if (!changed.ok) return changed
      await follow()
      reply.header('etag', changed.value.etag)
      return changed
    },

    async removeRecordingRule({ caller, id, address }) {
      const removed = await db.transaction().execute(async (transaction): Promise<Result<object, Refusal>> => {
        const known = await transaction
          .selectFrom('recording_rule')
          .select(['queue_id', 'agent_id'])
          .where('recording_rule_id', '=', id)
          .forUpdate()
          .executeTakeFirst()
        if (!known) return refuse('recording-rule.not-found')
        if (scopeOf(known).kind === 'all') return refuse('recording-rule.needed')
        await transaction.deleteFrom('recording_rule').where('recording_rule_id', '=', id).execute()
        await audit(transaction, { action: 'recording-rule.removed', personId: caller.personId, subject: id, address })
        return success({})
      })
      if (!removed.ok) return removed
      await follow()
      return success({})
    },
  }
}

async function missingSubject(
  db: Transaction<Database>,
  scope: Exclude<RecordingRule['scope'], { kind: 'all' }>,
): Promise<Refusal | undefined> {
  if (scope.kind === 'queue') {
    const found = await db
      .selectFrom('queue')
      .select('queue_id')
      .where('queue_id', '=', scope.queueId)
      .executeTakeFirst()
    return found ? undefined : { code: 'queue.not-found' }
  }
  const found = await db.selectFrom('agent').select('agent_id').where('agent_id', '=', scope.agentId).executeTakeFirst()
  return found ? undefined : { code: 'person.not-found' }
}

const named = (db: Kysely<Database>) =>
  db
    .selectFrom('recording_rule')
    .leftJoin('queue', 'queue.queue_id', 'recording_rule.queue_id')
    .leftJoin('agent', 'agent.agent_id', 'recording_rule.agent_id')
    .leftJoin('person', 'person.person_id', 'agent.person_id')
    .selectAll('recording_rule')
    .select(['queue.name as queue_name', 'person.name as person_name'])

async function shown(db: Kysely<Database>, id: RecordingRuleId): Promise<RecordingRule> {
  return show(await named(db).where('recording_rule_id', '=', id).executeTakeFirstOrThrow())
}

type Named = Selectable<RecordingRuleTable> & {
  readonly queue_name: string | null
  readonly person_name: string | null
}

function show(row: Named): RecordingRule {
  const name = row.queue_name ?? row.person_name
  return {
    recordingRuleId: row.recording_rule_id,
    etag: etagOf(row.version),
    scope: scopeOf(row),
    sharePercent: row.share_percent,
    consent: row.consent,
    ...(row.keep_days === null ? {} : { keepDays: row.keep_days }),
    pausesAtDigits: row.pauses_at_digits,
    mayPause: row.may_pause,
    ...(name === null ? {} : { name }),
  }
}

const rank = { all: 0, queue: 1, agent: 2 } as const
const byScope = (a: RecordingRule, b: RecordingRule): number =>
  rank[a.scope.kind] - rank[b.scope.kind] || (a.name ?? '').localeCompare(b.name ?? '')
