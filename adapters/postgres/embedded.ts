import { createHash } from 'node:crypto'
import { chownSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { failure, type Result, success } from '#kernel/result.ts'
import { ensureFolder } from '../system/folders.ts'
import { chooseAccount, closedAncestor } from './embedded-account.ts'
import { installBinaries } from './embedded-binaries.ts'
import { ensureCluster, writeClusterSettings } from './embedded-cluster.ts'
import {
  ensureSocketDir,
  findRunning,
  startPostmaster,
  stopPostmaster,
  untilPostmasterEnds,
} from './embedded-postmaster.ts'

export interface EmbeddedPostgres {
  /** For the core: the role `parley`, which owns the database `parley` and nothing else. */
  readonly databaseUrl: string
  /** The superuser on the database `postgres`: for tests that make databases of their own. */
  readonly adminUrl: string
  readonly pid: number
  /** Whether it was already running, left by a launcher that was killed. */
  readonly adopted: boolean
  /** Resolves when the server ends, also when `stop` ended it or `signal` aborts the watch. */
  ended(signal: AbortSignal): Promise<void>
  /** Resolves when the server is gone; bounded by about 27 seconds. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  /** Absolute. The server's files go to `postgres` below it, its programs to `postgres-bin`, its log to `postgres.log`. */
  readonly dataDir: string
  /** Where the programs are copied to, when several data folders share them. */
  readonly binariesDir?: string
}

/**
 * Starts PostgreSQL on `dataDir`, or adopts the one that runs there, and sees that the role and the database exist. It
 * listens on a Unix socket only. Fails with one sentence for a person.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<Result<EmbeddedPostgres, string>> {
  const { dataDir } = options
  const folder = join(dataDir, 'postgres')
  try {
    ensureFolder(dataDir, 0o711)
    const account = chooseAccount(folder)
    const closed = account.ids && closedAncestor(join(folder, 'x'), account.ids.uid)
    if (closed !== undefined && closed !== folder) {
      return failure(
        `Started by root, PostgreSQL runs as the user ${account.name}, who cannot enter ${closed}: set PARLEY_DATA_DIR to a folder such as /var/lib/parley.`,
      )
    }
    const running = await findRunning(folder)
    const socketDir = running?.socketDir || chooseSocketDir(dataDir)
    let pid = running?.pid
    if (pid === undefined) {
      const binaries = installBinaries(options.binariesDir ?? join(dataDir, 'postgres-bin'))
      ensureSocketDir(socketDir, account)
      if (account.ids) chownSync(socketDir, account.ids.uid, account.ids.gid)
      await ensureCluster(binaries, folder, account)
      writeClusterSettings(folder, socketDir, account)
      pid = (await startPostmaster(binaries, folder, join(dataDir, 'postgres.log'), account)).pid
    }
    const started = describe(pid, socketDir, running !== undefined)
    await ensureDatabase(started.adminUrl)
    return success(started)
  } catch (error) {
    return failure(sentenceFor(error as NodeJS.ErrnoException, dataDir))
  }
}

function describe(pid: number, socketDir: string, adopted: boolean): EmbeddedPostgres {
  const host = encodeURIComponent(socketDir)
  return {
    databaseUrl: `postgres:///parley?host=${host}&user=parley`,
    adminUrl: `postgres:///postgres?host=${host}&user=postgres`,
    pid,
    adopted,
    ended: (signal) => untilPostmasterEnds(pid, signal),
    stop: () => stopPostmaster(pid),
  }
}

/** A socket's whole path has at most 103 bytes on macOS and 107 on Linux (sockaddr_un), and PostgreSQL adds 17 to the folder. */
function chooseSocketDir(dataDir: string): string {
  const inside = join(dataDir, 'postgres-socket')
  if (Buffer.byteLength(inside) <= 85) return inside
  return join(tmpdir(), `parley-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`)
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    const roles = await client.query("SELECT 1 FROM pg_roles WHERE rolname = 'parley'")
    if (roles.rowCount === 0) await client.query('CREATE ROLE parley LOGIN')
    const databases = await client.query("SELECT 1 FROM pg_database WHERE datname = 'parley'")
    if (databases.rowCount === 0) await client.query('CREATE DATABASE parley OWNER parley')
  } finally {
    await client.end()
  }
}

function sentenceFor(error: NodeJS.ErrnoException, dataDir: string): string {
  const text = error.message
  if (error.code === 'ENOSPC' || /No space left on device/.test(text)) {
    return `The disk that holds ${dataDir} is full: make room, or set PARLEY_DATA_DIR to another one.`
  }
  if (
    error.code === 'EACCES' ||
    error.code === 'ENOENT' ||
    error.code === 'ENOTDIR' ||
    error.code === 'EROFS' ||
    error.code === 'EPERM'
  ) {
    return `Parley may not write to ${dataDir} (${text}): set PARLEY_DATA_DIR to a folder that it may write to.`
  }
  return `The embedded PostgreSQL did not start: ${text}`
}
