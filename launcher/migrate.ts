import { migrate } from '#adapters/postgres/migrate.ts'
import type { Settings } from '#adapters/system/settings.ts'
import { type Result, success } from '#kernel/result.ts'
import { withDatabase } from './with-database.ts'

/** Brings the database up to date. Beside a Parley that runs it is safe: it happens under a lock of its own. */
export function migrateDatabase(settings: Settings): Promise<Result<string, string>> {
  return withDatabase(settings, 'migrate', async (pool) => {
    const applied = await migrate(pool)
    if (!applied.ok) return applied
    if (applied.value.length === 0) return success('The database is up to date.')
    return success(`The database is up to date: applied ${applied.value.join(', ')}.`)
  })
}
