import type { Kysely, Selectable, Transaction } from 'kysely'
import { sql } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { Database, FlowTable } from '#adapters/postgres/schema.ts'
import { type FlowId, newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { CreateFlow, DrawnFlow, FlowDraft, FlowSummary } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { Caller } from '../accounts/caller.ts'
import { asDefinition } from '../flows/flow-library.ts'
import { errorsAmong, problemsOf, told } from '../flows/flow-problems.ts'
import { whatLeadsTo } from '../flows/leading-here.ts'
import { adopted, namedThings, namesIn } from '../flows/named-things.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes =
  | 'flows'
  | 'createFlow'
  | 'importFlow'
  | 'flow'
  | 'changeFlow'
  | 'exportFlow'
  | 'flowProblems'
  | 'flowReferences'
  | 'archiveFlow'
  | 'restoreFlow'

const nothingDrawn: DrawnFlow = { format: 1, start: '', blocks: [], variables: [] }

/** Flows as they are drawn. */
export function flowHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes } = services

  async function create(
    drawn: CreateFlow,
    { caller, address }: { caller: Caller; address: string },
    action: 'flow.created' | 'flow.imported',
  ): Promise<Result<FlowDraft, Refusal>> {
    const flowId = newId('flow', clock.wallMs(), randomBytes)
    const { name, channels, languages, definition = nothingDrawn, tests = [] } = drawn
    return unlessTaken(() =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('flow')
          .values({
            ...{ flow_id: flowId, ...named(name), channels, languages, changed_by: caller.personId },
            ...{ definition: JSON.stringify(definition), tests: JSON.stringify(tests) },
          })
          .execute()
        await audit(transaction, { action, personId: caller.personId, subject: flowId, address })
        return readDraft(transaction, flowId)
      }),
    )
  }

  return {
    async flows() {
      const [rows, known] = await Promise.all([flowRows(db).execute(), namedThings(db)])
      const items = rows.map(
        (row): FlowSummary => ({
          ...{ flowId: row.flow_id, name: row.name, channels: row.channels, languages: row.languages },
          blocks: row.definition.blocks.length,
          problems: errorsAmong(problemsOf(drawnBy(row), known)).length,
          ...published(row),
          hasChanges: !row.is_as_published,
          ...changed(row),
          ...(row.archived_at !== null && { archivedAt: row.archived_at.toISOString() }),
        }),
      )
      return success({ items })
    },

    async createFlow({ caller, body, address, reply }) {
      const made = await create(body, { caller, address }, 'flow.created')
      if (made.ok) reply.header('etag', made.value.etag)
      return made
    },

    async importFlow({ caller, body, address, reply }) {
      const { parleyFlow: _, names, ...file } = body
      const drawn = adopted(file, names, await namedThings(db))
      const made = await create(drawn, { caller, address }, 'flow.imported')
      if (made.ok) reply.header('etag', made.value.etag)
      return made
    },

    async flow({ id, reply }) {
      const draft = await readDraft(db, id)
      if (draft.ok) reply.header('etag', draft.value.etag)
      return draft
    },

    async changeFlow({ caller, id, body, address, request, reply }) {
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const saved = await unlessTaken(() =>
        db.transaction().execute(async (transaction): Promise<Result<FlowDraft, Refusal>> => {
          const known = await lockFlow(transaction, id)
          if (!known) return refuse('flow.not-found')
          if (known.archived_at !== null) return refuse('flow.archived')
          if (wanted.value !== 'any' && wanted.value !== known.version) return refuse('request.stale')
          const { name, channels, languages, definition, tests, slug } = body
          await transaction
            .updateTable('flow')
            .set({
              ...(name !== undefined && named(name)),
              ...(channels && { channels }),
              ...(slug !== undefined && { slug: slug === '' ? null : slug }),
              ...(languages && { languages }),
              ...(definition && { definition: JSON.stringify(definition) }),
              ...(tests && { tests: JSON.stringify(tests) }),
              ...{ version: known.version + 1, changed_at: new Date(clock.wallMs()), changed_by: caller.personId },
            })
            .where('flow_id', '=', id)
            .execute()
          // Drafts save themselves while somebody draws: one entry tells of a person's day with it, and what callers hear is
          // told by `flow.published`.
          const isSameHand = known.changed_by === caller.personId
          const isSameDay = clock.wallMs() - known.changed_at.getTime() < 86_400_000
          const fields = Object.keys(body)
          if (!isSameHand || !isSameDay || fields.some((field) => field !== 'definition' && field !== 'tests')) {
            const note = { action: 'flow.changed', personId: caller.personId, subject: id } as const
            await audit(transaction, { ...note, address, details: { fields } })
          }
          return readDraft(transaction, id)
        }),
      )
      if (!saved.ok) return saved
      if (body.name !== undefined || body.channels || body.slug !== undefined) await followChange(services)
      reply.header('etag', saved.value.etag)
      return saved
    },

    async exportFlow({ id }) {
      const draft = await readDraft(db, id)
      if (!draft.ok) return draft
      const { name, channels, languages, definition, tests } = draft.value
      const names = namesIn({ definition, tests }, await namedThings(db))
      return success({ parleyFlow: 1, name, channels, languages, definition, tests, names })
    },

    async flowProblems({ id }) {
      const draft = await readDraft(db, id)
      if (!draft.ok) return draft
      const { channels, languages } = draft.value
      const drawn = { flowId: id, channels, languages, definition: asDefinition(draft.value.definition) }
      return success({ items: problemsOf(drawn, await namedThings(db)).map(told) })
    },

    async flowReferences() {
      return success({ items: [...(await namedThings(db))] })
    },

    async archiveFlow({ caller, id, address }) {
      const archived = await db.transaction().execute(async (transaction): Promise<Result<boolean, Refusal>> => {
        const known = await lockFlow(transaction, id)
        if (!known) return refuse('flow.not-found')
        // What is put away is put away.
        if (known.archived_at !== null) return success(false)
        const leading = await whatLeadsTo(transaction, id)
        if (leading !== undefined) return refuse('flow.in-use', { detail: leading })
        await transaction
          .updateTable('flow')
          .set({ archived_at: new Date(clock.wallMs()) })
          .where('flow_id', '=', id)
          .execute()
        await audit(transaction, { action: 'flow.archived', personId: caller.personId, subject: id, address })
        return success(true)
      })
      if (!archived.ok) return archived
      if (archived.value) await followChange(services)
      return success({})
    },

    async restoreFlow({ caller, id, address }) {
      const restored = await unlessTaken(() =>
        db.transaction().execute(async (transaction): Promise<Result<boolean, Refusal>> => {
          const known = await lockFlow(transaction, id)
          if (!known) return refuse('flow.not-found')
          if (known.archived_at === null) return success(false)
          await transaction.updateTable('flow').set({ archived_at: null }).where('flow_id', '=', id).execute()
          await audit(transaction, { action: 'flow.restored', personId: caller.personId, subject: id, address })
          return success(true)
        }),
      )
      if (!restored.ok) return restored
      if (restored.value) await followChange(services)
      return success({})
    },
  }
}

