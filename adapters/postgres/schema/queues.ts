import type { Generated } from 'kysely'
import type { BusinessHoursId, BusinessUnitId, FlowId, PersonId, QueueId } from '#kernel/ids.ts'
import type {
  BusinessHours,
  CallbackSettings,
  CustomerRule,
  DiversionRule,
  QueueAnnouncements,
  Reach,
  RelaxationStep,
  Requirement,
  StrategyName,
} from '#protocol/http/index.ts'
import type { InstantWithDefault, Json, JsonWithDefault, MaybeJson } from './columns.ts'
import type { InteractionChannel } from './interactions.ts'

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
  case_owner_patience_ms: Generated<number>
  owner_patience_ms: Generated<number>
  customer_rules: JsonWithDefault<CustomerRule[]>
  callback: MaybeJson<CallbackSettings>
  callback_hours_id: BusinessHoursId | null
  reach: MaybeJson<Reach>
  announcements: MaybeJson<QueueAnnouncements>
  voicemail_longest_ms: Generated<number>
  script_flow_id: FlowId | null
}
export interface BusinessHoursTable {
  business_hours_id: BusinessHoursId
  name: string
  time_zone: string
  week: Json<BusinessHours['week']>
  exceptions: Json<BusinessHours['exceptions']>
  version: Generated<number>
  created_at: InstantWithDefault
}

/** Queues, and the hours that they keep. */
export interface QueueTables {
  queue: QueueTable
  business_hours: BusinessHoursTable
}
