import type { ColumnType, Generated } from 'kysely'
import type { AlarmId, InteractionId, LegId, PersonId, TrunkId } from '#kernel/ids.ts'
import type { AccessPolicy, Ban, LadderStep } from '#protocol/edge/index.ts'
import type { Alarm } from '#protocol/http/index.ts'
import type { Instant, MaybeInstant } from './columns.ts'

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

/** What was seen on the lines, who is kept off them, and what somebody should look at. */
export interface SignallingTables {
  leg_ladder: LegLadderTable
  leg_sound: LegSoundTable
  address_ban: AddressBanTable
  access_settings: AccessSettingsTable
  alarm: AlarmTable
}
