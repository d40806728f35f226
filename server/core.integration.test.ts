import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestServer, type TestDatabase, type TestServer } from '#adapters/postgres/testing.ts'
import { silentLogger } from '#adapters/system/logger.ts'
import { secureRandomBytes } from '#adapters/system/secure-random.ts'
import { readSettings, type Settings } from '#adapters/system/settings.ts'
import { type AgentId, type InteractionId, type LegId, newId, type StationId } from '#kernel/ids.ts'
import type { Leg } from '#protocol/edge/index.ts'
import { type RunningCore, startCore } from './core.ts'
import { ScriptedEdge } from './edge-link/scripted-edge.ts'

const secret = 'a secret of this test that is long enough'
let server: TestServer
let database: TestDatabase
let edge: ScriptedEdge
let dataDir: string
const cores: RunningCore[] = []

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  database = await server.database()
  edge = new ScriptedEdge({ secret })
  dataDir = mkdtempSync(join(tmpdir(), 'parley-core-'))
})
afterEach(async () => {
  await Promise.all(cores.splice(0).map((core) => core.stop()))
  await edge.close()
  rmSync(dataDir, { recursive: true, force: true })
})

async function start(more: Record<string, string> = {}): Promise<RunningCore> {
  const settings = readSettings({
    environment: {
      PARLEY_DATABASE_URL: database.databaseUrl,
      PARLEY_DATA_DIR: dataDir,
      PARLEY_EDGE_LINK_PORT: String(await edge.port()),
      PARLEY_EDGE_LINK_SECRET: secret,
      PARLEY_DEMO_PASSWORD: 'correct horse battery',
      PARLEY_GRACE_MS: '300',
      ...more,
    },
  })
  if (!settings.ok) throw new Error(settings.error.join('\n'))
  // Any free port: the settings have no way to say so, since nobody but a test wants it.
  const withFreePort: Settings = { ...settings.value, http: { ...settings.value.http, port: 0 } }
  const core = await startCore(withFreePort, silentLogger)
  if (!core.ok) throw new Error(core.error)
  cores.push(core.value)
  return core.value
}

const legOf = (n: number) => `leg_${String(n).padStart(26, '0')}` as LegId
const incoming = (legId: LegId, dialedNumber = '200', callerNumber = '+995322247247'): Leg => ({
  legId,
  edgeId: edge.edgeId,
  transport: 'sip',
  direction: 'inbound',
  state: 'initiated',
  callerNumber,
  dialedNumber,
  muted: false,
  ageMs: 0,
})

/** The first demo agent goes available, with his station connected. */
async function agentIsReady(core: RunningCore) {
  const { db, decider } = core.services
  const row = await db
    .selectFrom('agent')
    .innerJoin('person', 'person.person_id', 'agent.person_id')
    .where('person.email', '=', 'aylin@demo.parley')
    .select(['agent.agent_id', 'agent.station_id'])
    .executeTakeFirstOrThrow()
  const agentLegId = legOf(900)
  stationIsUp(row.station_id, agentLegId)
  await edge.until('the station', () => decider.state?.agents.get(row.agent_id)?.station?.isReachable)
  await decider.execute({ type: 'SetPresence', agentId: row.agent_id, presence: { kind: 'available' }, by: 'agent' })
  return { agentId: row.agent_id, stationId: row.station_id, agentLegId }
}
const stationIsUp = (stationId: StationId, legId: LegId) =>
  edge.tell({ type: 'station.changed', station: { stationId, kind: 'browser', reachable: true, legId } })

/** A caller dials 200 and is offered to somebody. */
async function isOffered(core: RunningCore, customerLegId: LegId) {
  edge.tell({ type: 'leg.incoming', leg: incoming(customerLegId) })
  await edge.command('leg.answer')
  edge.tell({ type: 'leg.connected', legId: customerLegId })
  return edge.until('the offer', () => [...(core.services.decider.state?.offers.values() ?? [])][0])
}
async function isAccepted(core: RunningCore, agentId: AgentId, customerLegId: LegId) {
  const offer = await isOffered(core, customerLegId)
  const accepted = await core.services.decider.execute({ type: 'AcceptOffer', offerId: offer.offerId, agentId })
  expect(accepted.ok).toBe(true)
  return offer.interactionId
}
const row = async (core: RunningCore, interactionId: InteractionId, isDone: (state: string) => boolean) => {
  const { db } = core.services
  const read = () =>
    db.selectFrom('interaction').selectAll().where('interaction_id', '=', interactionId).executeTakeFirst()
  for (let i = 0; i < 200; i++) {
    const found = await read()
    if (found && isDone(found.state)) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`the history says ${(await read())?.state}`)
}
const segments = (core: RunningCore, interactionId: InteractionId) =>
  core.services.db
    .selectFrom('segment')
    .select(['kind', 'outcome'])
    .where('interaction_id', '=', interactionId)
    .orderBy('ordinal')
    .execute()

