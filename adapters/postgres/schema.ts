import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type {
  AgentId,
  AlarmId,
  BreakLimitId,
  BusinessHoursId,
  BusinessUnitId,
  CustomerId,
  DispositionId,
  InteractionId,
  LegId,
  NumberRuleId,
  OfferId,
  OutboundRuleId,
  PersonId,
  QueueId,
  RecordingId,
  RecordingRuleId,
  RecordingShareId,
  RoutingDomainId,
  ShiftAssignmentId,
  ShiftPatternId,
  SignInId,
  SkillId,
  StationId,
  SubstitutionId,
  TeamId,
  TrunkId,
} from '#kernel/ids.ts'
import type { AccessPolicy, Ban, LadderStep } from '#protocol/edge/index.ts'
import type {
  Alarm,
  BusinessHours,
  CallbackAskedBy,
  CallbackSettings,
  CountryFile,
  DialPermission,
  DiversionRule,
  NumberTarget,
  Proficiency,
  Reach,
  ReasonId,
  RelaxationStep,
  Requirement,
  ShiftDay,
  SkillKind,
  StrategyName,
  TrunkPreset,
  WrapUpRule,
} from '#protocol/http/index.ts'

/**
 * The tables as Kysely sees them; `migrations/` has their comments and constraints. `timestamptz` is read as a Date,
 * `bigint` as a number (nothing here comes near 2^53).
 */
type Instant = ColumnType<Date, Date, Date>
type InstantWithDefault = ColumnType<Date, Date | undefined, Date>
type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>

