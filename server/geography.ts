import { type Kysely, sql } from 'kysely'
import { configurationNotices } from '#adapters/postgres/notices.ts'
import type { Database } from '#adapters/postgres/schema.ts'
import {
  type Area,
  type Country,
  Geography,
  type Place,
  readCountry,
  shippedCountries,
  type Traces,
  whereabouts,
} from '#domain/geography/index.ts'
import type { PersonId } from '#kernel/ids.ts'
import { failure, type Result } from '#kernel/result.ts'
import { audit } from './accounts/audit.ts'
import { comparableNumber } from './phone-numbers.ts'

/** The countries that come with the product, with those laid over them that were imported. */
export async function readGeography(db: Kysely<Database>): Promise<Geography> {
  const rows = await db.selectFrom('imported_country').select('content').execute()
  return new Geography([...shippedCountries, ...rows.map(({ content }) => content as unknown as Country)])
}

export const shippedGeography = new Geography(shippedCountries)

/** Whether two say the same: one that was read anew and says nothing new is not news. */
export const isSameGeography = (a: Geography, b: Geography): boolean =>
  JSON.stringify(a.countries) === JSON.stringify(b.countries)

/** The regions that are known of these; one that an import took away says nothing. */
export const areasOf = (geography: Geography, regionCodes: readonly string[]): readonly Area[] =>
  regionCodes.flatMap((code) => geography.area(code) ?? [])

/**
 * Where somebody is, as the decider needs it.
 * @param traces whose number may be written in any way
 * @param country in whose way numbers, postcodes and addresses are read
 */
export function placeOf(geography: Geography, { number, ...traces }: Traces, country: string): Place | undefined {
  const known = whereabouts(
    geography,
    { ...traces, ...(number != null && { number: comparableNumber(number, country) }) },
    country,
  )
  return known ? geography.place(known.regionCode) : undefined
}

/** Why a country was not imported: a sentence for people. */
export interface NotImported {
  readonly why: 'invalid' | 'in-use'
  readonly sentence: string
}

/** Puts a country from outside in the place of what is known of it, all of it or nothing, and notes who did. */
export async function importCountry(
  db: Kysely<Database>,
  value: unknown,
  by: { readonly personId?: PersonId; readonly address?: string; readonly atMs: number },
): Promise<Result<Country, NotImported>> {
  const read = readCountry(value)
  if (!read.ok) {
    const sentences = read.error.map(({ at, fault }) => `${at === '' ? 'The file' : at}: ${fault}`)
    return failure({ why: 'invalid', sentence: sentences.join(' ').slice(0, 2000) })
  }
  const { country, regions } = read.value
  return db.transaction().execute(async (transaction) => {
    const lost = await lostRegions(transaction, country, new Set(regions.map(({ code }) => code)))
    if (lost.length > 0) return failure({ why: 'in-use', sentence: stillWorkedIn(lost) })
    const { personId = null, address, atMs } = by
    const written = { content: JSON.stringify(read.value), imported_at: new Date(atMs), imported_by: personId }
    await transaction
      .insertInto('imported_country')
      .values({ country, ...written })
      .onConflict((conflict) => conflict.column('country').doUpdateSet(written))
      .execute()
    await audit(transaction, { action: 'country.imported', personId: by.personId, subject: country, address })
    return read
  })
}

export const stillWorkedIn = (codes: readonly string[]): string => `Agents work in ${codes.join(', ')}.`

/** Regions of this country in which agents work and that would be there no more. */
export async function lostRegions(
  db: Kysely<Database>,
  country: string,
  kept: ReadonlySet<string>,
): Promise<readonly string[]> {
  const rows = await db.selectFrom('agent').select('region_codes').where('is_active', '=', true).execute()
  const worked = new Set(rows.flatMap(({ region_codes }) => region_codes))
  return [...worked].filter((code) => code.startsWith(`${country}-`) && !kept.has(code)).sort()
}

/** Cores that run on this database read their configuration anew. */
export async function tellOfChange(db: Kysely<Database>): Promise<void> {
  await sql`SELECT pg_notify(${configurationNotices}, '')`.execute(db)
}
