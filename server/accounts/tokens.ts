import { createHash } from 'node:crypto'
import type { RandomBytes } from '#kernel/ids.ts'

/** A secret of 256 bits in base64url, 43 characters: a sign-in's cookie, a set-up link's token. */
export const newToken = (randomBytes: RandomBytes): string => Buffer.from(randomBytes(32)).toString('base64url')

/** What is kept of a token. It has 256 bits of chance, so a fast hash is enough: there is nothing to guess. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

export const isTokenShaped = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text)
