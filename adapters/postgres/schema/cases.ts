import type { Generated } from 'kysely'
import type { AgentId, CaseEntryId, CaseId, CustomerId, InteractionId, PersonId } from '#kernel/ids.ts'
import type { CaseStatus } from '#protocol/http/index.ts'
import type { Instant, MaybeInstant } from './columns.ts'

export interface ServiceCaseTable {
  case_id: CaseId
  /** What people call it. */
  number: Generated<number>
  customer_id: CustomerId
  subject: string
  folded_subject: string
  status: CaseStatus
  /** Who has it in hand. */
  owner_agent_id: AgentId | null
  version: Generated<number>
  created_at: Instant
  updated_at: Instant
  closed_at: MaybeInstant
}
export interface CaseEntryTable {
  case_entry_id: CaseEntryId
  case_id: CaseId
  kind: 'note' | 'contact' | 'status'
  person_id: PersonId | null
  interaction_id: InteractionId | null
  text: string | null
  status: CaseStatus | null
  created_at: Instant
}

/** Service matters of customers, and what happened in them. */
export interface CaseTables {
  service_case: ServiceCaseTable
  case_entry: CaseEntryTable
}