/** Of two who change it at once the second sees what the first did. */
export const lockFlow = (
  transaction: Transaction<Database>,
  flowId: FlowId,
): Promise<Selectable<FlowTable> | undefined> =>
  transaction.selectFrom('flow').selectAll().where('flow_id', '=', flowId).forUpdate().executeTakeFirst()

const named = (name: string) => ({ name: name.trim(), folded_name: foldText(name.trim()) })

const flowRows = (db: Kysely<Database>) =>
  db
    .selectFrom('flow')
    .leftJoin('flow_version', 'flow_version.flow_version_id', 'flow.published_version_id')
    .leftJoin('person', 'person.person_id', 'flow.changed_by')
    .selectAll('flow')
    .select(['flow_version.number', 'flow_version.published_at', 'person.name as changer_name'])
    .select(
      sql<boolean>`coalesce(flow_version.definition = flow.definition AND flow_version.languages = flow.languages, false)`.as(
        'is_as_published',
      ),
    )
    .orderBy(sql`archived_at IS NOT NULL`)
    .orderBy('folded_name')
type FlowRow = Awaited<ReturnType<ReturnType<typeof flowRows>['execute']>>[number]

const published = ({ published_version_id: flowVersionId, number, published_at: at }: FlowRow) =>
  flowVersionId !== null && number !== null && at !== null
    ? { published: { flowVersionId, number, publishedAt: at.toISOString() } }
    : {}
const drawnBy = ({ flow_id: flowId, channels, languages, definition }: FlowRow) => ({
  ...{ flowId, channels, languages },
  definition: asDefinition(definition),
})
const changed = ({ changed_at, changer_name }: FlowRow) => ({
  changedAt: changed_at.toISOString(),
  ...(changer_name !== null && { changedBy: changer_name }),
})

async function readDraft(db: Kysely<Database>, flowId: FlowId): Promise<Result<FlowDraft, Refusal>> {
  const row = await flowRows(db).where('flow.flow_id', '=', flowId).executeTakeFirst()
  if (!row) return refuse('flow.not-found')
  return success({
    ...{ flowId, name: row.name, channels: row.channels, languages: row.languages, slug: row.slug ?? '' },
    ...{ definition: row.definition, tests: row.tests, etag: etagOf(row.version) },
    ...published(row),
    ...changed(row),
  })
}

async function unlessTaken<Value>(work: () => Promise<Result<Value, Refusal>>): Promise<Result<Value, Refusal>> {
  try {
    return await work()
  } catch (error) {
    const verdict = verdictOf(error)
    if (verdict.kind === 'conflict' && verdict.constraint === 'flow_name') return failure({ code: 'flow.name-taken' })
    if (verdict.kind === 'conflict' && verdict.constraint === 'flow_slug') return failure({ code: 'flow.slug-taken' })
    throw error
  }
}