export interface OrganizationTable {
  is_only: Generated<boolean>
  name: Generated<string>
  root_unit_id: BusinessUnitId | null
  routing_domain_id: RoutingDomainId
  region: Generated<string>
  created_at: InstantWithDefault
  tally_period: Generated<'day' | 'week' | 'never'>
  tally_reset_minute: Generated<number>
}
export interface BusinessUnitTable {
  business_unit_id: BusinessUnitId
  parent_id: BusinessUnitId | null
  kind: 'root' | 'branch' | 'department'
  name: string
  time_zone: Generated<string>
  created_at: InstantWithDefault
}
export type RoleName = 'agent' | 'supervisor' | 'administrator' | 'integrator'
export interface PersonTable {
  person_id: PersonId
  business_unit_id: BusinessUnitId
  name: string
  email: string
  password_hash: string
  language: Generated<string>
  color_scheme: Generated<'light' | 'dark' | 'auto'>
  is_active: Generated<boolean>
  created_at: InstantWithDefault
  updated_at: InstantWithDefault
}
export interface PersonRoleTable {
  person_id: PersonId
  role: RoleName
}
export interface SignInTable {
  sign_in_id: SignInId
  person_id: PersonId
  token_hash: Buffer
  created_at: InstantWithDefault
  last_used_at: InstantWithDefault
  expires_at: Instant
  address: string | null
  user_agent: string | null
}
export interface SignInFailureTable {
  sign_in_failure_id: Generated<number>
  email: string
  address: string | null
  at: InstantWithDefault
}
export interface SetUpTokenTable {
  token_hash: Buffer
  expires_at: Instant
  used_at: MaybeInstant
}
export interface AuditEntryTable {
  audit_id: Generated<number>
  at: InstantWithDefault
  person_id: PersonId | null
  action: string
  subject: string | null
  address: string | null
  details: ColumnType<Record<string, unknown>, string | undefined, string>
}
export interface IdempotencyKeyTable {
  scope: string
  key: string
  request_hash: Buffer
  status: number | null
  answer: ColumnType<unknown, string | null, string | null>
  created_at: InstantWithDefault
}
export interface QueueTable {
  queue_id: QueueId
  business_unit_id: BusinessUnitId
  name: string
  strategy: Generated<StrategyName>
  ring_timeout_ms: Generated<number>
  wrap_up_limit_ms: Generated<number>
  wrap_up_extensions: Generated<number>
  wrap_up_extension_ms: number | null
  is_wrap_up_optional: Generated<boolean>
  decline_cool_down_ms: Generated<number>
  not_ready_after_misses: Generated<number>
  missed_cool_down_ms: Generated<number>
  priority: Generated<number>
  is_auto_answered: Generated<boolean>
  park_timeout_ms: Generated<number>
  is_active: Generated<boolean>
  version: Generated<number>
  created_at: InstantWithDefault
  channel: Generated<InteractionChannel>
  /** Whose alone it is: in no list of queues. */
  person_id: PersonId | null
  requirement: MaybeJson<Requirement>
  relaxation: JsonWithDefault<RelaxationStep[]>
  offers_at_once: Generated<number>
  business_hours_id: BusinessHoursId | null
  diversions: JsonWithDefault<DiversionRule[]>
  service_level_ms: Generated<number>
  service_level_percent: Generated<number>
  last_agent_patience_ms: Generated<number>
  callback: MaybeJson<CallbackSettings>
  callback_hours_id: BusinessHoursId | null
  reach: MaybeJson<Reach>
}
export interface SkillTable {
  skill_id: SkillId
  kind: SkillKind
  name: string
  folded_name: string
  reserved_level: Proficiency | null
  reserved_keep_free: number | null
  reserved_until_waited_ms: number | null
  version: Generated<number>
  created_at: InstantWithDefault
}
export interface AgentSkillTable {
  agent_id: AgentId
  skill_id: SkillId
  proficiency: Proficiency
}
export interface SubstitutionTable {
  substitution_id: SubstitutionId
  agent_id: AgentId | null
  of_skill_id: SkillId | null
  cause: 'sick' | 'leave' | 'reserve-duty' | 'absent' | 'occupancy' | 'open-work' | 'oldest-age'
  from_at: MaybeInstant
  until_at: MaybeInstant
  on_limit: number | null
  off_limit: number | null
  least_ms: number | null
  stand_in_ids: Generated<AgentId[]>
  team_skill_id: SkillId | null
  queue_ids: QueueId[] | null
  channels: InteractionChannel[] | null
  is_any_skill: Generated<boolean>
  patience_ms: Generated<number>
  made_by: PersonId | null
  version: Generated<number>
  created_at: InstantWithDefault
}
export interface AgentTable {
  agent_id: AgentId
  person_id: PersonId
  /** Of the browser. */
  station_id: StationId
  is_active: Generated<boolean>
  /** `null`: whatever is connected, a browser before a phone. */
  station_choice: 'browser' | 'phone' | 'number' | 'address' | null
  phone_user: string | null
  outside_number: string | null
  outside_station_id: StationId | null
  is_auto_answered: Generated<boolean>
  /** `sip:USER@HOST:PORT`, called as it stands. */
  sip_address: string | null
  sip_address_station_id: StationId | null
  is_always_available: Generated<boolean>
  chooses_by: Generated<'turn' | 'service-level' | 'share'>
  /** ISO 3166-2: where he works. */
  region_codes: Generated<string[]>
  wrap_up: ColumnType<WrapUpRule | null, string | null | undefined, string | null>
}
export interface AgentQueueTable {
  agent_id: AgentId
  queue_id: QueueId
  priority: Generated<number>
  ring: Generated<number>
  weight: Generated<number>
  position: Generated<number>
  share: Generated<number>
}
/** Written as JSON text, read as what it says. */
type Json<Value> = ColumnType<Value, string, string>
type JsonWithDefault<Value> = ColumnType<Value, string | undefined, string>
type MaybeJson<Value> = ColumnType<Value | null, string | null | undefined, string | null>
export interface BusinessHoursTable {
  business_hours_id: BusinessHoursId
  name: string
  time_zone: string
  week: Json<BusinessHours['week']>
  exceptions: Json<BusinessHours['exceptions']>
  version: Generated<number>
  created_at: InstantWithDefault
}
export interface TrunkTable {
  trunk_id: TrunkId
  name: string
  preset: TrunkPreset
  is_active: Generated<boolean>
  /** `trunkFields` of the edge link; what is missing comes from the preset. */
  fields: Json<Record<string, unknown>>
  password_box: Buffer | null
  cost_per_minute_micros: Generated<number>
  version: Generated<number>
  created_at: InstantWithDefault
}
export interface NumberRuleTable {
  number_rule_id: NumberRuleId
  pattern: string
  business_unit_id: BusinessUnitId
  target: Json<NumberTarget>
  description: Generated<string>
  language: string | null
  version: Generated<number>
  created_at: InstantWithDefault
  queue_id: GeneratedAlways<QueueId | null>
  business_hours_id: GeneratedAlways<BusinessHoursId | null>
}
export interface OutboundRuleTable {
  outbound_rule_id: OutboundRuleId
  name: string
  is_active: Generated<boolean>
  rank: Generated<number>
  prefixes: Generated<string[]>
  business_unit_ids: Generated<BusinessUnitId[]>
  requires: Generated<DialPermission>
  caller_number: string | null
  version: Generated<number>
  created_at: InstantWithDefault
}
export interface OutboundRuleTrunkTable {
  outbound_rule_id: OutboundRuleId
  ordinal: number
  trunk_id: TrunkId
}
export interface DialLimitsTable {
  is_only: Generated<boolean>
  blocked_prefixes: Generated<string[]>
  calls_at_once_per_person: Generated<number>
  calls_per_hour_per_person: Generated<number>
  calls_at_once_outbound: Generated<number>
  longest_call_minutes: Generated<number>
  spend_per_hour_micros: number | null
  spend_per_day_micros: number | null
  business_hours_id: BusinessHoursId | null
  /** `null`: those of the region. */
  emergency_numbers: string[] | null
  version: Generated<number>
}
export interface DialSpendTable {
  minute: Instant
  trunk_id: TrunkId
  /** Empty when nobody called. */
  person_id: PersonId | ''
  micros: number
}
export interface SipAccountTable {
  user_name: string
  person_id: PersonId | null
  station_id: StationId | null
  display_name: string | null
  ha1_md5_box: Buffer
  ha1_sha256_box: Buffer | null
  new_messages: Generated<number>
  old_messages: Generated<number>
  version: Generated<number>
  created_at: InstantWithDefault
}
export interface DispositionTable {
  disposition_id: DispositionId
  name: string
  rank: Generated<number>
  is_active: Generated<boolean>
}
export interface CustomerTable {
  customer_id: CustomerId
  name: string
  folded_name: string
  email: string | null
  language: string | null
  note: string | null
  address: string | null
  postcode: string | null
  region_code: string | null
  version: Generated<number>
  created_at: InstantWithDefault
  updated_at: InstantWithDefault
}
/** A country with its regions, in the place of the one that comes with the product. */
export interface ImportedCountryTable {
  country: string
  content: ColumnType<CountryFile, string, string>
  imported_at: InstantWithDefault
  imported_by: PersonId | null
}
export interface CustomerPhoneNumberTable {
  customer_id: CustomerId
  number: string
  raw_text: string
  rank: Generated<number>
}
export interface LeaseTable {
  domain_id: RoutingDomainId
  epoch: Generated<number>
  holder: Generated<string>
  expires_at: InstantWithDefault
  position: Generated<number>
}
export interface RoutingEventTable {
  domain_id: RoutingDomainId
  position: number
  at: Instant
  type: string
  version: number
  payload: ColumnType<unknown, string, never>
}
export interface RoutingSnapshotTable {
  domain_id: RoutingDomainId
  position: number
  version: number
  slice_count: number | null
  at: InstantWithDefault
}
export interface RoutingSnapshotSliceTable {
  domain_id: RoutingDomainId
  position: number
  slice: number
  payload: ColumnType<unknown, string, never>
}
export interface ProjectionCheckpointTable {
  projection: string
  domain_id: RoutingDomainId
  position: number
}
/** Channels that there is a way in for. */
export type InteractionChannel = 'voice' | 'task'
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
  asked_at: InstantWithDefault
  dials: Generated<number>
  ended_at: MaybeInstant
  outcome: 'reached' | 'given-up' | 'cancelled' | null
}
export interface ChannelLoadTable {
  channel: InteractionChannel
  at_once: number
  weight: number
  interrupted_by: InteractionChannel[]
}
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
}
export interface InteractionParticularsTable {
  interaction_id: InteractionId
  caller_number: string | null
  raw_caller_number: string | null
  caller_name: string | null
  dialed_number: string | null
  customer_id: CustomerId | null
  created_at: InstantWithDefault
}
export interface InteractionNoteTable {
  interaction_id: InteractionId
  text: string
  person_id: PersonId | null
  updated_at: InstantWithDefault
}
export interface RecordingTable {
  recording_id: RecordingId
  interaction_id: InteractionId
  agent_id: AgentId | null
  state: 'recording' | 'ready' | 'failed' | 'erased'
  started_at: Instant
  closed_at: MaybeInstant
  path: string | null
  bytes: number | null
  sha256: string | null
  duration_ms: number | null
  missing_ms: Generated<number>
  failure: string | null
  format: Generated<'wav' | 'opus'>
  key_id: string | null
  stored_in: Generated<'spool' | 'disk' | 's3'>
  pauses: ColumnType<{ fromMs: number; toMs: number }[], string | undefined, string>
  stale_path: string | null
  next_try_at: MaybeInstant
  tries: Generated<number>
  keep_until: MaybeInstant
  held_at: MaybeInstant
  held_by: PersonId | null
  hold_reason: string | null
  erased_at: MaybeInstant
  erased_by: PersonId | null
}

