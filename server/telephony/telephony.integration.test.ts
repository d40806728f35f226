import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestServer, type TestDatabase, type TestServer } from '#adapters/postgres/testing.ts'
import { silentLogger } from '#adapters/system/logger.ts'
import { readSettings, type Settings } from '#adapters/system/settings.ts'
import { type LegId, newId, type PersonId, type TrunkId } from '#kernel/ids.ts'
import type { Leg } from '#protocol/edge/index.ts'
import { type RunningCore, startCore } from '../core.ts'
import { ScriptedEdge } from '../edge-link/scripted-edge.ts'

// Calls out as they go through a whole core: number plan, rules, limits, decider, history. Only the edge is a scripted one.
const secret = 'a secret of this test that is long enough'
let server: TestServer
let database: TestDatabase
let edge: ScriptedEdge
let dataDir: string
let core: RunningCore
let trunkId: TrunkId

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  database = await server.database()
  edge = new ScriptedEdge({ secret })
  dataDir = mkdtempSync(join(tmpdir(), 'parley-telephony-'))
  core = await start()
  trunkId = await useTrunk()
})
afterEach(async () => {
  await core.stop()
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
      PARLEY_DEMO_PASSWORD: 'correct horse battery',
    },
  })
  if (!settings.ok) throw new Error(settings.error.join('\n'))
  const withFreePort: Settings = { ...settings.value, http: { ...settings.value.http, port: 0 } }
  const started = await startCore(withFreePort, silentLogger)
  if (!started.ok) throw new Error(started.error)
  return started.value
}

/** The example's trunk comes into use, at a price. */
async function useTrunk(): Promise<TrunkId> {
  const { db, configuration } = core.services
  const { trunk_id } = await db
    .updateTable('trunk')
    .set({ is_active: true, preset: 'address', cost_per_minute_micros: 100 })
    .returning('trunk_id')
    .executeTakeFirstOrThrow()
  await configuration.reload()
  return trunk_id
}

async function personOf(mailbox: string): Promise<PersonId> {
  const row = await core.services.db
    .selectFrom('person')
    .select('person_id')
    .where('email', '=', `${mailbox}@demo.parley`)
    .executeTakeFirstOrThrow()
  return row.person_id
}
/** Phone 701 becomes somebody's. */
async function giveHerPhone(mailbox: string): Promise<PersonId> {
  const { db, configuration, clock, randomBytes } = core.services
  const personId = await personOf(mailbox)
  await db
    .updateTable('sip_account')
    .set({ person_id: personId, station_id: newId('station', clock.wallMs(), randomBytes) })
    .where('user_name', '=', '701')
    .execute()
  await configuration.reload()
  return personId
}

const legOf = (n: number) => `leg_${String(n).padStart(26, '0')}` as LegId
function dials(n: number, dialedNumber: string, more: Partial<Leg> = {}): LegId {
  const leg: Leg = {
    legId: legOf(n),
    edgeId: edge.edgeId,
    transport: 'sip',
    direction: 'inbound',
    state: 'initiated',
    callerNumber: '701',
    dialedNumber,
    authenticatedUser: '701',
    muted: false,
    ageMs: 0,
    ...more,
  }
  edge.tell({ type: 'leg.incoming', leg })
  return leg.legId
}
const refused = (legId: LegId) =>
  edge.until(`the refusal of ${legId}`, () => edge.given('leg.refuse').find((command) => command.legId === legId))

describe('an edge that connects', () => {
  it('is told the trunks in use, and who may call in and what', async () => {
    const trunks = await edge.until('the trunk', () => edge.given('trunks.set').find(({ trunks }) => trunks.length > 0))
    expect(trunks.trunks[0]).toMatchObject({ trunkId, domain: 'sip.example.com', region: 'GE' })
    const access = await edge.command('access.set')
    expect(access.policy).toMatchObject({ emergencyNumbers: ['112'] })
    expect(access.policy.ownNumbers).toEqual(expect.arrayContaining(['100', '300', '+99532255XXXX', '032255XXXX']))
    edge.breakLink()
    const again = await edge.until('all of it again', () => edge.given('trunks.set').at(-1))
    expect(again.trunks).toEqual(trunks.trunks)
  })
})

