import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { permissionsOf } from '#domain/directory/index.ts'
import type { PersonId } from '#kernel/ids.ts'
import { type Language, languages, type Me, type Role } from '#protocol/http/index.ts'

/** What a person is told of themselves; `undefined` when there is no such person any more. */
export async function readMe(db: Kysely<Database>, personId: PersonId): Promise<Me | undefined> {
  const row = await db
    .selectFrom('person')
    .innerJoin('business_unit', 'business_unit.business_unit_id', 'person.business_unit_id')
    .leftJoin('agent', (join) =>
      join.onRef('agent.person_id', '=', 'person.person_id').on('agent.is_active', '=', true),
    )
    .innerJoin('organization', (join) => join.onTrue())
    .select([
      'person.person_id',
      'agent.agent_id',
      'person.name',
      'person.email',
      'person.language',
      'person.color_scheme',
      'organization.name as organization_name',
      'organization.region',
      'business_unit.time_zone',
      sql<Role[]>`ARRAY(SELECT role FROM person_role WHERE person_role.person_id = person.person_id ORDER BY role)`.as(
        'roles',
      ),
    ])
    .where('person.person_id', '=', personId)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    personId: row.person_id,
    ...(row.agent_id === null ? {} : { agentId: row.agent_id }),
    name: row.name,
    email: row.email,
    roles: row.roles,
    permissions: [...permissionsOf(row.roles)],
    language: asLanguage(row.language),
    colorScheme: row.color_scheme,
    organizationName: row.organization_name,
    timeZone: row.time_zone,
    region: row.region,
  }
}

/** A language that the screens have; English for one that a migration or an import left behind. */
export const asLanguage = (text: string | null): Language => languages.find((known) => known === text) ?? 'en'