export interface RecordingRuleTable {
  recording_rule_id: RecordingRuleId
  queue_id: QueueId | null
  agent_id: AgentId | null
  share_percent: number
  consent: Generated<'none' | 'announced' | 'asked'>
  keep_days: number | null
  pauses_at_digits: Generated<number>
  may_pause: Generated<boolean>
  version: Generated<number>
  changed_at: InstantWithDefault
}

export interface RecordingShareTable {
  recording_share_id: RecordingShareId
  recording_id: RecordingId
  token_hash: Buffer
  note: string
  created_at: InstantWithDefault
  created_by: PersonId | null
  expires_at: Instant
  revoked_at: MaybeInstant
  openings: Generated<number>
}

export interface RecordingWaveformTable {
  recording_id: RecordingId
  slice_ms: number
  left_peaks: Buffer
  right_peaks: Buffer
}

export interface RecordingGapTable {
  interaction_id: InteractionId
  kind: 'none' | 'shorter' | 'file-missing' | 'damaged'
  missing_ms: number
  started_at: Instant
  found_at: InstantWithDefault
}

export interface RecordingCheckTable {
  is_only: Generated<boolean>
  checked_until: Instant
}

export interface LegLadderTable {
  leg_id: LegId
  interaction_id: InteractionId | null
  role: 'customer' | 'agent' | 'other'
  trunk_id: TrunkId | null
  sip_call_id: string
  steps: ColumnType<LadderStep[], string, string>
  at: Instant
}
export interface LegSoundTable {
  interaction_id: InteractionId
  leg_id: LegId
  role: 'customer' | 'agent' | 'other'
  codec: string | null
  mos_mean: number | null
  mos_worst: number | null
  heard_mos_mean: number | null
  heard_mos_worst: number | null
  loss_percent: number | null
  heard_loss_percent: number | null
  jitter_ms: number | null
  round_trip_ms: number | null
  silent_from_ms: number
  silent_to_ms: number
  at: Instant
}
export interface AddressBanTable {
  address: string
  reason: Ban['reason']
  offences: number
  since: Instant
  until: Instant
}
export interface AccessSettingsTable {
  is_only: Generated<boolean>
  policy: ColumnType<Partial<AccessPolicy>, string | undefined, string>
  version: Generated<number>
}
export interface AlarmTable {
  alarm_id: AlarmId
  kind: Alarm['kind']
  subject: string
  subject_id: Generated<string>
  detail: string | null
  raised_at: Instant
  cleared_at: MaybeInstant
  acknowledged_at: MaybeInstant
  acknowledged_by: PersonId | null
}

