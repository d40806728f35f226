import type { Readable } from 'node:stream'
import type { RecordingId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { ObjectStore } from './objects.ts'
import type { StorageFailure } from './outcomes.ts'
import { openSealed, streamOf } from './sealed/reader.ts'
import { wavHead, wavHeadBytes } from './wav.ts'

/** A recording as a player sees it: one file, decrypted, any range of which can be had. */
export interface RecordingFile {
  readonly contentType: 'audio/wav' | 'audio/ogg'
  readonly bytes: number
  /** A crash of the edge cut it off; what is there is whole. */
  readonly isCutOff: boolean
  /** From `start` to `end`, both included and both within it. It errors where the file is damaged. */
  read(start: number, end: number): Promise<Result<Readable, StorageFailure>>
}

/**
 * Opens the recording under `key`, sealed or plain by what the key ends with.
 *
 * @param keyOf the master key of an id, if it is known
 */
export async function openRecording(
  store: Pick<ObjectStore, 'size' | 'read'>,
  key: string,
  recordingId: RecordingId,
  keyOf: (keyId: string) => Uint8Array | undefined,
): Promise<Result<RecordingFile, StorageFailure>> {
  if (key.endsWith('.wav')) {
    const size = await store.size(key)
    if (!size.ok) return size
    const read = (start: number, end: number) => store.read(key, start, end)
    return success({ contentType: 'audio/wav', bytes: size.value, isCutOff: false, read: within(size.value, read) })
  }
  const opened = await openSealed(store, key, recordingId, keyOf)
  if (!opened.ok) return opened
  const { head, contentBytes, isCutOff, read } = opened.value
  if (head.coding === 'opus') {
    const readSound = async (start: number, end: number) => success(streamOf(read(start, end)))
    return success({ contentType: 'audio/ogg', bytes: contentBytes, isCutOff, read: within(contentBytes, readSound) })
  }
  const bytes = wavHeadBytes + contentBytes
  const wav = wavHead(contentBytes, head.channels, head.rateHz)
  async function* parts(start: number, end: number): AsyncGenerator<Buffer> {
    if (start < wavHeadBytes) yield wav.subarray(start, end + 1)
    if (end >= wavHeadBytes) yield* read(Math.max(0, start - wavHeadBytes), end - wavHeadBytes)
  }
  const readWav = async (start: number, end: number) => success(streamOf(parts(start, end)))
  return success({ contentType: 'audio/wav', bytes, isCutOff, read: within(bytes, readWav) })
}

type Read = RecordingFile['read']

const within =
  (fileBytes: number, read: Read): Read =>
  async (start, end) => {
    const isWithin = Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end
    return isWithin && end < fileBytes ? read(start, end) : failure({ kind: 'invalid-range', fileBytes })
  }
