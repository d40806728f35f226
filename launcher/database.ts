import { setTimeout as sleep } from 'node:timers/promises'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { databaseProblem } from '#adapters/postgres/reachability.ts'
import type { Clock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { Settings } from '#adapters/system/settings.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { nextWaitMs, usualBackOff } from './back-off.ts'

/** PostgreSQL, ours or somebody else's. */
export interface DatabaseServer {
  readonly databaseUrl: string
  /** Of the embedded server; undefined when it is not ours. */
  pid(): number | undefined
  stop(): Promise<void>
  /** Stops watching and leaves the server running: another launcher has it. */
  leave(): void
}

/** Reaches the database that the settings name, or starts the embedded one. Fails with a sentence. */
export async function openDatabase(
  settings: Pick<Settings, 'databaseUrl' | 'dataDir'>,
  watch: { readonly logger: Logger; readonly clock: Clock },
): Promise<Result<DatabaseServer, string>> {
  if (settings.databaseUrl !== undefined) {
    const problem = await databaseProblem(settings.databaseUrl)
    if (problem !== undefined) return failure(problem)
    return success({ databaseUrl: settings.databaseUrl, pid: () => undefined, stop: async () => {}, leave: () => {} })
  }
  const started = await startEmbeddedPostgres(settings)
  return started.ok ? success(keepRunning(started.value, settings.dataDir, watch)) : started
}

/** Starts the embedded server again when it ends by itself; the core waits for it meanwhile and the calls go on. */
function keepRunning(
  first: EmbeddedPostgres,
  dataDir: string,
  { logger, clock }: { readonly logger: Logger; readonly clock: Clock },
): DatabaseServer {
  const stopping = new AbortController()
  let current: EmbeddedPostgres | undefined = first
  const watching = watch()
  return {
    databaseUrl: first.databaseUrl,
    pid: () => current?.pid,
    leave: () => stopping.abort(),
    async stop() {
      stopping.abort()
      await watching
      await current?.stop()
    },
  }

  async function watch(): Promise<void> {
    let waitMs: number | undefined
    while (!stopping.signal.aborted) {
      const readyAtMs = clock.monotonicMs()
      await current?.ended(stopping.signal)
      if (stopping.signal.aborted) return
      waitMs = nextWaitMs(usualBackOff, waitMs, current ? clock.monotonicMs() - readyAtMs : 0)
      current = undefined
      logger.error('PostgreSQL ended and is started again.', { waitMs })
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      const again = await startEmbeddedPostgres({ dataDir })
      if (again.ok) current = again.value
      else logger.error('PostgreSQL did not start.', { reason: again.error })
    }
  }
}
