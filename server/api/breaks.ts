import type { Kysely, Selectable } from 'kysely'
import type { BreakLimitTable, Database } from '#adapters/postgres/schema.ts'
import { newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { BreakLimit, ShownBreakLimit } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import { refusalOfDecider } from './decided.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { isAgent } from './offers.ts'
import { useReason } from './presence-reasons.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'breakLimits' | 'setBreakLimits' | 'requestBreak' | 'withdrawBreak' | 'breakAnswer' | 'answerBreak'
type Row = Selectable<BreakLimitTable>

/** Breaks that have to be granted: how many at once, who asks, and who answers. */
export function breakHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, decider, clock, randomBytes } = services

  const show = (row: Row): ShownBreakLimit => {
    const { here = 0, away = 0, asking } = decider.state?.indexes.breaks.of(row.break_limit_id) ?? {}
    return {
      breakLimitId: row.break_limit_id,
      ...(row.team_id === null ? {} : { teamId: row.team_id }),
      ...(row.queue_id === null ? {} : { queueId: row.queue_id }),
      ...(row.most === null ? {} : { most: row.most }),
      ...(row.percent === null ? {} : { percent: row.percent }),
      ...{ here, away, asking: asking?.size ?? 0 },
    }
  }
  const read = async (connection: Kysely<Database>) =>
    (await connection.selectFrom('break_limit').selectAll().orderBy('break_limit_id').execute()).map(show)

  return {
    async breakLimits() {
      return success({ items: await read(db) })
    },

    async setBreakLimits({ caller, body, address }) {
      const malformed = body.items.find((item) => !isOneLimit(item))
      if (malformed) {
        const detail = 'body/items: each is of a team or of a queue, and says how many or how many of a hundred.'
        return refuse('request.malformed', { detail })
      }
      const targets = body.items.map(targetOf)
      if (new Set(targets).size < targets.length) return refuse('break-limit.taken')
      const set = await db.transaction().execute(async (transaction): Promise<Result<null, Refusal>> => {
        await transaction.selectFrom('organization').select('is_only').forUpdate().execute()
        const missing = await missingTarget(transaction, body.items)
        if (missing) return failure(missing)
        const known = await transaction.selectFrom('break_limit').selectAll().execute()
        const idOf = new Map(known.map((row) => [targetOf({ teamId: row.team_id, queueId: row.queue_id }), row]))
        await transaction.deleteFrom('break_limit').execute()
        for (const item of body.items) {
          const { teamId = null, queueId = null, most = null, percent = null } = item
          await transaction
            .insertInto('break_limit')
            .values({
              // The same limit keeps its name, so that whoever waits goes on waiting.
              break_limit_id:
                idOf.get(targetOf(item))?.break_limit_id ?? newId('break-limit', clock.wallMs(), randomBytes),
              ...{ team_id: teamId, queue_id: queueId, most, percent },
            })
            .execute()
        }
        const details = { limits: body.items.length }
        await audit(transaction, { action: 'break-limits.changed', personId: caller.personId, address, details })
        return success(null)
      })
      if (!set.ok) return set
      await followChange(services)
      return success({ items: await read(db) })
    },

    async requestBreak({ caller, body }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const obstacle = await useReason(db, body.reason)
      if (obstacle) return failure(obstacle)
      const { agentId } = caller
      const decided = await decider.execute({ type: 'RequestBreak', agentId, reason: body.reason })
      return decided.ok ? success({}) : failure(refusalOfDecider(decided.error))
    },

    async withdrawBreak({ caller }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const decided = await decider.execute({ type: 'WithdrawBreak', agentId: caller.agentId })
      return decided.ok ? success({}) : failure(refusalOfDecider(decided.error))
    },

    async breakAnswer({ caller }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const row = await db
        .selectFrom('break_answer')
        .innerJoin('person', 'person.person_id', 'break_answer.answered_by')
        .select(['is_granted', 'word', 'answered_at', 'person.name'])
        .where('agent_id', '=', caller.agentId)
        .executeTakeFirst()
      if (!row) return success({})
      const { is_granted: isGranted, word, name: byName, answered_at: at } = row
      return success({ isGranted, byName, at: at.toISOString(), ...(word === null ? {} : { word }) })
    },

    async answerBreak({ caller, id: agentId, body, address }) {
      const { isGranted, word = '' } = body
      const decided = await decider.execute({ type: 'AnswerBreak', agentId, isGranted })
      if (!decided.ok) return failure(refusalOfDecider(decided.error))
      const answer = {
        is_granted: isGranted,
        word: word.trim() === '' ? null : word.trim(),
        answered_by: caller.personId,
        answered_at: new Date(clock.wallMs()),
      }
      await db
        .insertInto('break_answer')
        .values({ agent_id: agentId, ...answer })
        .onConflict((conflict) => conflict.column('agent_id').doUpdateSet(answer))
        .execute()
      const action = isGranted ? 'agent.break-granted' : 'agent.break-refused'
      await audit(db, { action, personId: caller.personId, subject: agentId, address })
      return success({})
    },
  }
}

const isOneLimit = ({ teamId, queueId, most, percent }: BreakLimit): boolean =>
  (teamId === undefined) !== (queueId === undefined) && (most === undefined) !== (percent === undefined)

const targetOf = ({ teamId, queueId }: { teamId?: string | null; queueId?: string | null }): string =>
  teamId ?? queueId ?? ''

async function missingTarget(db: Kysely<Database>, items: readonly BreakLimit[]): Promise<Refusal | undefined> {
  const teamIds = items.flatMap(({ teamId }) => teamId ?? [])
  const queueIds = items.flatMap(({ queueId }) => queueId ?? [])
  const [teams, queues] = await Promise.all([
    teamIds.length === 0 ? [] : db.selectFrom('team').select('team_id').where('team_id', 'in', teamIds).execute(),
    queueIds.length === 0
      ? []
      : db
          .selectFrom('queue')
          .select('queue_id')
          .where('queue_id', 'in', queueIds)
          .where('is_active', '=', true)
          .execute(),
  ])
  if (teams.length < teamIds.length) return { code: 'team.not-found' }
  return queues.length < queueIds.length ? { code: 'queue.not-found' } : undefined
}
