import { spawn } from 'node:child_process'
import { closeSync, existsSync, lstatSync, openSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureFolder } from '../system/folders.ts'
import { isAlive, sendSignal, waitUntilGone, workingFolder } from '../system/processes.ts'
import type { Account } from './embedded-account.ts'
import { programEnvironment } from './embedded-cluster.ts'

/** What a running server wrote into `postmaster.pid` (PostgreSQL's miscinit.c, CreateLockFile). */
export interface PostmasterFile {
  readonly pid: number
  readonly socketDir: string
  /** `starting`, `ready`, `stopping` or `standby`; empty at the very beginning. */
  readonly status: string
}

export function readPostmasterFile(folder: string): PostmasterFile | undefined {
  const path = join(folder, 'postmaster.pid')
  if (!existsSync(path)) return undefined
  const lines = readFileSync(path, 'utf8').split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 1) return undefined
  return { pid, socketDir: lines[4]?.trim() ?? '', status: lines[7]?.trim() ?? '' }
}

/**
 * The server that already runs on `folder`, once it is ready: it outlives a launcher that was killed. A file that names a
 * process which is no PostgreSQL (ids are used again after a reboot, and in containers at once) is removed.
 */
export async function findRunning(folder: string, waitMs = 30_000): Promise<PostmasterFile | undefined> {
  for (let waitedMs = 0; waitedMs < waitMs; waitedMs += 50) {
    const found = readPostmasterFile(folder)
    if (found === undefined || !isAlive(found.pid)) return undefined
    if (!isServerOf(found.pid, folder)) {
      rmSync(join(folder, 'postmaster.pid'), { force: true })
      return undefined
    }
    if (found.status === 'ready') return found
    await sleep(50)
  }
  throw new Error(
    `A PostgreSQL on ${folder} has been starting or stopping for ${waitMs / 1000} seconds: look into its log.`,
  )
}

/** A server works in the folder of its files, and no other program does. */
function isServerOf(pid: number, folder: string): boolean {
  const works = workingFolder(pid)
  // Where the system does not tell, believe the file: two servers on one folder would be worse than none.
  return works === undefined || works === realpathSync(folder)
}

/**
 * Starts the server on `folder` and resolves when it answers. Throws the end of its log when it does not. After a kill the
 * old server's workers may take a moment to notice and to let go of the memory that they shared: that is waited for.
 */
export async function startPostmaster(
  binaries: string,
  folder: string,
  logPath: string,
  account: Account,
): Promise<PostmasterFile> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(binaries, folder, logPath, account)
    } catch (error) {
      const isStillHeld = /shared memory block .* is still in use/.test((error as Error).message)
      if (!isStillHeld || attempt === 20) throw error
      await sleep(500)
    }
  }
}

async function startOnce(
  binaries: string,
  folder: string,
  logPath: string,
  account: Account,
  waitMs = 60_000,
): Promise<PostmasterFile> {
  const tooLong = (statSync(logPath, { throwIfNoEntry: false })?.size ?? 0) > 10_000_000
  const log = openSync(logPath, tooLong ? 'w' : 'a', 0o600)
  const logStart = statSync(logPath).size
  const child = spawn(join(binaries, 'bin', 'postgres'), ['-D', folder], {
    cwd: folder,
    env: programEnvironment,
    stdio: ['ignore', log, log],
    // Its own session: neither Ctrl-C nor the death of the launcher reaches it, and the next launcher adopts it.
    detached: true,
    ...account.ids,
  })
  closeSync(log)
  let ended = false
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  failed.catch(() => {})
  child.once('exit', () => {
    ended = true
  })
  child.unref()
  for (let waitedMs = 0; !ended && waitedMs < waitMs; waitedMs += 20) {
    const found = readPostmasterFile(folder)
    if (found?.pid === child.pid && found?.status === 'ready') return found
    await Promise.race([sleep(20), failed])
  }
  if (!ended && child.pid !== undefined) sendSignal(child.pid, 'SIGQUIT')
  throw new Error(
    readFileSync(logPath, 'utf8').slice(logStart).trim().slice(-2000) || 'PostgreSQL ended without a word',
  )
}

/**
 * Stops the server: a fast shutdown (open transactions are rolled back, everything is written), an immediate one when that
 * takes too long (the next start then replays the log), and the axe last.
 */
export async function stopPostmaster(pid: number, fastMs = 20_000): Promise<void> {
  sendSignal(pid, 'SIGINT')
  if (await waitUntilGone(pid, fastMs)) return
  sendSignal(pid, 'SIGQUIT')
  if (await waitUntilGone(pid, 5000)) return
  sendSignal(pid, 'SIGKILL')
  await waitUntilGone(pid, 2000)
}

/** Resolves when the server is gone, whoever started it. */
export async function untilPostmasterEnds(pid: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && isAlive(pid)) await sleep(500, undefined, { signal, ref: false }).catch(() => {})
}

/** Makes the folder of the socket, open to its owner alone. Throws when somebody else has put something there. */
export function ensureSocketDir(path: string, account: Account): void {
  ensureFolder(path, 0o700)
  // lstat: in a folder that everybody can write to, a link could lead anywhere.
  const found = lstatSync(path)
  const uid = account.ids?.uid ?? process.getuid?.() ?? found.uid
  const isOurs = found.isDirectory() && (found.uid === uid || found.uid === process.getuid?.())
  if (!isOurs || (found.mode & 0o077) !== 0) {
    throw new Error(`${path} belongs to somebody else or is open to others: remove it.`)
  }
}
