import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive, startMark } from '#adapters/system/processes.ts'
import { failure, type Result, success } from '#kernel/result.ts'

interface Holder {
  readonly pid: number
  /** Tells a process from a later one with the same id. */
  readonly mark: string
}

export interface FolderLock {
  /** Whether it was taken over from a launcher that was killed: its children may still be on their way out. */
  readonly wasLeftBehind: boolean
  release(): void
}

/** Who runs Parley on this data folder now; undefined when nobody does. */
export function lockHolder(dataDir: string): number | undefined {
  const holder = read(lockPath(dataDir))
  return holder && isRunning(holder) ? holder.pid : undefined
}

/**
 * Takes the data folder for this process until `release`. Fails with a sentence when another Parley that still runs has it;
 * what a killed one left is taken over.
 */
export function lockFolder(dataDir: string): Result<FolderLock, string> {
  const path = lockPath(dataDir)
  const mine = `${path}.${process.pid}`
  const holder: Holder = { pid: process.pid, mark: startMark(process.pid) }
  writeFileSync(mine, JSON.stringify(holder), { mode: 0o600 })
  let wasLeftBehind = false
  try {
    for (let attempt = 0; attempt < 10; attempt++) {
      if (linkIfFree(mine, path)) return success({ wasLeftBehind, release: () => rmSync(path, { force: true }) })
      const found = read(path)
      if (found && isRunning(found)) {
        return failure(
          `Parley already runs on ${dataDir} (process ${found.pid}): stop that one, or set PARLEY_DATA_DIR to another folder.`,
        )
      }
      removeStale(path, found)
      wasLeftBehind = true
    }
    return failure(`The lock ${path} changes all the time: another Parley is being started on ${dataDir}.`)
  } finally {
    rmSync(mine, { force: true })
  }
}

const lockPath = (dataDir: string): string => join(dataDir, 'launcher.lock')

/** link() either makes the name or finds it there, in one step. */
function linkIfFree(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Two starters may both see the same stale lock: the slower one must not take away the lock that the faster one made. */
function removeStale(path: string, seen: Holder | undefined): void {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  const taken = read(aside)
  if (taken && (taken.pid !== seen?.pid || taken.mark !== seen.mark)) linkIfFree(aside, path)
  rmSync(aside, { force: true })
}

function read(path: string): Holder | undefined {
  try {
    const { pid, mark } = JSON.parse(readFileSync(path, 'utf8'))
    return Number.isInteger(pid) && typeof mark === 'string' ? { pid, mark } : undefined
  } catch {
    return undefined
  }
}

const isRunning = ({ pid, mark }: Holder): boolean => isAlive(pid) && startMark(pid) === mark
