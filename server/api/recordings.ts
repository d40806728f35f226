import type { Selectable } from 'kysely'
import type { RecordingTable } from '#adapters/postgres/schema.ts'
import type { RecordingId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { Recording } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { Caller } from '../accounts/caller.ts'
import type { ApiServices } from './api-services.ts'
import { audibleRecording, mayHear } from './audible-recording.ts'
import { drawnRecording } from './drawn-recording.ts'
import type { Handlers } from './handler.ts'
import { hasInHand, interactionRows, mayRead } from './interaction-rows.ts'
import { mayHearMessage } from './message-hearing.ts'
import { refuse } from './refusal.ts'
import { sendSound } from './send-sound.ts'

// A player asks for a file in dozens of ranges: one listening is one entry in the audit log.
const sameListeningMs = 10 * 60_000
const listeningsAtMost = 10_000

type Routes = 'recordings' | 'recordingAudio' | 'recordingWaveform' | 'downloadRecording'

/** Recordings, their sound in byte ranges, and what a player draws. */
export function recordingHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock } = services
  const listenings = new Map<string, number>()

  async function noteListening(caller: Caller, recordingId: RecordingId, address: string): Promise<void> {
    const key = `${caller.signInId ?? caller.personId} ${recordingId}`
    const nowMs = clock.monotonicMs()
    const lastMs = listenings.get(key)
    if (lastMs !== undefined && nowMs - lastMs < sameListeningMs) return
    await audit(db, { action: 'recording.listened', personId: caller.personId, subject: recordingId, address })
    listenings.delete(key)
    listenings.set(key, nowMs)
    if (listenings.size > listeningsAtMost) listenings.delete(listenings.keys().next().value as string)
  }

  return {
    async recordings({ caller, id }) {
      const interaction = await interactionRows(db).where('interaction.interaction_id', '=', id).executeTakeFirst()
      // Who holds and erases recordings has to see that they are there; hearing them is another matter.
      const mayReadIt = interaction && (hasInHand(services, caller, id) || (await mayRead(db, caller, interaction)))
      if (!mayReadIt) return refuse('interaction.not-found')
      const seesAll = caller.permissions.has('recordings.manage')
      const rows = await db
        .selectFrom('recording')
        .leftJoin('person as holder', 'holder.person_id', 'recording.held_by')
        .selectAll('recording')
        .select('holder.name as holder_name')
        .where((eb) =>
          eb.or([
            eb('recording.interaction_id', '=', id),
            // A message has that of the call in which it was left.
            eb(
              'recording.recording_id',
              'in',
              eb.selectFrom('voicemail').select('recording_id').where('voicemail.interaction_id', '=', id),
            ),
          ]),
        )
        .orderBy('started_at')
        .execute()
      const isShown = async (row: (typeof rows)[number]) =>
        seesAll || mayHear(caller, row) || (await mayHearMessage(services, caller, row.recording_id))
      const shown = await Promise.all(rows.map(isShown))
      return success({ items: rows.filter((_, at) => shown[at]).map(showRecording) })
    },

    async recordingAudio({ caller, id, address, request, reply }) {
      const found = await audibleRecording(services, caller, id)
      if (!found.ok) return found
      const note = () => noteListening(caller, id, address)
      return sendSound(services, { recording: found.value, request, reply, note })
    },

    async downloadRecording({ caller, id, address, request, reply }) {
      const found = await audibleRecording(services, caller, id)
      if (!found.ok) return found
      const note = () => audit(db, { action: 'recording.downloaded', personId: caller.personId, subject: id, address })
      return sendSound(services, { recording: found.value, request, reply, note, fileName: id })
    },

    async recordingWaveform({ caller, id }) {
      const found = await audibleRecording(services, caller, id)
      if (!found.ok) return found
      return drawnRecording(services, found.value)
    },
  }
}

type Shown = Selectable<RecordingTable> & { readonly holder_name: string | null }

export const showRecording = (row: Shown): Recording => ({
  recordingId: row.recording_id,
  interactionId: row.interaction_id,
  startedAt: row.started_at.toISOString(),
  ...(row.duration_ms === null ? {} : { durationMs: row.duration_ms }),
  ...(row.bytes === null ? {} : { bytes: row.bytes }),
  isReady: row.state === 'ready',
  channels: 2,
  missingMs: row.missing_ms,
  ...(row.state === 'erased' ? { isErased: true } : {}),
  isEncrypted: row.key_id !== null,
  format: row.format,
  ...(row.pauses.length === 0 ? {} : { pauses: row.pauses }),
  ...(row.keep_until === null || row.state !== 'ready' ? {} : { keepUntil: row.keep_until.toISOString() }),
  ...(row.held_at === null
    ? {}
    : {
        legalHold: {
          since: row.held_at.toISOString(),
          by: row.holder_name ?? '',
          reason: row.hold_reason ?? '',
        },
      }),
})
