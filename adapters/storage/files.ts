import type { Dirent } from 'node:fs'
import { mkdir, open, readdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { idTimeMs, isId, type RecordingId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { FileWriter, finishFile, type RecordingPlace } from './file-writer.ts'
import {
  type RecordingFormat,
  type RecordingRange,
  type RecordingRead,
  type RecordingStore,
  type RecordingWriter,
  type StorageFailure,
  type StoredRecording,
  storageFailure,
} from './outcomes.ts'

export interface FileStoreOptions {
  /** The folder under which recordings lie; made when it is not there. */
  readonly root: string
  readonly format: RecordingFormat
  /** How much one recording may have waiting in memory: 1 MiB by default, half a minute of stereo sound. */
  readonly maxPendingBytes?: number
}

const partialSuffix = '.partial'
/** A recording's folder is its day: `2026/05/31`. Nothing else in the root is looked at. */
const folderNames = [/^\d{4}$/, /^\d{2}$/, /^\d{2}$/]

/**
 * Recordings as local files, `YYYY/MM/DD/rec_….wav` by the UTC day in which the id was made. A file that grows is called
 * `.partial` and gets its name when it is whole and on the disk. Only well-formed ids become paths, so none leads outside.
 */
export function fileRecordingStore(options: FileStoreOptions): RecordingStore {
  const { root, format } = options
  const maxPendingBytes = options.maxPendingBytes ?? 1024 * 1024

  function placeOf(recordingId: RecordingId): Result<RecordingPlace, StorageFailure> {
    if (!isId('recording', recordingId)) return failure({ kind: 'invalid-id' })
    const day = new Date(idTimeMs(recordingId)).toISOString().slice(0, 10).split('-')
    // An id's 50 bits can tell a year of five digits and more; ours never do.
    if (day.length !== 3 || day[0]?.length !== 4) return failure({ kind: 'invalid-id' })
    const relativePath = `${day.join('/')}/${recordingId}.${format.fileExtension}`
    const finalPath = join(root, relativePath)
    return success({ recordingId, finalPath, partialPath: finalPath + partialSuffix, relativePath })
  }

  async function openWriter(recordingId: RecordingId): Promise<Result<RecordingWriter, StorageFailure>> {
    const place = placeOf(recordingId)
    if (!place.ok) return place
    const { finalPath, partialPath } = place.value
    try {
      await mkdir(dirname(finalPath), { recursive: true, mode: 0o750 })
      if (await exists(finalPath)) return failure({ kind: 'already-exists' })
      const handle = await open(partialPath, 'wx', 0o640)
      try {
        await handle.write(format.head(format.headBytes), 0, format.headBytes, 0)
      } catch (error) {
        await handle.close()
        await unlink(partialPath).catch(() => undefined)
        return failure(storageFailure(error))
      }
      return success(new FileWriter(handle, place.value, format, maxPendingBytes))
    } catch (error) {
      return failure(storageFailure(error))
    }
  }

  async function read(
    recordingId: RecordingId,
    range?: RecordingRange,
  ): Promise<Result<RecordingRead, StorageFailure>> {
    const place = placeOf(recordingId)
    if (!place.ok) return place
    try {
      const handle = await open(place.value.finalPath, 'r')
      const fileBytes = (await handle.stat()).size
      const start = range?.start ?? 0
      const end = Math.min(range?.end ?? Number.POSITIVE_INFINITY, fileBytes - 1)
      if (!Number.isSafeInteger(start) || start < 0 || start > end || !Number.isSafeInteger(end)) {
        await handle.close()
        return failure({ kind: 'invalid-range', fileBytes })
      }
      // The stream owns the handle: it closes it at its end and when it is destroyed.
      return success({ fileBytes, start, end, stream: handle.createReadStream({ start, end }) })
    } catch (error) {
      return failure(storageFailure(error))
    }
  }

  async function remove(recordingId: RecordingId): Promise<Result<void, StorageFailure>> {
    const place = placeOf(recordingId)
    if (!place.ok) return place
    try {
      await unlink(place.value.finalPath)
      return success(undefined)
    } catch (error) {
      return failure(storageFailure(error))
    }
  }

  async function repairUnfinished(): Promise<readonly StoredRecording[]> {
    const repaired: StoredRecording[] = []
    for (const recordingId of await unfinished(root, format)) {
      const place = placeOf(recordingId)
      if (!place.ok) continue
      try {
        if (await exists(place.value.finalPath)) continue
        const handle = await open(place.value.partialPath, 'r+')
        const finished = await finishFile(handle, place.value, format, (await handle.stat()).size)
        if (finished.ok) repaired.push(finished.value)
      } catch {
        // It stays as it is and is tried again at the next start.
      }
    }
    return repaired
  }

  return { open: openWriter, read, delete: remove, repairUnfinished }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

/** The ids of the partial files under `root`, in folders that are days. */
async function unfinished(root: string, format: RecordingFormat): Promise<RecordingId[]> {
  let folders = [root]
  for (const pattern of folderNames) {
    const deeper: string[] = []
    for (const folder of folders) {
      for (const entry of await entriesOf(folder)) {
        if (entry.isDirectory() && pattern.test(entry.name)) deeper.push(join(folder, entry.name))
      }
    }
    folders = deeper
  }
  const ids: RecordingId[] = []
  const suffix = `.${format.fileExtension}${partialSuffix}`
  for (const folder of folders) {
    for (const entry of await entriesOf(folder)) {
      const name = entry.name.slice(0, -suffix.length)
      if (entry.isFile() && entry.name.endsWith(suffix) && isId('recording', name)) ids.push(name)
    }
  }
  return ids
}

const entriesOf = async (folder: string): Promise<Dirent[]> => readdir(folder, { withFileTypes: true }).catch(() => [])
