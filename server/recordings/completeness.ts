import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import {
  type FoundRecording,
  gapIn,
  gapInAll,
  isInShare,
  type NotedConsent,
  type RecordingGap,
  type RecordingRules,
  type TalkSlice,
  wantedFromMs,
  wantedOf,
} from '#domain/recordings/index.ts'
import type { AgentId, InteractionId, QueueId, RecordingId } from '#kernel/ids.ts'
import type { RecordingArchive } from './archive.ts'

/** A file is closed, told of and written into the history within moments; what is not there after this is missing. */
const settlesWithinMs = 2 * 60_000
const callsAtOnce = 500
/** A recording that is still being written so long after its call was left behind by whoever wrote it. */
const abandonedAfterMs = 15 * 60_000
/** Before the first check nothing is known of what rules there were. */
const firstLookBackMs = 24 * 3_600_000
/** What was away may come back: an edge that restarts tells of what it wrote before. So long a gap is looked at again. */
const mayComeBackMs = 48 * 3_600_000
const lookedAtAgainAtOnce = 200

export interface Gap {
  readonly interactionId: InteractionId
  readonly kind: 'none' | 'shorter' | 'file-missing' | 'damaged'
  readonly missingMs: number
}

/**
 * Looks at every call that ended since the last check: who talked in it, whether the rules want that recorded, and what there
 * is of it, down to the file in the store. A rule that was changed after a call began says nothing of that call. Gaps of the
 * last two days are looked at again: what has come in the meantime is none any more. Harmless when two cores do it at once.
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
      if (gap && (await noteGap(db, call, gap, nowMs))) gaps.push({ interactionId: call.interactionId, ...gap })
    }
    const lastCall = calls.at(-1)
    since = calls.length < callsAtOnce || !lastCall ? until : lastCall.endedAt
    await db
      .insertInto('recording_check')
      .values({ checked_until: since })
      .onConflict((conflict) => conflict.column('is_only').doUpdateSet({ checked_until: since }))
      .execute()
  }
  for (const call of await leftBehind(db, nowMs)) {
    const gap =
      call.startedAt < rulesSince ? undefined : await gapOf(db, archive, rules, { ...call, isLeftBehind: true })
    if (gap && (await noteGap(db, call, gap, nowMs))) gaps.push({ interactionId: call.interactionId, ...gap })
  }
  await lookAgain(db, archive, rules, rulesSince, nowMs)
  return gaps
}

interface EndedCall {
  readonly interactionId: InteractionId
  readonly startedAt: Date
  readonly endedAt: Date
  /** What is still being written of it will not be closed any more. */
  readonly isLeftBehind?: boolean
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

