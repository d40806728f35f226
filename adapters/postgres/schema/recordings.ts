import type { ColumnType, Generated } from 'kysely'
import type {
  AgentId,
  InteractionId,
  PersonId,
  QueueId,
  RecordingId,
  RecordingRuleId,
  RecordingShareId,
} from '#kernel/ids.ts'
import type { Instant, InstantWithDefault, MaybeInstant } from './columns.ts'

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

/** Talks that were recorded, by which rules, and for whom. */
export interface RecordingTables {
  recording: RecordingTable
  recording_rule: RecordingRuleTable
  recording_share: RecordingShareTable
  recording_waveform: RecordingWaveformTable
  recording_gap: RecordingGapTable
  recording_check: RecordingCheckTable
}
