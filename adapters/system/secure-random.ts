import { randomBytes } from 'node:crypto'

/** `count` bytes from the operating system's secure source: fit for ids, tokens and keys. */
export const secureRandomBytes = (count: number): Uint8Array => randomBytes(count)

// Without 0/O, 1/l/I: people read these from a terminal and type them. 32 letters, so that `byte & 31` is unbiased.
const readable = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A password that a person can read out and type: groups of five letters, about 5 bits each. */
export function readablePassword(groups = 3): string {
  const bytes = randomBytes(groups * 5)
  let text = ''
  for (const [i, byte] of bytes.entries()) text += (i > 0 && i % 5 === 0 ? '-' : '') + readable[byte & 31]
  return text
}

/** A secret for programs: 32 random bytes in base64url, 43 characters. */
export const programSecret = (): string => randomBytes(32).toString('base64url')
