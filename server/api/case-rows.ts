import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { PersonId } from '#kernel/ids.ts'
import type { Case, CaseEntry } from '#protocol/http/index.ts'
import { etagOf } from './etag.ts'
import { present } from './interaction-rows.ts'

/** Cases with the names that a list shows. */
export const caseRows = (db: Kysely<Database>) =>
  db
    .selectFrom('service_case')
    .innerJoin('customer', 'customer.customer_id', 'service_case.customer_id')
    .leftJoin('agent', 'agent.agent_id', 'service_case.owner_agent_id')
    .leftJoin('person', 'person.person_id', 'agent.person_id')
    .selectAll('service_case')
    .select(['customer.name as customer_name', 'person.name as owner_name'])
type CaseRow = Awaited<ReturnType<ReturnType<typeof caseRows>['executeTakeFirstOrThrow']>>

export const showCase = (row: CaseRow): Case => ({
  caseId: row.case_id,
  number: row.number,
  customerId: row.customer_id,
  customerName: row.customer_name,
  subject: row.subject,
  status: row.status,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  etag: etagOf(row.version),
  ...present({ ownerAgentId: row.owner_agent_id, ownerName: row.owner_name, closedAt: row.closed_at?.toISOString() }),
})

/** What happened in cases, with who did it and what is known of an interaction. */
export const entryRows = (db: Kysely<Database>) =>
  db
    .selectFrom('case_entry')
    .leftJoin('person as author', 'author.person_id', 'case_entry.person_id')
    .leftJoin('interaction', 'interaction.interaction_id', 'case_entry.interaction_id')
    .leftJoin('agent', 'agent.agent_id', 'interaction.agent_id')
    .leftJoin('person', 'person.person_id', 'agent.person_id')
    .leftJoin('task', 'task.interaction_id', 'case_entry.interaction_id')
    .selectAll('case_entry')
    .select(['author.name as author_name', 'person.name as agent_name', 'task.subject'])
    .select(['interaction.channel', 'interaction.direction', 'interaction.started_at'])
type EntryRow = Awaited<ReturnType<ReturnType<typeof entryRows>['executeTakeFirstOrThrow']>>

export function showEntry(row: EntryRow, personId: PersonId): CaseEntry {
  const { kind, channel, direction, started_at: startedAt } = row
  const isKnown = kind === 'contact' && channel !== null && direction !== null && startedAt !== null
  return {
    caseEntryId: row.case_entry_id,
    kind,
    createdAt: row.created_at.toISOString(),
    isOwn: row.person_id === personId,
    ...present({
      authorName: row.author_name,
      text: row.text,
      status: row.status,
      interactionId: row.interaction_id,
    }),
    ...(isKnown && {
      contact: {
        ...{ channel, direction, startedAt: startedAt.toISOString() },
        ...present({ agentName: row.agent_name, subject: row.subject }),
      },
    }),
  }
}
