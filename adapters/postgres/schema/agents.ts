import type { ColumnType, Generated } from 'kysely'
import type { AgentId, PersonId, QueueId, RoutingProfileId, SkillId, StationId, SubstitutionId } from '#kernel/ids.ts'
import type { Proficiency, SkillKind, WrapUpRule } from '#protocol/http/index.ts'
import type { InstantWithDefault, MaybeInstant } from './columns.ts'
import type { InteractionChannel } from './interactions.ts'

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
  /** `null`: his queues and loads are his own. */
  routing_profile_id: RoutingProfileId | null
}
export interface RoutingProfileTable {
  routing_profile_id: RoutingProfileId
  name: string
  folded_name: string
  version: Generated<number>
  created_at: InstantWithDefault
}
export interface RoutingProfileQueueTable extends Omit<AgentQueueTable, 'agent_id'> {
  routing_profile_id: RoutingProfileId
}
export interface RoutingProfileLoadTable extends Omit<AgentChannelLoadTable, 'agent_id'> {
  routing_profile_id: RoutingProfileId
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
export interface AgentChannelLoadTable {
  agent_id: AgentId
  channel: InteractionChannel
  at_once: number
  weight: number
}
export interface ChannelLoadTable {
  channel: InteractionChannel
  at_once: number
  weight: number
  interrupted_by: InteractionChannel[]
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

/** Who does the work: where, of which queues, with which skills, how much at once, and who stands in for whom. */
export interface AgentTables {
  agent: AgentTable
  agent_queue: AgentQueueTable
  agent_channel_load: AgentChannelLoadTable
  routing_profile: RoutingProfileTable
  routing_profile_queue: RoutingProfileQueueTable
  routing_profile_load: RoutingProfileLoadTable
  channel_load: ChannelLoadTable
  skill: SkillTable
  agent_skill: AgentSkillTable
  substitution: SubstitutionTable
}
