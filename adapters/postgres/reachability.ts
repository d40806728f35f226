import pg from 'pg'
import { redactUrls } from '../system/redaction.ts'

/** A sentence about why the database cannot be used, or undefined when it can. */
export async function databaseProblem(databaseUrl: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5000, query_timeout: 5000 })
  client.on('error', () => {})
  const shown = redactUrls(databaseUrl)
  try {
    await client.connect()
    const { rows } = await client.query(
      "SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding",
    )
    const { version, encoding } = rows[0] ?? {}
    if (version < 150_000)
      return `The database at ${shown} is PostgreSQL ${Math.floor(version / 10_000)}: Parley needs 15 or newer.`
    if (encoding !== 'UTF8') return `The database at ${shown} is in ${encoding}: make one with ENCODING 'UTF8'.`
    return undefined
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return `The database at ${shown} (PARLEY_DATABASE_URL) cannot be reached: ${message || code}.`
  } finally {
    await client.end().catch(() => {})
  }
}