/** Calls that ended long ago, of which a recording is open all the same. */
async function leftBehind(db: Kysely<Database>, nowMs: number): Promise<readonly EndedCall[]> {
  const rows = await db
    .selectFrom('recording')
    .innerJoin('interaction', 'interaction.interaction_id', 'recording.interaction_id')
    .leftJoin('recording_gap', 'recording_gap.interaction_id', 'recording.interaction_id')
    .select(['interaction.interaction_id', 'interaction.started_at', 'interaction.ended_at'])
    .where('recording.state', '=', 'recording')
    .where('recording_gap.interaction_id', 'is', null)
    .where('interaction.ended_at', '>', new Date(nowMs - mayComeBackMs))
    .where('interaction.ended_at', '<=', new Date(nowMs - abandonedAfterMs))
    .distinct()
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
  { interactionId, isLeftBehind }: Pick<EndedCall, 'interactionId' | 'isLeftBehind'>,
): Promise<Omit<Gap, 'interactionId'> | undefined> {
  const talks = await db
    .selectFrom('segment')
    .leftJoin('agent', 'agent.agent_id', 'segment.agent_id')
    .select(['segment.queue_id', 'segment.agent_id', 'segment.started_at', 'segment.ended_at', 'segment.outcome'])
    .select(['agent.phone_user', 'agent.outside_number'])
    .where('interaction_id', '=', interactionId)
    .where('kind', 'in', ['talk', 'hold', 'consult', 'conference'])
    .orderBy('segment.started_at')
    .orderBy('segment.ordinal')
    .execute()
  const noted = await consentOf(db, interactionId)
  const withTelephone = new Set<AgentId>()
  const slices = talks.flatMap((talk): TalkSlice[] => {
    if (talk.agent_id === null || talk.ended_at === null) return []
    const agentId = talk.agent_id as AgentId
    if (talk.phone_user !== null || talk.outside_number !== null) withTelephone.add(agentId)
    const rule = rules.for(talk.queue_id as QueueId | null, agentId)
    const toMs = talk.ended_at.getTime()
    const fromMs = wantedFromMs(talk.started_at.getTime(), toMs, rule.consent, noted)
    return fromMs > toMs ? [] : [{ agentId, rule, fromMs, toMs, isAgentLost: talk.outcome === 'agent-lost' }]
  })
  const isWanted = ({ rule }: TalkSlice) => isInShare(interactionId, rule.sharePercent)
  if (!slices.some(isWanted)) return undefined
  const rows = await db
    .selectFrom('recording')
    .selectAll()
    .where('interaction_id', '=', interactionId)
    .orderBy('started_at')
    .execute()
  const begun = rows.map(({ agent_id, started_at }) => ({ agentId: agent_id, startedAtMs: started_at.getTime() }))
  const wanted = wantedOf(slices, begun, { isWanted, hasTelephone: (agentId) => withTelephone.has(agentId) })
  const found = await Promise.all(
    rows.map(async (row): Promise<FoundRecording & { readonly agentId: AgentId | null }> => {
      const state = row.state === 'recording' && isLeftBehind === true ? 'failed' : row.state
      const base = { agentId: row.agent_id, state, durationMs: row.duration_ms ?? 0, missingMs: row.missing_ms }
      return row.state === 'ready' ? { ...base, file: await fileOf(archive, row) } : base
    }),
  )
  const gaps: RecordingGap[] = []
  for (const [agentId, part] of wanted) {
    const gap = gapIn(
      part,
      found.filter((recording) => recording.agentId === null || recording.agentId === agentId),
    )
    if (gap) gaps.push(gap)
  }
  return gapInAll(gaps, wanted.size)
}

/** What the customer heard or answered about being recorded; `undefined`: nothing. */
async function consentOf(db: Kysely<Database>, interactionId: InteractionId): Promise<NotedConsent | undefined> {
  const said = await db
    .selectFrom('interaction')
    .select(['recording_consent as consent', 'recording_consent_at as at'])
    .where('interaction_id', '=', interactionId)
    .executeTakeFirst()
  return said?.consent && said.at ? { consent: said.consent, atMs: said.at.getTime() } : undefined
}

/** @returns whether it was not known */
async function noteGap(
  db: Kysely<Database>,
  { interactionId, startedAt }: EndedCall,
  { kind, missingMs }: Omit<Gap, 'interactionId'>,
  nowMs: number,
): Promise<boolean> {
  const inserted = await db
    .insertInto('recording_gap')
    .values({
      interaction_id: interactionId,
      kind,
      missing_ms: Math.round(missingMs),
      started_at: startedAt,
      found_at: new Date(nowMs),
    })
    .onConflict((conflict) => conflict.column('interaction_id').doNothing())
    .returning('interaction_id')
    .executeTakeFirst()
  return inserted !== undefined
}

async function lookAgain(
  db: Kysely<Database>,
  archive: Pick<RecordingArchive, 'open'>,
  rules: RecordingRules,
  rulesSince: Date,
  nowMs: number,
): Promise<void> {
  const known = await db
    .selectFrom('recording_gap')
    .select('interaction_id')
    .where('found_at', '>', new Date(nowMs - mayComeBackMs))
    .where('found_at', '<', new Date(nowMs))
    .where('started_at', '>=', rulesSince)
    .orderBy('found_at', 'desc')
    .limit(lookedAtAgainAtOnce)
    .execute()
  for (const { interaction_id: interactionId } of known) {
    const gap = await gapOf(db, archive, rules, { interactionId, isLeftBehind: true })
    if (gap) {
      const now = { kind: gap.kind, missing_ms: Math.round(gap.missingMs) }
      await db.updateTable('recording_gap').set(now).where('interaction_id', '=', interactionId).execute()
    } else await db.deleteFrom('recording_gap').where('interaction_id', '=', interactionId).execute()
  }
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
