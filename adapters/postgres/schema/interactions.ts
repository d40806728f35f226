import type { ColumnType, Generated } from 'kysely'
import type {
  AgentId,
  CustomerId,
  DispositionId,
  FlowId,
  FlowVersionId,
  InteractionId,
  OfferId,
  PersonId,
  QueueId,
  RecordingId,
  RoutingDomainId,
} from '#kernel/ids.ts'
import type { CallbackAskedBy, CallerAnswer } from '#protocol/http/index.ts'
import type { Instant, InstantWithDefault, JsonWithDefault, MaybeInstant, MaybeJson } from './columns.ts'
import type { Revision } from './notes.ts'

/** Channels that there is a way in for. */
export type InteractionChannel = 'voice' | 'task'
export interface InteractionTable {
  interaction_id: InteractionId
  domain_id: RoutingDomainId
  channel: Generated<InteractionChannel>
  direction: 'inbound' | 'outbound'
  state: 'inFlow' | 'scheduled' | 'queued' | 'dialing' | 'engaged' | 'through' | 'parked' | 'wrapUp' | 'ended'
  started_at: Instant
  queued_at: MaybeInstant
  accepted_at: MaybeInstant
  talk_ended_at: MaybeInstant
  ended_at: MaybeInstant
  queue_id: QueueId | null
  agent_id: AgentId | null
  disposition_id: DispositionId | null
  end_reason: string | null
  is_abandoned: Generated<boolean>
  recording_consent: 'announced' | 'agreed' | 'refused' | 'unanswered' | null
  recording_consent_at: MaybeInstant
  wait_ms: number | null
  talk_ms: number | null
  hold_ms: number | null
  wrap_up_ms: number | null
}
export interface SegmentTable {
  interaction_id: InteractionId
  /** 1, 2, 3… in the order in which they began. */
  ordinal: number
  kind:
    | 'flow'
    | 'voicemail'
    | 'queue'
    | 'offer'
    | 'dial'
    | 'talk'
    | 'scheduled'
    | 'work'
    | 'hold'
    | 'ring'
    | 'through'
    | 'consult'
    | 'conference'
    | 'park'
    | 'monitor'
    | 'wrapUp'
  started_at: Instant
  ended_at: MaybeInstant
  queue_id: QueueId | null
  agent_id: AgentId | null
  offer_id: OfferId | null
  outcome: string | null
  expected_ms: number | null
  expected_low_ms: number | null
  expected_high_ms: number | null
  flow_id: FlowId | null
  flow_version_id: FlowVersionId | null
}
export interface InteractionParticularsTable {
  interaction_id: InteractionId
  caller_number: string | null
  raw_caller_number: string | null
  caller_name: string | null
  dialed_number: string | null
  customer_id: CustomerId | null
  created_at: InstantWithDefault
  /** Whatever the processes keep of it. */
  flow_run: MaybeJson<object>
  answers: JsonWithDefault<CallerAnswer[]>
  /** Whatever the server keeps of it. */
  script_run: MaybeJson<object>
}
export interface FlowStepTable {
  interaction_id: InteractionId
  ordinal: number
  flow_id: FlowId
  flow_version_id: FlowVersionId
  block_id: string
  exit: string | null
  at: Instant
  left_at: MaybeInstant
  left_as: string | null
}
export interface InteractionNoteTable {
  interaction_id: InteractionId
  text: string
  person_id: PersonId | null
  updated_at: InstantWithDefault
  revision: Revision
}
export interface DispositionTable {
  disposition_id: DispositionId
  name: string
  rank: Generated<number>
  is_active: Generated<boolean>
}
export interface TaskTable {
  interaction_id: InteractionId
  subject: string
  payload: ColumnType<unknown, string | null, string | null>
  link: string | null
  reference: string | null
  due_at: MaybeInstant
  created_by: PersonId | null
  idempotency_key: string | null
  created_at: InstantWithDefault
}
export interface CallbackTable {
  interaction_id: InteractionId
  queue_id: QueueId
  number: string
  name: string | null
  note: string | null
  language: string | null
  time_zone: string | null
  asked_by: CallbackAskedBy
  from_interaction_id: InteractionId | null
  not_before: MaybeInstant
  created_by: PersonId | null
  idempotency_key: string | null
  /** SHA-256; `null`: not asked for on a web page. */
  web_token_hash: Buffer | null
  asked_at: InstantWithDefault
  dials: Generated<number>
  ended_at: MaybeInstant
  outcome: 'reached' | 'given-up' | 'cancelled' | null
}

export interface VoicemailTable {
  interaction_id: InteractionId
  from_interaction_id: InteractionId
  recording_id: RecordingId
  queue_id: QueueId | null
  left_at: Instant
}

/** Contacts as people look them up, written from the log, with what was said of them. */
export interface InteractionTables {
  interaction: InteractionTable
  segment: SegmentTable
  interaction_particulars: InteractionParticularsTable
  flow_step: FlowStepTable
  interaction_note: InteractionNoteTable
  disposition: DispositionTable
  task: TaskTable
  callback: CallbackTable
  voicemail: VoicemailTable
}
