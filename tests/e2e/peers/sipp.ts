import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface SippOptions {
  /** A file of `peers/sipp`, or one of SIPp's own. */
  readonly scenario: { readonly file: string } | { readonly builtIn: string }
  /** Where it sits: a loopback address of its own. */
  readonly address: string
  readonly port: number
  /** Whom it calls, `host:port`; a callee needs none. */
  readonly to?: string
  /** The number that it dials. */
  readonly number?: string
  /** User and password for [authentication]. */
  readonly credentials?: { readonly user: string; readonly password: string }
  readonly extra?: readonly string[]
  /** Beside it, by name, for a scenario that plays them. */
  readonly files?: Readonly<Record<string, Uint8Array>>
}

export interface Sipp {
  /** Resolves when each message came as the scenario wants it; else rejects with what SIPp says of it. */
  readonly succeeded: Promise<void>
  /** `kill -9`: it falls silent. */
  kill(): void
}

/** One call of SIPp's, through one scenario. */
export function startSipp(of: SippOptions): Sipp {
  const folder = mkdtempSync(join(tmpdir(), 'parley-sipp-'))
  const messages = join(folder, 'messages')
  for (const [name, bytes] of Object.entries(of.files ?? {})) writeFileSync(join(folder, name), bytes)
  const scenario =
    'file' in of.scenario
      ? ['-sf', fileURLToPath(new URL(`sipp/${of.scenario.file}`, import.meta.url))]
      : ['-sn', of.scenario.builtIn]
  const child: ChildProcess = spawn(
    'sipp',
    [
      ...(of.to === undefined ? [] : [of.to]),
      ...scenario,
      ...['-i', of.address, '-p', String(of.port), '-mi', of.address, '-mp', String(of.port + 2_000)],
      ...(of.number === undefined ? [] : ['-s', of.number]),
      ...(of.credentials === undefined ? [] : ['-au', of.credentials.user, '-ap', of.credentials.password]),
      ...['-m', '1', '-nostdin', '-timeout', '110', '-timeout_error', '-trace_msg', '-message_file', messages],
      ...(of.extra ?? []),
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4_000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const succeeded = new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => {
      const log = code === 0 ? '' : readFileSync(messages, 'utf8').slice(-6_000)
      rmSync(folder, { recursive: true, force: true })
      if (code === 0) resolve()
      else reject(new Error(`SIPp ended with ${code}:\n${output}\n${log}`))
    })
  })
  // Whoever waits for it hears of it; who killed it does not want to.
  succeeded.catch(() => {})
  return { succeeded, kill: () => child.kill('SIGKILL') }
}

/** A SIPp that is called: ready to hear. */
export async function startSippCallee(of: SippOptions): Promise<Sipp> {
  const sipp = startSipp(of)
  await delay(500)
  return sipp
}
