import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { type FoundRecording, gapIn, isInShare, type RecordingRules } from '#domain/recordings/index.ts'
import type { AgentId, InteractionId, QueueId, RecordingId } from '#kernel/ids.ts'
import type { RecordingArchive } from './archive.ts'

/** A file is closed, told of and written into the history within moments; what is not there after this is missing. */
const settlesWithinMs = 2 * 60_000
const callsAtOnce = 500
/** Before the first check nothing is known of what rules there were. */
const firstLookBackMs = 24 * 3_600_000

export interface Gap {
  readonly interactionId: InteractionId
  readonly kind: 'none' | 'shorter' | 'file-missing' | 'damaged'
  readonly missingMs: number
}

/**
 * Looks at every call that ended since the last check: who talked in it, whether the rules want that recorded, and what there
 * is of it, down to the file in the store. A rule that was changed after a call began says nothing of that call.
 * @returns the gaps that were not known
 */
export async function checkCompleteness(
  db: Kysely<Database>,
  archive: Pick<RecordingArchive, 'open'>,
  rules: RecordingRules,
  nowMs: number,
): Promise<readonly Gap[]> {
  const until = new Date(nowMs - settlesWithinMs)
  const last = await db.selectFrom('recording_check').select('checked_until').executeTakeFirst()
  let since = last?.checked_until ?? new Date(nowMs - firstLookBackMs)
  const rulesChangedAt = await db
    .selectFrom('recording_rule')
    .select(sql<Date | null>`max(changed_at)`.as('at'))
    .executeTakeFirst()
  const rulesSince = rulesChangedAt?.at ?? new Date(0)
  const gaps: Gap[] = []
  while (since < until) {
    const calls = await callsEnded(db, since, until)
    for (const call of calls) {
      const gap = call.startedAt < rulesSince ? undefined : await gapOf(db, archive, rules, call)
      if (gap) gaps.push(gap)
    }
    const lastCall = calls.at(-1)
    since = calls.length < callsAtOnce || !lastCall ? until : lastCall.endedAt
    await db
      .insertInto('recording_check')
      .values({ checked_until: since })
      .onConflict((conflict) => conflict.column('is_only').doUpdateSet({ checked_until: since }))
      .execute()
  }
  return gaps
}

interface EndedCall {
  readonly interactionId: InteractionId
  readonly startedAt: Date
  readonly endedAt: Date
}

async function callsEnded(db: Kysely<Database>, since: Date, until: Date): Promise<readonly EndedCall[]> {
  const rows = await db
    .selectFrom('interaction')
    .select(['interaction_id', 'started_at', 'ended_at'])
    .where('ended_at', '>', since)
    .where('ended_at', '<=', until)
    .orderBy('ended_at')
    .orderBy('interaction_id')
    .limit(callsAtOnce)
    .execute()
  return rows.flatMap(({ interaction_id, started_at, ended_at }) =>
    ended_at === null ? [] : [{ interactionId: interaction_id, startedAt: started_at, endedAt: ended_at }],
  )
}

async function gapOf(
  db: Kysely<Database>,
  archive: Pick<RecordingArchive, 'open'>,
  rules: RecordingRules,
  { interactionId, startedAt }: EndedCall,
): Promise<Gap | undefined> {
  const talks = await db
    .selectFrom('segment')
    .select(['queue_id', 'agent_id', 'started_at', 'ended_at'])
    .where('interaction_id', '=', interactionId)
    .where('kind', 'in', ['talk', 'hold', 'consult', 'conference'])
    .execute()
  const talkMs = talks.reduce((total, talk) => {
    if (talk.agent_id === null || talk.ended_at === null) return total
    const rule = rules.for(talk.queue_id as QueueId | null, talk.agent_id as AgentId)
    if (!isInShare(interactionId, rule.sharePercent)) return total
    return total + (talk.ended_at.getTime() - talk.started_at.getTime())
  }, 0)
  if (talkMs === 0) return undefined
  const rows = await db.selectFrom('recording').selectAll().where('interaction_id', '=', interactionId).execute()
  const found = await Promise.all(
    rows.map(async (row): Promise<FoundRecording> => {
      const base = { state: row.state, durationMs: row.duration_ms ?? 0, missingMs: row.missing_ms }
      return row.state === 'ready' ? { ...base, file: await fileOf(archive, row) } : base
    }),
  )
  const gap = gapIn({ talkMs }, found)
  if (!gap) return undefined
  const inserted = await db
    .insertInto('recording_gap')
    .values({
      interaction_id: interactionId,
      kind: gap.kind,
      missing_ms: Math.round(gap.missingMs),
      started_at: startedAt,
    })
    .onConflict((conflict) => conflict.column('interaction_id').doNothing())
    .returning('interaction_id')
    .executeTakeFirst()
  return inserted && { interactionId, ...gap }
}

type Openable = Parameters<RecordingArchive['open']>[0] & { readonly recording_id: RecordingId }

async function fileOf(
  archive: Pick<RecordingArchive, 'open'>,
  row: Openable,
): Promise<NonNullable<FoundRecording['file']>> {
  const file = await archive.open(row)
  if (file.ok) return 'whole'
  if (file.error.kind === 'not-found') return 'missing'
  // A store that does not answer now says nothing of the file.
  return file.error.kind === 'damaged' ? 'damaged' : 'whole'
}
