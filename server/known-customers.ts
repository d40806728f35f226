import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { caseOfCaller } from '#domain/cases/index.ts'
import { identityMatch } from '#domain/customers/index.ts'
import type { Traces } from '#domain/geography/index.ts'
import type { CustomerFacts } from '#domain/routing/index.ts'
import type { AgentId } from '#kernel/ids.ts'
import { openCasesOf } from './cases/open-cases.ts'
import { customerFactsOf } from './customer-facts.ts'

/** What is worth knowing of a customer before anybody speaks with him. */
export interface KnownCustomer {
  /** BCP-47: what he speaks; absent: nobody wrote it down. */
  readonly language?: string
  /** Who talked with him last; absent: nobody yet. */
  readonly lastAgentId?: AgentId
  /** Who looks after him; absent: nobody. */
  readonly ownerAgentId?: AgentId
  /** Who has the one case of his in hand that is not closed; absent: there is none, nobody has it, or there are several. */
  readonly caseOwnerAgentId?: AgentId
  /** What he is to the organization; absent: nobody said. */
  readonly facts?: CustomerFacts
  /** What says where he is; absent: nobody wrote anything of it down. */
  readonly traces?: Omit<Traces, 'number'>
}

/** Customers by their numbers, as far as they are known. */
export type KnownCustomers = (numbers: readonly string[]) => Promise<ReadonlyMap<string, KnownCustomer>>

/** A caller is not kept waiting for it longer than nobody notices. */
const longestMs = 250
/** While the database hangs, strangers may go on calling. */
const mostAtOnce = 2000
const nothing: ReadonlyMap<string, KnownCustomer> = new Map()

/**
 * Looks up the customers who have these numbers (as they are compared: E.164). A number that several share says
 * nothing, as when they are identified. Never fails: where the database does not answer in time, nothing is known.
 * Numbers that are asked for while others are looked up are looked up together after them.
 */
export function knownCustomers(db: Kysely<Database>, logger: Logger): KnownCustomers {
  let last: Promise<unknown> = Promise.resolve()
  let gathered:
    | { readonly numbers: Set<string>; readonly found: Promise<ReadonlyMap<string, KnownCustomer>> }
    | undefined

  const gather = () => {
    const numbers = new Set<string>()
    const found = last.then(async () => {
      gathered = undefined
      try {
        return await read(db, [...numbers])
      } catch (error) {
        logger.warn('Who calls could not be looked up', { error })
        return nothing
      }
    })
    last = found
    return { numbers, found }
  }

  return (numbers) => {
    gathered ??= gather()
    if (gathered.numbers.size >= mostAtOnce) return Promise.resolve(nothing)
    for (const number of numbers) gathered.numbers.add(number)
    return within(gathered.found, longestMs)
  }
}

async function read(db: Kysely<Database>, numbers: readonly string[]): Promise<ReadonlyMap<string, KnownCustomer>> {
  const rows = await db
    .selectFrom('customer_phone_number as own')
    .innerJoin('customer', 'customer.customer_id', 'own.customer_id')
    .select(['own.number', 'own.customer_id', 'customer.language'])
    .select(['customer.address', 'customer.postcode', 'customer.region_code'])
    .select(['customer.customer_tier_id', 'customer.customer_segment_id', 'customer.yearly_value'])
    .select('customer.owner_agent_id')
    .select(({ selectFrom }) =>
      selectFrom('interaction_particulars as of')
        .innerJoin('interaction', 'interaction.interaction_id', 'of.interaction_id')
        .whereRef('of.customer_id', '=', 'own.customer_id')
        .where('interaction.agent_id', 'is not', null)
        .orderBy('interaction.started_at', 'desc')
        .limit(1)
        .select('interaction.agent_id')
        .as('last_agent_id'),
    )
    .select(openCasesOf(sql.ref('own.customer_id')).as('open_cases'))
    .where('own.number', '=', sql<string>`any(${numbers})`)
    .execute()
  const customers = new Map<string, KnownCustomer>()
  for (const row of rows) {
    const { number, language, last_agent_id: lastAgentId, owner_agent_id: ownerAgentId } = row
    const { address, postcode, region_code: regionCode } = row
    const facts = customerFactsOf(row)
    const caseOwnerAgentId = caseOfCaller(row.open_cases)?.ownerAgentId ?? null
    const owners = rows.filter((one) => one.number === number).map((one) => one.customer_id)
    if (identityMatch(owners).kind !== 'one') continue
    const isWrittenDown = address !== null || postcode !== null || regionCode !== null
    customers.set(number, {
      ...(language !== null && { language }),
      ...(lastAgentId !== null && { lastAgentId }),
      ...(ownerAgentId !== null && { ownerAgentId }),
      ...(caseOwnerAgentId !== null && { caseOwnerAgentId }),
      ...(facts && { facts }),
      ...(isWrittenDown && { traces: { address, postcode, regionCode } }),
    })
  }
  return customers
}

function within(
  found: Promise<ReadonlyMap<string, KnownCustomer>>,
  waitMs: number,
): Promise<ReadonlyMap<string, KnownCustomer>> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<ReadonlyMap<string, KnownCustomer>>((resolve) => {
    timer = setTimeout(() => resolve(nothing), waitMs)
  })
  return Promise.race([found, late]).finally(() => clearTimeout(timer))
}
