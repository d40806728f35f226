/** A body of several parts (RFC 2046 5.1.3, RFC 5621 3). */
export interface BodyPart {
  readonly type: string
  /** Content-Disposition. */
  readonly disposition: string
  readonly bytes: Uint8Array
}

/** @param boundary a token of 1 to 70 characters that stands in none of the parts: take it from chance */
export function multipartBody(
  parts: readonly BodyPart[],
  boundary: string,
): { readonly type: string; readonly bytes: Uint8Array } {
  const pieces = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\r\nContent-Type: ${part.type}\r\nContent-Disposition: ${part.disposition}\r\n\r\n`),
    Buffer.from(part.bytes),
    Buffer.from('\r\n'),
  ])
  return {
    type: `multipart/mixed;boundary=${boundary}`,
    bytes: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  }
}
