/** What must not leave the edge in a capture: answers to a challenge (they can be guessed offline) and keys of media. */
const secrets: readonly (readonly [line: RegExp, secret: RegExp])[] = [
  // Also folded over several lines, and without the quotes that RFC 7616 wants.
  [/(?:^|\r\n)(?:proxy-)?authorization[ \t]*:(?:[^\r\n]|\r\n(?=[ \t]))*/gi, /(\bresponse\s*=\s*"?)([^"\s,]*)/gi],
  // RFC 4568 9.1: several keys, one after the other. Lines of a description may end in LF alone.
  [/[\r\n]a=crypto:[^\r\n]*/gi, /(inline:)([^\s|;]*)/gi],
  [/[\r\n]a=ice-pwd:[^\r\n]*/gi, /(:)(\S*)/g],
]

/** The same message, as long as before, with its secrets crossed out. */
export function withoutSecrets(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const crossedOut = (line: string, secret: RegExp) =>
    line.replace(secret, (_, before: string, hidden: string) => before + 'x'.repeat(hidden.length))
  const masked = secrets.reduce(
    (masking, [line, secret]) => masking.replace(line, (found) => crossedOut(found, secret)),
    text,
  )
  return masked === text ? bytes : Buffer.from(masked, 'latin1')
}