export interface PresenceReasonTable {
  reason_id: ReasonId
  name: string | null
  folded_name: string | null
  kind: 'break' | 'meal' | 'meeting' | 'training' | 'work' | 'other'
  is_paid: Generated<boolean>
  is_counted: Generated<boolean>
  needs_grant: Generated<boolean>
  longest_ms: number | null
  position: Generated<number>
  is_used: Generated<boolean>
  is_retired: Generated<boolean>
  version: Generated<number>
}
export interface TeamTable {
  team_id: TeamId
  business_unit_id: BusinessUnitId
  name: string
  folded_name: string
  version: Generated<number>
}
export interface TeamMemberTable {
  team_id: TeamId
  agent_id: AgentId
}
export interface BreakLimitTable {
  break_limit_id: BreakLimitId
  team_id: TeamId | null
  queue_id: QueueId | null
  most: number | null
  percent: number | null
}
export interface BreakAnswerTable {
  agent_id: AgentId
  is_granted: boolean
  word: string | null
  answered_by: PersonId
  answered_at: Instant
}

export interface AgentChannelLoadTable {
  agent_id: AgentId
  channel: InteractionChannel
  at_once: number
  weight: number
}
export interface ShiftPatternTable {
  shift_pattern_id: ShiftPatternId
  name: string
  folded_name: string
  days: ColumnType<ShiftDay[], string, string>
  version: Generated<number>
}
export interface ShiftAssignmentTable {
  shift_assignment_id: ShiftAssignmentId
  agent_id: AgentId
  shift_pattern_id: ShiftPatternId
  /** Read as text, see `server/shifts`. */
  from_date: ColumnType<Date, string, string>
  until_date: ColumnType<Date | null, string | null, string | null>
}

