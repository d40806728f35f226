import { type KnownRegion, shippedCountries } from '#domain/geography/index.ts'
import { failure, success } from '#kernel/result.ts'
import type { NamedRegion, ShownRegion } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { CoreServices } from '../core-services.ts'
import { importCountry, lostRegions, stillWorkedIn } from '../geography.ts'
import type { ApiServices } from './api-services.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'

type Routes = 'regions' | 'importCountry' | 'removeCountry'

/** Which regions there are, and countries that somebody imports. */
export function geographyHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, configuration, clock } = services

  /** How many agents work in each country. */
  async function agentsByCountry(): Promise<ReadonlyMap<string, number>> {
    const rows = await db.selectFrom('agent').select('region_codes').where('is_active', '=', true).execute()
    const counts = new Map<string, number>()
    for (const { region_codes } of rows) {
      for (const country of new Set(region_codes.map((code) => code.slice(0, 2)))) {
        counts.set(country, (counts.get(country) ?? 0) + 1)
      }
    }
    return counts
  }

  return {
    async regions() {
      const { geography } = configuration
      const [imports, agents] = await Promise.all([
        db
          .selectFrom('imported_country')
          .leftJoin('person', 'person.person_id', 'imported_country.imported_by')
          .select(['imported_country.country', 'imported_country.imported_at', 'person.name'])
          .execute(),
        agentsByCountry(),
      ])
      return success({
        items: [...geography.regions()].map((region): ShownRegion => {
          const { code, country, latitude, longitude } = region
          return { code, country, names: namesOf(region), latitude, longitude }
        }),
        countries: geography.countries.map(({ country, regions }) => {
          const imported = imports.find((one) => one.country === country)
          return {
            country,
            regions: regions.length,
            agents: agents.get(country) ?? 0,
            ...(imported && { importedAt: imported.imported_at.toISOString() }),
            ...(imported?.name && { importedBy: imported.name }),
          }
        }),
      })
    },

    async importCountry({ caller: { personId }, body, address }) {
      const imported = await importCountry(db, body, { personId, address, atMs: clock.wallMs() })
      if (!imported.ok) {
        const { why, sentence } = imported.error
        return refuse(why === 'in-use' ? 'country.in-use' : 'country.invalid', { detail: sentence })
      }
      await followChange(services)
      return success({ country: imported.value.country, regions: imported.value.regions.length })
    },

    async removeCountry({ caller, query: { country }, address }) {
      const shipped = shippedCountries.find((one) => one.country === country)
      const lost = await lostRegions(db, country, new Set(shipped?.regions.map(({ code }) => code) ?? []))
      if (lost.length > 0) return refuse('country.in-use', { detail: stillWorkedIn(lost) })
      const isThere = await db.transaction().execute(async (transaction) => {
        const { numDeletedRows } = await transaction
          .deleteFrom('imported_country')
          .where('country', '=', country)
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) return false
        await audit(transaction, { action: 'country.removed', personId: caller.personId, subject: country, address })
        return true
      })
      if (!isThere) return failure({ code: 'country.not-found' })
      await followChange(services)
      return success({})
    },
  }
}

const namesOf = ({ name, english, names, language }: KnownRegion): Record<string, string> => ({
  ...names,
  en: english,
  [language]: name,
})

/** The first of these that is no region that is known. */
export const unknownRegion = (
  { configuration }: Pick<CoreServices, 'configuration'>,
  codes: readonly string[],
): string | undefined => codes.find((code) => configuration.geography.region(code) === undefined)

/** By name, each once, as far as they are known. */
export function namedRegions(
  { configuration }: Pick<CoreServices, 'configuration'>,
  codes: Iterable<string | undefined>,
): NamedRegion[] {
  return [...new Set(codes)].flatMap((code) => {
    const region = code === undefined ? undefined : configuration.geography.region(code)
    return region ? [{ code: region.code, names: namesOf(region) }] : []
  })
}
