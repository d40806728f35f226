import { openPool, type Pool } from '#adapters/postgres/pool.ts'
import { systemClock } from '#adapters/system/clock.ts'
import { createLogger } from '#adapters/system/logger.ts'
import type { Settings } from '#adapters/system/settings.ts'
import type { Result } from '#kernel/result.ts'
import { prepareDataFolder } from './data-folder.ts'
import { openDatabase } from './database.ts'
import { lockFolder, lockHolder } from './folder-lock.ts'

/**
 * Runs `work` on the installation's database, beside a Parley that runs on it or alone: the embedded server is started for
 * it, and stopped again unless Parley runs on it now. Fails with a sentence.
 */
export async function withDatabase<Value>(
  settings: Settings,
  part: string,
  work: (pool: Pool) => Promise<Result<Value, string>>,
  { statementTimeoutMs }: { readonly statementTimeoutMs?: number } = {},
): Promise<Result<Value, string>> {
  const folder = prepareDataFolder(settings.dataDir)
  if (!folder.ok) return folder
  const logger = createLogger({ level: settings.logLevel, part })
  // A Parley that runs here has the lock and the server.
  const lock = lockHolder(settings.dataDir) === undefined ? lockFolder(settings.dataDir) : undefined
  if (lock?.ok === false) return lock
  const database = await openDatabase(settings, { logger, clock: systemClock })
  if (!database.ok) {
    lock?.value.release()
    return database
  }
  const pool = openPool({
    databaseUrl: database.value.databaseUrl,
    name: `parley ${part}`,
    maxConnections: 1,
    ...(statementTimeoutMs === undefined ? {} : { statementTimeoutMs }),
  })
  try {
    return await work(pool)
  } finally {
    await pool.end()
    if (lock === undefined) database.value.leave()
    else await database.value.stop()
    lock?.value.release()
  }
}
