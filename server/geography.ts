import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import {
  type Area,
  type Country,
  Geography,
  type Place,
  shippedCountries,
  type Traces,
  whereabouts,
} from '#domain/geography/index.ts'
import type { PersonId } from '#kernel/ids.ts'
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

/** Puts a country that {@link readCountry} found good in the place of what is known of it. */
export async function writeCountry(
  db: Kysely<Database>,
  country: Country,
  { personId, atMs }: { readonly personId: PersonId | null; readonly atMs: number },
): Promise<void> {
  const written = { content: JSON.stringify(country), imported_at: new Date(atMs), imported_by: personId }
  await db
    .insertInto('imported_country')
    .values({ country: country.country, ...written })
    .onConflict((conflict) => conflict.column('country').doUpdateSet(written))
    .execute()
}
