import { createHash } from 'node:crypto'
import { failure, type Result, success } from '#kernel/result.ts'
import { type Migration, migrations } from './migrations/index.ts'
import type { Pool, Queryable } from './pool.ts'

/** An arbitrary number that names the lock under which schemas are changed. */
const migrationLock = 7_272_953_901

/**
 * Brings the schema up to date: each migration in a transaction of its own, under an advisory lock, so that two cores which
 * start at once apply each one once. Succeeds with the names of those applied now.
 * Fails with a sentence when the database was made by a newer Parley or an applied migration has changed since.
 */
export async function migrate(
  pool: Pool,
  wanted: readonly Migration[] = migrations,
): Promise<Result<readonly string[], string>> {
  await pool.query(createAppliedTable)
  const appliedNow: string[] = []
  for (const migration of wanted) {
    const applied = await pool.transaction((connection) => applyOnce(connection, migration))
    if (applied === 'changed') {
      return failure(
        `The migration ${migration.name} is not what this database was made with: use the Parley that made it.`,
      )
    }
    if (applied === 'applied') appliedNow.push(migration.name)
  }
  const known = new Set(wanted.map(({ name }) => name))
  const { rows } = await pool.query<{ name: string }>('SELECT name FROM schema_migration ORDER BY name')
  const unknown = rows.filter(({ name }) => !known.has(name))
  if (unknown.length > 0) {
    return failure(`This database was made by a newer Parley (it has ${unknown.map(({ name }) => name).join(', ')}).`)
  }
  return success(appliedNow)
}

async function applyOnce(connection: Queryable, migration: Migration): Promise<'applied' | 'there' | 'changed'> {
  // Held to the end of the transaction. Waiting for another core's migration may take longer than a statement's usual time.
  await connection.query('SET LOCAL statement_timeout = 0')
  await connection.query('SELECT pg_advisory_xact_lock($1)', [migrationLock])
  const checksum = createHash('sha256').update(migration.sql).digest('hex')
  const { rows } = await connection.query<{ checksum: string }>(
    'SELECT checksum FROM schema_migration WHERE name = $1',
    [migration.name],
  )
  const [there] = rows
  if (there) return there.checksum === checksum ? 'there' : 'changed'
  await connection.query(migration.sql)
  await connection.query('INSERT INTO schema_migration (name, checksum) VALUES ($1, $2)', [migration.name, checksum])
  return 'applied'
}

const createAppliedTable = `
DO $$ BEGIN
  PERFORM pg_advisory_xact_lock(${migrationLock});
  IF to_regclass('schema_migration') IS NULL THEN
    CREATE TABLE schema_migration (
      name text PRIMARY KEY,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON TABLE schema_migration IS 'The migrations that were applied, with the SHA-256 of their text.';
  END IF;
END $$`
