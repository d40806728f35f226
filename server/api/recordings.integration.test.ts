import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentId, InteractionId, RecordingId } from '#kernel/ids.ts'
import type { CreatedRecordingShare, RecordingRule, Waveform } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

const hourMs = 3_600_000

let core: TestCore
let aylin: TestBrowser
let levan: TestBrowser
let samira: TestBrowser
let admin: TestBrowser
beforeAll(async () => {
  core = await startTestCore()
  ;[aylin, levan, samira, admin] = (await Promise.all(
    ['aylin', 'levan', 'samira', 'admin'].map((name) => core.signIn(name)),
  )) as [TestBrowser, TestBrowser, TestBrowser, TestBrowser]
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code })

/** Three seconds of stereo at 8 kHz: a second of sound on the left, then nothing. */
const wav = Buffer.alloc(44 + 3 * 32_000)
wav.write('RIFF', 0, 'latin1')
wav.writeUInt16LE(2, 22)
wav.writeUInt32LE(8000, 24)
for (let i = 0; i < 8000; i++) wav.writeInt16LE(i % 2 ? 12_800 : -12_800, 44 + i * 4)

/** A call of Aylin's that was recorded. */
async function recorded(state: 'ready' | 'recording' = 'ready') {
  const { agentId } = (await aylin.ask('GET', '/me')).body as { agentId: never }
  const interactionId: InteractionId = core.newId('interaction')
  const at = new Date(core.services.clock.wallMs() - 60_000)
  const { db } = core.services
  const { queue_id } = await db.selectFrom('queue').select('queue_id').executeTakeFirstOrThrow()
  await db
    .insertInto('interaction')
    .values({
      interaction_id: interactionId,
      domain_id: core.services.domainId,
      direction: 'inbound',
      state: 'ended',
      started_at: at,
      ended_at: at,
      agent_id: agentId,
      queue_id,
    })
    .execute()
  const recordingId: RecordingId = core.newId('recording')
  core.keepSound(recordingId, wav)
  const facts = { state, started_at: at, duration_ms: 3000, bytes: wav.length, sha256: 'ab' }
  await db
    .insertInto('recording')
    .values({ recording_id: recordingId, interaction_id: interactionId, agent_id: agentId, ...facts })
    .execute()
  return { interactionId, recordingId, path: `/recordings/${recordingId}` }
}

const auditedOf = async (subject: string) =>
  (
    await core.services.db
      .selectFrom('audit_entry')
      .select('action')
      .where('subject', '=', subject)
      .orderBy('audit_id')
      .execute()
  ).map(({ action }) => action)

describe('who manages recordings', () => {
  it('sees that they are there and hears none, in no way', async () => {
    const { path, interactionId } = await recorded()
    const listed = await admin.ask('GET', `/interactions/${interactionId}/recordings`)
    expect(listed).toMatchObject({ status: 200, body: { items: [{ isReady: true }] } })
    for (const way of ['audio', 'download', 'waveform', 'shares']) {
      expect(await admin.ask('GET', `${path}/${way}`)).toMatchObject({
        status: 403,
        body: problem('permission.denied'),
      })
    }
    const share = await admin.ask(
      'POST',
      `${path}/shares`,
      { forHours: 1, note: 'Me' },
      { 'idempotency-key': 'a'.repeat(16) },
    )
    expect(share.status).toBe(403)
  })

  it('alone holds and erases', async () => {
    const { path, interactionId } = await recorded()
    for (const who of [aylin, samira]) {
      expect((await who.ask('PUT', `${path}/legal-hold`, { isHeld: true, reason: 'x' })).status).toBe(403)
      expect((await who.ask('DELETE', path)).status).toBe(403)
    }
    expect((await levan.ask('GET', `/interactions/${interactionId}/recordings`)).status).toBe(404)
  })
})

