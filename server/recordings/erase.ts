import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { type RecordingFileKind, recordingPath } from '#adapters/storage/index.ts'
import type { PersonId, RecordingId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { audit } from '../accounts/audit.ts'
import type { RecordingArchive, RecordingRow } from './archive.ts'

const kinds: readonly RecordingFileKind[] = ['wav.sealed', 'opus.sealed', 'wav']

/** Deletes every file of a recording from every store, begun ones too, whatever the database says. Fails with a sentence. */
export async function removeEverywhere(
  archive: RecordingArchive,
  recordingId: RecordingId,
  storedIn: RecordingRow['stored_in'] = 'spool',
): Promise<Result<void, string>> {
  if (archive.storeOf(storedIn) === undefined) return failure(`Its store (${storedIn}) is not set up any more.`)
  const stores = new Set([archive.storeOf('disk'), archive.storeOf('s3')])
  for (const store of stores) {
    for (const kind of kinds) {
      const path = recordingPath(recordingId, kind)
      if (store === undefined || !path.ok) continue
      const gone = await store.delete(path.value)
      if (!gone.ok) return failure(`Its sound could not be deleted from the ${store.kind}: ${gone.error.kind}.`)
    }
  }
  return success(undefined)
}

/**
 * Erases the sound of a recording for good. It cannot be heard from the moment that this was decided; where a store does not
 * answer, or somebody archives it at this moment, the deletion is tried again, and `isGone` is false until then. The audit log's entry and what was drawn of
 * it stand and fall with the decision, once, however many ask for it.
 *
 * @param by who erases it; absent: its time is over
 * @returns `held` under a legal hold, `recording` while it still grows
 */
export async function eraseRecording(
  parts: {
    readonly db: Kysely<Database>
    readonly archive: RecordingArchive
    readonly nowMs: number
    /** Leaves alone what is to be kept longer by now. */
    readonly isOnlyExpired?: boolean
  },
  recordingId: RecordingId,
  by?: { readonly personId: PersonId; readonly address: string },
): Promise<Result<{ readonly isGone: boolean }, 'not-found' | 'held' | 'recording'>> {
  const { db, archive, nowMs } = parts
  const erased = await db.transaction().execute(async (transaction) => {
    const before = await transaction
      .selectFrom('recording')
      .select('next_try_at')
      .where('recording_id', '=', recordingId)
      .forUpdate()
      .executeTakeFirst()
    // Whoever archives it at this moment may put a file into a store after all others are gone, and die over it: so it stays a job
    // that is taken up once more when that one's time is over.
    const takenUntil = before?.next_try_at ?? null
    const isTaken = takenUntil !== null && takenUntil.getTime() > nowMs
    // The hold is looked at in the statement that erases: one that is set at the same moment wins or comes too late. So is the time
    // that its rule gives it: it may have become longer since somebody saw that it was over.
    let erasing = transaction
      .updateTable('recording')
      .set({
        state: 'erased',
        erased_at: new Date(nowMs),
        erased_by: by?.personId ?? null,
        next_try_at: isTaken ? takenUntil : null,
        tries: 0,
      })
      .where('recording_id', '=', recordingId)
      .where('state', 'in', ['ready', 'failed'])
      .where('held_at', 'is', null)
    if (parts.isOnlyExpired) erasing = erasing.where('keep_until', '<', new Date(nowMs))
    const row = await erasing.returning('stored_in').executeTakeFirst()
    if (row === undefined) return undefined
    await transaction.deleteFrom('recording_waveform').where('recording_id', '=', recordingId).execute()
    await transaction
      .updateTable('recording_share')
      .set({ revoked_at: new Date(nowMs) })
      .where('recording_id', '=', recordingId)
      .where('revoked_at', 'is', null)
      .execute()
    const action = by === undefined ? 'recording.expired' : 'recording.erased'
    await audit(transaction, { action, ...by, subject: recordingId })
    return { ...row, isTaken }
  })
  if (erased === undefined) {
    const row = await db
      .selectFrom('recording')
      .select(['state', 'held_at', 'path'])
      .where('recording_id', '=', recordingId)
      .executeTakeFirst()
    if (row?.state === 'erased') return success({ isGone: row.path === null })
    if (!row) return failure('not-found')
    return failure(row.held_at === null ? 'recording' : 'held')
  }
  const gone = await removeEverywhere(archive, recordingId, erased.stored_in)
  if (!gone.ok || erased.isTaken) return success({ isGone: false })
  await db
    .updateTable('recording')
    .set({ path: null, stale_path: null })
    .where('recording_id', '=', recordingId)
    .where('state', '=', 'erased')
    .execute()
  return success({ isGone: true })
}
