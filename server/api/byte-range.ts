/**
 * The `Range` header of one request against a file of `fileBytes` bytes, RFC 9110 14.
 * - `whole`: no range, one that is not in bytes, or several at once, which a server may answer with all of it (14.2).
 * - `part`: the first and last byte, both included.
 * - `unsatisfiable`: 416.
 */
export type ByteRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' }

export function readByteRange(header: string | undefined, fileBytes: number): ByteRange {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return { kind: 'whole' }
  const [, first = '', last = ''] = match
  if (first === '') {
    // A suffix: the last so many bytes (14.1.2).
    const count = Math.min(Number(last), fileBytes)
    return count === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', start: fileBytes - count, end: fileBytes - 1 }
  }
  const start = Number(first)
  // An end before its start makes the header invalid, and an invalid one is ignored (14.1.1).
  if (last !== '' && Number(last) < start) return { kind: 'whole' }
  if (start >= fileBytes) return { kind: 'unsatisfiable' }
  return { kind: 'part', start, end: last === '' ? fileBytes - 1 : Math.min(Number(last), fileBytes - 1) }
}