describe('a call that two agents had', () => {
  it('is heard by each in his own part only, in whatever way, and by a supervisor in both', async () => {
    const { db } = core.services
    const own = await recorded()
    const { agentId: levanId } = (await levan.ask('GET', '/me')).body as { agentId: AgentId }
    const { agentId: aylinId } = (await aylin.ask('GET', '/me')).body as { agentId: AgentId }
    const { interactionId } = own
    for (const [ordinal, agent_id] of [
      [1, aylinId],
      [2, levanId],
    ] as const) {
      const at = { started_at: new Date(), ended_at: new Date() }
      await db
        .insertInto('segment')
        .values({ interaction_id: interactionId, ordinal, kind: 'talk', agent_id, ...at })
        .execute()
    }
    const others: RecordingId = core.newId('recording')
    core.keepSound(others, wav)
    const facts = {
      state: 'ready' as const,
      started_at: new Date(),
      duration_ms: 3000,
      bytes: wav.length,
      sha256: 'ab',
    }
    const of = { recording_id: others, interaction_id: interactionId }
    await db
      .insertInto('recording')
      .values({ ...of, agent_id: levanId, ...facts })
      .execute()
    const listed = async (who: TestBrowser) =>
      ((await who.ask('GET', `/interactions/${interactionId}/recordings`)).body as { items: object[] }).items
    expect(await listed(aylin)).toEqual([expect.objectContaining({ recordingId: own.recordingId })])
    expect(await listed(levan)).toEqual([expect.objectContaining({ recordingId: others })])
    expect(await listed(samira)).toHaveLength(2)
    // Who holds and erases sees that both are there, and hears neither.
    expect(await listed(admin)).toHaveLength(2)
    const statuses = async (who: TestBrowser, recordingId: RecordingId) => [
      (await who.ask('GET', `/recordings/${recordingId}/audio`)).status,
      (await who.ask('GET', `/recordings/${recordingId}/audio`, undefined, { range: 'bytes=0-9' })).status,
      (await who.ask('GET', `/recordings/${recordingId}/waveform`)).status,
    ]
    expect(await statuses(aylin, own.recordingId)).toEqual([200, 206, 200])
    expect(await statuses(aylin, others)).toEqual([403, 403, 403])
    expect(await statuses(levan, own.recordingId)).toEqual([403, 403, 403])
    expect(await statuses(levan, others)).toEqual([200, 206, 200])
    expect(await statuses(samira, others)).toEqual([200, 206, 200])
  })

  it('is nobody’s own where nobody knows whose it was', async () => {
    const { recordingId, path } = await recorded()
    await core.services.db
      .updateTable('recording')
      .set({ agent_id: null })
      .where('recording_id', '=', recordingId)
      .execute()
    expect((await aylin.ask('GET', `${path}/audio`)).status).toBe(403)
    expect((await samira.ask('GET', `${path}/audio`)).status).toBe(200)
  })
})

describe('a recording', () => {
  it('is drawn: two channels, and where nobody speaks', async () => {
    const { path } = await recorded()
    const { body } = await aylin.ask('GET', `${path}/waveform`)
    const { sliceMs, left, right, silences }: Waveform = body
    expect([sliceMs, left.length, right.length]).toEqual([100, 30, 30])
    expect([left[0], left[9], left[10], right[0]]).toEqual([100, 100, 0, 0])
    expect(silences).toEqual([{ fromMs: 1000, toMs: 3000 }])
    expect((await levan.ask('GET', `${path}/waveform`)).status).toBe(403)
  })

  it('is downloaded as a file by who may, and each download is noted', async () => {
    const { path, recordingId } = await recorded()
    expect((await aylin.ask('GET', `${path}/download`)).status).toBe(403)
    const file = await samira.ask('GET', `${path}/download`)
    expect(file.headers['content-disposition']).toBe(`attachment; filename="${recordingId}.wav"`)
    expect(file.bytes.equals(wav)).toBe(true)
    expect(await auditedOf(recordingId)).toEqual(['recording.downloaded'])
  })

  it('under a legal hold is not erased, and erased once the hold is lifted', async () => {
    const { path, recordingId, interactionId } = await recorded()
    const held = await admin.ask('PUT', `${path}/legal-hold`, { isHeld: true, reason: ' Case 12 ' })
    expect(held).toMatchObject({ status: 200, body: { legalHold: { reason: 'Case 12', by: expect.any(String) } } })
    expect(await admin.ask('DELETE', path)).toMatchObject({ status: 409, body: problem('recording.held') })
    expect((await aylin.ask('GET', `${path}/audio`)).status).toBe(200)
    await admin.ask('PUT', `${path}/legal-hold`, { isHeld: false, reason: 'Closed' })
    await aylin.ask('GET', `${path}/waveform`)
    expect((await admin.ask('DELETE', path)).status).toBe(200)
    for (const way of ['audio', 'waveform']) {
      expect(await aylin.ask('GET', `${path}/${way}`)).toMatchObject({ body: problem('recording.erased') })
    }
    const [shown] = ((await aylin.ask('GET', `/interactions/${interactionId}/recordings`)).body as { items: object[] })
      .items
    expect(shown).toMatchObject({ isReady: false, isErased: true })
    const again = await admin.ask('PUT', `${path}/legal-hold`, { isHeld: true, reason: 'Too late' })
    expect(again).toMatchObject({ body: problem('recording.erased') })
    await admin.ask('DELETE', path)
    const noted = ['recording.held', 'recording.released', 'recording.erased']
    expect((await auditedOf(recordingId)).filter((action) => action !== 'recording.listened')).toEqual(noted)
  })

  it('that still grows is neither erased nor shared', async () => {
    const { path } = await recorded('recording')
    expect(await admin.ask('DELETE', path)).toMatchObject({ status: 409, body: problem('recording.not-ready') })
    const share = await samira.ask('POST', `${path}/shares`, { forHours: 1, note: 'x' })
    expect(share).toMatchObject({ status: 409, body: problem('recording.not-ready') })
  })
})

