import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from '#adapters/postgres/migrate.ts'
import type { Pool } from '#adapters/postgres/pool.ts'
import { startTestServer, type TestServer } from '#adapters/postgres/testing.ts'
import { diskObjects } from '#adapters/storage/index.ts'
import { silentLogger } from '#adapters/system/logger.ts'
import { type AgentId, type InteractionId, newId, type QueueId, type RecordingId } from '#kernel/ids.ts'
import { createAlarms } from '../alarms/alarms.ts'
import { createArchive } from './archive.ts'
import { eraseRecording } from './erase.ts'
import { readRecordingKeys } from './keys.ts'
import { alignRetention } from './retention.ts'
import { RecordingUpkeep } from './upkeep.ts'
import { keepPeaks } from './waveform.ts'

const dayMs = 86_400_000
const minuteMs = 60_000

let server: TestServer
let pool: Pool
let root: string
let nowMs = Date.UTC(2026, 10, 22)
let queueId: QueueId
let agentId: AgentId
let otherAgentId: AgentId
let isInCharge = true

const id = <Name extends Parameters<typeof newId>[0]>(name: Name) => newId(name, nowMs++, randomBytes)

beforeAll(async () => {
  server = await startTestServer()
  pool = (await server.database()).pool
  await migrate(pool)
  queueId = id('queue')
  agentId = id('agent')
  otherAgentId = id('agent')
  const unitId = id('unit')
  await pool.query(
    `INSERT INTO business_unit (business_unit_id, kind, name, time_zone) VALUES ($1, 'root', 'Unit', 'UTC')`,
    [unitId],
  )
  await pool.query('INSERT INTO queue (queue_id, business_unit_id, name) VALUES ($1, $2, $3)', [queueId, unitId, 'Q'])
  for (const [n, one] of [agentId, otherAgentId].entries()) {
    const personId = id('person')
    await pool.query(
      `INSERT INTO person (person_id, business_unit_id, name, email, password_hash) VALUES ($1, $2, 'Somebody', $3, 'x')`,
      [personId, unitId, `${n}@example.com`],
    )
    const values = [one, personId, id('station')]
    await pool.query('INSERT INTO agent (agent_id, person_id, station_id) VALUES ($1, $2, $3)', values)
  }
})
afterAll(() => server.stop())

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'parley-upkeep-'))
  isInCharge = true
  nowMs += 100 * dayMs
  for (const table of ['recording', 'interaction', 'recording_check', 'alarm', 'audit_entry']) {
    await pool.query(`DELETE FROM ${table}`)
  }
  await pool.query('DELETE FROM recording_rule WHERE queue_id IS NOT NULL OR agent_id IS NOT NULL')
  // Rules count for the calls after them.
  await pool.query('UPDATE recording_rule SET share_percent = 100, keep_days = NULL, changed_at = $1', [
    new Date(nowMs - 50 * dayMs),
  ])
  await pool.query('INSERT INTO recording_check (checked_until) VALUES ($1)', [new Date(nowMs - dayMs)])
  return () => rmSync(root, { recursive: true, force: true })
})

const keys = readRecordingKeys(`key ${randomBytes(32).toString('base64')}`, 'keys')
if (!keys.ok) throw new Error(keys.error)
const archiveHere = () => createArchive({ disk: diskObjects(root), keys: keys.value })
const clock = { wallMs: () => nowMs }

function createUpkeep() {
  const alarms = createAlarms({ db: pool.kysely, clock, randomBytes, logger: silentLogger })
  const upkeep = new RecordingUpkeep({
    db: pool.kysely,
    archive: archiveHere(),
    alarms,
    isInCharge: () => isInCharge,
    clock,
    logger: silentLogger,
  })
  return { upkeep, alarms }
}

interface Talk {
  readonly endedAgoMs?: number
  readonly talkMs?: number
  readonly agentId?: AgentId
  readonly queueId?: QueueId | null
}