export interface Database {
  organization: OrganizationTable
  business_unit: BusinessUnitTable
  person: PersonTable
  person_role: PersonRoleTable
  sign_in: SignInTable
  sign_in_failure: SignInFailureTable
  set_up_token: SetUpTokenTable
  audit_entry: AuditEntryTable
  idempotency_key: IdempotencyKeyTable
  queue: QueueTable
  skill: SkillTable
  agent_skill: AgentSkillTable
  substitution: SubstitutionTable
  agent: AgentTable
  agent_queue: AgentQueueTable
  business_hours: BusinessHoursTable
  trunk: TrunkTable
  number_rule: NumberRuleTable
  outbound_rule: OutboundRuleTable
  outbound_rule_trunk: OutboundRuleTrunkTable
  dial_limits: DialLimitsTable
  dial_spend: DialSpendTable
  sip_account: SipAccountTable
  disposition: DispositionTable
  customer: CustomerTable
  customer_phone_number: CustomerPhoneNumberTable
  imported_country: ImportedCountryTable
  lease: LeaseTable
  routing_event: RoutingEventTable
  routing_snapshot: RoutingSnapshotTable
  routing_snapshot_slice: RoutingSnapshotSliceTable
  projection_checkpoint: ProjectionCheckpointTable
  task: TaskTable
  callback: CallbackTable
  channel_load: ChannelLoadTable
  interaction: InteractionTable
  segment: SegmentTable
  interaction_particulars: InteractionParticularsTable
  interaction_note: InteractionNoteTable
  recording: RecordingTable
  recording_rule: RecordingRuleTable
  recording_share: RecordingShareTable
  recording_waveform: RecordingWaveformTable
  recording_gap: RecordingGapTable
  recording_check: RecordingCheckTable
  leg_ladder: LegLadderTable
  leg_sound: LegSoundTable
  address_ban: AddressBanTable
  access_settings: AccessSettingsTable
  alarm: AlarmTable
  presence_reason: PresenceReasonTable
  team: TeamTable
  team_member: TeamMemberTable
  break_limit: BreakLimitTable
  break_answer: BreakAnswerTable
  agent_channel_load: AgentChannelLoadTable
  shift_pattern: ShiftPatternTable
  shift_assignment: ShiftAssignmentTable
}
