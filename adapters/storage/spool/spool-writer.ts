import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { RecordingId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { syncFolder } from '../disk-objects.ts'
import { type StorageFailure, storageFailure } from '../outcomes.ts'
import { ChunkCipher, contentOf, headBytes, type SealedHead, writeHead } from '../sealed/format.ts'
import type { WriteSlots } from './write-slots.ts'

/** A file that the edge has finished, or that was finished for it after a crash. */
export interface SpooledFile {
  readonly recordingId: RecordingId
  /** Relative to the spool's root, with forward slashes. */
  readonly path: string
  readonly bytes: number
  /** Lower-case hexadecimal, of the whole file as it lies there. */
  readonly sha256: string
  readonly durationMs: number
  /** Under which key it is encrypted; absent: it is plain, and from before recordings were encrypted. */
  readonly keyId?: string
}

/** What happened at the disk: whoever watches it says so to people. */
export interface DiskWatch {
  wrote(): void
  failed(failure: StorageFailure): void
}

export interface SpoolPlace {
  readonly recordingId: RecordingId
  readonly partialPath: string
  readonly finalPath: string
  readonly relativePath: string
}

/** What is needed of an open file. */
export type GrowingFile = Pick<FileHandle, 'write' | 'truncate' | 'sync' | 'close'>

/** The system's own calls, so that a test can be a disk that is full, slow or dead. */
export interface SpoolFiles {
  mkdir(path: string): Promise<unknown>
  open(path: string, flags: number): Promise<GrowingFile>
  exists(path: string): Promise<boolean>
  rename(from: string, to: string): Promise<void>
}

export const realFiles: SpoolFiles = {
  mkdir: (path) => mkdir(path, { recursive: true, mode: 0o750 }),
  open: (path, flags) => open(path, flags, 0o640),
  exists: async (path) => (await stat(path).catch(() => undefined)) !== undefined,
  rename: async (from, to) => {
    await rename(from, to)
    await syncFolder(dirname(to))
  },
}

export interface SpoolWriterParts {
  readonly slots: WriteSlots
  readonly files: SpoolFiles
  readonly watch: DiskWatch
  readonly monotonicMs: () => number
  /** How long the disk may be gone after the end of a recording before what is missing of it is given up. */
  readonly giveUpAfterMs: number
  /** Nothing of it waits any more. */
  readonly done: () => void
}

const firstRetryMs = 250
const longestRetryMs = 2000
/** Written at once when much waits: half a minute. */
const chunksAtOnce = 64

/**
 * One recording that grows. Sound goes in at any pace, is encrypted chunk by chunk, and waits in memory for the disk, also
 * for the making of its file: a full or dead disk is tried again and again, and whatever waits is written once it is well.
 */
export class SpoolWriter {
  readonly #parts: SpoolWriterParts
  readonly #place: SpoolPlace
  readonly #head: SealedHead
  readonly #cipher: ChunkCipher
  readonly #plain: Buffer
  #plainBytes = 0
  #nextChunk = 0
  /** Encrypted and not written yet, each with the moment from which it waits. */
  #queue: { readonly bytes: Uint8Array; readonly sinceMs: number }[] = []
  #handle: GrowingFile | undefined
  #fileBytes = 0
  readonly #hash = createHash('sha256')
  #writing: Promise<void> | undefined
  #closing: Promise<Result<SpooledFile, StorageFailure>> | undefined
  #fatal: StorageFailure | undefined
  #isBegun = false
  #giveUpAtMs = Number.POSITIVE_INFINITY

  constructor(parts: SpoolWriterParts, place: SpoolPlace, head: SealedHead, master: Uint8Array) {
    this.#parts = parts
    this.#place = place
    this.#head = head
    this.#plain = Buffer.allocUnsafe(head.chunkBytes)
    const headOfFile = writeHead(head)
    this.#cipher = new ChunkCipher(master, place.recordingId, headOfFile)
    this.#enqueue(headOfFile)
  }

  /** Since when the oldest sound that is not on the disk waits for it, as milliseconds from now. */
  get waitingMs(): number {
    const oldest = this.#queue[0]
    return oldest === undefined ? 0 : Math.max(0, this.#parts.monotonicMs() - oldest.sinceMs)
  }

  /** Copies `bytes`. Never waits; `overloaded` when memory is full of what waits: nothing was taken, and it can be repeated. */
  append(bytes: Uint8Array): Result<void, StorageFailure> {
    if (this.#fatal !== undefined) return failure(this.#fatal)
    if (this.#closing !== undefined) return failure({ kind: 'closed' })
    if (!this.#parts.slots.reserve(bytes.length)) return failure({ kind: 'overloaded' })
    for (let at = 0; at < bytes.length; ) {
      const taken = Math.min(bytes.length - at, this.#plain.length - this.#plainBytes)
      this.#plain.set(bytes.subarray(at, at + taken), this.#plainBytes)
      this.#plainBytes += taken
      at += taken
      if (this.#plainBytes === this.#plain.length) this.#seal(false)
    }
    return success(undefined)
  }

  /** Writes what waits, syncs, and gives the file its final name. Safe to call twice. */
  close(): Promise<Result<SpooledFile, StorageFailure>> {
    this.#closing ??= this.#finish().finally(this.#parts.done)
    return this.#closing
  }

  /** Lets a disk that is not there keep nobody waiting any longer: what it has not taken by then is missing. */
  giveUpIn(afterMs: number): void {
    this.#giveUpAtMs = Math.min(this.#giveUpAtMs, this.#parts.monotonicMs() + afterMs)
  }

  #seal(isLast: boolean): void {
    const content = this.#plain.subarray(0, this.#plainBytes)
    this.#enqueue(this.#cipher.seal(content, this.#nextChunk++, isLast), this.#plainBytes)
    this.#plainBytes = 0
  }

  /** @param reserved of these bytes, how many were reserved before they were encrypted */
  #enqueue(bytes: Uint8Array, reserved = 0): void {
    // A tag's 16 bytes over the bound are no reason to lose a chunk.
    this.#parts.slots.free(reserved - bytes.length)
    this.#queue.push({ bytes, sinceMs: this.#parts.monotonicMs() })
    this.#writing ??= this.#write()
  }

  async #write(): Promise<void> {
    let retryMs = firstRetryMs
    while (this.#queue.length > 0 && this.#fatal === undefined) {
      const batch = this.#queue.slice(0, chunksAtOnce)
      const outcome = await this.#parts.slots.run(() => this.#writeBatch(batch))
      if (outcome.ok) {
        this.#parts.watch.wrote()
        retryMs = firstRetryMs
        continue
      }
      if (outcome.error.kind === 'already-exists') {
        this.#fatal = outcome.error
        break
      }
      this.#parts.watch.failed(outcome.error)
      if (this.#parts.monotonicMs() >= this.#giveUpAtMs) {
        this.#fatal = outcome.error
        break
      }
      await delay(retryMs)
      retryMs = Math.min(retryMs * 2, longestRetryMs)
    }
    if (this.#fatal !== undefined) this.#drop()
    this.#writing = undefined
  }

  #drop(): void {
    for (const { bytes } of this.#queue) this.#parts.slots.free(bytes.length)
    this.#parts.slots.free(this.#plainBytes)
    this.#plainBytes = 0
    this.#queue = []
  }

  async #writeBatch(batch: readonly { readonly bytes: Uint8Array }[]): Promise<Result<void, StorageFailure>> {
    try {
      this.#handle ??= await this.#openFile()
      const [one, another] = batch
      const bytes =
        one !== undefined && another === undefined ? one.bytes : Buffer.concat(batch.map(({ bytes }) => bytes))
      // What a write took before it failed is written again at its place: the bytes are the same.
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, this.#fileBytes + done)
        done += bytesWritten
      }
      this.#hash.update(bytes)
      this.#fileBytes += bytes.length
      this.#queue.splice(0, batch.length)
      this.#parts.slots.free(bytes.length)
      return success(undefined)
    } catch (error) {
      const why = storageFailure(error)
      // A disk that comes back may leave the handle dead; one that was only full does not.
      if (why.kind !== 'disk-full') await this.#letGo()
      return failure(why)
    }
  }

  async #openFile(): Promise<GrowingFile> {
    const { files } = this.#parts
    const { partialPath, finalPath } = this.#place
    await files.mkdir(dirname(partialPath))
    const { O_CREAT, O_EXCL, O_RDWR } = constants
    if (this.#isBegun) return files.open(partialPath, O_CREAT | O_RDWR)
    if (await files.exists(finalPath)) throw Object.assign(new Error('There is one already.'), { code: 'EEXIST' })
    const handle = await files.open(partialPath, O_CREAT | O_EXCL | O_RDWR)
    this.#isBegun = true
    return handle
  }

  async #letGo(): Promise<void> {
    const handle = this.#handle
    this.#handle = undefined
    await handle?.close().catch(() => undefined)
  }

  /** What was written before a failure is kept: an hour of talk is worth more than its last second. */
  async #finish(): Promise<Result<SpooledFile, StorageFailure>> {
    if (this.#fatal === undefined) this.#seal(true)
    this.giveUpIn(this.#parts.giveUpAfterMs)
    await this.#writing
    if (this.#fatal !== undefined && this.#fileBytes <= headBytes) {
      await this.#letGo()
      return failure(this.#fatal)
    }
    let named = await this.#name()
    for (let retryMs = firstRetryMs; !named.ok; retryMs = Math.min(retryMs * 2, longestRetryMs)) {
      this.#parts.watch.failed(named.error)
      // Its name stays `.partial`, and the next start finishes it.
      if (this.#parts.monotonicMs() >= this.#giveUpAtMs) return named
      await delay(retryMs)
      named = await this.#name()
    }
    const { recordingId, relativePath: path } = this.#place
    const { chunkBytes, channels, rateHz, keyId } = this.#head
    const content = contentOf(chunkBytes, this.#fileBytes)
    const durationMs = (content.bytes / (channels * 2) / rateHz) * 1000
    return success({ recordingId, path, bytes: this.#fileBytes, sha256: this.#hash.digest('hex'), durationMs, keyId })
  }

  #name(): Promise<Result<void, StorageFailure>> {
    const { files, slots } = this.#parts
    return slots.run(async () => {
      try {
        this.#handle ??= await files.open(this.#place.partialPath, constants.O_RDWR)
        // A chunk that was given up may have left a piece of itself.
        await this.#handle.truncate(this.#fileBytes)
        await this.#handle.sync()
        await this.#handle.close()
        this.#handle = undefined
        await files.rename(this.#place.partialPath, this.#place.finalPath)
        return success(undefined)
      } catch (error) {
        await this.#letGo()
        return failure(storageFailure(error))
      }
    })
  }
}
