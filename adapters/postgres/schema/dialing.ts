import type { Generated, GeneratedAlways } from 'kysely'
import type {
  BusinessHoursId,
  BusinessUnitId,
  NumberRuleId,
  OutboundRuleId,
  PersonId,
  QueueId,
  StationId,
  TrunkId,
} from '#kernel/ids.ts'
import type { DialPermission, NumberTarget, TrunkPreset } from '#protocol/http/index.ts'
import type { Instant, InstantWithDefault, Json } from './columns.ts'

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

/** Ways in and out: trunks and telephones, who is reached under which number, and who may call whom at what cost. */
export interface DialingTables {
  trunk: TrunkTable
  number_rule: NumberRuleTable
  outbound_rule: OutboundRuleTable
  outbound_rule_trunk: OutboundRuleTrunkTable
  dial_limits: DialLimitsTable
  dial_spend: DialSpendTable
  sip_account: SipAccountTable
}
