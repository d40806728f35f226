import type { Readable } from 'node:stream'
import type { RecordingId } from '#kernel/ids.ts'
import type { Result } from '#kernel/result.ts'

/** How the head of a file is made when its length is known; `stereoWav` of telephony/audio is one. */
export interface RecordingFormat {
  readonly fileExtension: string
  readonly headBytes: number
  head(fileBytes: number): Uint8Array
  durationMs(fileBytes: number): number
  wholeBytes(fileBytes: number): number
}

export type StorageFailure =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'invalid-id' }
  | { readonly kind: 'already-exists' }
  /** No space or quota left. */
  | { readonly kind: 'disk-full' }
  /** More than the bound waits to be written: the disk is too slow. */
  | { readonly kind: 'overloaded' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'invalid-range'; readonly fileBytes: number }
  | { readonly kind: 'io'; readonly code: string }

export interface StoredRecording {
  readonly recordingId: RecordingId
  /** Relative to the store's root, with forward slashes. */
  readonly path: string
  readonly bytes: number
  /** Lower-case hex, of the whole file. */
  readonly sha256: string
  readonly durationMs: number
  /** Why its end is missing, when the disk failed while it grew: what was written before is kept. */
  readonly cutShortBy?: StorageFailure
}

export interface RecordingWriter {
  /** Copies `bytes` into the queue. Never waits; `overloaded` when more than the bound would wait, and nothing is taken. */
  append(bytes: Uint8Array): Result<void, StorageFailure>
  /** Resolves when the queue is below half its bound, or with the failure that ended the writing. */
  drained(): Promise<Result<void, StorageFailure>>
  readonly pendingBytes: number
  /** Writes what waits, mends the head, syncs and gives the file its final name. Safe to call twice. */
  close(): Promise<Result<StoredRecording, StorageFailure>>
  /** Gives up and removes the unfinished file. */
  abandon(): Promise<void>
}

export interface RecordingRange {
  /** First byte, from 0. */
  readonly start: number
  /** Last byte, inclusive, as in HTTP; the end of the file when absent or beyond it. */
  readonly end?: number
}

export interface RecordingRead {
  readonly fileBytes: number
  readonly start: number
  /** Inclusive. */
  readonly end: number
  readonly stream: Readable
}

/** Where recordings are kept. No method throws for what a disk may do: each outcome is a value. */
export interface RecordingStore {
  open(recordingId: RecordingId): Promise<Result<RecordingWriter, StorageFailure>>
  read(recordingId: RecordingId, range?: RecordingRange): Promise<Result<RecordingRead, StorageFailure>>
  delete(recordingId: RecordingId): Promise<Result<void, StorageFailure>>
  /** Finishes the files that a crash left behind; call it before any `open`. What cannot be mended is left as it is. */
  repairUnfinished(): Promise<readonly StoredRecording[]>
}

/** What an error of the file system means. */
export function storageFailure(error: unknown): StorageFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  if (code === 'ENOENT') return { kind: 'not-found' }
  if (code === 'EEXIST') return { kind: 'already-exists' }
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return { kind: 'disk-full' }
  return { kind: 'io', code }
}
