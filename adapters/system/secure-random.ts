import { randomBytes, randomFillSync } from 'node:crypto'

/** Drawn ahead: a call to the source costs as much for ten bytes as for some thousands, and a call has dozens of ids. */
const drawn = new Uint8Array(4096)
let usedCount = drawn.length

/** `count` bytes from the operating system's secure source: fit for ids, tokens and keys. */
export function secureRandomBytes(count: number): Uint8Array {
  if (count > drawn.length / 16) return randomBytes(count)
  if (usedCount + count > drawn.length) {
    randomFillSync(drawn)
    usedCount = 0
  }
  const bytes = drawn.slice(usedCount, usedCount + count)
  // Nothing that was handed out stays behind.
  drawn.fill(0, usedCount, usedCount + count)
  usedCount += count
  return bytes
}

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
