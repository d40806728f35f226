import type { Readable } from 'node:stream'
import type { Result } from '#kernel/result.ts'
import type { StorageFailure } from './outcomes.ts'

/** Where files of recordings are kept: on this machine's disk, or as objects of an S3-compatible store. */
export interface ObjectStore {
  readonly kind: 'disk' | 's3'
  /** How many bytes it has. */
  size(key: string): Promise<Result<number, StorageFailure>>
  /** The bytes from `start` to `end`, both included and both within it. Whoever does not read to the end destroys the stream. */
  read(key: string, start: number, end: number): Promise<Result<Readable, StorageFailure>>
  /** Takes the file at `path`, whole, or nothing. Succeeds only when the store says that it has these bytes. */
  put(
    key: string,
    path: string,
    file: { readonly bytes: number; readonly sha256: string },
  ): Promise<Result<void, StorageFailure>>
  /** Deletes it and whatever was begun under its name. Succeeds also when nothing was there. */
  delete(key: string): Promise<Result<void, StorageFailure>>
}

/** A key is a path below the store's root: letters, digits, `-`, `_` and `.`, in folders, none of them hidden. */
export const isKey = (key: string): boolean =>
  key.length <= 512 && key.split('/').every((part) => /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(part))
