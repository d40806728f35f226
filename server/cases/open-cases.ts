import { type Expression, sql } from 'kysely'
import type { OpenCase } from '#domain/cases/index.ts'

/** The cases of a customer that are not closed, the newest first; of many only two, which says that there are several. */
export const openCasesOf = (customerId: Expression<unknown>) =>
  sql<readonly OpenCase[]>`coalesce((SELECT jsonb_agg(found.one) FROM (
    SELECT jsonb_build_object('caseId', c.case_id, 'number', c.number, 'ownerAgentId', c.owner_agent_id) AS one
      FROM service_case c WHERE c.customer_id = ${customerId} AND c.status <> 'closed'
     ORDER BY c.case_id DESC LIMIT 2) AS found), '[]'::jsonb)`
