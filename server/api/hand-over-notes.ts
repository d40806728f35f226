import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { type AgentId, type InteractionId, newId } from '#kernel/ids.ts'
import type { Result } from '#kernel/result.ts'
import type { HandOverNote, SentTo } from '#protocol/http/index.ts'
import type { ApiServices } from './api-services.ts'
import type { Refusal } from './refusal.ts'

interface Handed {
  readonly interactionId: InteractionId
  readonly agentId: AgentId
  readonly how: HandOverNote['how']
  readonly to: SentTo
  /** As it was typed; absent or empty: none. */
  readonly text: string | undefined
}

/**
 * Keeps what an agent writes for whoever gets the call next. It is there before the decider hears of the transfer, so that the
 * next desk shows it with the first ring and a restart loses nothing; what is refused, or was asked for before, takes it away again.
 * In the log it may not stand: it is free text about a person.
 */
export function withHandOverNote({
  db,
  clock,
  randomBytes,
  desks,
  logger,
}: Pick<ApiServices, 'db' | 'clock' | 'randomBytes' | 'desks' | 'logger'>) {
  /** @param decide succeeds with whether something was decided; `false` when all was so already */
  return async function handOver(
    { interactionId, agentId, how, to, text }: Handed,
    decide: () => Promise<Result<boolean, Refusal>>,
  ): Promise<Result<boolean, Refusal>> {
    const written = text?.trim() ?? ''
    if (written === '') return decide()
    const noteId = newId('hand-over-note', clock.wallMs(), randomBytes)
    await db
      .insertInto('hand_over_note')
      .values({
        hand_over_note_id: noteId,
        interaction_id: interactionId,
        agent_id: agentId,
        how,
        to_queue_id: to.kind === 'queue' ? to.queueId : null,
        to_agent_id: to.kind === 'agent' ? to.agentId : null,
        text: written,
        written_at: new Date(clock.wallMs()),
      })
      .execute()
    desks.interactionChanged(interactionId)
    const decided = await decide()
    if (!decided.ok || !decided.value) {
      await db
        .deleteFrom('hand_over_note')
        .where('hand_over_note_id', '=', noteId)
        .execute()
        .catch((error: unknown) => logger.warn('A note of a transfer that was refused is left', { error }))
      desks.interactionChanged(interactionId)
    }
    return decided
  }
}

/** All of an interaction, oldest first. */
export async function handOverNotesOf(db: Kysely<Database>, interactionId: InteractionId): Promise<HandOverNote[]> {
  const rows = await db
    .selectFrom('hand_over_note as note')
    .leftJoin('agent as writer', 'writer.agent_id', 'note.agent_id')
    .leftJoin('person as by', 'by.person_id', 'writer.person_id')
    .leftJoin('agent as reader', 'reader.agent_id', 'note.to_agent_id')
    .leftJoin('person as to', 'to.person_id', 'reader.person_id')
    .leftJoin('queue', 'queue.queue_id', 'note.to_queue_id')
    .select(['note.text', 'note.written_at', 'note.how', 'note.agent_id'])
    .select(['by.name as by_name', 'to.name as to_name', 'queue.name as queue_name'])
    .where('note.interaction_id', '=', interactionId)
    .orderBy('note.written_at')
    .orderBy('note.hand_over_note_id')
    .execute()
  return rows.map(({ text, written_at, how, agent_id, by_name, to_name, queue_name }) => {
    const toName = to_name ?? queue_name
    return {
      text,
      writtenAt: written_at.toISOString(),
      how,
      byAgentId: agent_id,
      ...(by_name === null ? {} : { byName: by_name }),
      ...(toName === null ? {} : { toName }),
    }
  })
}
