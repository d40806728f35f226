import { mkdir, mkdtemp, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { RecordingStore } from '#telephony/calls/ports.ts'
import { FileWriter, type GrowingFile } from './file-writer.ts'
import { fileRecordingStore } from './files.ts'
import { storageFailure } from './outcomes.ts'
import { bytesOf, nextRecordingId, opened, plainFormat, recordingStoreContract } from './recording-store.contract.ts'

const roots: string[] = []
async function newRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'parley-recordings-'))
  roots.push(root)
  return root
}
afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true })
})

const storeIn = (root: string) => fileRecordingStore({ root, format: plainFormat, maxPendingBytes: 10_000 })

recordingStoreContract('a folder', async () => storeIn(await newRoot()))

it('is what calls ask for', async () => {
  const port: RecordingStore = storeIn(await newRoot())
  expect(await port.repairUnfinished()).toEqual([])
})

describe('files', () => {
  it('lie in a folder of their UTC day, not readable by others', async () => {
    const root = await newRoot()
    const store = storeIn(root)
    const id = nextRecordingId()
    const closed = await (await opened(store, id)).close()
    expect(closed).toMatchObject({ ok: true, value: { path: `2026/05/31/${id}.bin` } })
    const file = await stat(join(root, '2026/05/31', `${id}.bin`))
    expect(file.mode & 0o007).toBe(0)
  })

  it('are finished after a crash: cut to whole samples, head mended, renamed', async () => {
    const root = await newRoot()
    const crashed = storeIn(root)
    const id = nextRecordingId()
    const writer = await opened(crashed, id)
    writer.append(Uint8Array.of(1, 2, 3, 4, 5))
    while (writer.pendingBytes > 0) await new Promise((resolve) => setImmediate(resolve))

    const store = storeIn(root)
    expect(await store.repairUnfinished()).toMatchObject([
      { recordingId: id, bytes: 8, durationMs: 2, path: `2026/05/31/${id}.bin` },
    ])
    expect(await bytesOf(store, id)).toEqual([0, 0, 0, 8, 1, 2, 3, 4])
    expect(await store.repairUnfinished()).toEqual([])
    await writer.abandon()
  })

  it('are mended even when the crash came before the head', async () => {
    const root = await newRoot()
    const id = nextRecordingId()
    await mkdir(join(root, '2026/05/31'), { recursive: true })
    const path = join(root, '2026/05/31', `${id}.bin.partial`)
    await writeFile(path, 'x')
    await truncate(path, 1)
    const store = storeIn(root)
    expect(await store.repairUnfinished()).toMatchObject([{ recordingId: id, bytes: 4, durationMs: 0 }])
    expect(await bytesOf(store, id)).toEqual([0, 0, 0, 4])
  })

  it('of others are left alone by a repair', async () => {
    const root = await newRoot()
    await mkdir(join(root, '2026/05/31'), { recursive: true })
    await mkdir(join(root, 'music'), { recursive: true })
    await writeFile(join(root, '2026/05/31/notes.bin.partial'), 'mine')
    await writeFile(join(root, 'music', `${nextRecordingId()}.bin.partial`), 'mine')
    expect(await storeIn(root).repairUnfinished()).toEqual([])
    expect(await readdir(join(root, '2026/05/31'))).toEqual(['notes.bin.partial'])
  })

  it('that cannot be made are an outcome, not a crash', async () => {
    const root = join(await newRoot(), 'file')
    await writeFile(root, 'not a folder')
    const store = storeIn(root)
    expect(await store.open(nextRecordingId())).toMatchObject({ ok: false, error: { kind: 'io' } })
    expect(await store.repairUnfinished()).toEqual([])
  })

  it('on a disk that fills up keep what fits, and every later append says disk-full', async () => {
    const root = await newRoot()
    const recordingId = nextRecordingId()
    const finalPath = join(root, 'x.bin')
    const place = { recordingId, finalPath, partialPath: `${finalPath}.partial`, relativePath: 'x.bin' }
    const real = await open(place.partialPath, 'wx')
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    const filling: GrowingFile = {
      write: ((bytes: Uint8Array, offset: number, length: number, position: number) => {
        // As a disk does: the last write that fits is cut, the next one fails.
        const room = Math.max(0, 10 - position)
        return room === 0 ? Promise.reject(full) : real.write(bytes, offset, Math.min(length, room), position)
      }) as GrowingFile['write'],
      truncate: (length) => real.truncate(length),
      sync: () => real.sync(),
      close: () => real.close(),
    }
    const writer = new FileWriter(filling, place, plainFormat, 10_000)
    expect(writer.append(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))).toMatchObject({ ok: true })
    const failed = { ok: false, error: { kind: 'disk-full' } }
    while (writer.pendingBytes > 0) await new Promise((resolve) => setImmediate(resolve))
    expect(await writer.drained()).toEqual(failed)
    expect(writer.append(Uint8Array.of(9))).toEqual(failed)
    expect(await writer.close()).toMatchObject({
      ok: true,
      value: { bytes: 10, cutShortBy: { kind: 'disk-full' } },
    })
  })

  it('name the errors of the file system', () => {
    const of = (code: string) => storageFailure(Object.assign(new Error('x'), { code }))
    expect(['ENOSPC', 'EDQUOT', 'EIO'].map(of)).toEqual([
      { kind: 'disk-full' },
      { kind: 'disk-full' },
      { kind: 'io', code: 'EIO' },
    ])
    expect(storageFailure('odd')).toEqual({ kind: 'io', code: 'unknown' })
  })
})
