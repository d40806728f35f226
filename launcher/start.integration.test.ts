import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { silentLogger } from '#adapters/system/logger.ts'
import { packageRoot } from '#adapters/system/package-root.ts'
import { isAlive, sendSignal } from '#adapters/system/processes.ts'
import { readSettings, type Settings } from '#adapters/system/settings.ts'
import { type RunningParley, type StartOptions, startParley } from './start.ts'
import { welcome } from './welcome.ts'

const fixture = join(packageRoot(), 'launcher', 'fixtures', 'child.mjs')
let dataDir: string
const running: RunningParley[] = []

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'parley-launcher-'))
  chmodSync(dataDir, 0o711)
})
afterEach(async () => {
  for (const parley of running.splice(0)) await parley.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

function settings(over: Record<string, string> = {}): Settings {
  const environment = {
    PARLEY_DATA_DIR: dataDir,
    PARLEY_HTTP_PORT: '18180',
    PARLEY_SIP_HOST: '127.0.0.1',
    PARLEY_SIP_PORT: '18160',
    PARLEY_WEBRTC_PORT: '18140',
    ...over,
  }
  const read = readSettings({ environment })
  if (!read.ok) throw new Error(read.error.join(' '))
  return read.value
}

function attempt(over: Partial<StartOptions> = {}, mode?: string) {
  return startParley({
    settings: settings(),
    environment: { PATH: process.env.PATH, ...(mode === undefined ? {} : { LAUNCHER_TEST: mode }) },
    programs: { edge: fixture, core: fixture },
    logger: silentLogger,
    backOff: { firstMs: 50, mostMs: 200, healthyMs: 60_000 },
    ...over,
  })
}

async function start(over: Partial<StartOptions> = {}, mode?: string): Promise<RunningParley> {
  const parley = await attempt(over, mode)
  if (!parley.ok) throw new Error(parley.error)
  running.push(parley.value)
  return parley.value
}

async function until<Value>(ask: () => Value | undefined): Promise<Value> {
  for (let i = 0; i < 500; i++) {
    const value = ask()
    if (value !== undefined) return value
    await sleep(20)
  }
  throw new Error('it did not come to pass within ten seconds')
}

describe('starting', () => {
  test('on an empty folder brings up all three and says where to go', async () => {
    const parley = await start()
    for (const pid of Object.values(parley.pids())) expect(pid !== undefined && isAlive(pid)).toBe(true)
    const said = welcome(parley.facts)
    expect(said).toContain('http://127.0.0.1:18180/call')
    expect(said).toContain('sip:200@127.0.0.1:18160')
    expect(said).toContain('aylin@demo.parley')
  })

  test('again shows the same demo password, for the people of the first start still have it', async () => {
    const first = await start()
    await first.stop()
    const second = await start()
    expect(second.facts.demoPassword).toEqual({ password: first.facts.demoPassword?.password, origin: 'kept' })
    expect(second.facts.demoPassword?.password).toHaveLength(17)
  })

  test('twice on one folder is refused, and the first goes on', async () => {
    const first = await start()
    const second = await attempt({ settings: settings({ PARLEY_HTTP_PORT: '18181', PARLEY_SIP_PORT: '18161' }) })
    expect(second).toEqual({ ok: false, error: expect.stringMatching(/already runs on .* \(process \d+\)/) })
    expect(isAlive(first.pids().core ?? 0)).toBe(true)
  })
})

describe('what stands in the way is one sentence', () => {
  test('a taken port', async () => {
    const server = await new Promise<Server>((resolve) => {
      const taken: Server = createServer().listen(18180, '127.0.0.1', () => resolve(taken))
    })
    const parley = await attempt()
    server.close()
    expect(parley).toEqual({
      ok: false,
      error:
        'TCP port 18180 on 127.0.0.1 is taken by another program: stop that, or choose another with PARLEY_HTTP_PORT.',
    })
  })

  test('an address that is not ours', async () => {
    const parley = await attempt({ settings: settings({ PARLEY_SIP_HOST: '198.51.100.1' }) })
    expect(parley).toEqual({
      ok: false,
      error: '198.51.100.1 (PARLEY_SIP_HOST) is not an address of this machine.',
    })
  })

  test('a database that cannot be reached, without its password', async () => {
    const databaseUrl = 'postgres://parley:hidden@127.0.0.1:18199/parley'
    const parley = await attempt({ settings: settings({ PARLEY_DATABASE_URL: databaseUrl }) })
    expect(parley).toEqual({ ok: false, error: expect.stringContaining('cannot be reached') })
    expect(JSON.stringify(parley)).not.toContain('hidden')
  })

  test('a folder that cannot be written to', async () => {
    const parley = await attempt({ settings: settings({ PARLEY_DATA_DIR: '/proc/parley' }) })
    expect(parley).toEqual({ ok: false, error: expect.stringContaining('PARLEY_DATA_DIR') })
  })

  test.each([
    ['a child that says why', 'fails', 'The fixture has no wish to start.'],
    ['a child that dies without a word', 'dies', expect.stringContaining('ended (code 7) before it was ready')],
  ])('%s, and nothing stays behind', async (_, mode, sentence) => {
    expect(await attempt({}, mode)).toEqual({ ok: false, error: sentence })
    // The folder is free again, and so is the database.
    const parley = await start()
    expect(parley.pids().postgres).toBeDefined()
  })
})

describe('while it runs', () => {
  test('a core that dies is started again, and the edge is not touched', async () => {
    const parley = await start()
    const before = parley.pids()
    sendSignal(before.core ?? 0, 'SIGKILL')
    const core = await until(() => (parley.pids().core === before.core ? undefined : parley.pids().core))
    expect(isAlive(core)).toBe(true)
    expect(parley.pids()).toMatchObject({ edge: before.edge, postgres: before.postgres })
  })

  test('a database that dies is started again, and neither edge nor core is touched', async () => {
    const parley = await start()
    const before = parley.pids()
    sendSignal(before.postgres ?? 0, 'SIGKILL')
    await until(() => (parley.pids().postgres === before.postgres ? undefined : parley.pids().postgres))
    expect(parley.pids()).toMatchObject({ edge: before.edge, core: before.core })
  })
})

describe('stopping', () => {
  test('leaves no process', async () => {
    const parley = await start()
    const pids = parley.pids()
    await parley.stop()
    for (const pid of Object.values(pids)) expect(isAlive(pid ?? 0)).toBe(false)
  })

  test('ends a child that does not listen', async () => {
    const parley = await start({ stopWithinMs: 200 }, 'deaf')
    const pids = parley.pids()
    await parley.stop()
    for (const pid of Object.values(pids)) expect(isAlive(pid ?? 0)).toBe(false)
  })

  test('in the middle of a start gives the start up', async () => {
    const stop = new AbortController()
    const starting = attempt({ signal: stop.signal })
    stop.abort()
    expect((await starting).ok).toBe(false)
    expect((await start()).pids().core).toBeDefined()
  })
})
