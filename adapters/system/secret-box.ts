import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { failure, type Result, success } from '#kernel/result.ts'

/**
 * Seals secrets for the database with a key that lies outside of it (AES-256-GCM, NIST SP 800-38D), so that a copy of
 * the database alone gives nothing away.
 */
export interface SecretBox {
  /** @param purpose bound to the box: a box moved to another column or row does not open. */
  seal(secret: string, purpose: string): Buffer
  /** Fails when the box was sealed with another key or for another purpose, or was changed. */
  open(box: Uint8Array, purpose: string): Result<string, 'does-not-open'>
}

const formatVersion = 1
const nonceBytes = 12
const tagBytes = 16

/** A box with the given key of 32 bytes. Layout: version (1 byte), nonce (12), tag (16), ciphertext. */
export function secretBox(key: Uint8Array): SecretBox {
  return {
    seal(secret, purpose) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      cipher.setAAD(Buffer.from(purpose))
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(formatVersion), nonce, cipher.getAuthTag(), sealed])
    },
    open(box, purpose) {
      if (box.length < 1 + nonceBytes + tagBytes || box[0] !== formatVersion) return failure('does-not-open')
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(1, 1 + nonceBytes))
        decipher.setAAD(Buffer.from(purpose))
        decipher.setAuthTag(box.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes))
        const opened = Buffer.concat([decipher.update(box.subarray(1 + nonceBytes + tagBytes)), decipher.final()])
        return success(opened.toString('utf8'))
      } catch {
        return failure('does-not-open')
      }
    },
  }
}

/** The key at `path`, made at the first start. Throws when the file is there but is not a key. */
export function loadOrMakeKey(path: string): Uint8Array {
  if (!existsSync(path)) makeKey(path)
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  if (key.length !== 32) throw new Error(`${path} does not hold a key of 32 bytes in base64.`)
  return key
}

function makeKey(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const fresh = `${path}.${process.pid}`
  writeFileSync(fresh, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  chmodSync(fresh, 0o600)
  try {
    // A link and not a rename: of two processes that start at once, the first one's key stands.
    linkSync(fresh, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(fresh, { force: true })
  }
}
