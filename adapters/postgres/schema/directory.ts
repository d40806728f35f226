import type { Generated } from 'kysely'
import type { AgentId, HandOverNoteId, InteractionId, LinkTemplateId, OutsideContactId, QueueId } from '#kernel/ids.ts'
import type { Language } from '#protocol/http/index.ts'
import type { Instant, InstantWithDefault, JsonWithDefault } from './columns.ts'

export interface HandOverNoteTable {
  hand_over_note_id: HandOverNoteId
  interaction_id: InteractionId
  /** Who wrote it. */
  agent_id: AgentId
  how: 'sent-on' | 'consulted'
  to_queue_id: QueueId | null
  to_agent_id: AgentId | null
  text: string
  written_at: Instant
}
export interface OutsideContactTable {
  outside_contact_id: OutsideContactId
  name: string
  company: string | null
  department: string | null
  note: string | null
  languages: JsonWithDefault<Language[]>
  folded_name: string
  folded_text: string
  version: Generated<number>
  created_at: InstantWithDefault
  updated_at: InstantWithDefault
}
export interface OutsideContactNumberTable {
  outside_contact_id: OutsideContactId
  number: string
  raw_text: string
  rank: Generated<number>
}

export interface LinkTemplateTable {
  link_template_id: LinkTemplateId
  name: string
  folded_name: string
  url: string
  /** Empty: of every queue. */
  queue_ids: JsonWithDefault<QueueId[]>
  opens_by_itself: Generated<boolean>
  version: Generated<number>
  created_at: InstantWithDefault
}

/** Whom people here hand work to, and what they say with it. */
export interface DirectoryTables {
  hand_over_note: HandOverNoteTable
  link_template: LinkTemplateTable
  outside_contact: OutsideContactTable
  outside_contact_number: OutsideContactNumberTable
}
