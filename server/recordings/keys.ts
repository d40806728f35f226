import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { failure, type Result, success } from '#kernel/result.ts'
import type { EdgeCommandOf } from '#protocol/edge/index.ts'

/**
 * The keys that recordings are encrypted under. They lie in a file outside of the database, so that neither a copy of the
 * database nor one of the recordings gives sound away; without the file all recordings are lost, so it wants a copy of its
 * own in a safe place. Each line is a key: its id, a blank, 32 bytes in base64. What stands behind a `#` is a remark. The
 * last line is the key of new recordings; the others read older ones, so that keys change by adding a line.
 */
export interface RecordingKeys {
  readonly currentId: string
  of(keyId: string): Uint8Array | undefined
  /** For an edge: the key of what it records from now on. */
  greeting(): EdgeCommandOf<'recording-key.set'>
}

const line = /^([A-Za-z0-9_-]{1,32})[ \t]+([A-Za-z0-9+/]{43}=)$/

/** Reads the text of a key file. The failure is a sentence that shows no key. */
export function readRecordingKeys(text: string, path: string): Result<RecordingKeys, string> {
  const keys = new Map<string, Buffer>()
  let currentId: string | undefined
  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    const content = whole.replace(/#.*$/, '').trim()
    if (content === '') continue
    const [, keyId, base64] = line.exec(content) ?? []
    const where = `Line ${index + 1} of ${path}`
    if (keyId === undefined || base64 === undefined) {
      return failure(`${where} is no key: write an id (letters, digits, - and _), a blank, and 32 bytes in base64.`)
    }
    if (keys.has(keyId)) return failure(`${where} has the id ${keyId} a second time: a key keeps its id for ever.`)
    keys.set(keyId, Buffer.from(base64, 'base64'))
    currentId = keyId
  }
  if (currentId === undefined) return failure(`${path} has no key for recordings.`)
  const keyId = currentId
  const keyBase64 = (keys.get(keyId) as Buffer).toString('base64')
  return success({
    currentId: keyId,
    of: (id) => keys.get(id),
    greeting: () => ({ type: 'recording-key.set', keyId, keyBase64 }),
  })
}

/**
 * The keys at `path`, where one is made at the first start unless `isOurs` is false: a file that somebody named must be there,
 * for a new key in the place of a mislaid one would hide the loss. Fails with a sentence.
 */
export function openRecordingKeys(path: string, nowMs: number, isOurs: boolean): Result<RecordingKeys, string> {
  try {
    if (!existsSync(path)) {
      if (!isOurs) return failure(`${path} (PARLEY_RECORDING_KEYS_FILE) is not there.`)
      make(path, nowMs)
    }
    return readRecordingKeys(readFileSync(path, 'utf8'), path)
  } catch (error) {
    return failure(`The keys of recordings cannot be read: ${(error as Error).message}.`)
  }
}

function make(path: string, nowMs: number): void {
  mkdirSync(dirname(path), { recursive: true })
  const text = `# The keys of Parley's recordings. Without this file they cannot be heard: keep a copy in a safe place.\n`
  const keyId = new Date(nowMs).toISOString().slice(0, 10)
  const fresh = `${path}.${process.pid}`
  writeFileSync(fresh, `${text}${keyId} ${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
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