/** A call that was talked through by one agent. */
async function talked(over: Talk = {}): Promise<InteractionId> {
  const { endedAgoMs = 10 * minuteMs, talkMs = minuteMs } = over
  const interactionId = id('interaction')
  const endedAt = new Date(nowMs - endedAgoMs)
  const startedAt = new Date(endedAt.getTime() - talkMs)
  const of = [over.queueId === undefined ? queueId : over.queueId, over.agentId ?? agentId] as const
  await pool.query(
    `INSERT INTO interaction (interaction_id, domain_id, direction, state, started_at, ended_at, queue_id, agent_id)
     VALUES ($1, 'dom', 'inbound', 'ended', $2, $3, $4, $5)`,
    [interactionId, startedAt, endedAt, ...of],
  )
  await pool.query(
    `INSERT INTO segment (interaction_id, ordinal, kind, started_at, ended_at, queue_id, agent_id)
     VALUES ($1, 1, 'talk', $2, $3, $4, $5)`,
    [interactionId, startedAt, endedAt, ...of],
  )
  return interactionId
}

interface Kept {
  readonly state?: 'ready' | 'recording' | 'failed'
  readonly durationMs?: number
  readonly bytes?: number
  readonly withoutFile?: boolean
  readonly startedAgoMs?: number
  readonly agentId?: AgentId
}

/** What was recorded of it: a plain file, as of before recordings were encrypted. */
async function recorded(interactionId: InteractionId, over: Kept = {}): Promise<RecordingId> {
  const recordingId = id('recording')
  const path = `2026/${recordingId}.wav`
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  if (!over.withoutFile) writeFileSync(file, Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(996)]))
  const startedAt = new Date(nowMs - (over.startedAgoMs ?? 11 * minuteMs))
  await pool.query(
    `INSERT INTO recording (recording_id, interaction_id, agent_id, state, started_at, closed_at, path, bytes, duration_ms, stored_in)
     VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, 'disk')`,
    [
      recordingId,
      interactionId,
      over.agentId ?? agentId,
      over.state ?? 'ready',
      startedAt,
      path,
      over.bytes ?? 1000,
      over.durationMs ?? minuteMs,
    ],
  )
  return recordingId
}

