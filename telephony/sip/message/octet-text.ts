/**
 * The text of a message is held as "octet text": one character an octet, so that what we echo (Via, From, Call-ID, tags)
 * leaves byte for byte as it came, whatever its encoding. RFC 3261 7 makes it UTF-8; a human reads it through `readable`.
 */

/** UTF-8 meaning of octet text, without control characters; malformed sequences become U+FFFD. */
export function readable(octets: string): string {
  const text = /[\x80-\xff]/.test(octets) ? Buffer.from(octets, 'latin1').toString('utf8') : octets
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is being removed
  return text.replace(/[\x00-\x1f\x7f]/g, '')
}

/** Octet text of a JavaScript string. */
export function octets(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1')
}

export function octetsOfBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

export function bytesOfOctets(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

/** Without SP and HTAB around it. JavaScript's own trimming would take octets of UTF-8 letters too: the last of "à" looks like a space. */
export function trimWhite(octets: string, from = 0): string {
  let start = from
  let end = octets.length
  while (start < end && isWhite(octets.charCodeAt(start))) start++
  while (end > start && isWhite(octets.charCodeAt(end - 1))) end--
  return octets.slice(start, end)
}

export function isWhite(code: number): boolean {
  return code === 0x20 || code === 0x09
}
