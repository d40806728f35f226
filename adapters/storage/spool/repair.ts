import type { Dirent } from 'node:fs'
import { type FileHandle, open, readdir, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isId, type RecordingId } from '#kernel/ids.ts'
import { hashOf, syncFolder } from '../disk-objects.ts'
import { partialSuffix, type RecordingFileKind, recordingPath } from '../recording-path.ts'
import { contentOf, headBytes, readHead, wholeChunks } from '../sealed/format.ts'
import { wavHead, wavHeadBytes } from '../wav.ts'
import type { SpooledFile } from './spool-writer.ts'

/** A recording's folder is its day: `2026/05/31`. Nothing else in the root is looked at. */
const folderNames = [/^\d{4}$/, /^\d{2}$/, /^\d{2}$/]
const kinds: readonly RecordingFileKind[] = ['wav.sealed', 'wav']

interface Finished {
  readonly bytes: number
  readonly durationMs: number
  readonly keyId?: string
}

/**
 * Finishes the files that a crash left behind, for which no key is needed: a sealed file is cut to its whole chunks, a plain
 * one (from before recordings were encrypted) to whole samples, and gets its name once it is on the disk. What cannot be
 * mended is left as it is and tried again at the next start; what holds no sound is removed.
 */
export async function repairSpool(root: string): Promise<readonly SpooledFile[]> {
  const repaired: SpooledFile[] = []
  for (const { recordingId, kind } of await unfinished(root)) {
    const path = recordingPath(recordingId, kind)
    if (!path.ok) continue
    const finalPath = join(root, path.value)
    const partialPath = finalPath + partialSuffix
    try {
      if ((await stat(finalPath).catch(() => undefined)) !== undefined) continue
      const finished = await finish(partialPath, kind)
      if (finished === undefined) {
        await unlink(partialPath)
        continue
      }
      const sha256 = await hashOf(partialPath)
      await rename(partialPath, finalPath)
      await syncFolder(dirname(finalPath))
      repaired.push({ recordingId, path: path.value, sha256, ...finished })
    } catch {
      // It stays as it is.
    }
  }
  return repaired
}

async function finish(partialPath: string, kind: RecordingFileKind): Promise<Finished | undefined> {
  const handle = await open(partialPath, 'r+')
  try {
    const fileBytes = (await handle.stat()).size
    const finished = kind === 'wav' ? await finishPlain(handle, fileBytes) : await finishSealed(handle, fileBytes)
    if (finished) await handle.truncate(finished.bytes)
    await handle.sync()
    return finished
  } finally {
    await handle.close()
  }
}

async function finishSealed(handle: FileHandle, fileBytes: number): Promise<Finished | undefined> {
  const head = Buffer.alloc(headBytes)
  await handle.read(head, 0, headBytes, 0)
  const read = readHead(head)
  if (!read.ok) {
    // A head of zeros, or none: nothing came after it. Anything else may be of a later version.
    if (fileBytes <= headBytes || head.every((byte) => byte === 0)) return undefined
    throw new Error('an unknown format')
  }
  const { chunkBytes, channels, rateHz, keyId } = read.value
  const bytes = wholeChunks(chunkBytes, fileBytes)
  const content = contentOf(chunkBytes, bytes).bytes
  return content === 0 ? undefined : { bytes, keyId, durationMs: (content / (channels * 2) / rateHz) * 1000 }
}

async function finishPlain(handle: FileHandle, fileBytes: number): Promise<Finished | undefined> {
  // Plain recordings were stereo at 8 kHz, all of them.
  const [channels, rateHz, blockBytes] = [2, 8000, 4]
  const sound = fileBytes - wavHeadBytes - ((fileBytes - wavHeadBytes) % blockBytes)
  if (sound <= 0) return undefined
  await handle.write(wavHead(sound, channels, rateHz), 0, wavHeadBytes, 0)
  return { bytes: wavHeadBytes + sound, durationMs: (sound / blockBytes / rateHz) * 1000 }
}

/** The partial files under `root`, in folders that are days. */
async function unfinished(root: string): Promise<{ recordingId: RecordingId; kind: RecordingFileKind }[]> {
  let folders = [root]
  for (const pattern of folderNames) {
    const deeper: string[] = []
    for (const folder of folders) {
      for (const entry of await entriesOf(folder)) {
        if (entry.isDirectory() && pattern.test(entry.name)) deeper.push(join(folder, entry.name))
      }
    }
    folders = deeper
  }
  const found: { recordingId: RecordingId; kind: RecordingFileKind }[] = []
  for (const folder of folders) {
    for (const entry of await entriesOf(folder)) {
      for (const kind of kinds) {
        const recordingId = entry.name.slice(0, -`.${kind}${partialSuffix}`.length)
        if (!entry.isFile() || entry.name !== `${recordingId}.${kind}${partialSuffix}`) continue
        if (isId('recording', recordingId)) found.push({ recordingId, kind })
      }
    }
  }
  return found
}

const entriesOf = async (folder: string): Promise<Dirent[]> => readdir(folder, { withFileTypes: true }).catch(() => [])
