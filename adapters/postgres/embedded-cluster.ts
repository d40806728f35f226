import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { totalmem, userInfo } from 'node:os'
import { join } from 'node:path'
import type { Account } from './embedded-account.ts'

/** The environment of PostgreSQL's programs: nothing of ours, so that no PG* variable or secret reaches them. */
export const programEnvironment = { PATH: '/usr/bin:/bin', LANG: 'C', LC_ALL: 'C', TZ: 'UTC' }

/**
 * Makes the server's files in `folder` when they are not there: UTF-8, C collation, checksums on, no way in but the socket.
 * Built aside and renamed, so that a crash half-way leaves nothing that looks complete. Throws what initdb said.
 */
export async function ensureCluster(binaries: string, folder: string, account: Account): Promise<void> {
  const versionFile = join(folder, 'PG_VERSION')
  if (existsSync(versionFile)) return refuseOtherMajor(binaries, readFileSync(versionFile, 'utf8').trim())
  const partial = `${folder}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true, mode: 0o700 })
  if (account.ids) chownSync(partial, account.ids.uid, account.ids.gid)
  const choices = ['--username=postgres', '--encoding=UTF8', '--locale=C', '--auth-local=peer', '--auth-host=reject']
  await runProgram(join(binaries, 'bin', 'initdb'), ['-D', partial, ...choices, '--no-instructions'], partial, account)
  renameSync(partial, folder)
}

/** Writes what the server reads at each start: the machine's memory or our own account may have changed since the last. */
export function writeClusterSettings(folder: string, socketDir: string, account: Account): void {
  const quarterMiB = Math.floor(totalmem() / 4 / 1_048_576)
  const sharedBuffersMiB = Math.max(32, Math.min(256, quarterMiB))
  const lines = [
    '# Written by Parley at every start: change PARLEY_DATABASE_URL to a server of your own rather than this file.',
    "listen_addresses = ''",
    `unix_socket_directories = '${socketDir.replaceAll("'", "''")}'`,
    'unix_socket_permissions = 0700',
    'max_connections = 100',
    `shared_buffers = ${sharedBuffersMiB}MB`,
    `effective_cache_size = ${Math.max(64, quarterMiB * 2)}MB`,
    'max_wal_size = 1GB',
    'checkpoint_timeout = 15min',
    // Acknowledged means on disk: the event log rests on these three.
    'fsync = on',
    'full_page_writes = on',
    'synchronous_commit = on',
    'jit = off',
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    "lc_messages = 'C'",
    'log_min_messages = warning',
    "log_line_prefix = '%m [%p] '",
    '',
  ]
  const mine = userInfo().username
  write(folder, 'postgresql.conf', lines.join('\n'), account)
  write(folder, 'pg_hba.conf', 'local all all peer map=parley\n', account)
  write(folder, 'pg_ident.conf', `parley "${mine}" postgres\nparley "${mine}" parley\n`, account)
}

function write(folder: string, name: string, text: string, account: Account): void {
  const path = join(folder, name)
  writeFileSync(path, text, { mode: 0o600 })
  if (account.ids) chownSync(path, account.ids.uid, account.ids.gid)
}

function refuseOtherMajor(binaries: string, found: string): void {
  const ours = /\/(\d+)\.[^/]*$/.exec(binaries)?.[1]
  if (ours !== undefined && ours !== found) {
    throw new Error(
      `The database was made by PostgreSQL ${found} and this Parley brings ${ours}: start the Parley that made it.`,
    )
  }
}

function runProgram(program: string, args: readonly string[], cwd: string, account: Account): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: programEnvironment,
      stdio: ['ignore', 'ignore', 'pipe'],
      // Out of the terminal's process group: Ctrl-C is for the launcher, which stops the server last.
      detached: true,
      ...account.ids,
    })
    let said = ''
    child.stderr.on('data', (bytes: Buffer) => {
      said = (said + bytes.toString()).slice(-4000)
    })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(said.trim() || `${program} ended with code ${code}`))
    })
  })
}
