import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { isAlive, sendSignal, workingFolder } from '../system/processes.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts'
import { readPostmasterFile } from './embedded-postmaster.ts'
import { migrate } from './migrate.ts'
import { openPool, type Pool } from './pool.ts'

/** A PostgreSQL server of a test's own, thrown away at the end. */
export interface TestServer {
  /** A new database with the whole schema. */
  database(): Promise<TestDatabase>
  /** Ends the server as a power cut would, and starts it again on the same files. */
  killAndRestart(): Promise<void>
  /** Ends the server as a power cut would. `restart` brings it back. */
  kill(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}
export interface TestDatabase {
  readonly databaseUrl: string
  readonly pool: Pool
}

/** Starts one, on a Unix socket in a folder of its own. For `beforeAll`; call `stop` in `afterAll`. */
export async function startTestServer(): Promise<TestServer> {
  sweep()
  // Under the system's temporary folder, which the user that PostgreSQL runs as can enter.
  const dataDir = mkdtempSync(join(tmpdir(), folderPrefix))
  chmodSync(dataDir, 0o711)
  writeFileSync(join(dataDir, ownerFile), String(process.pid))
  const binariesDir = join(tmpdir(), 'parley-postgres-test-bin')
  const start = async (): Promise<EmbeddedPostgres> => {
    const started = await startEmbeddedPostgres({ dataDir, binariesDir })
    if (!started.ok) throw new Error(started.error)
    return started.value
  }
  let server = await start()
  await makeTemplate(server)
  const pools: Pool[] = []
  let databases = 0

  const kill = async () => {
    process.kill(server.pid, 'SIGKILL')
    await server.ended(AbortSignal.timeout(10_000))
  }
  const restart = async () => {
    // The killed server's children take a moment to notice, and hold its memory until then.
    for (let attempt = 1; ; attempt++) {
      try {
        server = await start()
        return
      } catch (error) {
        if (attempt === 10) throw error
        await new Promise((resolve) => setTimeout(resolve, 300))
      }
    }
  }
  return {
    async database() {
      databases += 1
      const name = `test_${databases}`
      await asAdministrator(server, (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER parley`))
      const databaseUrl = urlOf(server, name)
      const pool = openPool({ databaseUrl, name: 'test', maxConnections: 8 })
      pools.push(pool)
      return { databaseUrl, pool }
    },
    kill,
    restart,
    async killAndRestart() {
      await kill()
      await restart()
    },
    async stop() {
      await Promise.all(pools.map((pool) => pool.end()))
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const template = 'parley_template'
const urlOf = (server: EmbeddedPostgres, name: string) => server.databaseUrl.replace('/parley?', `/${name}?`)

/** The schema is made once and copied for each test, which is ten times faster. */
async function makeTemplate(server: EmbeddedPostgres): Promise<void> {
  // Killing processes loses nothing that the system has taken; only a power cut would, and tests have none.
  await asAdministrator(server, (admin) => admin.query('ALTER SYSTEM SET fsync = off'))
  await asAdministrator(server, (admin) => admin.query('SELECT pg_reload_conf()'))
  await asAdministrator(server, (admin) => admin.query(`CREATE DATABASE ${template} OWNER parley`))
  const pool = openPool({ databaseUrl: urlOf(server, template), name: 'test', maxConnections: 1 })
  const migrated = await migrate(pool)
  await pool.end()
  if (!migrated.ok) throw new Error(migrated.error)
}

async function asAdministrator(server: EmbeddedPostgres, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: server.adminUrl })
  await admin.connect()
  await work(admin).finally(() => admin.end())
}

const folderPrefix = 'parley-pg-'
const ownerFile = 'owner'

/** Ends the servers of tests that were killed before they could. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const folder = join(tmpdir(), name)
    const owner = join(folder, ownerFile)
    if (!name.startsWith(folderPrefix) || !existsSync(owner)) continue
    if (isAlive(Number(readFileSync(owner, 'utf8')))) continue
    const cluster = join(folder, 'postgres')
    const postmaster = readPostmasterFile(cluster)
    // Its id may belong to somebody else by now.
    if (postmaster && workingFolder(postmaster.pid) === cluster) sendSignal(postmaster.pid, 'SIGQUIT')
    rmSync(folder, { recursive: true, force: true })
  }
}
