import { isId, type RecordingId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import { audit } from '../accounts/audit.ts'
import type { Caller } from '../accounts/caller.ts'
import type { ApiServices } from './api-services.ts'
import { readByteRange } from './byte-range.ts'
import type { Handlers } from './handler.ts'
import { interactionRows, mayRead } from './interaction-rows.ts'
import { type Refusal, refuse } from './refusal.ts'

// A player asks for a file in dozens of ranges: one listening is one entry in the audit log.
const sameListeningMs = 10 * 60_000
const listeningsAtMost = 10_000

/** Recordings, and their sound in byte ranges. */
export function recordingHandlers(services: ApiServices): Pick<Handlers, 'recordings' | 'recordingAudio'> {
  const { db, clock, recordings } = services
  const listenings = new Map<string, number>()

  async function noteListening(caller: Caller, recordingId: RecordingId, address: string): Promise<void> {
    const key = `${caller.signInId} ${recordingId}`
    const nowMs = clock.monotonicMs()
    const lastMs = listenings.get(key)
    if (lastMs !== undefined && nowMs - lastMs < sameListeningMs) return
    // Written before a byte goes out: who cannot be noted cannot listen.
    await audit(db, { action: 'recording.listened', personId: caller.personId, subject: recordingId, address })
    listenings.delete(key)
    listenings.set(key, nowMs)
    if (listenings.size > listeningsAtMost) listenings.delete(listenings.keys().next().value as string)
  }

  return {
    async recordings({ caller, id }) {
      const interaction = await interactionRows(db).where('interaction.interaction_id', '=', id).executeTakeFirst()
      if (!interaction || !(await mayRead(db, caller, interaction, 'recordings.listen'))) {
        return refuse('interaction.not-found')
      }
      const rows = await db
        .selectFrom('recording')
        .selectAll()
        .where('interaction_id', '=', id)
        .orderBy('started_at')
        .execute()
      return success({
        items: rows.map((row) => ({
          recordingId: row.recording_id,
          interactionId: row.interaction_id,
          startedAt: row.started_at.toISOString(),
          ...(row.duration_ms === null ? {} : { durationMs: row.duration_ms }),
          ...(row.bytes === null ? {} : { bytes: row.bytes }),
          isReady: row.state === 'ready',
          channels: 2 as const,
          missingMs: row.missing_ms,
        })),
      })
    },

    async recordingAudio({ caller, id, address, request, reply }): Promise<Result<'sent', Refusal>> {
      const recording = await db
        .selectFrom('recording')
        .leftJoin('interaction', 'interaction.interaction_id', 'recording.interaction_id')
        .select([
          'recording.interaction_id',
          'recording.agent_id as recorded_agent_id',
          'recording.state',
          'recording.sha256',
          'recording.recording_id',
          'recording.path',
          'recording.bytes',
          'recording.stored_in',
          'interaction.agent_id',
        ])
        .where('recording.recording_id', '=', id)
        .executeTakeFirst()
      if (!recording || !isId('recording', id)) return refuse('recording.not-found')
      const isHeard =
        (recording.recorded_agent_id !== null &&
          recording.recorded_agent_id === caller.agentId &&
          caller.permissions.has('recordings.listen.own')) ||
        (await mayRead(db, caller, recording, 'recordings.listen'))
      if (!isHeard) return refuse('permission.denied')
      if (recording.state === 'failed' || recording.state === 'erased') return refuse('recording.not-found')
      if (recording.state !== 'ready') return refuse('recording.not-ready')

      const file = await recordings.open(recording)
      if (!file.ok) {
        if (file.error.kind === 'not-found') return refuse('recording.not-found')
        services.logger.error('A recording cannot be read', { recordingId: id, why: file.error })
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
      reply.headers({ 'content-type': file.value.contentType, 'content-length': end - start + 1 })
      if (request.method === 'HEAD') {
        void reply.send()
        return success('sent')
      }
      await noteListening(caller, id, address)
      const sound = await file.value.read(start, end)
      if (!sound.ok) return refuse('internal')
      // A listener who goes away in the middle must not leave the file open.
      reply.raw.once('close', () => sound.value.destroy())
      // What was changed after it was written ends the answer in its middle.
      sound.value.once('error', (error) =>
        services.logger.error('A recording cannot be read', { recordingId: id, error }),
      )
      void reply.send(sound.value)
      return success('sent')
    },
  }
}
