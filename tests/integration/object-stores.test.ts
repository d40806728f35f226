import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diskObjects, type ObjectStore, s3Objects } from '#adapters/storage/index.ts'
import { type ObjectStoreServer, startObjectStore } from '../e2e/peers/object-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-objects-'))
let server: ObjectStoreServer
beforeAll(async () => {
  server = await startObjectStore('127.0.26.1')
})
afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

let files = 0
function file(bytes: Uint8Array) {
  const path = join(folder, `source-${++files}`)
  writeFileSync(path, bytes)
  return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** Their sum: millions of bytes are compared slowly. */
const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function sumOf(store: ObjectStore, key: string, start: number, end: number): Promise<string> {
  const sound = await store.read(key, start, end)
  if (!sound.ok) return sound.error.kind
  const parts: Buffer[] = []
  for await (const part of sound.value) parts.push(part as Buffer)
  return sum(Buffer.concat(parts))
}

const stores: readonly [string, () => ObjectStore][] = [
  ['the disk', () => diskObjects(join(folder, 'root'))],
  ['an S3-compatible store (OpenStack Swift)', () => s3Objects(server.options)],
]

describe.each(stores)('%s', (_, storeOf) => {
  const key = '2026/11/22/rec_1.opus.sealed'

  it('keeps a file, gives any part of it, and deletes it for good', async () => {
    const store = storeOf()
    const content = randomBytes(3_000_000)
    const source = file(content)
    expect(await store.put(key, source.path, source)).toEqual({ ok: true, value: undefined })
    expect(await store.size(key)).toEqual({ ok: true, value: content.length })
    expect(await sumOf(store, key, 0, content.length - 1)).toBe(sum(content))
    for (const [start, end] of [
      [0, 0],
      [88, 16_103],
      [content.length - 1, content.length - 1],
      [1_234_567, 2_345_678],
    ] as const)
      expect(await sumOf(store, key, start, end)).toBe(sum(content.subarray(start, end + 1)))
    expect(await store.delete(key)).toEqual({ ok: true, value: undefined })
    expect(await store.size(key)).toEqual({ ok: false, error: { kind: 'not-found' } })
    expect(await sumOf(store, key, 0, 5)).toBe('not-found')
    expect(await store.delete(key)).toEqual({ ok: true, value: undefined })
  })

  it('takes a file in the place of one that was there, as often as it is told to', async () => {
    const store = storeOf()
    for (const content of [randomBytes(100), randomBytes(5000), randomBytes(5000)]) {
      const source = file(content)
      expect(await store.put(key, source.path, source)).toMatchObject({ ok: true })
      expect(await sumOf(store, key, 0, content.length - 1)).toBe(sum(content))
    }
    await store.delete(key)
  })

  it('takes nothing that is not the file it was told of', async () => {
    const store = storeOf()
    const source = file(randomBytes(10_000))
    const put = await store.put(key, source.path, { ...source, sha256: '0'.repeat(64) })
    expect(put.ok).toBe(false)
    expect(await store.size(key)).toEqual({ ok: false, error: { kind: 'not-found' } })
    expect((await store.put(key, join(folder, 'not-there'), source)).ok).toBe(false)
    expect(await store.size(key)).toEqual({ ok: false, error: { kind: 'not-found' } })
  })

  it('refuses keys that lead elsewhere', async () => {
    const refused = { ok: false, error: { kind: 'invalid-id' } }
    for (const bad of ['../x', '/x', 'a/../x', '', 'a//b', 'a?b', '.hidden']) {
      expect(await storeOf().size(bad)).toEqual(refused)
      expect(await storeOf().delete(bad)).toEqual(refused)
    }
  })
})

describe('an S3-compatible store', () => {
  it('says what is wrong when the secret is, and when nobody is there', async () => {
    const stranger = s3Objects({ ...server.options, secret: 'another' })
    expect(await stranger.size('a')).toEqual({ ok: false, error: { kind: 'io', code: 'status-403' } })
    const nowhere = s3Objects({ ...server.options, endpoint: 'http://127.0.26.1:1' })
    expect(await nowhere.size('a')).toEqual({ ok: false, error: { kind: 'io', code: 'ECONNREFUSED' } })
    const source = file(randomBytes(100_000))
    expect((await nowhere.put('a', source.path, source)).ok).toBe(false)
    expect((await s3Objects({ ...server.options, bucket: 'not-ours' }).put('a', source.path, source)).ok).toBe(false)
  })

  it('is not waited for when it says nothing', async () => {
    const { createServer } = await import('node:net')
    const mute = createServer(() => {})
    await new Promise<void>((resolve) => mute.listen(18_334, '127.0.26.1', resolve))
    const store = s3Objects({ ...server.options, endpoint: 'http://127.0.26.1:18334', silentAfterMs: 200 })
    expect(await store.size('a')).toEqual({ ok: false, error: { kind: 'io', code: 'ETIMEDOUT' } })
    mute.close()
  })
})
