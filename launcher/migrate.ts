import { migrate } from '#adapters/postgres/migrate.ts'
import { openPool } from '#adapters/postgres/pool.ts'
import { systemClock } from '#adapters/system/clock.ts'
import { createLogger } from '#adapters/system/logger.ts'
import type { Settings } from '#adapters/system/settings.ts'
import { type Result, success } from '#kernel/result.ts'
import { prepareDataFolder } from './data-folder.ts'
import { openDatabase } from './database.ts'
import { lockFolder, lockHolder } from './folder-lock.ts'

/** Brings the database up to date. The embedded server is started for it, and stopped again unless Parley runs on it now. */
export async function migrateDatabase(settings: Settings): Promise<Result<string, string>> {
  const folder = prepareDataFolder(settings.dataDir)
  if (!folder.ok) return folder
  const logger = createLogger({ level: settings.logLevel, part: 'migrate' })
  // A Parley that runs here has the lock and the server; migrating beside it is safe, for that happens under a lock of its own.
  const lock = lockHolder(settings.dataDir) === undefined ? lockFolder(settings.dataDir) : undefined
  if (lock?.ok === false) return lock
  const database = await openDatabase(settings, { logger, clock: systemClock })
  if (!database.ok) {
    lock?.value.release()
    return database
  }
  const pool = openPool({ databaseUrl: database.value.databaseUrl, name: 'parley migrate', maxConnections: 1 })
  try {
    const applied = await migrate(pool)
    if (!applied.ok) return applied
    if (applied.value.length === 0) return success('The database is up to date.')
    return success(`The database is up to date: applied ${applied.value.join(', ')}.`)
  } finally {
    await pool.end()
    if (lock === undefined) database.value.leave()
    else await database.value.stop()
    lock?.value.release()
  }
}