const rule = (scope: { queueId?: QueueId; agentId?: AgentId }, keepDays: number | null, sharePercent = 100) =>
  pool.query(
    `INSERT INTO recording_rule (recording_rule_id, queue_id, agent_id, share_percent, keep_days, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      id('recording-rule'),
      scope.queueId ?? null,
      scope.agentId ?? null,
      sharePercent,
      keepDays,
      new Date(nowMs - 50 * dayMs),
    ],
  )
const ruleForAll = (keepDays: number | null) =>
  pool.query('UPDATE recording_rule SET keep_days = $1 WHERE queue_id IS NULL AND agent_id IS NULL', [keepDays])
const rowOf = (recordingId: RecordingId) =>
  pool.kysely.selectFrom('recording').selectAll().where('recording_id', '=', recordingId).executeTakeFirstOrThrow()
const stateOf = async (recordingId: RecordingId) => (await rowOf(recordingId)).state
const gaps = async () =>
  (await pool.kysely.selectFrom('recording_gap').select(['interaction_id', 'kind', 'missing_ms']).execute()).map(
    ({ interaction_id, kind, missing_ms }) => [interaction_id, kind, Number(missing_ms)],
  )

describe('retention', () => {
  it('follows the person, else the queue, else the rule for all, and notes what it erased once', async () => {
    await ruleForAll(30)
    await rule({ queueId }, 10)
    await rule({ agentId: otherAgentId }, 90)
    const startedAgoMs = 20 * dayMs
    const ofQueue = await recorded(await talked(), { startedAgoMs })
    const ofPerson = await recorded(await talked({ agentId: otherAgentId }), { startedAgoMs, agentId: otherAgentId })
    const ofNoQueue = await recorded(await talked({ queueId: null }), { startedAgoMs })
    await keepPeaks(pool.kysely, ofQueue, { sliceMs: 100, left: Uint8Array.of(1), right: Uint8Array.of(2) })
    const { upkeep } = createUpkeep()
    await upkeep.turn()
    await upkeep.turn()
    expect(await Promise.all([ofQueue, ofPerson, ofNoQueue].map(stateOf))).toEqual(['erased', 'ready', 'ready'])
    expect((await rowOf(ofPerson)).keep_until).toEqual(
      new Date((await rowOf(ofPerson)).started_at.getTime() + 90 * dayMs),
    )
    expect((await archiveHere().open({ ...(await rowOf(ofPerson)) })).ok).toBe(true)
    const audited = await pool.kysely.selectFrom('audit_entry').select(['action', 'subject', 'person_id']).execute()
    expect(audited).toEqual([{ action: 'recording.expired', subject: ofQueue, person_id: null }])
    expect(await pool.kysely.selectFrom('recording_waveform').select('recording_id').execute()).toEqual([])
    nowMs += 11 * dayMs
    await upkeep.turn()
    expect(await stateOf(ofNoQueue)).toBe('erased')
  })

  it('keeps what a legal hold holds until that is lifted', async () => {
    await ruleForAll(1)
    const held = await recorded(await talked(), { startedAgoMs: 5 * dayMs })
    await pool.query('UPDATE recording SET held_at = $1', [new Date(nowMs)])
    const { upkeep } = createUpkeep()
    await upkeep.turn()
    expect(await stateOf(held)).toBe('ready')
    await pool.query('UPDATE recording SET held_at = NULL')
    await upkeep.turn()
    expect(await stateOf(held)).toBe('erased')
  })

  it('follows a rule that changes, both ways, and nothing without one', async () => {
    const one = await recorded(await talked(), { startedAgoMs: 5 * dayMs })
    const until = async () => {
      await alignRetention(pool.kysely)
      const { keep_until, started_at } = await rowOf(one)
      return keep_until && (keep_until.getTime() - started_at.getTime()) / dayMs
    }
    expect(await until()).toBeNull()
    await ruleForAll(7)
    expect(await until()).toBe(7)
    await rule({ queueId }, null)
    expect(await until()).toBeNull()
  })

  it('rests in a core that is not the one in charge', async () => {
    await ruleForAll(1)
    const old = await recorded(await talked(), { startedAgoMs: 5 * dayMs })
    isInCharge = false
    await createUpkeep().upkeep.turn()
    expect(await stateOf(old)).toBe('ready')
  })
})

describe('a hold and an erasure in one moment', () => {
  it('end with one of the two, never with a held recording without sound', async () => {
    for (let n = 0; n < 20; n++) {
      const one = await recorded(await talked())
      const hold = () =>
        pool.query(`UPDATE recording SET held_at = now() WHERE recording_id = $1 AND state <> 'erased'`, [one])
      const erase = () => eraseRecording({ db: pool.kysely, archive: archiveHere(), nowMs }, one)
      const [held, erased] = await (n % 2 === 0
        ? Promise.all([hold(), erase()])
        : Promise.all([erase(), hold()]).then(([a, b]) => [b, a] as const))
      const { state, held_at } = await rowOf(one)
      expect([held.rowCount, erased.ok, state, held_at === null]).toEqual(
        erased.ok ? [0, true, 'erased', true] : [1, false, 'ready', false],
      )
      expect((await archiveHere().open(await rowOf(one))).ok).toBe(!erased.ok)
    }
  })
})

describe('the completeness check', () => {
  it('finds what is missing, of whatever kind, and says so once', async () => {
    const whole = await talked()
    await recorded(whole)
    const none = await talked()
    const shorter = await talked()
    await recorded(shorter, { durationMs: 20_000 })
    const gone = await talked()
    await recorded(gone, { withoutFile: true })
    const damaged = await talked()
    await recorded(damaged, { bytes: 2000 })
    const tooRecent = await talked({ endedAgoMs: 10_000 })
    const { upkeep, alarms } = createUpkeep()
    await upkeep.turn()
    const found = [
      [none, 'none', minuteMs],
      [shorter, 'shorter', 40_000],
      [gone, 'file-missing', minuteMs],
      [damaged, 'damaged', minuteMs],
    ]
    expect((await gaps()).sort()).toEqual(found.sort())
    expect(alarms.open).toMatchObject([{ kind: 'recording-missing', subject: '4', detail: none }])
    const [alarm] = alarms.open
    await upkeep.turn()
    expect(alarms.open).toEqual([alarm])

    // Seen: what is found after it is another alarm, and tells of that alone.
    await alarms.acknowledge(alarm?.alarmId as never, null as never)
    nowMs += 5 * minuteMs
    await upkeep.turn()
    expect(alarms.open).toMatchObject([{ subject: '1', detail: tooRecent }])
  })

  it('holds a call against the rules that there were when it began', async () => {
    const { upkeep } = createUpkeep()
    await talked({ agentId: otherAgentId })
    await rule({ agentId: otherAgentId }, null, 0)
    await upkeep.turn()
    expect(await gaps()).toEqual([])
    await talked({ endedAgoMs: 5 * minuteMs })
    await pool.query('UPDATE recording_rule SET changed_at = $1', [new Date(nowMs - 5 * minuteMs - 1000)])
    nowMs += minuteMs
    await upkeep.turn()
    expect(await gaps()).toEqual([])
  })

  it('holds each agent’s part of a call against the rule for him', async () => {
    await rule({ agentId: otherAgentId }, null, 0)
    const given = async (from: AgentId, to: AgentId) => {
      const interactionId = await talked({ agentId: from, talkMs: 30_000, endedAgoMs: 11 * minuteMs })
      await pool.query(
        `INSERT INTO segment (interaction_id, ordinal, kind, started_at, ended_at, queue_id, agent_id)
         SELECT interaction_id, 2, 'talk', ended_at, ended_at + interval '1 minute', queue_id, $2 FROM segment
          WHERE interaction_id = $1`,
        [interactionId, to],
      )
      return interactionId
    }
    // Handed to somebody who is not recorded, and by him: only the other's part is wanted.
    await recorded(await given(agentId, otherAgentId), { durationMs: 30_000 })
    await recorded(await given(otherAgentId, agentId), { durationMs: minuteMs })
    // Who is recorded and has none is missing, though there is one of the other.
    const without = await given(otherAgentId, agentId)
    await recorded(without, { agentId: otherAgentId, durationMs: 90_000 })
    await createUpkeep().upkeep.turn()
    expect(await gaps()).toEqual([[without, 'none', minuteMs]])
  })

  it('does not take the ringing of an agent’s telephone for talk', async () => {
    await pool.query(`UPDATE agent SET outside_number = '+994501234567' WHERE agent_id = $1`, [otherAgentId])
    const ofPhone = await talked({ agentId: otherAgentId })
    await recorded(ofPhone, { agentId: otherAgentId, durationMs: 50_000, startedAgoMs: 11 * minuteMs - 10_000 })
    const ofBrowser = await talked()
    await recorded(ofBrowser, { durationMs: 50_000, startedAgoMs: 11 * minuteMs - 10_000 })
    await createUpkeep().upkeep.turn()
    expect(await gaps()).toEqual([[ofBrowser, 'shorter', 10_000]])
  })

  it('counts the minute in which two agents confer once', async () => {
    const conference = await talked()
    await recorded(conference)
    await pool.query(
      `INSERT INTO segment (interaction_id, ordinal, kind, started_at, ended_at, queue_id, agent_id)
       SELECT interaction_id, 2, 'conference', started_at, ended_at, queue_id, $1 FROM segment`,
      [otherAgentId],
    )
    await createUpkeep().upkeep.turn()
    expect(await gaps()).toEqual([])
  })

  it('takes a recording that nobody closes for missing, and what comes late for there', async () => {
    const left = await talked({ endedAgoMs: 5 * minuteMs })
    const recordingId = await recorded(left, { state: 'recording' })
    const { upkeep, alarms } = createUpkeep()
    await upkeep.turn()
    expect(await gaps()).toEqual([])
    nowMs += 15 * minuteMs
    await upkeep.turn()
    expect(await gaps()).toEqual([[left, 'none', minuteMs]])
    expect(alarms.open).toHaveLength(1)
    // The edge came back and told of it.
    await pool.query(`UPDATE recording SET state = 'ready' WHERE recording_id = $1`, [recordingId])
    nowMs += 5 * minuteMs
    await upkeep.turn()
    expect(await gaps()).toEqual([])
    expect(alarms.open).toEqual([])
  })

  it('goes on where a core before it had come to', async () => {
    await talked({ endedAgoMs: 2 * dayMs })
    const since = await talked()
    await createUpkeep().upkeep.turn()
    expect((await gaps()).map(([interactionId]) => interactionId)).toEqual([since])
  })
})
