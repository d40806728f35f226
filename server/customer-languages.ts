import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { identityMatch } from '#domain/customers/index.ts'

/** The languages of customers by their numbers, as far as they are known. */
export type CustomerLanguages = (numbers: readonly string[]) => Promise<ReadonlyMap<string, string>>

/** A caller is not kept waiting for it longer than nobody notices. */
const longestMs = 250
/** While the database hangs, strangers may go on calling. */
const mostAtOnce = 2000
const nothing: ReadonlyMap<string, string> = new Map()

/**
 * Looks up what the customers speak who have these numbers (as they are compared: E.164). A number that several share says
 * nothing, as when they are identified. Never fails: where the database does not answer in time, nothing is known.
 * Numbers that are asked for while others are looked up are looked up together after them.
 */
export function customerLanguages(db: Kysely<Database>, logger: Logger): CustomerLanguages {
  let last: Promise<unknown> = Promise.resolve()
  let gathered: { readonly numbers: Set<string>; readonly found: Promise<ReadonlyMap<string, string>> } | undefined

  const gather = () => {
    const numbers = new Set<string>()
    const found = last.then(async () => {
      gathered = undefined
      try {
        return await read(db, [...numbers])
      } catch (error) {
        logger.warn('What callers speak could not be looked up', { error })
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

async function read(db: Kysely<Database>, numbers: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('customer_phone_number as own')
    .innerJoin('customer', 'customer.customer_id', 'own.customer_id')
    .select(['own.number', 'own.customer_id', 'customer.language'])
    .where('own.number', 'in', numbers)
    .execute()
  const languages = new Map<string, string>()
  for (const { number, language } of rows) {
    const owners = rows.filter((row) => row.number === number).map((row) => row.customer_id)
    if (language !== null && identityMatch(owners).kind === 'one') languages.set(number, language)
  }
  return languages
}

function within(found: Promise<ReadonlyMap<string, string>>, waitMs: number): Promise<ReadonlyMap<string, string>> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<ReadonlyMap<string, string>>((resolve) => {
    timer = setTimeout(() => resolve(nothing), waitMs)
  })
  return Promise.race([found, late]).finally(() => clearTimeout(timer))
}
