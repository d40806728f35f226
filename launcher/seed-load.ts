import { migrate } from '#adapters/postgres/migrate.ts'
import { systemClock } from '#adapters/system/clock.ts'
import { secureRandomBytes } from '#adapters/system/secure-random.ts'
import type { Settings } from '#adapters/system/settings.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { loadNumber, mostLoadAgents, seedLoad, stationOfAgent, type WantedLoad } from '#server/demo/load.ts'
import { withDatabase } from './with-database.ts'

const usage = 'parley seed load --agents N --station sip:HOST:PORT'
/** Twenty thousand rows of three tables, on a busy machine. */
const statementTimeoutMs = 60_000

/** Reads `load --agents N --station sip:HOST:PORT`; fails with a sentence. */
export function readWantedLoad(args: readonly string[]): Result<WantedLoad, string> {
  const [what, ...rest] = args
  if (what !== 'load') return failure(`parley seed knows "load" and nothing else: ${usage}.`)
  const given = new Map<string, string>()
  const words = rest.flatMap((word) => (/^--[a-z]+=/.test(word) ? split(word) : [word]))
  for (let i = 0; i < words.length; i += 2) {
    const [name, value] = [words[i] ?? '', words[i + 1]]
    if ((name !== '--agents' && name !== '--station') || value === undefined) {
      return failure(`parley seed load does not know what to do with "${name}": ${usage}.`)
    }
    given.set(name, value)
  }
  const agents = Number(given.get('--agents'))
  const station = given.get('--station')
  if (!Number.isSafeInteger(agents) || agents < 1 || agents > mostLoadAgents) {
    return failure(`--agents has to be a number from 1 to ${mostLoadAgents}: ${usage}.`)
  }
  if (station === undefined || stationOfAgent(station, 1) === undefined) {
    return failure(`--station has to be an address like sip:127.0.0.1:7060, without a user: ${usage}.`)
  }
  return success({ agents, station })
}

const split = (word: string): string[] => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]

/** Puts the agents of a load test into the database; a Parley that runs on it takes them over at once. */
export async function seedLoadAgents(settings: Settings, args: readonly string[]): Promise<Result<string, string>> {
  const wanted = readWantedLoad(args)
  if (!wanted.ok) return wanted
  const { agents, station } = wanted.value
  return withDatabase(
    settings,
    'seed',
    async (pool) => {
      const migrated = await migrate(pool)
      if (!migrated.ok) return migrated
      const chance = { nowMs: systemClock.wallMs(), randomBytes: secureRandomBytes }
      const seeded = await seedLoad({ ...chance, db: pool.kysely }, wanted.value)
      if (!seeded.ok) return seeded
      const { before, isTold } = seeded.value
      const when = isTold ? 'Parley, which runs, has them in a moment' : 'they are there when Parley is started'
      return success(
        `${agents} agents are available at ${station} (${before} were known before): ${when}. Call ${loadNumber}.`,
      )
    },
    { statementTimeoutMs },
  )
}
