import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { newId, type RecordingId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import type { RecordingFormat, RecordingStore, RecordingWriter } from './outcomes.ts'

/** A format with a head of four bytes that tell the file's length, and samples of two bytes, a millisecond each. */
export const plainFormat: RecordingFormat = {
  fileExtension: 'bin',
  headBytes: 4,
  head: (fileBytes) => {
    const head = new Uint8Array(4)
    new DataView(head.buffer).setUint32(0, fileBytes)
    return head
  },
  durationMs: (fileBytes) => (fileBytes - 4) / 2,
  wholeBytes: (fileBytes) => (fileBytes < 4 ? 0 : fileBytes - (fileBytes % 2)),
}

const chance = seededRandom(1)
let clockMs = Date.UTC(2026, 4, 31, 23, 59)
export const nextRecordingId = (): RecordingId => newId('recording', clockMs++, chance.bytes)

export async function opened(store: RecordingStore, recordingId: RecordingId): Promise<RecordingWriter> {
  const writer = await store.open(recordingId)
  if (!writer.ok) throw new Error(`not opened: ${writer.error.kind}`)
  return writer.value
}

export async function bytesOf(store: RecordingStore, id: RecordingId, range?: { start: number; end?: number }) {
  const read = await store.read(id, range)
  if (!read.ok) return read.error
  const chunks: Buffer[] = []
  for await (const chunk of read.value.stream) chunks.push(chunk as Buffer)
  return [...Buffer.concat(chunks)]
}

/** What each store of recordings promises. `storeOf` makes a fresh, empty store of {@link plainFormat}. */
export function recordingStoreContract(name: string, storeOf: () => Promise<RecordingStore>): void {
  describe(`${name} keeps recordings`, () => {
    it('gives back what was appended, with its head mended and its sum right', async () => {
      const store = await storeOf()
      const id = nextRecordingId()
      const writer = await opened(store, id)
      expect(writer.append(Uint8Array.of(1, 2, 3))).toMatchObject({ ok: true })
      expect(writer.append(Uint8Array.of(4))).toMatchObject({ ok: true })
      const closed = await writer.close()
      const whole = [0, 0, 0, 8, 1, 2, 3, 4]
      const sha256 = createHash('sha256').update(Uint8Array.from(whole)).digest('hex')
      expect(closed).toMatchObject({ ok: true, value: { recordingId: id, bytes: 8, durationMs: 2, sha256 } })
      expect(await bytesOf(store, id)).toEqual(whole)
      expect(writer.append(Uint8Array.of(1))).toEqual({ ok: false, error: { kind: 'closed' } })
      expect(await writer.close()).toEqual(closed)
    })

    it('copies what it is handed, so that a ring may go on', async () => {
      const store = await storeOf()
      const id = nextRecordingId()
      const writer = await opened(store, id)
      const reused = Uint8Array.of(1, 1)
      writer.append(reused)
      reused.fill(9)
      await writer.close()
      expect(await bytesOf(store, id)).toEqual([0, 0, 0, 6, 1, 1])
    })

    it('reads ranges as HTTP means them, and refuses those outside', async () => {
      const store = await storeOf()
      const id = nextRecordingId()
      const writer = await opened(store, id)
      writer.append(Uint8Array.of(5, 6, 7, 8))
      await writer.close()
      expect(await bytesOf(store, id, { start: 4, end: 5 })).toEqual([5, 6])
      expect(await bytesOf(store, id, { start: 6 })).toEqual([7, 8])
      expect(await bytesOf(store, id, { start: 7, end: 99 })).toEqual([8])
      for (const range of [{ start: 8 }, { start: 5, end: 4 }, { start: -1 }, { start: 0.5 }, { start: Number.NaN }]) {
        expect(await bytesOf(store, id, range)).toEqual({ kind: 'invalid-range', fileBytes: 8 })
      }
    })

    it('says not-found of what is unknown, unfinished or deleted', async () => {
      const store = await storeOf()
      const id = nextRecordingId()
      expect(await bytesOf(store, id)).toEqual({ kind: 'not-found' })
      const writer = await opened(store, id)
      expect(await bytesOf(store, id)).toEqual({ kind: 'not-found' })
      await writer.close()
      expect(await store.delete(id)).toMatchObject({ ok: true })
      expect(await bytesOf(store, id)).toEqual({ kind: 'not-found' })
      expect(await store.delete(id)).toEqual({ ok: false, error: { kind: 'not-found' } })
    })

    it('opens an id once', async () => {
      const store = await storeOf()
      const id = nextRecordingId()
      const writer = await opened(store, id)
      expect(await store.open(id)).toEqual({ ok: false, error: { kind: 'already-exists' } })
      await writer.close()
      expect(await store.open(id)).toEqual({ ok: false, error: { kind: 'already-exists' } })
    })

    it('takes nothing past its bound, says when there is room, and loses nothing that it took', async () => {
      const store = await storeOf()
      const id = nextRecordingId()
      const writer = await opened(store, id)
      const block = new Uint8Array(1000).fill(7)
      let taken = 0
      let overloads = 0
      for (let n = 0; n < 200; n++) {
        const appended = writer.append(block)
        if (appended.ok) taken++
        else {
          expect(appended.error.kind).toBe('overloaded')
          overloads++
          expect(await writer.drained()).toMatchObject({ ok: true })
          expect(writer.pendingBytes).toBeLessThanOrEqual(5000)
        }
      }
      expect(overloads).toBeGreaterThan(0)
      expect(await writer.close()).toMatchObject({ ok: true, value: { bytes: 4 + taken * 1000 } })
    })

    it('leaves nothing of what is abandoned', async () => {
      const store = await storeOf()
      const id = nextRecordingId()
      const writer = await opened(store, id)
      writer.append(Uint8Array.of(1, 2))
      await writer.abandon()
      expect(await store.repairUnfinished()).toEqual([])
      expect(await writer.close()).toEqual({ ok: false, error: { kind: 'closed' } })
      await (await opened(store, id)).close()
    })

    it.each([
      '../../etc/passwd',
      'rec_../../../../../../../../../..',
      'rec_01ARZ3NDEKTSV4RRFFQ69G5FA/',
      'rec_01ARZ3NDEKTSV4RRFFQ69G5FA\0',
      '',
      'leg_01ARZ3NDEKTSV4RRFFQ69G5FAV',
      'rec_ZZZZZZZZZZZZZZZZZZZZZZZZZZ',
    ])('makes no path of %j', async (text) => {
      const store = await storeOf()
      const id = text as RecordingId
      const refused = { ok: false, error: { kind: 'invalid-id' } }
      expect(await store.open(id)).toEqual(refused)
      expect(await store.read(id)).toEqual(refused)
      expect(await store.delete(id)).toEqual(refused)
    })
  })
}
