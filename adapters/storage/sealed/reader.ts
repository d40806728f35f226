import { Readable } from 'node:stream'
import type { RecordingId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { ObjectStore } from '../objects.ts'
import type { StorageFailure } from '../outcomes.ts'
import { ChunkCipher, chunkAt, contentOf, headBytes, readHead, type SealedHead, tagBytes } from './format.ts'

/** How many chunks are asked of the store at a time: about eight seconds of sound. */
const chunksAtOnce = 16

/** A sealed file that can be read from any of its places. */
export interface SealedFile {
  readonly head: SealedHead
  readonly contentBytes: number
  /** It ends before its last chunk: a crash cut it off, or somebody did. What is there is authentic. */
  readonly isCutOff: boolean
  /** The content from `start` to `end`, both included and both within it, decrypted chunk by chunk. */
  read(start: number, end: number): AsyncGenerator<Buffer>
}

/** What a stream ends with when a chunk is not what was sealed: nothing of it was handed out. */
export class DamagedRecording extends Error {
  constructor(recordingId: RecordingId, chunk: number) {
    super(`Recording ${recordingId} is damaged at its chunk ${chunk}.`)
  }
}

/** @param keyOf the master key of an id, if it is known */
export async function openSealed(
  store: Pick<ObjectStore, 'size' | 'read'>,
  key: string,
  recordingId: RecordingId,
  keyOf: (keyId: string) => Uint8Array | undefined,
): Promise<Result<SealedFile, StorageFailure>> {
  const size = await store.size(key)
  if (!size.ok) return size
  if (size.value < headBytes) return failure({ kind: 'damaged' })
  const headOf = await readAll(store, key, 0, headBytes - 1)
  if (!headOf.ok) return headOf
  const head = readHead(headOf.value)
  if (!head.ok) return failure({ kind: 'damaged' })
  const { chunkBytes, keyId } = head.value
  const master = keyOf(keyId)
  if (master === undefined) return failure({ kind: 'no-key', keyId })
  const cipher = new ChunkCipher(master, recordingId, headOf.value)
  const { bytes: contentBytes, isCutOff } = contentOf(chunkBytes, size.value)
  const lastChunk = isCutOff ? -1 : Math.floor(contentBytes / chunkBytes)

  async function* read(start: number, end: number): AsyncGenerator<Buffer> {
    const [first, final] = [Math.floor(start / chunkBytes), Math.floor(end / chunkBytes)]
    for (let from = first; from <= final; from += chunksAtOnce) {
      const to = Math.min(final, from + chunksAtOnce - 1)
      const lastByte = Math.min(chunkAt(chunkBytes, to + 1), size.ok ? size.value : 0) - 1
      const sealed = await readAll(store, key, chunkAt(chunkBytes, from), lastByte)
      if (!sealed.ok) throw new Error(`Recording ${recordingId} cannot be read: ${sealed.error.kind}.`)
      for (let index = from; index <= to; index++) {
        const at = (index - from) * (chunkBytes + tagBytes)
        const chunk = cipher.open(sealed.value.subarray(at, at + chunkBytes + tagBytes), index, index === lastChunk)
        if (!chunk.ok) throw new DamagedRecording(recordingId, index)
        const chunkStart = index * chunkBytes
        yield chunk.value.subarray(Math.max(0, start - chunkStart), end - chunkStart + 1)
      }
    }
  }
  return success({ head: head.value, contentBytes, isCutOff, read })
}

async function readAll(
  store: Pick<ObjectStore, 'read'>,
  key: string,
  start: number,
  end: number,
): Promise<Result<Buffer, StorageFailure>> {
  const stream = await store.read(key, start, end)
  if (!stream.ok) return stream
  const parts: Buffer[] = []
  try {
    for await (const part of stream.value) parts.push(part as Buffer)
  } catch (error) {
    return failure({ kind: 'io', code: error instanceof Error ? error.message : 'unknown' })
  }
  const bytes = Buffer.concat(parts)
  return bytes.length === end - start + 1 ? success(bytes) : failure({ kind: 'damaged' })
}

export const streamOf = (parts: AsyncGenerator<Buffer>): Readable => Readable.from(parts, { objectMode: false })
