import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { failure, type Result, success } from '#kernel/result.ts'
import { isKey, type ObjectStore } from './objects.ts'
import { type StorageFailure, storageFailure } from './outcomes.ts'
import { partialSuffix } from './recording-path.ts'

/** Files of this machine under `root`. A file that grows is called `.partial` and gets its name when it is on the disk. */
export function diskObjects(root: string): ObjectStore {
  const pathOf = (key: string): Result<string, StorageFailure> =>
    isKey(key) ? success(join(root, key)) : failure({ kind: 'invalid-id' })

  return {
    kind: 'disk',
    async size(key) {
      const path = pathOf(key)
      if (!path.ok) return path
      try {
        const found = await stat(path.value)
        return found.isFile() ? success(found.size) : failure({ kind: 'not-found' })
      } catch (error) {
        return failure(storageFailure(error))
      }
    },

    async read(key, start, end) {
      const path = pathOf(key)
      if (!path.ok) return path
      try {
        const handle = await open(path.value, 'r')
        // The stream owns the handle: it closes it at its end and when it is destroyed.
        return success(handle.createReadStream({ start, end }))
      } catch (error) {
        return failure(storageFailure(error))
      }
    },

    async put(key, from, { bytes, sha256 }) {
      const path = pathOf(key)
      if (!path.ok) return path
      const partial = path.value + partialSuffix
      try {
        await mkdir(dirname(path.value), { recursive: true, mode: 0o750 })
        await pipeline(createReadStream(from), createWriteStream(partial, { mode: 0o640, flush: true }))
        if ((await stat(partial)).size !== bytes || (await hashOf(partial)) !== sha256) {
          await unlink(partial)
          return failure({ kind: 'damaged' })
        }
        await rename(partial, path.value)
        await syncFolder(dirname(path.value))
        return success(undefined)
      } catch (error) {
        await unlink(partial).catch(() => undefined)
        return failure(storageFailure(error))
      }
    },

    async delete(key) {
      const path = pathOf(key)
      if (!path.ok) return path
      for (const one of [path.value + partialSuffix, path.value]) {
        const gone = await unlink(one).then(
          () => success(undefined),
          (error: unknown) => failure(storageFailure(error)),
        )
        if (!gone.ok && gone.error.kind !== 'not-found') return gone
      }
      return success(undefined)
    },
  }
}

/** SHA-256 of a file, lower-case hexadecimal. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Buffer)
  return hash.digest('hex')
}

/** A rename is safe from a power cut once its folder is synced. Some file systems cannot; the file itself is safe. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch {
    // Nothing is lost: after a power cut the file is found as unfinished and mended.
  }
}
