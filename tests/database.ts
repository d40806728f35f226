import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export interface TestDatabase {
  /** Of an empty database, as the role `parley` that owns it. */
  readonly databaseUrl: string
  /** Drops it, cutting whatever is still connected. */
  drop(): Promise<void>
}

/** Makes an empty database on the run's own PostgreSQL. For tests of the integration project (`*.integration.test.ts`). */
export async function freshDatabase(): Promise<TestDatabase> {
  const adminUrl = inject('postgresAdminUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  await asAdmin(adminUrl, `CREATE DATABASE ${name} OWNER parley`)
  const databaseUrl = adminUrl
    .replace('postgres:///postgres?', `postgres:///${name}?`)
    .replace('user=postgres', 'user=parley')
  return { databaseUrl, drop: () => asAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

async function asAdmin(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
