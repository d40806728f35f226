import { sql } from 'kysely'
import { type InteractionId, isId } from '#kernel/ids.ts'
import { failure, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { InteractionSummary, Segment } from '#protocol/http/index.ts'
import type { Caller } from '../accounts/caller.ts'
import { readAnnouncements } from '../explaining/read-announcements.ts'
import { noteCustomerOf } from '../note-customers.ts'
import type { ApiServices } from './api-services.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { refusalOfDecider } from './decided.ts'
import { handOverNotesOf } from './hand-over-notes.ts'
import type { Handlers } from './handler.ts'
import {
  consentOf,
  hasInHand,
  interactionRows,
  justBegun,
  mayRead,
  showInteraction,
  taskOf,
  voicemailOf,
} from './interaction-rows.ts'
import { isAgent } from './offers.ts'
import { ownInteraction } from './own-interaction.ts'
import { refuse } from './refusal.ts'
import { expectedRevision, nextRevision } from './revision.ts'
import { containing, numberPart } from './search-pattern.ts'
import { verificationOf } from './verification.ts'
import { readWalked } from './walked.ts'

type Routes = 'interactions' | 'interaction' | 'setNote' | 'setDisposition' | 'setCustomer'

const isInteractionId = (text: string): text is InteractionId => isId('interaction', text)

/** The history, and what an agent writes down about an interaction. */
export function interactionHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, decider, clock, desks, ladders, domainId } = services

  const checkOwn = (caller: Caller, id: InteractionId) => ownInteraction(services, caller, id)

  return {
    async interactions({ caller, query }) {
      const after = decodeCursor(query.cursor, isInteractionId)
      if (!after.ok) return after
      const limit = query.limit ?? 50
      let rows = interactionRows(db)
      if (!caller.permissions.has('interactions.read.any')) {
        const { agentId, personId } = caller
        rows = rows.where((eb) =>
          eb.or([eb('task.created_by', '=', personId), ...(agentId ? [eb('interaction.agent_id', '=', agentId)] : [])]),
        )
      }
      if (query.agentId !== undefined) rows = rows.where('interaction.agent_id', '=', query.agentId)
      if (query.queueId !== undefined) rows = rows.where('interaction.queue_id', '=', query.queueId)
      if (query.channel !== undefined) rows = rows.where('interaction.channel', '=', query.channel)
      if (query.state !== undefined) rows = rows.where('interaction.state', '=', query.state)
      if (query.customerId !== undefined) rows = rows.where('particulars.customer_id', '=', query.customerId)
      if (query.search !== undefined && query.search.trim() !== '') {
        const name = containing(foldText(query.search))
        const number = containing(numberPart(foldText(query.search)))
        rows = rows.where((eb) =>
          eb.or([
            eb('particulars.caller_number', 'like', number),
            eb('particulars.raw_caller_number', 'like', number),
            eb('customer.folded_name', 'like', name),
            eb('task.subject', 'ilike', containing(query.search ?? '')),
            eb('task.reference', 'ilike', containing(query.search ?? '')),
          ]),
        )
      }
      if (after.value !== undefined) {
        // Newest first by the time it began; the id tells apart those of one instant.
        const last = sql`(SELECT started_at FROM interaction WHERE interaction_id = ${after.value})`
        rows = rows.where(
          sql<boolean>`(interaction.started_at, interaction.interaction_id) < (${last}, ${after.value})`,
        )
      }
      const found = await rows
        .orderBy('interaction.started_at', 'desc')
        .orderBy('interaction.interaction_id', 'desc')
        .limit(limit + 1)
        .execute()
      const items: InteractionSummary[] = found.slice(0, limit).map(showInteraction)
      const last = items.at(-1)
      return success({
        items,
        ...(found.length > limit && last ? { next: encodeCursor(last.interactionId) } : {}),
      })
    },

    async interaction({ caller, id }) {
      const row = await interactionRows(db).where('interaction.interaction_id', '=', id).executeTakeFirst()
      const begun = row ? undefined : await justBegun(db, decider.state, caller, id)
      if (begun) return success(begun)
      // To somebody who may not read it, it is not there: an id alone tells nothing.
      if (!row || !(hasInHand(services, caller, id) || (await mayRead(db, caller, row))))
        return refuse('interaction.not-found')
      const [segments, note, sound, walked, announcements, handOverNotes] = await Promise.all([
        db
          .selectFrom('segment')
          .leftJoin('queue', 'queue.queue_id', 'segment.queue_id')
          .leftJoin('agent', 'agent.agent_id', 'segment.agent_id')
          .leftJoin('person', 'person.person_id', 'agent.person_id')
          .selectAll('segment')
          .select(['queue.name as queue_name', 'person.name as agent_name'])
          .where('segment.interaction_id', '=', id)
          .orderBy('segment.ordinal')
          .execute(),
        db
          .selectFrom('interaction_note')
          .select(['text', 'revision'])
          .where('interaction_id', '=', id)
          .executeTakeFirst(),
        ladders.sound.of(id),
        readWalked(db, id),
        row.queued_at === null || row.channel === 'task' ? [] : readAnnouncements(db, domainId, id),
        handOverNotesOf(db, id),
      ])
      return success({
        ...showInteraction(row),
        ...consentOf(row),
        ...taskOf(row),
        ...(await voicemailOf(db, id)),
        ...(await verificationOf(db, id)),
        segments: segments.filter(isShownTo(caller)).map(
          (segment): Segment => ({
            kind: segment.kind,
            startedAt: segment.started_at.toISOString(),
            ...(segment.ended_at === null
              ? {}
              : {
                  endedAt: segment.ended_at.toISOString(),
                  durationMs: segment.ended_at.getTime() - segment.started_at.getTime(),
                }),
            ...(segment.queue_id === null ? {} : { queueId: segment.queue_id }),
            ...(segment.queue_name === null ? {} : { queueName: segment.queue_name }),
            ...(segment.agent_id === null ? {} : { agentId: segment.agent_id }),
            ...(segment.agent_name === null ? {} : { agentName: segment.agent_name }),
            ...(segment.outcome === null ? {} : { outcome: segment.outcome }),
          }),
        ),
        ...(row.answers === null || row.answers.length === 0 ? {} : { answers: row.answers }),
        ...(walked.length === 0 ? {} : { walked: [...walked] }),
        ...(announcements.length === 0 ? {} : { announcements: [...announcements] }),
        ...(note === undefined ? {} : { note: note.text, noteRevision: note.revision }),
        ...(handOverNotes.length === 0 ? {} : { handOverNotes }),
        ...(sound.length === 0 ? {} : { sound }),
      })
    },

    async setNote({ caller, id, body, request }) {
      const own = await checkOwn(caller, id)
      if (!own.ok) return own
      const readBefore = expectedRevision(request)
      if (!readBefore.ok) return readBefore
      const written = {
        ...{ text: body.text, person_id: caller.personId, updated_at: new Date(clock.wallMs()) },
        revision: nextRevision,
      }
      const over = readBefore.value
      const note = await db
        .insertInto('interaction_note')
        .values({ interaction_id: id, ...written })
        .onConflict((conflict) => {
          const update = conflict.column('interaction_id').doUpdateSet(written)
          return over === 'any' ? update : update.where('interaction_note.revision', '=', over)
        })
        .returning('revision')
        .executeTakeFirst()
      return note ? success(note) : refuse('request.stale')
    },

    async setDisposition({ caller, id, body }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const known = await db
        .selectFrom('disposition')
        .select('disposition_id')
        .where('disposition_id', '=', body.dispositionId)
        .where('is_active', '=', true)
        .executeTakeFirst()
      if (!known) return refuse('disposition.not-found')
      const decided = await decider.execute({
        type: 'SetDisposition',
        interactionId: id,
        agentId: caller.agentId,
        dispositionId: body.dispositionId,
      })
      if (decided.ok) return success({})
      const refusal = refusalOfDecider(decided.error)
      if (refusal.code !== 'interaction.not-found') return failure(refusal)
      // Over, or never there: which of the two is worth a query.
      const own = await checkOwn(caller, id)
      return own.ok ? refuse('interaction.wrong-state') : own
    },

    async setCustomer({ caller, id, body }) {
      const own = await checkOwn(caller, id)
      if (!own.ok) return own
      const customer = await db
        .selectFrom('customer')
        .select('customer_id')
        .where('customer_id', '=', body.customerId)
        .executeTakeFirst()
      if (!customer) return refuse('customer.not-found')
      await db
        .insertInto('interaction_particulars')
        .values({ interaction_id: id, customer_id: body.customerId })
        .onConflict((conflict) => conflict.column('interaction_id').doUpdateSet({ customer_id: body.customerId }))
        .execute()
      desks.interactionChanged(id)
      await noteCustomerOf(services, { customerId: body.customerId, interactionIds: [id] })
      return success({})
    },
  }
}

/** Who only listens, or listened, is not shown to whom he listens to; nor is one of whom it is not known yet. */
const isShownTo =
  ({ agentId, permissions }: Caller) =>
  (segment: { readonly kind: string; readonly agent_id: string | null; readonly outcome: string | null }): boolean =>
    segment.kind !== 'monitor' ||
    permissions.has('interactions.read.any') ||
    segment.agent_id === agentId ||
    segment.outcome === 'coached' ||
    segment.outcome === 'barged'