describe('a first start', () => {
  it('makes the example organisation, and a second one finds it', async () => {
    const first = await start()
    expect(first.demo).toBe('seeded')
    expect(first.setUpUrl).toBeUndefined()
    await first.stop()
    cores.length = 0
    const second = await start()
    expect(second.demo).toBe('present')
    expect(await second.services.db.selectFrom('person').select('person_id').execute()).toHaveLength(6)
  })

  it('without the example gives a link for the first administrator', async () => {
    const core = await start({ PARLEY_DEMO: '0' })
    expect(core.demo).toBe('absent')
    expect(core.setUpUrl).toMatch(/^http:.*\/set-up\?token=[\w-]{43}$/)
  })

  it('makes the administrator that the settings name, once', async () => {
    const admin = { PARLEY_DEMO: '0', PARLEY_ADMIN_EMAIL: 'Boss@Example.com', PARLEY_ADMIN_PASSWORD: 'a long password' }
    await start(admin)
    await cores.pop()?.stop()
    const core = await start(admin)
    expect(core.setUpUrl).toBeUndefined()
    const people = core.services.db
      .selectFrom('person')
      .innerJoin('person_role', 'person_role.person_id', 'person.person_id')
    expect(await people.select(['email', 'role']).execute()).toEqual([
      { email: 'boss@example.com', role: 'administrator' },
    ])
  })

  it('tells the edge who may register, with hashes that the database alone does not give away', async () => {
    const core = await start()
    const accounts = await edge.command('accounts.set')
    expect(accounts.accounts.map(({ user }) => user)).toEqual([
      '701',
      '702',
      '703',
      '704',
      '705',
      '706',
      '707',
      '708',
      '709',
    ])
    const ha1 = accounts.accounts[0]?.ha1Md5 as string
    const stored = await core.services.db.selectFrom('sip_account').select('ha1_md5_box').execute()
    expect(stored.some(({ ha1_md5_box }) => ha1_md5_box.includes(ha1))).toBe(false)
  })
})

