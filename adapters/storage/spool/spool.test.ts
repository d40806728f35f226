import { constants } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { newId, type RecordingId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import { diskObjects } from '../disk-objects.ts'
import { openRecording } from '../recording-file.ts'
import { recordingPath } from '../recording-path.ts'
import { wavHead } from '../wav.ts'
import { Spool } from './spool.ts'
import { realFiles, type SpoolFiles, type SpoolWriter } from './spool-writer.ts'
import { WriteSlots } from './write-slots.ts'

const chance = seededRandom(4)
let clockMs = Date.UTC(2026, 10, 22)
const nextId = () => newId('recording', clockMs++, chance.bytes)
const master = Buffer.alloc(32, 9)
/** Half a second of stereo at 8 kHz. */
const chunk = 16_000
const second = (value: number) => Buffer.alloc(32_000, value)

let root: string
let nowMs: number
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-spool-'))
  nowMs = 0
})
afterEach(() => rm(root, { recursive: true, force: true }))

function spoolOf(over: { files?: SpoolFiles; slots?: WriteSlots; giveUpAfterMs?: number } = {}): Spool {
  const spool = new Spool({ root, randomBytes: chance.bytes, monotonicMs: () => nowMs, ...over })
  spool.setKey('k1', master)
  return spool
}
function begun(spool: Spool, id: RecordingId): SpoolWriter {
  const writer = spool.open(id, { rateHz: 8000, channels: 2 })
  if (!writer.ok) throw new Error(writer.error.kind)
  return writer.value
}
async function heard(path: string, id: RecordingId): Promise<Buffer> {
  const file = await openRecording(diskObjects(root), path, id, () => master)
  if (!file.ok) throw new Error(file.error.kind)
  const sound = await file.value.read(44, file.value.bytes - 1)
  if (!sound.ok) throw new Error(sound.error.kind)
  const parts: Buffer[] = []
  for await (const part of sound.value) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
const onDisk = (id: RecordingId) =>
  vi.waitFor(async () => expect(await readdir(dirname(join(root, pathOf(id))))).not.toEqual([]))
function pathOf(id: RecordingId): string {
  const path = recordingPath(id, 'wav.sealed')
  if (!path.ok) throw new Error(path.error.kind)
  return path.value
}

/** The real disk, with what may happen to one. */
function troubledDisk() {
  const trouble = { code: undefined as string | undefined, atWrite: Number.POSITIVE_INFINITY, hung: Promise.resolve() }
  const check = async () => {
    await trouble.hung
    if (trouble.code) throw Object.assign(new Error(trouble.code), { code: trouble.code })
  }
  const files: SpoolFiles = {
    ...realFiles,
    open: async (path, flags) => {
      await check()
      const handle = await realFiles.open(path, flags)
      return new Proxy(handle, {
        get(target, name) {
          const value = Reflect.get(target, name)
          if (typeof value !== 'function') return value
          return async (...args: unknown[]) => {
            if (name !== 'close') await check()
            return value.apply(target, args)
          }
        },
      })
    },
  }
  return { trouble, files }
}

describe('the spool', () => {
  it('keeps a recording, encrypted under its own name, and tells what it is', async () => {
    const spool = spoolOf()
    const id = nextId()
    const writer = begun(spool, id)
    for (let n = 0; n < 7; n++) expect(writer.append(second(n).subarray(0, 9_999)).ok).toBe(true)
    const closed = await writer.close()
    if (!closed.ok) throw new Error(closed.error.kind)
    expect(closed.value).toMatchObject({ recordingId: id, path: pathOf(id), keyId: 'k1', durationMs: (7 * 9_999) / 32 })
    expect(await diskObjects(root).size(closed.value.path)).toEqual({ ok: true, value: closed.value.bytes })
    const sound = await heard(closed.value.path, id)
    expect(sound).toEqual(Buffer.concat(Array.from({ length: 7 }, (_, n) => second(n).subarray(0, 9_999))))
    expect(await writer.close()).toEqual(closed)
    expect(writer.append(second(1))).toEqual({ ok: false, error: { kind: 'closed' } })
    const { hashOf } = await import('../disk-objects.ts')
    expect(await hashOf(join(root, closed.value.path))).toBe(closed.value.sha256)
  })

  it('has nothing without a key', () => {
    const spool = new Spool({ root, randomBytes: chance.bytes, monotonicMs: () => 0 })
    expect(spool.open(nextId(), { rateHz: 8000, channels: 2 })).toEqual({ ok: false, error: { kind: 'no-key' } })
  })

  it('does not write over a recording that is there', async () => {
    const spool = spoolOf()
    const id = nextId()
    await begun(spool, id).close()
    const again = begun(spool, id)
    again.append(second(1))
    expect(await again.close()).toEqual({ ok: false, error: { kind: 'already-exists' } })
  })

  it.each(['ENOSPC', 'EIO'])('loses nothing to a disk that fails with %s for a while, and says so', async (code) => {
    const { trouble, files } = troubledDisk()
    const spool = spoolOf({ files })
    const id = nextId()
    const writer = begun(spool, id)
    writer.append(second(1))
    await vi.waitFor(() => expect(writer.waitingMs === 0 && spool.waitingMs === 0).toBe(true))
    trouble.code = code
    writer.append(second(2))
    await vi.waitFor(() => expect(spool.condition()).toBe(code === 'ENOSPC' ? 'full' : 'failing'))
    writer.append(second(3))
    const closing = writer.close()
    nowMs += 500
    expect(spool.waitingMs).toBe(500)
    trouble.code = undefined
    const closed = await closing
    expect(closed).toMatchObject({ ok: true, value: { durationMs: 3000 } })
    expect(spool.condition()).toBe('well')
    expect(await heard(pathOf(id), id)).toEqual(Buffer.concat([second(1), second(2), second(3)]))
  })

  it('keeps sound also while the file cannot even be made', async () => {
    const { trouble, files } = troubledDisk()
    trouble.code = 'ENOSPC'
    const spool = spoolOf({ files })
    const id = nextId()
    const writer = begun(spool, id)
    writer.append(second(1))
    await vi.waitFor(() => expect(spool.condition()).toBe('full'))
    trouble.code = undefined
    expect(await writer.close()).toMatchObject({ ok: true, value: { durationMs: 1000 } })
    expect(await heard(pathOf(id), id)).toEqual(second(1))
  })

  it('calls a disk slow that keeps sound waiting, and failing when it hangs', async () => {
    const { trouble, files } = troubledDisk()
    const spool = spoolOf({ files })
    let goOn = () => {}
    trouble.hung = new Promise((resolve) => {
      goOn = resolve
    })
    const writer = begun(spool, nextId())
    writer.append(second(1))
    nowMs += 2999
    expect(spool.condition()).toBe('well')
    nowMs += 1
    expect(spool.condition()).toBe('slow')
    nowMs += 7000
    expect(spool.condition()).toBe('failing')
    goOn()
    await writer.close()
    expect(spool.condition()).toBe('well')
  })

  it('takes no more than its memory has, for all recordings together, and goes on when there is room', async () => {
    const { trouble, files } = troubledDisk()
    const slots = new WriteSlots({ mostWaitingBytes: 100_000 })
    const spool = spoolOf({ files, slots })
    const [one, two] = [begun(spool, nextId()), begun(spool, nextId())]
    trouble.code = 'EIO'
    expect(one.append(second(1)).ok && two.append(second(2)).ok && one.append(second(3)).ok).toBe(true)
    expect(two.append(second(4))).toEqual({ ok: false, error: { kind: 'overloaded' } })
    expect(slots.waitingBytes).toBeLessThan(100_000)
    trouble.code = undefined
    await vi.waitFor(() => expect(two.append(second(4)).ok).toBe(true), { timeout: 5000 })
    expect(await one.close()).toMatchObject({ ok: true, value: { durationMs: 2000 } })
    expect(await two.close()).toMatchObject({ ok: true, value: { durationMs: 2000 } })
    expect(slots.waitingBytes).toBe(0)
  })

  it('gives up in the end what a dead disk does not take, and keeps what it took', async () => {
    const { trouble, files } = troubledDisk()
    const slots = new WriteSlots()
    const spool = spoolOf({ files, slots, giveUpAfterMs: 1000 })
    const id = nextId()
    const writer = begun(spool, id)
    writer.append(second(1))
    await vi.waitFor(() => expect(writer.waitingMs === 0 && slots.waitingBytes === 0).toBe(true))
    trouble.code = 'EIO'
    writer.append(second(2))
    const closing = writer.close()
    nowMs += 1001
    await vi.waitFor(() => expect(slots.waitingBytes).toBe(0), { timeout: 5000 })
    trouble.code = undefined
    const closed = await closing
    // Nothing at all of it can be finished while the disk is dead: it is the next start's.
    if (closed.ok) expect(closed.value.durationMs).toBe(1000)
    else expect(await spoolOf().repairUnfinished()).toMatchObject([{ recordingId: id, durationMs: 1000 }])
    expect(await heard(pathOf(id), id)).toEqual(second(1))
  })

  it('notices that the disk is well again also when nothing is recorded', async () => {
    const { trouble, files } = troubledDisk()
    const spool = spoolOf({ files, giveUpAfterMs: 0 })
    trouble.code = 'ENOSPC'
    const writer = begun(spool, nextId())
    writer.append(second(1))
    expect((await writer.close()).ok).toBe(false)
    expect([spool.condition(), spool.waitingMs]).toEqual(['full', 0])
    await spool.probe()
    expect(spool.condition()).toBe('well')
  })
})

describe('after the edge was killed', () => {
  it('finishes what was left with no key, to the last whole chunk, and once', async () => {
    const spool = spoolOf()
    const id = nextId()
    const writer = begun(spool, id)
    writer.append(Buffer.concat([second(1), second(2), Buffer.alloc(15_000, 3)]))
    await vi.waitFor(() => expect(writer.waitingMs).toBe(0))
    await onDisk(id)
    // A chunk of which the half was written.
    const partial = join(root, `${pathOf(id)}.partial`)
    await vi.waitFor(async () => expect((await diskObjects(root).size(`${pathOf(id)}.partial`)).ok).toBe(true))
    await writeFile(partial, Buffer.alloc(700, 5), { flag: constants.O_APPEND | constants.O_WRONLY })
    const after = new Spool({ root, randomBytes: chance.bytes, monotonicMs: () => 0 })
    const repaired = await after.repairUnfinished()
    expect(repaired).toMatchObject([{ recordingId: id, path: pathOf(id), keyId: 'k1', durationMs: 2000 }])
    expect(repaired[0]?.bytes).toBe(88 + 4 * (chunk + 16))
    expect(await heard(pathOf(id), id)).toEqual(Buffer.concat([second(1), second(2)]))
    expect(await after.repairUnfinished()).toEqual([])
  })

  it('finishes a plain recording of earlier days, removes what holds nothing, and leaves alone what it does not know', async () => {
    const [plain, empty, later] = [nextId(), nextId(), nextId()]
    const folder = dirname(join(root, pathOf(plain)))
    await realFiles.mkdir(folder)
    await writeFile(join(folder, `${plain}.wav.partial`), Buffer.concat([wavHead(0, 2, 8000), Buffer.alloc(32_003, 7)]))
    await writeFile(join(folder, `${empty}.wav.sealed.partial`), Buffer.alloc(20))
    await writeFile(join(folder, `${later}.wav.sealed.partial`), Buffer.alloc(500, 1))
    await writeFile(join(folder, 'notes.txt'), 'mine')
    expect(await spoolOf().repairUnfinished()).toMatchObject([{ recordingId: plain, durationMs: 1000, bytes: 32_044 }])
    expect((await readdir(folder)).sort()).toEqual([`${plain}.wav`, `${later}.wav.sealed.partial`, 'notes.txt'].sort())
    expect(await heard(`2026/11/22/${plain}.wav`, plain)).toEqual(Buffer.alloc(32_000, 7))
  })
})
