import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RoutingEvent } from '#domain/routing/index.ts'
import { failure, type Result, success } from '#kernel/result.ts'

export type TriedSetting = Extract<RoutingEvent, { type: 'QueueConfigured' | 'AgentConfigured' }>
/** Settings to try on a day that was; see `--trial` of `parley simulate --replay`. */
export interface Trial {
  readonly day: string
  readonly asNow: readonly TriedSetting[]
  readonly changed: readonly TriedSetting[]
}

interface Estimate {
  readonly mean: number | null
  readonly low: number | null
  readonly high: number | null
}
export interface TriedFigures {
  readonly figure: string
  readonly before: number | null
  readonly after: number | null
  readonly change: Estimate
}
/** The comparison that the simulator prints, as far as it is looked at here. */
export interface TrialOutcome {
  readonly queues: readonly { readonly id: string; readonly differences: readonly TriedFigures[] }[]
  readonly all: readonly TriedFigures[]
  readonly remarks: readonly string[]
}
/** `not-possible`: the simulator says why, in a sentence. `given-up`: nobody waits for it any more. */
export type TrialFailure =
  | { readonly kind: 'not-possible'; readonly sentence: string }
  | { readonly kind: 'took-too-long' }
  | { readonly kind: 'given-up' }

export const replications = 10
const mostCharacters = 8 * 1024 * 1024
/** The telephony of the same machine goes first. */
const leastPriority = 19

/**
 * Runs the simulator as a process of its own, which reads the day out of the log by itself: whatever it costs, the core goes
 * on deciding.
 * @param program the path of `parley.js`
 */
export async function simulateTrial(
  { day, asNow, changed }: Trial,
  { program, withinMs, signal }: { readonly program: string; readonly withinMs: number; readonly signal: AbortSignal },
): Promise<Result<TrialOutcome, TrialFailure>> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-trial-'))
  try {
    const file = join(folder, 'trial.json')
    await writeFile(file, JSON.stringify({ asNow, changed }), { mode: 0o600 })
    const args = ['--replay', day, '--trial', file, '--replications', String(replications), '--seed', '1', '--json']
    const deadline = AbortSignal.timeout(withinMs)
    const { code, said, complained } = await run(program, ['simulate', ...args], AbortSignal.any([signal, deadline]))
    if (signal.aborted) return failure({ kind: 'given-up' })
    if (deadline.aborted) return failure({ kind: 'took-too-long' })
    const sentences = complained.split('\n').filter((line) => line.trim() !== '')
    if (code !== 0)
      return failure({ kind: 'not-possible', sentence: sentences.at(-1) ?? `It ended with code ${code}.` })
    const { queues, all } = JSON.parse(said) as Omit<TrialOutcome, 'remarks'>
    return success({ queues, all, remarks: sentences })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run(program: string, args: readonly string[], signal: AbortSignal) {
  return new Promise<{ code: number | null; said: string; complained: string }>((resolve, reject) => {
    // In a group of its own: it is a program that starts another, and both are stopped together.
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let said = ''
    let complained = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(0, mostCharacters)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complained = (complained + text).slice(-mostCharacters)
    })
    const stop = () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    }
    child.once('error', reject)
    child.once('spawn', () => {
      if (child.pid !== undefined) setPriority(child.pid, leastPriority)
    })
    signal.addEventListener('abort', stop, { once: true })
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop)
      resolve({ code, said, complained })
    })
  })
}
