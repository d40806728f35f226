import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { migrate } from '#adapters/postgres/migrate.ts'
import { startTestServer, type TestDatabase, type TestServer } from '#adapters/postgres/testing.ts'
import { silentLogger } from '#adapters/system/logger.ts'
import { secureRandomBytes } from '#adapters/system/secure-random.ts'
import { readSettings } from '#adapters/system/settings.ts'
import type { LegId } from '#kernel/ids.ts'
import { type RunningCore, startCore } from '../core.ts'
import { ScriptedEdge } from '../edge-link/scripted-edge.ts'
import { seedLoad, stationOfAgent } from './load.ts'

const secret = 'a secret of this test that is long enough'
const station = 'sip:127.0.62.9:7060'
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
  dataDir = mkdtempSync(join(tmpdir(), 'parley-load-'))
})
afterEach(async () => {
  await Promise.all(cores.splice(0).map((core) => core.stop()))
  await edge.close()
  rmSync(dataDir, { recursive: true, force: true })
})

async function start(): Promise<RunningCore> {
  const settings = readSettings({
    environment: {
      PARLEY_DATABASE_URL: database.databaseUrl,
      PARLEY_DATA_DIR: dataDir,
      PARLEY_EDGE_LINK_PORT: String(await edge.port()),
      PARLEY_EDGE_LINK_SECRET: secret,
      PARLEY_DEMO: '1',
      PARLEY_DEMO_PASSWORD: 'correct horse battery',
    },
  })
  if (!settings.ok) throw new Error(settings.error.join('\n'))
  const core = await startCore({ ...settings.value, http: { ...settings.value.http, port: 0 } }, silentLogger)
  if (!core.ok) throw new Error(core.error)
  cores.push(core.value)
  return core.value
}

const seed = (agents: number, at = station) =>
  seedLoad({ db: database.pool.kysely, nowMs: Date.now(), randomBytes: secureRandomBytes }, { agents, station: at })
const available = (core: RunningCore) =>
  [...(core.services.decider.state?.agents.values() ?? [])].filter(
    ({ presence, station }) => presence.kind === 'available' && station?.isAddress,
  )
const legOf = (n: number) => `leg_${String(n).padStart(26, '0')}` as LegId

describe('the agents of a load test', () => {
  it('are there at a first start, and the example organisation too', async () => {
    await migrate(database.pool)
    expect(await seed(3)).toEqual({ ok: true, value: { before: 0, isTold: false } })
    const core = await start()
    expect(core.demo).toBe('seeded')
    expect(available(core)).toHaveLength(3)
  })

  it('come and go while Parley runs, and again with the same number changes nothing', async () => {
    const core = await start()
    expect(await seed(2)).toEqual({ ok: true, value: { before: 0, isTold: true } })
    await vi.waitFor(() => expect(available(core)).toHaveLength(2))
    expect(await seed(5)).toEqual({ ok: true, value: { before: 2, isTold: true } })
    await vi.waitFor(() => expect(available(core)).toHaveLength(5))
    const position = core.services.decider.position
    expect(await seed(5)).toEqual({ ok: true, value: { before: 5, isTold: true } })
    await seed(1)
    await vi.waitFor(() => expect(available(core)).toHaveLength(1))
    // Four went; nothing else was decided.
    expect(core.services.decider.position).toBe(position + 4)
  })

  it('are called at their own number there, with the caller’s number, and have the call when they pick up', async () => {
    await seed(1)
    await start()
    const customerLegId = legOf(1)
    edge.tell({
      type: 'leg.incoming',
      leg: {
        ...{ legId: customerLegId, edgeId: edge.edgeId, transport: 'sip', direction: 'inbound', state: 'initiated' },
        ...{ callerNumber: '+36301234567', dialedNumber: '210', muted: false, ageMs: 0 },
      },
    })
    await edge.command('leg.answer')
    edge.tell({ type: 'leg.connected', legId: customerLegId })
    const originated = await edge.command('leg.originate')
    expect(originated).toMatchObject({
      to: { kind: 'sip', uri: 'sip:10001@127.0.62.9:7060' },
      callerNumber: '+36301234567',
    })
    edge.tell({ type: 'leg.connected', legId: originated.legId })
    expect(await edge.command('bridge.join')).toMatchObject({ legIds: [customerLegId, originated.legId] })
    // Nothing is said before it, nobody who picked up needs a tone, and a load is not recorded.
    const heard = edge.commands.filter(({ type }) => ['leg.play', 'bridge.play', 'recording.start'].includes(type))
    expect(heard).toEqual([])
  })

  it('are not made where the number leads elsewhere', async () => {
    await seed(1)
    await database.pool.query(`UPDATE number_rule SET target = '{"kind":"announcement","prompt":"closed"}'`)
    expect(await seed(2)).toEqual({ ok: false, error: expect.stringContaining('210') })
  })

  it('twenty thousand of them are made at once', async () => {
    expect(await seed(20_000)).toMatchObject({ ok: true })
    const core = await start()
    expect(available(core)).toHaveLength(20_000)
  }, 60_000)
})

it('a station has no user, no header and no other scheme', () => {
  expect(stationOfAgent('sip:edge.example.com', 7)).toBe('sip:7@edge.example.com')
  expect(stationOfAgent('sip:[::1]:5070;transport=tcp', 7)).toBe('sip:7@[::1]:5070;transport=tcp')
  for (const wrong of ['sip:1@h:5060', 'tel:210', 'sip:h:0', 'sip:h;lr', 'sip:h?x=y', 'sip:', 'sip:h\r\n:5060']) {
    expect(stationOfAgent(wrong, 7), wrong).toBeUndefined()
  }
})
