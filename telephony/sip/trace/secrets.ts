/**
 * What must not leave the edge in a capture: answers to a challenge (they can be guessed offline), keys of media, and digits that
 * were typed (INFO), for they may be a card's.
 */
const secrets: readonly (readonly [line: RegExp, secret: RegExp])[] = [
  // Also folded over several lines, and without the quotes that RFC 7616 wants.
  [/(?:^|\r\n)(?:proxy-)?authorization[ \t]*:(?:[^\r\n]|\r\n(?=[ \t]))*/gi, /(\bresponse\s*=\s*"?)([^"\s,]*)/gi],
  // RFC 4568 9.1: several keys, one after the other. Lines of a description may end in LF alone.
  [/[\r\n]a=crypto:[^\r\n]*/gi, /(inline:)([^\s|;]*)/gi],
  [/[\r\n]a=ice-pwd:[^\r\n]*/gi, /(:)(\S*)/g],
  // application/dtmf-relay, and application/dtmf, whose body is the digit alone.
  [/\r\nsignal[ \t]*=[^\r\n]*/gi, /(=[ \t]*)(\S+)/g],
  [
    /\r\n(?:content-type|c)[ \t]*:[ \t]*application\/dtmf[ \t]*(?:;[^\r\n]*)?\r\n[\s\S]*$/gi,
    /(\r\n\r\n\s*)([0-9*#A-D]{1,2})(?=\s*$)/gi,
  ],
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