describe('a call', () => {
  it('is answered, queued, offered, joined, recorded, ended, written up and found again', async () => {
    const core = await start()
    const { agentId, agentLegId } = await agentIsReady(core)
    const customerLegId = legOf(1)
    const interactionId = await isAccepted(core, agentId, customerLegId)
    const join = await edge.command('bridge.join')
    expect(join.legIds).toEqual([customerLegId, agentLegId])
    const recording = await edge.command('recording.start')

    edge.tell({ type: 'leg.ended', legId: customerLegId, reason: 'party-left', durationMs: 5000 })
    await edge.command('recording.stop')
    edge.tell({
      type: 'recording.closed',
      recording: {
        recordingId: recording.recordingId,
        path: '2026/01/01/x.wav',
        bytes: 1000,
        sha256: 'ab',
        durationMs: 4000,
        missingMs: 0,
      },
    })
    await row(core, interactionId, (state) => state === 'wrapUp')
    await core.services.decider.execute({ type: 'FinishWrapUp', interactionId, agentId })
    const found = await row(core, interactionId, (state) => state === 'ended')
    expect(found).toMatchObject({ agent_id: agentId, end_reason: 'customer-left', is_abandoned: false })
    expect(await segments(core, interactionId)).toEqual([
      { kind: 'flow', outcome: 'queued' },
      { kind: 'queue', outcome: 'accepted' },
      { kind: 'offer', outcome: 'accepted' },
      { kind: 'talk', outcome: 'customer-left' },
      { kind: 'wrapUp', outcome: 'finished' },
    ])
    const particulars = await core.services.db
      .selectFrom('interaction_particulars')
      .selectAll()
      .executeTakeFirstOrThrow()
    const customer = await core.services.db
      .selectFrom('customer')
      .select('customer_id')
      .where('name', '=', 'Nino Beridze')
      .executeTakeFirstOrThrow()
    expect(particulars).toMatchObject({
      caller_number: '+995322247247',
      dialed_number: '200',
      customer_id: customer.customer_id,
    })
    await edge.until('the acknowledgements', () => edge.kept.length === 0)
    expect(
      await core.services.db.selectFrom('recording').select(['state', 'agent_id', 'duration_ms']).execute(),
    ).toEqual([{ state: 'ready', agent_id: agentId, duration_ms: 4000 }])
  })

  it('to a number that nobody has is refused with 404 after an announcement', async () => {
    await start()
    edge.tell({ type: 'leg.incoming', leg: incoming(legOf(1), '999') })
    expect(await edge.command('leg.refuse')).toMatchObject({ status: 404, play: expect.any(Array) })
  })

  it('is greeted in the language of who calls, else in that of the installation', async () => {
    await start({ PARLEY_SPOKEN_LANGUAGE: 'az' })
    const greeted = async (leg: Leg) => {
      edge.tell({ type: 'leg.incoming', leg })
      await edge.command('leg.answer')
      edge.tell({ type: 'leg.connected', legId: leg.legId })
      const { items } = await edge.command('leg.play')
      edge.commands.length = 0
      return items
    }
    // Nino of the example organisation speaks Georgian.
    expect(await greeted(incoming(legOf(1), '100'))).toEqual([{ kind: 'prompt', name: 'greeting', language: 'ka' }])
    const stranger = incoming(legOf(2), '100', '+995599000000')
    expect(await greeted(stranger)).toEqual([{ kind: 'prompt', name: 'greeting', language: 'az' }])
  })

  it('to a number of a flow hears it and presses a key, also after the core died in the menu, and waits in the queue', async () => {
    const first = await start()
    const { db, configuration } = first.services
    const { queue_id: queueId } = await db.selectFrom('queue').select('queue_id').limit(1).executeTakeFirstOrThrow()
    const said = (promptId: string) => [{ kind: 'prompt', promptId }]
    const at = { x: 0, y: 0 }
    const choices = [{ key: '1', label: 'Support' }]
    const question = { question: said('callback-offer'), choices, timeoutMs: 5000, tries: 3 }
    const definition = JSON.stringify({
      ...{ format: 1, start: 'hello', variables: [] },
      blocks: [
        {
          blockId: 'hello',
          kind: 'say',
          settings: { items: said('greeting'), isInterruptible: true },
          exits: { next: 'ask' },
          at,
        },
        { blockId: 'ask', kind: 'menu', name: 'What about', settings: question, exits: { 'key-1': 'wait' }, at },
        { blockId: 'wait', kind: 'enqueue', settings: { queueId }, exits: {}, at },
      ],
    })
    const flowId = newId('flow', 1, secureRandomBytes)
    const versionId = newId('flow-version', 1, secureRandomBytes)
    const drawn = { flow_id: flowId, languages: ['en' as const], definition }
    await db
      .insertInto('flow')
      .values({ ...drawn, name: 'Main', folded_name: 'main', channels: ['voice'] })
      .execute()
    await db
      .insertInto('flow_version')
      .values({ ...drawn, flow_version_id: versionId, number: 1 })
      .execute()
    await db.updateTable('flow').set({ published_version_id: versionId }).where('flow_id', '=', flowId).execute()
    const target = JSON.stringify({ kind: 'flow', flowId })
    await db.updateTable('number_rule').set({ target }).where('pattern', '=', '100').execute()
    await configuration.reload()

    const legId = legOf(1)
    edge.tell({ type: 'leg.incoming', leg: incoming(legId, '100') })
    await edge.command('leg.answer')
    edge.tell({ type: 'leg.connected', legId })
    const { playId, items } = await edge.command('leg.play')
    expect(items).toMatchObject([{ kind: 'prompt', name: 'greeting' }])
    edge.commands.length = 0
    edge.tell({ type: 'leg.play-ended', legId, playId, outcome: 'finished' })
    expect((await edge.command('leg.play')).items).toMatchObject([{ name: 'callback-offer' }])
    const interactionId = [...(first.services.decider.state?.calls.values() ?? [])][0]?.interactionId as InteractionId
    await vi.waitFor(async () => {
      const kept = db
        .selectFrom('interaction_particulars')
        .select('flow_run')
        .where('interaction_id', '=', interactionId)
      expect((await kept.executeTakeFirstOrThrow()).flow_run).toMatchObject({ run: { blockId: 'ask' } })
    })
    await first.stop()
    cores.length = 0

    edge.snapshot = { ...edge.snapshot, legs: [{ ...incoming(legId, '100'), state: 'connected' }] }
    edge.commands.length = 0
    const second = await start()
    expect((await edge.command('leg.play')).items).toMatchObject([{ name: 'callback-offer' }])
    edge.commands.length = 0
    edge.tell({ type: 'leg.digit', legId, digit: '1', durationMs: 100 })
    await vi.waitFor(() => {
      expect(second.services.decider.state?.calls.get(interactionId)).toMatchObject({
        stage: 'queued',
        waiting: { queueId },
      })
    })
    const { answers } = await second.services.db
      .selectFrom('interaction_particulars')
      .select('answers')
      .where('interaction_id', '=', interactionId)
      .executeTakeFirstOrThrow()
    expect(answers).toEqual([{ key: 'ask', label: 'What about', value: 'Support' }])
  })

  it('whom his flow loses hears that we are sorry before it ends, and whoever administers the flow sees where and why', async () => {
    const { services } = await start()
    const { db, configuration, alarms } = services
    const flowId = newId('flow', 1, secureRandomBytes)
    const versionId = newId('flow-version', 1, secureRandomBytes)
    const promptId = newId('prompt', 1, secureRandomBytes)
    const settings = { items: [{ kind: 'prompt', promptId }], isInterruptible: true }
    const hello = { blockId: 'hello', kind: 'say', settings, exits: {}, at: { x: 0, y: 0 } }
    const definition = JSON.stringify({ format: 1, start: 'hello', variables: [], blocks: [hello] })
    const drawn = { flow_id: flowId, languages: ['en' as const], definition }
    await db
      .insertInto('flow')
      .values({ ...drawn, name: 'Broken', folded_name: 'broken', channels: ['voice'] })
      .execute()
    await db
      .insertInto('flow_version')
      .values({ ...drawn, flow_version_id: versionId, number: 1 })
      .execute()
    await db.updateTable('flow').set({ published_version_id: versionId }).where('flow_id', '=', flowId).execute()
    const target = JSON.stringify({ kind: 'flow', flowId })
    await db.updateTable('number_rule').set({ target }).where('pattern', '=', '100').execute()
    await configuration.reload()

    const legId = legOf(1)
    edge.tell({ type: 'leg.incoming', leg: incoming(legId, '100') })
    await edge.command('leg.answer')
    edge.tell({ type: 'leg.connected', legId })
    const { playId, items } = await edge.command('leg.play')
    expect(items).toMatchObject([{ kind: 'prompt', name: 'apology' }])
    expect(edge.commands.map(({ type }) => type)).not.toContain('leg.end')
    edge.tell({ type: 'leg.play-ended', legId, playId, outcome: 'finished' })
    await edge.command('leg.end')
    await expect
      .poll(() => db.selectFrom('flow_failure').selectAll().where('flow_id', '=', flowId).execute())
      .toMatchObject([{ block_id: 'hello', cause: 'no-prompt', detail: promptId, times: 1, lost: 1 }])
    expect(alarms.open).toMatchObject([{ kind: 'flow-failing', subject: 'Broken', subjectId: flowId }])
  })

  it('outlives the core: the next one takes it up where it stands', async () => {
    const first = await start()
    const { agentId, agentLegId, stationId } = await agentIsReady(first)
    const customerLegId = legOf(1)
    const interactionId = await isAccepted(first, agentId, customerLegId)
    const { bridgeId } = await edge.command('bridge.join')
    const { recordingId } = await edge.command('recording.start')
    await first.stop()
    cores.length = 0

    edge.snapshot = {
      legs: [
        { ...incoming(customerLegId), state: 'connected', bridgeId },
        { ...incoming(agentLegId), transport: 'web', state: 'connected', stationId, bridgeId },
      ],
      bridges: [{ bridgeId, edgeId: edge.edgeId, legIds: [customerLegId, agentLegId], heldLegIds: [], recordingId }],
      stations: [{ stationId, kind: 'browser', reachable: true, legId: agentLegId }],
      recordings: [{ recordingId, isPaused: false }],
      closedRecordings: [],
    }
    edge.commands.length = 0
    const second = await start()
    await edge.command('accounts.set')
    expect(second.services.decider.state?.interactions.get(interactionId)?.stage).toBe('engaged')
    const ended = await second.services.decider.execute({
      type: 'EndInteraction',
      interactionId,
      reason: 'agent-ended',
      agentId,
    })
    expect(ended.ok).toBe(true)
    expect((await edge.command('leg.end')).legId).toBe(customerLegId)
    expect(edge.given('bridge.join'), 'they were joined all the time').toEqual([])
    expect(edge.given('leg.answer')).toEqual([])
    expect(edge.hellos.map(({ epoch }) => epoch)).toEqual([1, 2])
    await row(second, interactionId, (state) => state === 'wrapUp')
  })

  it('whose end came while no core was there is ended by the next one', async () => {
    const first = await start()
    const { agentId } = await agentIsReady(first)
    const interactionId = await isAccepted(first, agentId, legOf(1))
    await edge.command('bridge.join')
    await first.stop()
    cores.length = 0
    edge.tell({ type: 'leg.ended', legId: legOf(1), reason: 'party-left', durationMs: 1 })
    expect(edge.kept).toHaveLength(1)
    const second = await start()
    await row(second, interactionId, (state) => state !== 'engaged')
    await edge.until('the acknowledgement', () => edge.kept.length === 0)
  })

  it('whose edge began anew ends with that reason, and frees the agent', async () => {
    const core = await start()
    const { agentId } = await agentIsReady(core)
    const interactionId = await isAccepted(core, agentId, legOf(1))
    edge.incarnation = 'inc_00000000000000000000000002' as typeof edge.incarnation
    edge.breakLink()
    const found = await row(core, interactionId, (state) => state === 'ended' || state === 'wrapUp')
    expect(found.end_reason).toBe('edge-lost')
  })
})

