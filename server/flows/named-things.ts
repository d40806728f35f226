import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { flowsCalledBy } from '#domain/flows/index.ts'
import type { DrawnJson, FlowReference } from '#protocol/http/index.ts'
import { asDefinition } from './flow-library.ts'

/** What a flow can name by its id, with how it is called here. */
export type NamedThings = readonly FlowReference[]

export async function namedThings(db: Kysely<Database>): Promise<NamedThings> {
  const [queues, hours, flows, prompts, incidents, segments, tiers, skills, secrets] = await Promise.all([
    db
      .selectFrom('queue')
      .where('is_active', '=', true)
      .where('person_id', 'is', null)
      .select(['queue_id as id', 'name'])
      .orderBy('name')
      .execute(),
    db.selectFrom('business_hours').select(['business_hours_id as id', 'name']).orderBy('name').execute(),
    db
      .selectFrom('flow')
      .innerJoin('flow_version', 'flow_version.flow_version_id', 'flow.published_version_id')
      .where('archived_at', 'is', null)
      .select(['flow.flow_id as id', 'name', 'flow_version.definition'])
      .orderBy('name')
      .execute(),
    db
      .selectFrom('prompt')
      .select(['prompt_id as id', 'name'])
      .select(
        sql<string[]>`ARRAY(SELECT language FROM prompt_recording AS of
          WHERE of.prompt_id = prompt.prompt_id AND of.is_current ORDER BY language)`.as('languages'),
      )
      .orderBy('name')
      .execute(),
    db.selectFrom('incident').where('ended_at', 'is', null).select(['incident_id as id', 'title as name']).execute(),
    db.selectFrom('customer_segment').select(['customer_segment_id as id', 'name']).orderBy('name').execute(),
    db.selectFrom('customer_tier').select(['customer_tier_id as id', 'name']).orderBy('name').execute(),
    db.selectFrom('skill').select(['skill_id as id', 'name']).orderBy('name').execute(),
    db.selectFrom('flow_secret').select(['flow_secret_id as id', 'name']).orderBy('name').execute(),
  ])
  const all = (what: FlowReference['what'], rows: readonly { readonly id: string; readonly name: string }[]) =>
    rows.map(({ id, name }): FlowReference => ({ what, id, name }))
  return [
    ...all('queue', queues),
    ...all('hours', hours),
    ...flows.map(({ id, name, definition }): FlowReference => {
      return { what: 'flow', id, name, calls: [...flowsCalledBy(asDefinition(definition))] }
    }),
    ...prompts.map(({ id, name, languages }): FlowReference => ({ what: 'prompt', id, name, languages })),
    ...all('incident', incidents),
    ...all('segment', segments),
    ...all('tier', tiers),
    ...all('skill', skills),
    ...all('secret', secrets),
  ]
}

/** The names of all that stands by its id anywhere in `within`. */
export function namesIn(within: unknown, known: NamedThings): Record<string, string> {
  const nameOf = new Map(known.map(({ id, name }) => [id, name]))
  const names: Record<string, string> = {}
  eachText(within, (text) => {
    const name = nameOf.get(text)
    if (name !== undefined) names[text] = name
  })
  return names
}

/**
 * The same with ids of this house in place of those of another: what is known here stays, what is not is looked for by the
 * name that it had there, among things of its kind. What has no namesake stays too, as a problem to be solved.
 */
export function adopted<Drawn>(drawn: Drawn, names: Readonly<Record<string, string>>, known: NamedThings): Drawn {
  const ids = new Set(known.map(({ id }) => id))
  const prefix = (id: string) => id.slice(0, 4)
  return mapped(drawn as DrawnJson, (text) => {
    const name = Object.hasOwn(names, text) ? names[text] : undefined
    if (name === undefined || ids.has(text)) return text
    return known.find((thing) => thing.name === name && prefix(thing.id) === prefix(text))?.id ?? text
  }) as Drawn
}

function eachText(within: unknown, take: (text: string) => void): void {
  if (typeof within === 'string') take(within)
  else if (typeof within === 'object' && within !== null) for (const part of Object.values(within)) eachText(part, take)
}

function mapped(within: DrawnJson, change: (text: string) => string): DrawnJson {
  if (typeof within === 'string') return change(within)
  if (typeof within !== 'object' || within === null) return within
  if (isList(within)) return within.map((part) => mapped(part, change))
  return Object.fromEntries(Object.entries(within).map(([key, part]) => [key, mapped(part, change)]))
}

const isList = (value: object): value is readonly DrawnJson[] => Array.isArray(value)