describe("a person's phone", () => {
  it('calls out over the trunk that the rules say, and what it costs is hers', async () => {
    const personId = await giveHerPhone('samira')
    dials(1, '0322247247')
    const out = await edge.command('leg.originate')
    expect(out.to).toEqual({ kind: 'trunk', trunkIds: [trunkId], number: '+995322247247' })
    edge.tell({ type: 'leg.connected', legId: out.legId })
    const { db, dialing } = core.services
    await vi.waitFor(async () => {
      const rows = await db.selectFrom('dial_spend').selectAll().execute()
      expect(rows).toEqual([expect.objectContaining({ trunk_id: trunkId, person_id: personId, micros: 100 })])
    })
    expect(dialing.spentTodayMicros).toBe(100)
    expect(dialing.callsOver(trunkId)).toBe(1)
    edge.tell({ type: 'leg.ended', legId: out.legId, reason: 'party-left', durationMs: 100 })
    await vi.waitFor(() => expect(dialing.callsOver(trunkId)).toBe(0))
  })

  it('is refused abroad when she may not, and past her limit, with an alarm; 112 goes out all the same', async () => {
    await giveHerPhone('aylin')
    await refused(dials(1, '+3612345678'))
    const { db, configuration, alarms } = core.services
    await db.updateTable('dial_limits').set({ calls_at_once_per_person: 1 }).execute()
    await configuration.reload()
    dials(2, '0322247247')
    await edge.command('leg.originate')
    await refused(dials(3, '0322247248'))
    await vi.waitFor(() =>
      expect(alarms.open).toEqual([
        expect.objectContaining({ kind: 'dial-limit', subject: 'Aylin Məmmədova', detail: 'dial.too-many-calls' }),
      ]),
    )
    dials(4, '112')
    const help = await edge.command('leg.originate', 1)
    expect(help).toMatchObject({ isEmergency: true, to: { kind: 'trunk', trunkIds: [trunkId], number: '112' } })
  })

  it("that is nobody's calls other phones and 112, and no one else", async () => {
    await refused(dials(1, '0322247247'))
    dials(2, '702')
    expect((await edge.command('leg.originate')).to).toEqual({ kind: 'endpoint', user: '702' })
    dials(3, '112')
    expect((await edge.command('leg.originate', 1)).isEmergency).toBe(true)
  })
})

describe('a stranger', () => {
  it('reaches our numbers and nothing that they could call from there', async () => {
    const stranger = { authenticatedUser: undefined, callerNumber: '+15550100' } as unknown as Partial<Leg>
    await refused(dials(1, '0322247247', stranger))
    await refused(dials(2, '112', stranger))
    await refused(dials(3, '702', stranger))
    dials(4, '+995322551234', stranger)
    await edge.command('leg.answer')
    expect(edge.given('leg.originate')).toEqual([])
  })
})

describe('a limit that is reached in the middle of a call', () => {
  it('ends it through the decider, so that the history says why', async () => {
    await giveHerPhone('samira')
    const { db, configuration } = core.services
    await db.updateTable('dial_limits').set({ spend_per_hour_micros: 100 }).execute()
    await configuration.reload()
    const legId = dials(1, '0322247247')
    const out = await edge.command('leg.originate')
    edge.tell({ type: 'leg.connected', legId: out.legId })
    await edge.until('both ends', () =>
      [legId, out.legId].every((one) => edge.given('leg.end').some((command) => command.legId === one)),
    )
    edge.tell({ type: 'leg.ended', legId, reason: 'hung-up', durationMs: 1 })
    edge.tell({ type: 'leg.ended', legId: out.legId, reason: 'hung-up', durationMs: 1 })
    await vi.waitFor(async () => {
      const rows = await db.selectFrom('interaction').select('end_reason').execute()
      expect(rows).toEqual([{ end_reason: 'limit' }])
    })
    await refused(dials(2, '0322247247'))
  })
})
