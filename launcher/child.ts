import { type ChildProcess, spawn } from 'node:child_process'
import { waitUntilGone } from '#adapters/system/processes.ts'
import type { SupervisedReport } from '#adapters/system/supervised.ts'
import { failure, type Result, success } from '#kernel/result.ts'

export type ReadyReport = Extract<SupervisedReport, { type: 'ready' }>

export interface ChildProgram {
  /** `edge` or `core`: what people read. */
  readonly name: string
  /** Path of the program's JavaScript. */
  readonly entry: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly nodeOptions?: readonly string[]
}

/** One run of a program, from its start to its end. */
export interface Child {
  readonly pid: number | undefined
  /** Its report that it is ready, or a sentence that says why it never will be. Never rejects. */
  readonly ready: Promise<Result<ReadyReport, string>>
  /** Resolves to how it ended: `code 1`, `SIGKILL`. */
  readonly ended: Promise<string>
  /** Asks it to stop, and makes it when it has not within `waitMs`. Resolves when it is gone. */
  stop(waitMs: number): Promise<void>
}

export function startChild(program: ChildProgram, readyWithinMs: number): Child {
  // Inherited: recordings and keys are for nobody else, while the launcher makes folders that PostgreSQL's user passes through.
  const ownMask = process.umask(0o077)
  const child = spawn(process.execPath, ['--enable-source-maps', ...(program.nodeOptions ?? []), program.entry], {
    env: program.environment,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // A process group of its own: Ctrl-C is for the launcher, which stops its children in their order. When the launcher
    // itself dies, the children see their channel to it close.
    detached: true,
  })
  process.umask(ownMask)
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`))
    child.once('error', (error) => resolve(error.message))
  })
  return { pid: child.pid, ended, ready: awaitReady(child, program.name, ended, readyWithinMs), stop }

  async function stop(waitMs: number): Promise<void> {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    if (!(await waitUntilGone(child.pid, waitMs))) child.kill('SIGKILL')
    await ended
  }
}

function awaitReady(
  child: ChildProcess,
  name: string,
  ended: Promise<string>,
  withinMs: number,
): Promise<Result<ReadyReport, string>> {
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      resolve(failure(`The ${name} was not ready within ${withinMs / 1000} seconds.`))
    }, withinMs)
    child.on('message', (message: SupervisedReport) => {
      if (message.type === 'ready') resolve(success(message))
      else if (message.type === 'failed') resolve(failure(message.sentence))
    })
    ended.then((how) => {
      clearTimeout(late)
      // A report that was sent just before the end may still be on its way.
      setImmediate(() => resolve(failure(`The ${name} ended (${how}) before it was ready: its last words are above.`)))
    })
    child.once('message', () => clearTimeout(late))
  })
}
