import type { ColumnType, Generated } from 'kysely'
import type {
  AgentId,
  BreakLimitId,
  BusinessUnitId,
  PersonId,
  QueueId,
  ShiftAssignmentId,
  ShiftPatternId,
  TeamId,
} from '#kernel/ids.ts'
import type { ReasonId, ShiftDay } from '#protocol/http/index.ts'
import type { Instant } from './columns.ts'

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

/** When whom of the agents is to be there: teams, shifts, reasons to be away, and breaks. */
export interface StaffingTables {
  team: TeamTable
  team_member: TeamMemberTable
  shift_pattern: ShiftPatternTable
  shift_assignment: ShiftAssignmentTable
  presence_reason: PresenceReasonTable
  break_limit: BreakLimitTable
  break_answer: BreakAnswerTable
}
