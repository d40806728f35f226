import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { RecordingId } from '#kernel/ids.ts'
import { ChunkCipher, type SealedHead, writeHead } from './format.ts'

/**
 * Writes a whole sealed file at `path`, in the place of whatever lies there, and returns once it is on the disk. Throws the
 * system's error, or the source's; then a part of it may lie there.
 */
export async function sealFile(
  path: string,
  recordingId: RecordingId,
  head: SealedHead,
  master: Uint8Array,
  content: AsyncIterable<Buffer>,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256')
  const headOfFile = writeHead(head)
  const cipher = new ChunkCipher(master, recordingId, headOfFile)
  const handle = await open(path, 'w', 0o640)
  let bytes = 0
  const write = async (part: Uint8Array) => {
    hash.update(part)
    bytes += part.length
    await handle.writeFile(part)
  }
  try {
    await write(headOfFile)
    const chunk = Buffer.alloc(head.chunkBytes)
    let [index, filled] = [0, 0]
    for await (const part of content) {
      for (let at = 0; at < part.length; ) {
        const taken = part.copy(chunk, filled, at)
        filled += taken
        at += taken
        if (filled < chunk.length) continue
        await write(cipher.seal(chunk, index++, false))
        filled = 0
      }
    }
    await write(cipher.seal(chunk.subarray(0, filled), index, true))
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { bytes, sha256: hash.digest('hex') }
}
