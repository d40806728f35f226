import type { Selectable } from 'kysely'
import type { RecordingTable } from '#adapters/postgres/schema.ts'
import { type ObjectStore, openRecording, type RecordingFile, type StorageFailure } from '#adapters/storage/index.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { RecordingKeys } from './keys.ts'

/** What says where a recording lies. */
export type RecordingRow = Pick<Selectable<RecordingTable>, 'recording_id' | 'path' | 'bytes' | 'stored_in'>

export interface RecordingArchive {
  /**
   * Opens a recording for reading, wherever it lies, decrypted. `damaged` also when the file is not as long as it was: cut off
   * where a chunk ends, it would otherwise pass for one that a crash cut off.
   */
  open(row: RecordingRow): Promise<Result<RecordingFile, StorageFailure>>
  /** The store of a place; undefined: it is not set up (any more). */
  storeOf(place: RecordingRow['stored_in']): ObjectStore | undefined
  /** Where recordings are kept for good. */
  readonly lasting: ObjectStore
  readonly keys: RecordingKeys
}

/** @param parts.s3 given: recordings are kept there for good, and on the disk only until they are */
export function createArchive(parts: {
  readonly disk: ObjectStore
  readonly s3?: ObjectStore | undefined
  readonly keys: RecordingKeys
}): RecordingArchive {
  const { disk, s3, keys } = parts
  const storeOf = (place: RecordingRow['stored_in']) => (place === 's3' ? s3 : disk)
  return {
    lasting: s3 ?? disk,
    keys,
    storeOf,
    async open({ recording_id, path, bytes, stored_in }) {
      const store = storeOf(stored_in)
      if (path === null) return failure({ kind: 'not-found' })
      if (store === undefined) return failure({ kind: 'io', code: 'no-such-store' })
      if (bytes !== null) {
        const size = await store.size(path)
        if (!size.ok) return size
        if (size.value !== bytes) return failure({ kind: 'damaged' })
      }
      const opened = await openRecording(store, path, recording_id, (keyId) => keys.of(keyId))
      return opened.ok ? success(opened.value) : opened
    },
  }
}
