import { readFileSync } from 'node:fs'
import pg from 'pg'

/**
 * How long after their arrival calls of the last `withinS` seconds were first offered, by what the log left in PostgreSQL: milliseconds.
 *
 * @param corePid the core, whose database it is
 */
export async function arrivalToOffer(corePid: number, withinS: number): Promise<{ p50Ms: number; p99Ms: number }> {
  const environment = readFileSync(`/proc/${corePid}/environ`, 'utf8').split('\0')
  const connectionString = environment.find((line) => line.startsWith(variable))?.slice(variable.length)
  const database = new pg.Client({ connectionString })
  await database.connect()
  try {
    const { rows } = await database.query<{ p50Ms: number; p99Ms: number }>(
      `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS "p50Ms", percentile_cont(0.99) WITHIN GROUP (ORDER BY ms) AS "p99Ms"
       FROM (SELECT extract(epoch FROM min(segment.started_at) - interaction.started_at)::float8 * 1000 AS ms
             FROM interaction JOIN segment USING (interaction_id)
             WHERE segment.kind = 'offer' AND interaction.started_at > now() - make_interval(secs => $1)
             GROUP BY interaction_id) AS offered`,
      [withinS],
    )
    return rows[0] ?? { p50Ms: Number.NaN, p99Ms: Number.NaN }
  } finally {
    await database.end()
  }
}

const variable = 'PARLEY_DATABASE_URL='
