import type { Kysely, Transaction } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { type FlowId, type FlowVersionId, newId, type PersonId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { DrawnFlow, FlowChannel, FlowTest, FlowVersion, Language } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { beforePublish } from '../flows/before-publish.ts'
import { asDefinition } from '../flows/flow-library.ts'
import { namedThings } from '../flows/named-things.ts'
import type { ApiServices } from './api-services.ts'
import { readIfMatch } from './etag.ts'
import { lockFlow } from './flows.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'publishFlow' | 'flowVersions' | 'flowVersion' | 'rollBackFlow'

interface NextVersion {
  readonly flowId: FlowId
  readonly channels: readonly FlowChannel[]
  readonly languages: Language[]
  readonly definition: DrawnFlow
  readonly tests: readonly FlowTest[]
  readonly note: string
  readonly copiedFrom: number | null
}

/** What callers hear: the versions of a flow, each as it was published. */
export function flowVersionHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes } = services

  async function refusalOf({
    flowId,
    channels,
    languages,
    definition,
    tests,
  }: NextVersion): Promise<Refusal | undefined> {
    const known = await namedThings(db)
    const published = (called: FlowId) => services.configuration.flows.source(called, null)
    const version = { flowId, channels, languages, definition: asDefinition(definition), tests, known, published }
    for (const step of beforePublish(services)) {
      const refusal = await step(version)
      if (refusal) return refusal
    }
    return undefined
  }

  /** As the next number of its flow, whose row is locked. */
  async function insertVersion(
    transaction: Transaction<Database>,
    { flowId, languages, definition, note, copiedFrom }: NextVersion,
    personId: PersonId,
  ): Promise<FlowVersionId> {
    const versionId = newId('flow-version', clock.wallMs(), randomBytes)
    const last = await transaction
      .selectFrom('flow_version')
      .select(({ fn }) => fn.max('number').as('number'))
      .where('flow_id', '=', flowId)
      .executeTakeFirst()
    await transaction
      .insertInto('flow_version')
      .values({
        ...{ flow_version_id: versionId, flow_id: flowId, number: (last?.number ?? 0) + 1, languages, note },
        ...{ definition: JSON.stringify(definition), copied_from: copiedFrom, published_by: personId },
        published_at: new Date(clock.wallMs()),
      })
      .execute()
    await transaction
      .updateTable('flow')
      .set({ published_version_id: versionId })
      .where('flow_id', '=', flowId)
      .execute()
    return versionId
  }

  return {
    async publishFlow({ caller, id, body, address, request }) {
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const drawn = await db.selectFrom('flow').selectAll().where('flow_id', '=', id).executeTakeFirst()
      if (!drawn) return refuse('flow.not-found')
      const { channels, languages, definition, tests } = drawn
      const note = body.note?.trim() ?? ''
      const next = { flowId: id, channels, languages, definition, tests, note, copiedFrom: null }
      if (wanted.value !== 'any' && wanted.value !== drawn.version) return refuse('request.stale')
      // Before the row is locked: what is made ready may take its time.
      const refusal = await refusalOf(next)
      if (refusal) return failure(refusal)
      const published = await db.transaction().execute(async (transaction): Promise<Result<FlowVersion, Refusal>> => {
        const locked = await lockFlow(transaction, id)
        if (!locked) return refuse('flow.not-found')
        if (locked.archived_at !== null) return refuse('flow.archived')
        if (locked.version !== drawn.version) return refuse('request.stale')
        const versionId = await insertVersion(transaction, next, caller.personId)
        const version = await readVersion(transaction, versionId)
        if (version.ok) {
          const details = { number: version.value.number }
          const note = { action: 'flow.published', personId: caller.personId, subject: id } as const
          await audit(transaction, { ...note, address, details })
        }
        return version
      })
      if (published.ok) await followChange(services)
      return published
    },

    async flowVersions({ id }) {
      const known = await db.selectFrom('flow').select('flow_id').where('flow_id', '=', id).executeTakeFirst()
      if (!known) return refuse('flow.not-found')
      const rows = await versionRows(db).where('version.flow_id', '=', id).limit(200).execute()
      return success({ items: rows.map(show) })
    },

    async flowVersion({ id }) {
      const row = await versionRows(db)
        .select('version.definition')
        .where('version.flow_version_id', '=', id)
        .executeTakeFirst()
      return row ? success({ ...show(row), definition: row.definition }) : refuse('flow-version.not-found')
    },

    async rollBackFlow({ caller, id, body, address }) {
      const old = await db
        .selectFrom('flow_version')
        .innerJoin('flow', 'flow.flow_id', 'flow_version.flow_id')
        .selectAll('flow_version')
        .select('flow.channels')
        .where('flow_version_id', '=', body.flowVersionId)
        .where('flow_version.flow_id', '=', id)
        .executeTakeFirst()
      if (!old) return refuse('flow-version.not-found')
      const { channels, languages, definition, number } = old
      // Its tests may be of another drawing: what was good enough once may come back without them.
      const note = body.note?.trim() ?? ''
      const next = { flowId: id, channels, languages, definition, tests: [], note, copiedFrom: number }
      const refusal = await refusalOf(next)
      if (refusal) return failure(refusal)
      const published = await db.transaction().execute(async (transaction): Promise<Result<FlowVersion, Refusal>> => {
        const locked = await lockFlow(transaction, id)
        if (!locked) return refuse('flow.not-found')
        if (locked.archived_at !== null) return refuse('flow.archived')
        const versionId = await insertVersion(transaction, next, caller.personId)
        const note = { action: 'flow.rolled-back', personId: caller.personId, subject: id } as const
        await audit(transaction, { ...note, address, details: { to: number } })
        return readVersion(transaction, versionId)
      })
      if (published.ok) await followChange(services)
      return published
    },
  }
}

const versionRows = (db: Kysely<Database>) =>
  db
    .selectFrom('flow_version as version')
    .innerJoin('flow', 'flow.flow_id', 'version.flow_id')
    .leftJoin('person', 'person.person_id', 'version.published_by')
    .select([
      'version.flow_version_id',
      'version.flow_id',
      'version.number',
      'version.languages',
      'version.note',
      'version.copied_from',
      'version.published_at',
      'person.name as publisher_name',
      'flow.published_version_id',
    ])
    .orderBy('version.number', 'desc')
type VersionRow = Awaited<ReturnType<ReturnType<typeof versionRows>['execute']>>[number]

const show = (row: VersionRow): FlowVersion => ({
  ...{ flowVersionId: row.flow_version_id, flowId: row.flow_id, number: row.number, languages: row.languages },
  ...{ note: row.note, publishedAt: row.published_at.toISOString() },
  ...(row.copied_from !== null && { copiedFrom: row.copied_from }),
  ...(row.publisher_name !== null && { publishedBy: row.publisher_name }),
  isPublished: row.flow_version_id === row.published_version_id,
})

async function readVersion(db: Kysely<Database>, versionId: FlowVersionId): Promise<Result<FlowVersion, Refusal>> {
  const row = await versionRows(db).where('version.flow_version_id', '=', versionId).executeTakeFirst()
  return row ? success(show(row)) : refuse('flow-version.not-found')
}
