/** What must not leave the edge in a capture: answers to a challenge (they can be guessed offline) and keys of media. */
const secrets = [
  /((?:^|\r\n)(?:proxy-)?authorization[ \t]*:[^\r\n]*?\bresponse\s*=\s*")([^"\r\n]*)/gi,
  /(\r\na=crypto:[^\r\n]*?inline:)([^\s\r\n|]*)/gi,
  /(\r\na=ice-pwd:)([^\s\r\n]*)/gi,
]

/** The same message, as long as before, with its secrets crossed out. */
export function withoutSecrets(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const masked = secrets.reduce(
    (masking, pattern) =>
      masking.replace(pattern, (_, before: string, secret: string) => before + 'x'.repeat(secret.length)),
    text,
  )
  return masked === text ? bytes : Buffer.from(masked, 'latin1')
}
