/** What may go wrong with a store. No method of one throws for what a disk or a network may do: each outcome is a value. */
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
  /** Recordings are encrypted, and the key that this needs is not here. */
  | { readonly kind: 'no-key'; readonly keyId?: string }
  /** It is not what was written: changed, cut, or another file. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'io'; readonly code: string }

/** What an error of the file system means. */
export function storageFailure(error: unknown): StorageFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'not-found' }
  if (code === 'EEXIST') return { kind: 'already-exists' }
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return { kind: 'disk-full' }
  return { kind: 'io', code }
}
