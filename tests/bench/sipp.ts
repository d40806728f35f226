import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { percentile } from './report.ts'

/** The bench is run from the repository's root. */
const scenarios = resolve('tests/bench/sip-scenarios')
/** The load generator's core: what is measured has the other. */
export const loadCore = 1

export interface LoadOptions {
  readonly scenario: 'caller-hangs-up' | 'callee-hangs-up'
  readonly target: string
  readonly number: string
  readonly callsPerSecond: number
  readonly seconds: number
  /** From the answer to the caller's BYE. */
  readonly holdMs?: number
  /** From the answer to the other side's BYE, where it is the one who hangs up. */
  readonly lastsMs?: number
  readonly address: string
}

export interface LoadResult {
  readonly calls: number
  readonly failed: number
  readonly refused: number
  /** INVITE to 200 of those admitted, INVITE to 503 of the rest; NaN for none. */
  readonly answeredP50Ms: number
  readonly answeredP99Ms: number
  readonly refusedP99Ms: number
  /** Calls a second that were really offered: a generator that cannot keep up proves nothing. */
  readonly offeredPerSecond: number
}

/** Puts one load on a target with SIPp. */
export async function offerCalls(options: LoadOptions): Promise<LoadResult> {
  const { scenario, target, number, callsPerSecond, seconds, holdMs = 0, lastsMs = holdMs, address } = options
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  const count = callsPerSecond * seconds
  const startedMs = performance.now()
  const { screen, complaint } = await new Promise<{ screen: string; complaint: string }>((resolve) => {
    const args = [
      ...['-c', String(loadCore), 'sipp', '-sf', join(scenarios, `${scenario}.xml`), target, '-s', number],
      ...['-i', address, '-p', '25070', '-mp', '27000', '-m', String(count), '-r', String(callsPerSecond)],
      ...['-d', String(holdMs), '-l', '20000', '-nostdin', '-timeout', String(seconds * 4 + 30)],
      ...['-trace_rtt', '-rtt_freq', '1', '-recv_timeout', '30000'],
    ]
    execFile('taskset', args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (_, screen, complaint) =>
      resolve({ screen, complaint }),
    )
  })
  // Not one call: that says something of SIPp and nothing of us.
  if (lastCount(screen, 'Successful call') === 0) throw new Error(`SIPp made no call: ${complaint.slice(-2000)}`)
  const tookS = (performance.now() - startedMs) / 1000
  const times = { answered: [] as number[], refused: [] as number[] }
  for (const file of readdirSync(folder).filter((name) => name.endsWith('_rtt.csv'))) {
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n').slice(1)) {
      const [, time, name] = line.split(';')
      if (name?.trim() === 'answered') times.answered.push(Number(time))
      else if (name?.trim() === 'refused') times.refused.push(Number(time))
    }
  }
  rmSync(folder, { recursive: true, force: true })
  return {
    calls: count,
    // What is neither a success nor a failure on the last screen never came to an end.
    failed: count - lastCount(screen, 'Successful call'),
    refused: times.refused.length,
    answeredP50Ms: percentile(times.answered, 0.5),
    answeredP99Ms: percentile(times.answered, 0.99),
    refusedP99Ms: percentile(times.refused, 0.99),
    offeredPerSecond: Math.min(callsPerSecond, count / Math.max(0.001, tookS - lastsMs / 1000)),
  }
}

/** SIPp's own answering side, on the generator's core. */
export function startAnsweringSide(address: string, port: number): ChildProcess {
  const args = ['-sn', 'uas', '-i', address, '-p', String(port), '-mp', '28000', '-nostdin', '-l', '20000']
  return spawn('taskset', ['-c', String(loadCore), 'sipp', ...args], { stdio: 'ignore' })
}

/** The cumulative count on SIPp's last screen. */
function lastCount(screen: string, name: string): number {
  const counts = [...screen.matchAll(new RegExp(`${name}\\s*\\|\\s*\\d+\\s*\\|\\s*(\\d+)`, 'g'))]
  return Number(counts.at(-1)?.[1] ?? 0)
}