describe('a link to a recording', () => {
  const shared = async (forHours = 24) => {
    const { path, recordingId } = await recorded()
    const answer = await samira.ask('POST', `${path}/shares`, { forHours, note: ' The insurer ' })
    expect(answer.status).toBe(201)
    const share: CreatedRecordingShare = answer.body
    return { path, recordingId, share, way: `/shared-recordings/${share.url.split('/').at(-1)}` }
  }
  const anybody = () => core.browser('203.0.113.7')

  it('plays it to anybody who has it, names nobody, and counts and notes its openings', async () => {
    const { path, recordingId, share, way } = await shared()
    expect(share).toMatchObject({ note: 'The insurer', openings: 0, isRevoked: false })
    expect(share.url).toMatch(/^https?:\/\/desk\.test\/listen\/[\w-]{43}$/)
    const told = await anybody().ask('GET', way)
    expect(Object.keys(told.body).sort()).toEqual(['durationMs', 'expiresAt', 'startedAt'])
    const sound = await anybody().ask('GET', `${way}/audio`)
    expect([sound.status, sound.bytes.equals(wav)]).toEqual([200, true])
    expect((await anybody().ask('GET', `${way}/waveform`)).body).toMatchObject({ sliceMs: 100 })
    expect((await anybody().ask('GET', `${way}/audio`, undefined, { range: 'bytes=100-199' })).status).toBe(206)
    const { items } = (await samira.ask('GET', `${path}/shares`)).body as { items: object[] }
    expect(items).toMatchObject([{ openings: 1, createdBy: expect.any(String) }])
    expect(JSON.stringify(items)).not.toContain(share.url.split('/').at(-1))
    expect(await auditedOf(recordingId)).toEqual(['recording.shared', 'recording.share-opened'])
    const stored = await core.services.db.selectFrom('recording_share').selectAll().execute()
    expect(JSON.stringify(stored)).not.toContain(share.url.split('/').at(-1))
  })

  it('ends by itself, when it is revoked, when the recording is erased, and never was another', async () => {
    const gone = { status: 404, body: problem('recording-share.not-found') }
    expect(await anybody().ask('GET', `/shared-recordings/${'A'.repeat(43)}`)).toMatchObject(gone)
    const revoked = await shared()
    expect((await levan.ask('DELETE', `/recording-shares/${revoked.share.recordingShareId}`)).status).toBe(403)
    expect((await samira.ask('DELETE', `/recording-shares/${revoked.share.recordingShareId}`)).status).toBe(200)
    const erased = await shared()
    await admin.ask('DELETE', erased.path)
    const late = await shared(2)
    expect((await anybody().ask('GET', late.way)).status).toBe(200)
    core.pass(2 * hourMs)
    for (const { way } of [revoked, erased, late]) {
      expect(await anybody().ask('GET', way)).toMatchObject(gone)
      expect(await anybody().ask('GET', `${way}/audio`)).toMatchObject(gone)
      expect(await anybody().ask('GET', `${way}/waveform`)).toMatchObject(gone)
    }
    expect(await auditedOf(revoked.recordingId)).toEqual(['recording.shared', 'recording.share-revoked'])
  })

  it('is not found by guessing: who tries often waits', async () => {
    const guesser = core.browser('203.0.113.99')
    const answers = []
    for (let n = 0; n < 70; n++) answers.push((await guesser.ask('GET', `/shared-recordings/guess${n}`)).status)
    expect(answers.filter((status) => status === 429).length).toBeGreaterThan(5)
  })
})

