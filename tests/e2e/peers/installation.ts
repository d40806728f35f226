import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * A whole Parley of its own: launcher, PostgreSQL, edge and core, as `npm start` runs them, on loopback addresses that
 * nobody else uses. Everything that the tests know of it they know from outside, as its users do.
 */
export interface Installation {
  readonly httpUrl: string
  readonly sipHost: string
  readonly sipPort: number
  readonly demoPassword: string
  readonly dataDir: string
  /** The process that everything else was started by. */
  readonly launcherId: number
  /** The process that runs `dist/core.js` or `dist/edge.js` now, if there is one. */
  processId(name: 'core' | 'edge'): number | undefined
  /** `kill -9`. */
  kill(name: 'core' | 'edge'): void
  /** Waits until /readyz says 200. */
  ready(): Promise<void>
  /** What launcher, edge and core have written so far. */
  output(): string
  stop(): Promise<void>
}

export interface InstallationOptions {
  /** An address of 127.0.0.0/8 for this test alone: ports then never clash. */
  readonly address: string
  readonly settings?: Readonly<Record<string, string>>
  /** Put before the command, for example to run it in a network namespace. */
  readonly prefix?: readonly string[]
  readonly httpUrl?: string
}

const startTimeoutMs = 120_000
export const demoPassword = 'tone-of-1004-hertz'

export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const dataDir = mkdtempSync(join(process.getuid?.() === 0 ? '/var/lib' : tmpdir(), 'parley-e2e-'))
  // PostgreSQL runs as another user when we are root, and has to walk through.
  chmodSync(dataDir, 0o711)
  const { address } = options
  const settings = {
    PARLEY_DATA_DIR: dataDir,
    PARLEY_HTTP_HOST: address,
    PARLEY_HTTP_PORT: '18080',
    PARLEY_SIP_HOST: address,
    PARLEY_SIP_PORT: '15060',
    PARLEY_RTP_PORTS: '21000-21999',
    // This one socket takes every address: a port for each test, by the address's third number, below those that browsers get.
    PARLEY_WEBRTC_PORT: String(19_000 + Number(address.split('.')[2])),
    // Tests measure sound in WAV files; the one about recordings sets it back.
    PARLEY_RECORDINGS_KEEP_WAV: '1',
    PARLEY_DEMO: '1',
    PARLEY_DEMO_PASSWORD: demoPassword,
    PARLEY_LOG_LEVEL: 'info',
    ...options.settings,
  }
  const [command = process.execPath, ...before] = options.prefix ?? []
  const commandLine = options.prefix ? [...before, process.execPath] : before
  const child = spawn(command, [...commandLine, 'dist/parley.js', 'start'], {
    env: { ...withoutParley(process.env), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-400_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)

  const httpUrl = options.httpUrl ?? `http://${address}:${settings.PARLEY_HTTP_PORT}`
  const processId = (name: 'core' | 'edge') =>
    descendants(child.pid).find((pid) => commandOf(pid).includes(`/${name}.js`))
  const installation: Installation = {
    httpUrl,
    sipHost: address,
    sipPort: Number(settings.PARLEY_SIP_PORT),
    demoPassword,
    dataDir,
    launcherId: child.pid ?? 0,
    processId,
    kill: (name) => {
      const pid = processId(name)
      if (pid === undefined) throw new Error(`no ${name} process is running`)
      process.kill(pid, 'SIGKILL')
    },
    ready: async () => {
      const until = Date.now() + startTimeoutMs
      for (;;) {
        if (child.exitCode !== null) throw new Error(`Parley ended with ${child.exitCode}:\n${output}`)
        const answer = await fetch(`${httpUrl}/readyz`).catch(() => undefined)
        if (answer?.status === 200) return
        if (Date.now() > until) throw new Error(`Parley was not ready in ${startTimeoutMs} ms:\n${output}`)
        await delay(100)
      }
    },
    output: () => output,
    stop: async () => {
      await endProcess(child)
      // The edge's own word for a machine that gives it no time: sound that is measured on it proves nothing.
      const starvedFile = process.env.TESTS_STARVED_FILE
      if (starvedFile && output.includes('The machine is too slow')) appendFileSync(starvedFile, `${address}\n`)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  if (!options.httpUrl) await installation.ready()
  return installation
}

const withoutParley = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('PARLEY_')))

/** Asks a process to end, and after 20 s makes it. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  await Promise.race([ended, delay(20_000)])
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await ended
}

/** All processes below `root`, from /proc. */
function descendants(root: number | undefined): number[] {
  const children = new Map<number, number[]>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      children.set(parent, [...(children.get(parent) ?? []), Number(entry)])
    } catch {
      // It ended while we read.
    }
  }
  const found: number[] = []
  const visit = (pid: number) => {
    for (const child of children.get(pid) ?? []) {
      found.push(child)
      visit(child)
    }
  }
  if (root !== undefined) visit(root)
  return found
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
