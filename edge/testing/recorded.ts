import { join } from 'node:path'
import { diskObjects, openRecording } from '#adapters/storage/index.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { RecordingResult } from '#protocol/edge/parties.ts'

const master = Buffer.alloc(32, 5)

/** What a core says first, so that there can be recordings. */
export const recordingKey: EdgeCommandOf<'recording-key.set'> = {
  type: 'recording-key.set',
  keyId: 'test',
  keyBase64: master.toString('base64'),
}

/** The WAV that a finished recording of an edge is, decrypted. */
export async function recordedWav(dataDir: string, { path, recordingId }: RecordingResult): Promise<Buffer> {
  const keyOf = (keyId: string) => (keyId === recordingKey.keyId ? master : undefined)
  const file = await openRecording(diskObjects(join(dataDir, 'recordings')), path, recordingId, keyOf)
  if (!file.ok) throw new Error(`The recording cannot be opened: ${file.error.kind}.`)
  const sound = await file.value.read(0, file.value.bytes - 1)
  if (!sound.ok) throw new Error(`The recording cannot be read: ${sound.error.kind}.`)
  const parts: Buffer[] = []
  for await (const part of sound.value) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
