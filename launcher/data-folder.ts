import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { ensureFolder } from '#adapters/system/folders.ts'
import { failure, type Result, success } from '#kernel/result.ts'

/** Below this a start is refused: PostgreSQL's first log segment alone has 16 MiB, and a full disk stops every write. */
export const leastFreeBytes = 128 * 1_048_576

/** Makes the data folder and sees that it can be written to and has room. Fails with a sentence. */
export function prepareDataFolder(dataDir: string): Result<{ freeBytes: number }, string> {
  try {
    // Others may pass through (as root, PostgreSQL's own user must) but not look inside.
    ensureFolder(dataDir, 0o711)
    if (!statSync(dataDir).isDirectory()) return failure(`${dataDir} (PARLEY_DATA_DIR) is a file and not a folder.`)
    const { bavail, bsize } = statfsSync(dataDir)
    const freeBytes = bavail * bsize
    if (freeBytes < leastFreeBytes) return failure(fullDisk(dataDir))
    tryToWrite(join(dataDir, `.write-test-${process.pid}`))
    return success({ freeBytes })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC' || code === 'EDQUOT') return failure(fullDisk(dataDir))
    return failure(
      `Parley may not write to ${dataDir} (${message}): set PARLEY_DATA_DIR to a folder that it may write to.`,
    )
  }
}

const fullDisk = (dataDir: string): string =>
  `The disk that holds ${dataDir} has less than ${leastFreeBytes / 1_048_576} MB left: make room, or set PARLEY_DATA_DIR to another disk.`

/** Really writes: quotas and read-only file systems do not show in the mode bits. */
function tryToWrite(path: string): void {
  const file = openSync(path, 'w', 0o600)
  try {
    writeSync(file, Buffer.alloc(4096))
    fsyncSync(file)
  } finally {
    closeSync(file)
    rmSync(path, { force: true })
  }
}
