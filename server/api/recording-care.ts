import { statfs } from 'node:fs/promises'
import { sql } from 'kysely'
import { type InteractionId, isId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { Alarm, RecordingStorage } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { eraseRecording } from '../recordings/erase.ts'
import type { ApiServices } from './api-services.ts'
import { recordingRow } from './audible-recording.ts'
import { decodeCursor, pageFrom } from './cursor.ts'
import type { Handlers } from './handler.ts'
import { present } from './interaction-rows.ts'
import { showRecording } from './recordings.ts'
import { refuse } from './refusal.ts'

type Routes = 'setLegalHold' | 'eraseRecording' | 'missingRecordings' | 'recordingStorage'

/** What becomes of recordings: kept for a court, erased, missing, and where they lie. None of it plays any. */
export function recordingCareHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, recordings: archive, alarms, settings } = services

  return {
    async setLegalHold({ caller, id, body, address }) {
      const changed = await db.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('recording')
          .set(
            body.isHeld
              ? { held_at: new Date(clock.wallMs()), held_by: caller.personId, hold_reason: body.reason.trim() }
              : { held_at: null, held_by: null, hold_reason: null },
          )
          .where('recording_id', '=', id)
          .where('state', '!=', 'erased')
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) return false
        const action = body.isHeld ? 'recording.held' : 'recording.released'
        await audit(transaction, { action, personId: caller.personId, subject: id, address })
        return true
      })
      const row = await recordingRow(db, id)
      if (!row) return refuse('recording.not-found')
      return changed ? success(showRecording(row)) : refuse('recording.erased')
    },

    async eraseRecording({ caller, id, address }) {
      const by = { personId: caller.personId, address }
      const erased = await eraseRecording({ db, archive, nowMs: clock.wallMs() }, id, by)
      if (!erased.ok) {
        if (erased.error === 'held') return refuse('recording.held')
        return refuse(erased.error === 'not-found' ? 'recording.not-found' : 'recording.not-ready')
      }
      return success({})
    },

    async missingRecordings({ query }) {
      const { limit = 50, since } = query
      const last = decodeCursor(query.cursor, (text): text is InteractionId => isId('interaction', text))
      if (!last.ok) return last
      let rows = db
        .selectFrom('recording_gap')
        .innerJoin('interaction', 'interaction.interaction_id', 'recording_gap.interaction_id')
        .leftJoin('queue', 'queue.queue_id', 'interaction.queue_id')
        .leftJoin('agent', 'agent.agent_id', 'interaction.agent_id')
        .leftJoin('person', 'person.person_id', 'agent.person_id')
        .selectAll('recording_gap')
        .select(['queue.name as queue_name', 'person.name as agent_name'])
        .orderBy('recording_gap.interaction_id', 'desc')
        .limit(limit + 1)
      if (since !== undefined) rows = rows.where('recording_gap.started_at', '>=', new Date(since))
      if (last.value !== undefined) rows = rows.where('recording_gap.interaction_id', '<', last.value)
      const show = (row: Awaited<ReturnType<(typeof rows)['execute']>>[number]) => ({
        interactionId: row.interaction_id,
        startedAt: row.started_at.toISOString(),
        ...present({ queueName: row.queue_name, agentName: row.agent_name }),
        kind: row.kind,
        missingMs: row.missing_ms,
      })
      return success(pageFrom(await rows.execute(), limit, (row) => row.interaction_id, show))
    },

    async recordingStorage() {
      const counts = await db
        .selectFrom('recording')
        .select([
          sql<number>`count(*)::int`.as('recordings'),
          sql<string>`COALESCE(sum(bytes), 0)`.as('bytes'),
          sql<number>`(count(*) FILTER (WHERE stored_in = 'spool'))::int`.as('waiting'),
        ])
        .where('state', '=', 'ready')
        .executeTakeFirstOrThrow()
      return success({
        condition: conditionOf(alarms.open),
        kind: archive.lasting.kind,
        ...(await freeBytesOf(settings.dataDir)),
        recordings: counts.recordings,
        bytes: Number(counts.bytes),
        waitingForArchive: counts.waiting,
        currentKeyId: archive.keys.currentId,
      })
    },
  }
}

const conditions = ['slow', 'full', 'failing'] as const

/** The edges say it as an alarm, which begins with the word for it. */
function conditionOf(open: readonly Alarm[]): RecordingStorage['condition'] {
  const details = open.filter(({ kind }) => kind === 'recording-storage').map(({ detail = '' }) => detail)
  if (details.length === 0) return 'well'
  return conditions.findLast((condition) => details.some((detail) => detail.startsWith(condition))) ?? 'failing'
}

/** Of the disk that recordings are written to first, whatever is done with them then. */
async function freeBytesOf(folder: string): Promise<{ readonly freeBytes?: number }> {
  const stats = await statfs(folder).catch(() => undefined)
  return stats === undefined ? {} : { freeBytes: stats.bavail * stats.bsize }
}