describe('the rules of recording', () => {
  const fields = { sharePercent: 20, keepDays: 30, pausesAtDigits: 0, mayPause: false } as const

  it('belong to who manages recordings, one for all being there from the start', async () => {
    for (const who of [aylin, samira]) expect((await who.ask('GET', '/recording-rules')).status).toBe(403)
    const { items } = (await admin.ask('GET', '/recording-rules')).body as { items: RecordingRule[] }
    expect(items).toMatchObject([{ scope: { kind: 'all' }, sharePercent: 100, pausesAtDigits: 12 }])
  })

  it('are made, changed by who has read them last, and removed, each with its note', async () => {
    const { queue_id: queueId } = await core.services.db
      .selectFrom('queue')
      .select('queue_id')
      .executeTakeFirstOrThrow()
    const body = { ...fields, scope: { kind: 'queue', queueId } }
    const made = await admin.ask('POST', '/recording-rules', body)
    expect(made).toMatchObject({ status: 201, body: { ...fields, name: 'Support' } })
    expect(await admin.ask('POST', '/recording-rules', body)).toMatchObject({ body: problem('recording-rule.taken') })
    const { recordingRuleId, etag }: RecordingRule = made.body
    const path = `/recording-rules/${recordingRuleId}`
    expect((await admin.ask('PATCH', path, { sharePercent: 30 })).status).toBe(428)
    const changed = await admin.ask('PATCH', path, { sharePercent: 30, keepDays: null }, { 'if-match': etag })
    expect(changed).toMatchObject({ status: 200, body: { sharePercent: 30, mayPause: false } })
    expect(changed.body).not.toHaveProperty('keepDays')
    const stale = await admin.ask('PATCH', path, { sharePercent: 40 }, { 'if-match': etag })
    expect(stale).toMatchObject({ status: 412, body: problem('request.stale') })
    expect((await admin.ask('DELETE', path)).status).toBe(200)
    expect(await admin.ask('DELETE', path)).toMatchObject({ body: problem('recording-rule.not-found') })
    const noted = ['recording-rule.created', 'recording-rule.changed', 'recording-rule.removed']
    expect(await auditedOf(recordingRuleId)).toEqual(noted)
  })

  it('keep the one for all, and name what there is', async () => {
    const { items } = (await admin.ask('GET', '/recording-rules')).body as { items: RecordingRule[] }
    expect(await admin.ask('DELETE', `/recording-rules/${items[0]?.recordingRuleId}`)).toMatchObject({
      body: problem('recording-rule.needed'),
    })
    const scope = { kind: 'queue', queueId: core.newId('queue') }
    expect(await admin.ask('POST', '/recording-rules', { ...fields, scope })).toMatchObject({
      body: problem('queue.not-found'),
    })
  })

  it('change how long the recordings that there are are kept', async () => {
    const { interactionId } = await recorded()
    const [rule] = ((await admin.ask('GET', '/recording-rules')).body as { items: RecordingRule[] }).items
    const path = `/recording-rules/${rule?.recordingRuleId}`
    const keptUntil = async () => {
      const { items } = (await admin.ask('GET', `/interactions/${interactionId}/recordings`)).body as {
        items: { startedAt: string; keepUntil?: string }[]
      }
      const [{ keepUntil, startedAt }] = items as [(typeof items)[number]]
      return keepUntil && (Date.parse(keepUntil) - Date.parse(startedAt)) / (24 * hourMs)
    }
    expect(await keptUntil()).toBeUndefined()
    await admin.ask('PATCH', path, { keepDays: 30 }, { 'if-match': '*' })
    expect(await keptUntil()).toBe(30)
    await admin.ask('PATCH', path, { keepDays: null }, { 'if-match': '*' })
    expect(await keptUntil()).toBeUndefined()
  })
})

describe('missing recordings', () => {
  it('are listed newest first, in pages, to who manages recordings', async () => {
    const ids: string[] = []
    for (let n = 0; n < 5; n++) {
      const { interactionId } = await recorded()
      ids.unshift(interactionId)
      const gap = { interaction_id: interactionId, kind: 'none', missing_ms: 1000 + n, started_at: new Date() } as const
      await core.services.db.insertInto('recording_gap').values(gap).execute()
    }
    expect((await samira.ask('GET', '/missing-recordings')).status).toBe(403)
    const seen: string[] = []
    let cursor = ''
    do {
      const answer = await admin.ask('GET', `/missing-recordings?limit=2${cursor && `&cursor=${cursor}`}`)
      const page = answer.body as { items: { interactionId: string; queueName: string }[]; next?: string }
      seen.push(...page.items.map(({ interactionId }) => interactionId))
      expect(page.items[0]?.queueName).toBe('Support')
      cursor = page.next ?? ''
    } while (cursor !== '')
    expect(seen).toEqual(ids)
  })
})
