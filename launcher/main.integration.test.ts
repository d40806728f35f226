import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { readPostmasterFile } from '#adapters/postgres/embedded-postmaster.ts'
import { packageRoot } from '#adapters/system/package-root.ts'
import { isAlive, sendSignal, waitUntilGone } from '#adapters/system/processes.ts'

// The whole command as a process of its own, because these tests are about signals and about dying without warning.
const root = packageRoot()
const folder = join(root, '.cache', `launcher-test-${process.pid}`)
const entry = join(folder, 'start.mjs')
let dataDir: string
let launcher: ChildProcess | undefined

beforeAll(async () => {
  await build({
    absWorkingDir: root,
    entryPoints: { start: 'launcher/fixtures/start.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'parley-launcher-'))
  chmodSync(dataDir, 0o711)
})
afterEach(async () => {
  if (launcher?.pid !== undefined) {
    launcher.kill('SIGTERM')
    await waitUntilGone(launcher.pid, 20_000)
  }
  const server = readPostmasterFile(join(dataDir, 'postgres'))
  if (server) sendSignal(server.pid, 'SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

interface Started {
  readonly launcher: ChildProcess
  readonly pids: { readonly edge: number; readonly core: number; readonly postgres: number }
}

/** Resolves when it is ready; rejects with what it said when it ends first. */
function startLauncher(over: Record<string, string> = {}): Promise<Started> {
  const child = spawn(process.execPath, [entry], {
    env: {
      PATH: process.env.PATH,
      PARLEY_DATA_DIR: dataDir,
      PARLEY_HTTP_PORT: '18182',
      PARLEY_SIP_HOST: '127.0.0.1',
      PARLEY_SIP_PORT: '18162',
      PARLEY_WEBRTC_PORT: '18142',
      PARLEY_LOG_LEVEL: 'silent',
      ...over,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  launcher = child
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (bytes: Buffer) => {
      said += bytes
      const pids = /^pids (.*)$/m.exec(said)?.[1]
      if (pids !== undefined) resolve({ launcher: child, pids: JSON.parse(pids) })
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('close', (code) => reject(new Error(`ended with code ${code}: ${said}`)))
  })
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends everything, with code 0', async (signal) => {
  const { launcher, pids } = await startLauncher()
  const code = new Promise((resolve) => launcher.once('exit', resolve))
  launcher.kill(signal)
  // The terminal and npm both pass on one Ctrl-C: the second must not cut the stop short.
  launcher.kill(signal)
  expect(await code).toBe(0)
  for (const pid of Object.values(pids)) expect(isAlive(pid)).toBe(false)
})

test('after kill -9 of the launcher its children stop, the database stays and is adopted by the next start', async () => {
  const first = await startLauncher()
  first.launcher.kill('SIGKILL')
  expect(await waitUntilGone(first.pids.edge, 10_000)).toBe(true)
  expect(await waitUntilGone(first.pids.core, 10_000)).toBe(true)
  expect(isAlive(first.pids.postgres)).toBe(true)
  const second = await startLauncher()
  expect(second.pids.postgres).toBe(first.pids.postgres)
})

test('a start right after kill -9 waits for the ports that the children of the killed one still hold', async () => {
  const first = await startLauncher({ LAUNCHER_TEST: 'slow' })
  first.launcher.kill('SIGKILL')
  const second = await startLauncher()
  expect(isAlive(first.pids.core)).toBe(false)
  expect(second.pids.postgres).toBe(first.pids.postgres)
})
