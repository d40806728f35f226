import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { isAlive, sendSignal, waitUntilGone } from '../system/processes.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts'

const folders: string[] = []
const servers: EmbeddedPostgres[] = []

const freshFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-embedded-'))
  chmodSync(folder, 0o711)
  folders.push(folder)
  return folder
}

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const binariesDir = join(tmpdir(), `parley-test-postgres-${process.getuid?.() ?? 0}`)
  const server = await startEmbeddedPostgres({ dataDir, binariesDir })
  if (!server.ok) throw new Error(server.error)
  servers.push(server.value)
  return server.value
}

async function ask(databaseUrl: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

test('an empty folder becomes a database in UTF-8 and C collation that only the socket reaches', async () => {
  const server = await start(freshFolder())
  const [row] = await ask(
    server.databaseUrl,
    `SELECT current_user AS role, current_setting('listen_addresses') AS addresses, current_setting('fsync') AS fsync,
            datcollate AS collation, pg_encoding_to_char(encoding) AS encoding,
            (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser
     FROM pg_database WHERE datname = current_database()`,
  )
  expect(row).toEqual({
    role: 'parley',
    addresses: '',
    fsync: 'on',
    collation: 'C',
    encoding: 'UTF8',
    superuser: false,
  })
})

test('a server that outlived its launcher is adopted, with what was committed', async () => {
  const folder = freshFolder()
  const first = await start(folder)
  await ask(first.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer')
  const second = await start(folder)
  expect(second).toMatchObject({ pid: first.pid, adopted: true })
  expect(await ask(second.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
})

test('after kill -9 of the server the next start brings back what was acknowledged', async () => {
  const folder = freshFolder()
  const first = await start(folder)
  await ask(first.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer')
  sendSignal(first.pid, 'SIGKILL')
  await waitUntilGone(first.pid, 5000)
  const second = await start(folder)
  expect(second.adopted).toBe(false)
  expect(await ask(second.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
})

test('a pid file that names some other program does not keep the server from starting', async () => {
  const folder = freshFolder()
  const first = await start(folder)
  await first.stop()
  // As after a reboot, when the number has gone to another process: here, to this test's own.
  writeFileSync(join(folder, 'postgres', 'postmaster.pid'), `${process.pid}\n${folder}/postgres\n1\n5432\n${folder}\n`)
  const second = await start(folder)
  expect(second.adopted).toBe(false)
})

test('stopping leaves no process', async () => {
  const server = await start(freshFolder())
  await server.stop()
  expect(isAlive(server.pid)).toBe(false)
})

test('a folder that cannot be made is one sentence', async () => {
  const server = await startEmbeddedPostgres({ dataDir: '/proc/parley' })
  expect(server.ok).toBe(false)
  if (!server.ok) expect(server.error).toMatch(/\/proc\/parley.*PARLEY_DATA_DIR|PARLEY_DATA_DIR/)
})
