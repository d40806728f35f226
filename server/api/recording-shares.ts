import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { RecordingShareTable } from '#adapters/postgres/schema.ts'
import { newId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { RecordingShare } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import { audibleRecording, recordingRow } from './audible-recording.ts'
import { drawnRecording } from './drawn-recording.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'
import { sendSound } from './send-sound.ts'
import { addressKey, TokenBuckets } from './token-bucket.ts'

type Routes =
  | 'recordingShares'
  | 'shareRecording'
  | 'revokeRecordingShare'
  | 'sharedRecording'
  | 'sharedRecordingAudio'
  | 'sharedRecordingWaveform'

const hourMs = 3_600_000
const tokenBytes = 32
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()
// A player asks for a few ranges; who guesses links asks for thousands.
const askings = { perMinute: 60, burst: 60 }

/** Links under which one recording can be heard for a time, by people who have no sign-in. The database holds no link. */
export function recordingShareHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes } = services
  const buckets = new TokenBuckets(askings, 10_000)

  async function sharedBehind(token: string) {
    const share = await db
      .selectFrom('recording_share')
      .selectAll()
      .where('token_hash', '=', hashOf(token))
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', new Date(clock.wallMs()))
      .executeTakeFirst()
    const recording = share && (await recordingRow(db, share.recording_id))
    return share && recording && { share, recording }
  }

  /** Seconds to wait; 0: none. */
  const isTooMuch = (address: string) => Math.ceil(buckets.take(addressKey(address), clock.monotonicMs()) / 1000)
  const tokenOf = (request: { readonly params: unknown }) => (request.params as { readonly token: string }).token

  return {
    async recordingShares({ caller, id }) {
      const found = await audibleRecording(services, caller, id)
      if (!found.ok) return found
      const rows = await db
        .selectFrom('recording_share')
        .leftJoin('person', 'person.person_id', 'recording_share.created_by')
        .selectAll('recording_share')
        .select('person.name as creator_name')
        .where('recording_id', '=', id)
        .orderBy('recording_share.created_at', 'desc')
        .execute()
      return success({ items: rows.map((row) => show(row, row.creator_name)) })
    },

    async shareRecording({ caller, id, body, address, request }) {
      const found = await audibleRecording(services, caller, id)
      if (!found.ok) return found
      if (found.value.state === 'erased') return refuse('recording.erased')
      if (found.value.state !== 'ready') return refuse('recording.not-ready')
      const nowMs = clock.wallMs()
      const token = Buffer.from(randomBytes(tokenBytes)).toString('base64url')
      const recordingShareId = newId('recording-share', nowMs, randomBytes)
      const row = await db.transaction().execute(async (transaction) => {
        const inserted = await transaction
          .insertInto('recording_share')
          .values({
            recording_share_id: recordingShareId,
            recording_id: id,
            token_hash: hashOf(token),
            note: body.note.trim(),
            created_by: caller.personId,
            created_at: new Date(nowMs),
            expires_at: new Date(nowMs + body.forHours * hourMs),
          })
          .returningAll()
          .executeTakeFirstOrThrow()
        await audit(transaction, {
          action: 'recording.shared',
          personId: caller.personId,
          subject: id,
          address,
          details: { recordingShareId, forHours: body.forHours },
        })
        return inserted
      })
      const creator = await db
        .selectFrom('person')
        .select('name')
        .where('person_id', '=', caller.personId)
        .executeTakeFirst()
      const url = `${request.protocol}://${request.host}/listen/${token}`
      return success({ ...show(row, creator?.name ?? null), url })
    },

    async revokeRecordingShare({ caller, id, address }) {
      const share = await db
        .selectFrom('recording_share')
        .select('recording_id')
        .where('recording_share_id', '=', id)
        .executeTakeFirst()
      if (!share) return refuse('recording-share.not-found')
      const found = await audibleRecording(services, caller, share.recording_id)
      if (!found.ok) return found
      await db.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('recording_share')
          .set({ revoked_at: new Date(clock.wallMs()) })
          .where('recording_share_id', '=', id)
          .where('revoked_at', 'is', null)
          .execute()
        await audit(transaction, {
          action: 'recording.share-revoked',
          personId: caller.personId,
          subject: share.recording_id,
          address,
          details: { recordingShareId: id },
        })
      })
      return success({})
    },

    async sharedRecording({ request, address }) {
      const waitS = isTooMuch(address)
      if (waitS > 0) return refuse('request.too-many', { retryAfterS: waitS })
      const found = await sharedBehind(tokenOf(request))
      if (found?.recording.state !== 'ready') return refuse('recording-share.not-found')
      const { share, recording } = found
      return success({
        startedAt: recording.started_at.toISOString(),
        durationMs: recording.duration_ms ?? 0,
        expiresAt: share.expires_at.toISOString(),
      })
    },

    async sharedRecordingWaveform({ request, address }) {
      const waitS = isTooMuch(address)
      if (waitS > 0) return refuse('request.too-many', { retryAfterS: waitS })
      const found = await sharedBehind(tokenOf(request))
      if (found?.recording.state !== 'ready') return refuse('recording-share.not-found')
      return drawnRecording(services, found.recording)
    },

    async sharedRecordingAudio({ request, reply, address }) {
      const waitS = isTooMuch(address)
      if (waitS > 0) return refuse('request.too-many', { retryAfterS: waitS })
      const found = await sharedBehind(tokenOf(request))
      if (found?.recording.state !== 'ready') return refuse('recording-share.not-found')
      const { share, recording } = found
      const isBeginning = !request.headers.range || /^bytes=0-/.test(request.headers.range)
      const note = async () => {
        if (!isBeginning) return
        await db
          .updateTable('recording_share')
          .set((row) => ({ openings: row('openings', '+', 1) }))
          .where('recording_share_id', '=', share.recording_share_id)
          .execute()
        await audit(db, {
          action: 'recording.share-opened',
          subject: recording.recording_id,
          address,
          details: { recordingShareId: share.recording_share_id },
        })
      }
      return sendSound(services, { recording, request, reply, note })
    },
  }
}

const show = (row: Selectable<RecordingShareTable>, creatorName: string | null): RecordingShare => ({
  recordingShareId: row.recording_share_id,
  note: row.note,
  createdAt: row.created_at.toISOString(),
  createdBy: creatorName ?? '',
  expiresAt: row.expires_at.toISOString(),
  openings: row.openings,
  isRevoked: row.revoked_at !== null,
})
