import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { caseNumberOf, type OpenCase } from '#domain/cases/index.ts'
import { identityMatch } from '#domain/customers/index.ts'
import type { InteractionId, RandomBytes } from '#kernel/ids.ts'
import { attach } from './case-entries.ts'

/** What a flow knows of the case that it looks for. */
export interface Sought {
  readonly interactionId: InteractionId
  /** As numbers are compared: E.164. */
  readonly caller: string
  /** The number of the case as it was typed; `null`: the caller's newest case that is not closed. */
  readonly said: string | null
}
export type FindCase = (sought: Sought) => Promise<Pick<OpenCase, 'number' | 'ownerAgentId'> | undefined>

/**
 * Finds the case that somebody calls about, and writes the call into its history. Whoever says a number need not call from one
 * of the customer's own. Never fails: where the database does not answer, there is none.
 */
export function findCase({ db, wallMs, randomBytes, logger }: Services): FindCase {
  async function bySaid(said: string) {
    const number = caseNumberOf(said)
    return number === undefined ? undefined : rows().where('number', '=', number).executeTakeFirst()
  }

  async function newestOf(caller: string) {
    const having = await db
      .selectFrom('customer_phone_number')
      .select('customer_id')
      .where('number', '=', caller)
      .limit(2)
      .execute()
    const match = identityMatch(having.map(({ customer_id }) => customer_id))
    if (match.kind !== 'one') return undefined
    return rows()
      .where('customer_id', '=', match.customerId)
      .where('status', '<>', 'closed')
      .orderBy('case_id', 'desc')
      .limit(1)
      .executeTakeFirst()
  }

  const rows = () => db.selectFrom('service_case').select(['case_id', 'number', 'owner_agent_id'])

  return async ({ interactionId, caller, said }) => {
    try {
      const row = await (said === null ? newestOf(caller) : bySaid(said))
      if (!row) return undefined
      const { case_id: caseId, number, owner_agent_id: ownerAgentId } = row
      await attach(db, { nowMs: wallMs(), randomBytes }, { caseId, interactionId, personId: null })
      return { number, ownerAgentId }
    } catch (error) {
      logger.warn('The case that a caller asked for could not be looked up', { error })
      return undefined
    }
  }
}

interface Services {
  readonly db: Kysely<Database>
  readonly wallMs: () => number
  readonly randomBytes: RandomBytes
  readonly logger: Logger
}
