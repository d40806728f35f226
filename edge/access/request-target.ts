const mostBytes = 80
const startLine = /^(?:INVITE|ACK|CANCEL|PRACK) (?:sips?|tel):(\+?[0-9*#]{2,16})[@; ]/

/** The number in the start line of a call's request, read without parsing the message; undefined when it has none there. */
export function dialedInStartLine(bytes: Uint8Array): string | undefined {
  // I, A, C, P: most of what floods does not even begin so.
  const first = bytes[0]
  if (first !== 0x49 && first !== 0x41 && first !== 0x43 && first !== 0x50) return undefined
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, mostBytes)).toString('latin1')
  return startLine.exec(start)?.[1]
}
