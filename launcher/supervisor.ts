import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { Result } from '#kernel/result.ts'
import { type BackOff, nextWaitMs, usualBackOff } from './back-off.ts'
import { type Child, type ChildProgram, type ReadyReport, startChild } from './child.ts'

export interface SupervisorOptions {
  readonly logger: Logger
  readonly clock: Clock
  readonly backOff?: BackOff
  readonly readyWithinMs?: number
}

/** Keeps one program running. */
export interface Supervised {
  /**
   * The first start's report. That start is different: when it fails, nothing is started again, and the sentence that says
   * why is the caller's to show. Never rejects.
   */
  readonly firstReady: Promise<Result<ReadyReport, string>>
  /** Of the run that is going on; undefined between two. */
  pid(): number | undefined
  /** Resolves when the program is gone, after at most `waitMs` and a moment. */
  stop(waitMs: number): Promise<void>
}

/** Starts a program, and once it has been ready starts it again, with growing pauses, whenever it dies, until `stop`. */
export function supervise(program: ChildProgram, options: SupervisorOptions): Supervised {
  const { logger, clock, backOff = usualBackOff, readyWithinMs = 60_000 } = options
  const stopping = new AbortController()
  const first = startChild(program, readyWithinMs)
  let current: Child | undefined = first
  const watching = watch()
  return {
    firstReady: first.ready,
    pid: () => current?.pid,
    async stop(waitMs) {
      stopping.abort()
      await current?.stop(waitMs)
      await watching
    },
  }

  async function watch(): Promise<void> {
    if (!(await first.ready).ok) return first.stop(2000)
    let child = first
    let readyAtMs: number | undefined = clock.monotonicMs()
    let waitMs: number | undefined
    while (true) {
      const how = await child.ended
      current = undefined
      if (stopping.signal.aborted) return
      waitMs = nextWaitMs(backOff, waitMs, readyAtMs === undefined ? 0 : clock.monotonicMs() - readyAtMs)
      logger.warn(`The ${program.name} ended and is started again.`, { how, waitMs })
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      child = startChild(program, readyWithinMs)
      current = child
      const report = await child.ready
      readyAtMs = report.ok ? clock.monotonicMs() : undefined
      if (report.ok) logger.info(`The ${program.name} is back.`, { pid: child.pid })
      else if (!stopping.signal.aborted) {
        logger.error(`The ${program.name} did not start.`, { reason: report.error })
        await child.stop(2000)
      }
    }
  }
}
