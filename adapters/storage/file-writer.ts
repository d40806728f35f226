import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { RecordingId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import {
  type RecordingFormat,
  type RecordingWriter,
  type StorageFailure,
  type StoredRecording,
  storageFailure,
} from './outcomes.ts'

/** Where one recording lies: its name while it grows, its name for good, and that name relative to the root. */
export interface RecordingPlace {
  readonly recordingId: RecordingId
  readonly partialPath: string
  readonly finalPath: string
  readonly relativePath: string
}

/** What is needed of an open file. */
export type GrowingFile = Pick<FileHandle, 'write' | 'truncate' | 'sync' | 'close'>

/** One file being recorded: a queue in memory, and at most one write under way. */
export class FileWriter implements RecordingWriter {
  readonly #handle: GrowingFile
  readonly #place: RecordingPlace
  readonly #format: RecordingFormat
  readonly #maxPendingBytes: number
  #queue: Buffer[] = []
  #pending = 0
  #written: number
  #writing: Promise<void> | undefined
  #failure: StorageFailure | undefined
  #closing: Promise<Result<StoredRecording, StorageFailure>> | undefined
  #abandoned = false
  #waiters: (() => void)[] = []

  constructor(handle: GrowingFile, place: RecordingPlace, format: RecordingFormat, maxPendingBytes: number) {
    this.#handle = handle
    this.#place = place
    this.#format = format
    this.#maxPendingBytes = maxPendingBytes
    this.#written = format.headBytes
  }

  get pendingBytes(): number {
    return this.#pending
  }

  append(bytes: Uint8Array): Result<void, StorageFailure> {
    if (this.#failure !== undefined) return failure(this.#failure)
    if (this.#closing !== undefined || this.#abandoned) return failure({ kind: 'closed' })
    if (this.#pending + bytes.length > this.#maxPendingBytes) return failure({ kind: 'overloaded' })
    if (bytes.length === 0) return success(undefined)
    this.#queue.push(Buffer.from(bytes))
    this.#pending += bytes.length
    this.#writing ??= this.#writeQueue()
    return success(undefined)
  }

  async drained(): Promise<Result<void, StorageFailure>> {
    while (this.#failure === undefined && this.#pending > this.#maxPendingBytes / 2) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve))
    }
    return this.#failure === undefined ? success(undefined) : failure(this.#failure)
  }

  close(): Promise<Result<StoredRecording, StorageFailure>> {
    this.#closing ??= this.#finish()
    return this.#closing
  }

  async abandon(): Promise<void> {
    if (this.#closing !== undefined || this.#abandoned) return
    this.#abandoned = true
    this.#pending = 0
    this.#queue = []
    await this.#writing
    await this.#handle.close().catch(() => undefined)
    await unlink(this.#place.partialPath).catch(() => undefined)
  }

  async #writeQueue(): Promise<void> {
    while (this.#queue.length > 0 && this.#failure === undefined) {
      const batch = this.#queue
      this.#queue = []
      try {
        for (const bytes of batch) {
          await this.#write(bytes)
          this.#pending -= bytes.length
        }
      } catch (error) {
        this.#failure = storageFailure(error)
        this.#queue = []
        this.#pending = 0
      }
      for (const wake of this.#waiters.splice(0)) wake()
    }
    this.#writing = undefined
  }

  /** `write` may take less than it is given: what it took counts even if the rest then fails. */
  async #write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, this.#written)
      done += bytesWritten
      this.#written += bytesWritten
    }
  }

  /** What was written before a failure is kept: an hour of talk is worth more than its last second. */
  async #finish(): Promise<Result<StoredRecording, StorageFailure>> {
    if (this.#abandoned) return failure({ kind: 'closed' })
    await this.#writing
    const finished = await finishFile(this.#handle, this.#place, this.#format, this.#written)
    if (this.#failure === undefined || !finished.ok) return finished
    return success({ ...finished.value, cutShortBy: this.#failure })
  }
}

/**
 * Makes a file of `fileBytes` whole: cut to whole samples, head mended, on the disk, and under its final name, in that
 * order, so that a file with a final name is always whole. Closes the handle.
 */
export async function finishFile(
  handle: GrowingFile,
  place: RecordingPlace,
  format: RecordingFormat,
  fileBytes: number,
): Promise<Result<StoredRecording, StorageFailure>> {
  try {
    const bytes = Math.max(format.headBytes, format.wholeBytes(fileBytes))
    try {
      await handle.truncate(bytes)
      await handle.write(format.head(bytes), 0, format.headBytes, 0)
      await handle.sync()
    } finally {
      await handle.close()
    }
    const sha256 = await hashFile(place.partialPath)
    await rename(place.partialPath, place.finalPath)
    await syncFolder(dirname(place.finalPath))
    const { recordingId, relativePath: path } = place
    return success({ recordingId, path, bytes, sha256, durationMs: format.durationMs(bytes) })
  } catch (error) {
    return failure(storageFailure(error))
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** A rename is safe from a power cut once its folder is synced. Some file systems cannot; the file itself is safe. */
async function syncFolder(path: string): Promise<void> {
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
