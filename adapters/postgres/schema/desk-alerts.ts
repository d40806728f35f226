import type { AgentId, CustomerId, FloorMessageId, InteractionId, PersonId, ReminderId } from '#kernel/ids.ts'
import type { Instant, MaybeInstant } from './columns.ts'

export interface FloorMessageTable {
  floor_message_id: FloorMessageId
  /** Who wrote it; null: whoever did is gone. */
  person_id: PersonId | null
  text: string
  sent_to: 'agent' | 'team' | 'queue'
  sent_to_id: string
  created_at: Instant
  expires_at: Instant
}
export interface FloorMessageCopyTable {
  floor_message_id: FloorMessageId
  agent_id: AgentId
  read_at: MaybeInstant
}
export interface ReminderTable {
  reminder_id: ReminderId
  agent_id: AgentId
  text: string
  due_at: Instant
  customer_id: CustomerId | null
  interaction_id: InteractionId | null
  created_at: Instant
}

/** What comes up at a desk by somebody's will. */
export interface DeskAlertTables {
  floor_message: FloorMessageTable
  floor_message_copy: FloorMessageCopyTable
  reminder: ReminderTable
}
