import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from '#adapters/system/logger.ts'
import type { RecordingId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import type { RecordingArchive, RecordingRow } from '../recordings/archive.ts'
import { readByteRange } from './byte-range.ts'
import { type Refusal, refuse } from './refusal.ts'

interface Asked {
  readonly recording: RecordingRow & { readonly state: string; readonly sha256: string | null }
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Before the first byte: who cannot be noted cannot listen. */
  readonly note: () => Promise<void>
  /** Sent as a file of this name instead of to a player. */
  readonly fileName?: string
}

/** Answers with the sound of a recording that the asker may hear, whole or in a byte range (RFC 9110 14). */
export async function sendSound(
  services: { readonly recordings: Pick<RecordingArchive, 'open'>; readonly logger: Logger },
  { recording, request, reply, note, fileName }: Asked,
): Promise<Result<'sent', Refusal>> {
  const recordingId: RecordingId = recording.recording_id
  if (recording.state === 'erased') return refuse('recording.erased')
  if (recording.state === 'failed') return refuse('recording.not-found')
  if (recording.state !== 'ready') return refuse('recording.not-ready')
  const file = await services.recordings.open(recording)
  if (!file.ok) {
    if (file.error.kind === 'not-found') return refuse('recording.not-found')
    services.logger.error('A recording cannot be read', { recordingId, why: file.error })
    return refuse('internal')
  }
  const fileBytes = file.value.bytes
  const etag = recording.sha256 === null ? undefined : `"${recording.sha256}"`
  // RFC 9110 13.1.5: a range is only good for the file that it was asked of.
  const ifRange = request.headers['if-range']
  const isSameFile = ifRange === undefined || ifRange === etag
  const range = readByteRange(isSameFile ? request.headers.range : undefined, fileBytes)

  reply.headers({ 'accept-ranges': 'bytes', 'cache-control': 'private, no-store' })
  if (etag !== undefined) reply.header('etag', etag)
  if (range.kind === 'unsatisfiable') {
    reply.header('content-range', `bytes */${fileBytes}`)
    return refuse('recording.bad-range')
  }
  const [start, end] = range.kind === 'part' ? [range.start, range.end] : [0, fileBytes - 1]
  if (range.kind === 'part') reply.code(206).header('content-range', `bytes ${start}-${end}/${fileBytes}`)
  const { contentType } = file.value
  reply.headers({ 'content-type': contentType, 'content-length': end - start + 1 })
  if (fileName !== undefined) {
    const extension = contentType === 'audio/ogg' ? 'ogg' : 'wav'
    reply.header('content-disposition', `attachment; filename="${fileName}.${extension}"`)
  }
  if (request.method === 'HEAD') {
    void reply.send()
    return success('sent')
  }
  await note()
  const sound = await file.value.read(start, end)
  if (!sound.ok) return refuse('internal')
  // A listener who goes away in the middle must not leave the file open.
  reply.raw.once('close', () => sound.value.destroy())
  // What was changed after it was written ends the answer in its middle.
  sound.value.once('error', (error) => services.logger.error('A recording cannot be read', { recordingId, error }))
  void reply.send(sound.value)
  return success('sent')
}