describe('without the database', () => {
  it('talking calls can be ended, new ones hear music and are then refused, and all goes on when it is back', async () => {
    const core = await start()
    const { agentId } = await agentIsReady(core)
    const interactionId = await isAccepted(core, agentId, legOf(1))
    await edge.command('bridge.join')
    await server.kill()
    try {
      await edge.until('the outage', () => !core.services.decider.isReady)
      expect(await core.services.isDatabaseReachable(1000)).toBe(false)
      expect(core.services.decider.state?.interactions.get(interactionId)?.stage).toBe('engaged')
      const done = await core.services.edge.send({ type: 'leg.end', legId: legOf(1), reason: 'hung-up' })
      expect(done.ok).toBe(true)
      edge.tell({ type: 'leg.ended', legId: legOf(1), reason: 'hung-up', durationMs: 1 })
      edge.tell({ type: 'leg.incoming', leg: incoming(legOf(2)) })
      expect(await edge.command('leg.play', 1)).toMatchObject({ legId: legOf(2), items: [{ kind: 'music' }] })
      expect(await edge.command('leg.refuse')).toMatchObject({ legId: legOf(2), status: 503 })
    } finally {
      await server.restart()
    }
    const found = await row(core, interactionId, (state) => state === 'ended' || state === 'wrapUp')
    expect(found.end_reason).toBe('agent-ended')
    await edge.until('the acknowledgement', () => edge.kept.length === 0)
    expect(core.services.decider.isReady).toBe(true)
  })

  it('a caller who hears music is taken in when it is back in time', async () => {
    const core = await start({ PARLEY_GRACE_MS: '60000' })
    await server.kill()
    try {
      await edge.until('the outage', () => !core.services.decider.isReady)
      edge.tell({ type: 'leg.incoming', leg: incoming(legOf(1)) })
      await edge.command('leg.play')
      // Early media has made it ring.
      edge.snapshot = { ...edge.snapshot, legs: [{ ...incoming(legOf(1)), state: 'alerting' }] }
    } finally {
      await server.restart()
    }
    expect((await edge.command('leg.answer')).legId).toBe(legOf(1))
    expect([...(core.services.decider.state?.interactions.values() ?? [])]).toHaveLength(1)
    expect(edge.given('leg.end')).toEqual([])
  })
})
