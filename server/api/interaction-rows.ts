import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { RoutingState } from '#domain/routing/index.ts'
import type { InteractionId } from '#kernel/ids.ts'
import type { Interaction, InteractionSummary } from '#protocol/http/index.ts'
import type { Caller } from '../accounts/caller.ts'
import { nameOfNumber } from './outside-contact-rows.ts'

/** Interactions with the names that a history shows. */
export function interactionRows(db: Kysely<Database>) {
  return db
    .selectFrom('interaction')
    .leftJoin('interaction_particulars as particulars', 'particulars.interaction_id', 'interaction.interaction_id')
    .leftJoin('customer', 'customer.customer_id', 'particulars.customer_id')
    .leftJoin('queue', 'queue.queue_id', 'interaction.queue_id')
    .leftJoin('agent', 'agent.agent_id', 'interaction.agent_id')
    .leftJoin('person', 'person.person_id', 'agent.person_id')
    .leftJoin('task', 'task.interaction_id', 'interaction.interaction_id')
    .leftJoin('voicemail', 'voicemail.interaction_id', 'interaction.interaction_id')
    .leftJoin('disposition', 'disposition.disposition_id', 'interaction.disposition_id')
    .selectAll('interaction')
    .select([
      'particulars.caller_number',
      sql<string | null>`coalesce(${nameOfNumber('particulars.caller_number')}, particulars.caller_name)`.as(
        'caller_name',
      ),
      'particulars.dialed_number',
      'particulars.customer_id',
      'particulars.answers',
      'customer.name as customer_name',
      'queue.name as queue_name',
      'person.name as agent_name',
      'disposition.name as disposition_name',
      'task.subject',
      'task.payload',
      'task.link',
      'task.reference',
      'task.due_at',
      'task.created_by',
      'voicemail.recording_id as message_recording_id',
    ])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('recording')
            .select('recording.recording_id')
            .where((has) =>
              has.or([
                has('recording.interaction_id', '=', has.ref('interaction.interaction_id')),
                has('recording.recording_id', '=', has.ref('voicemail.recording_id')),
              ]),
            )
            .where('recording.state', '!=', 'failed'),
        )
        .as('has_recording'),
    )
}
export type InteractionRow = Awaited<ReturnType<ReturnType<typeof interactionRows>['executeTakeFirstOrThrow']>>

/**
 * Whether the caller may read an interaction: any, or one in which they were the agent, also when it went on to somebody
 * else after them.
 */
export async function mayRead(
  db: Kysely<Database>,
  caller: Caller,
  interaction: Pick<InteractionRow, 'interaction_id' | 'agent_id'> & Partial<Pick<InteractionRow, 'created_by'>>,
): Promise<boolean> {
  if (caller.permissions.has('interactions.read.any')) return true
  // Whoever brought a task sees what became of it.
  if (interaction.created_by === caller.personId) return true
  if (caller.agentId === undefined || !caller.permissions.has('interactions.read.own')) return false
  if (interaction.agent_id === caller.agentId) return true
  const talked = await db
    .selectFrom('segment')
    .select('ordinal')
    .where('interaction_id', '=', interaction.interaction_id)
    .where('agent_id', '=', caller.agentId)
    .where('kind', 'in', ['talk', 'work', 'hold', 'consult', 'conference', 'wrapUp'])
    .limit(1)
    .executeTakeFirst()
  return talked !== undefined
}

/** The decider knows first: the history is a moment behind, and the call that was just answered is this agent's already. */
export const hasInHand = (
  { decider }: { readonly decider: { readonly state: RoutingState | undefined } },
  { agentId }: Caller,
  id: InteractionId,
): boolean => agentId !== undefined && decider.state?.interactions.get(id)?.engagement?.agentId === agentId

/** The message that it is, or that was left in it. */
export async function voicemailOf(db: Kysely<Database>, id: InteractionId): Promise<Pick<Interaction, 'voicemail'>> {
  const row = await db
    .selectFrom('voicemail')
    .selectAll()
    .where((eb) => eb.or([eb('interaction_id', '=', id), eb('from_interaction_id', '=', id)]))
    .executeTakeFirst()
  if (!row) return {}
  const { interaction_id: interactionId, from_interaction_id: fromInteractionId, recording_id: recordingId } = row
  return { voicemail: { interactionId, fromInteractionId, recordingId, leftAt: row.left_at.toISOString() } }
}

export function showInteraction(row: InteractionRow): InteractionSummary {
  return {
    interactionId: row.interaction_id,
    channel: row.channel,
    direction: row.direction,
    state: row.state,
    startedAt: row.started_at.toISOString(),
    isAbandoned: row.is_abandoned,
    hasRecording: Boolean(row.has_recording),
    ...present({
      endedAt: row.ended_at?.toISOString(),
      callerNumber: row.caller_number,
      callerName: row.caller_name,
      dialedNumber: row.dialed_number,
      customerId: row.customer_id,
      customerName: row.customer_name,
      queueId: row.queue_id,
      queueName: row.queue_name,
      agentId: row.agent_id,
      agentName: row.agent_name,
      dispositionId: row.disposition_id,
      dispositionName: row.disposition_name,
      endReason: row.end_reason,
      subject: row.subject,
      isVoicemail: row.message_recording_id === null ? undefined : true,
      waitMs: row.wait_ms,
      talkMs: row.talk_ms,
      holdMs: row.hold_ms,
      wrapUpMs: row.wrap_up_ms,
    }),
  }
}

/** What a task says. */
export function taskOf({
  subject,
  payload,
  link,
  reference,
  due_at,
}: Pick<InteractionRow, 'subject' | 'payload' | 'link' | 'reference' | 'due_at'>): Pick<Interaction, 'task'> {
  if (subject === null) return {}
  return { task: { subject, ...present({ payload, link, reference, dueAt: due_at?.toISOString() }) } }
}

/** The history is a moment behind: a task that was brought this very moment, as the decider has it. */
export async function justBegun(
  db: Kysely<Database>,
  state: RoutingState | undefined,
  caller: Caller,
  interactionId: InteractionId,
): Promise<Interaction | undefined> {
  const live = state?.interactions.get(interactionId)
  if (live?.kind !== 'task') return undefined
  const row = await db.selectFrom('task').selectAll().where('interaction_id', '=', interactionId).executeTakeFirst()
  if (!row || (row.created_by !== caller.personId && !caller.permissions.has('interactions.read.any'))) return undefined
  const { stage, beganAtMs, waiting } = live
  return {
    interactionId,
    channel: 'task',
    direction: 'inbound',
    state: stage,
    startedAt: new Date(beganAtMs).toISOString(),
    isAbandoned: false,
    hasRecording: false,
    segments: [],
    ...present({ queueId: waiting?.queueId, subject: row.subject }),
    ...taskOf(row),
  }
}

/** What the customer heard or answered about being recorded. */
export const consentOf = ({
  recording_consent: consent,
  recording_consent_at: at,
}: InteractionRow): Pick<Interaction, 'recordingConsent'> =>
  consent === null || at === null ? {} : { recordingConsent: { consent, at: at.toISOString() } }

/** The fields that have a value: what is not known is absent, never null. */
export function present<Fields extends Record<string, unknown>>(
  fields: Fields,
): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as {
    [Name in keyof Fields]?: NonNullable<Fields[Name]>
  }
}
