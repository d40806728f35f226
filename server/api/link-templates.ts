import type { Selectable } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { LinkTemplateTable } from '#adapters/postgres/schema.ts'
import { newId, type QueueId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { LinkTemplate } from '#protocol/http/index.ts'
import { linkProblem } from '#protocol/http/link-address.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'linkTemplates' | 'createLinkTemplate' | 'changeLinkTemplate' | 'removeLinkTemplate'
/** More buttons than that no agent finds his way among. */
const mostTemplates = 50

/** Links to other systems: a few, kept by who administers, read by every desk. */
export function linkTemplateHandlers({
  db,
  clock,
  randomBytes,
}: Pick<ApiServices, 'db' | 'clock' | 'randomBytes'>): Pick<Handlers, Routes> {
  async function problemOf(url: string | undefined, queueIds: readonly QueueId[] | undefined): Promise<Refusal | null> {
    const problem = url === undefined ? undefined : linkProblem(url)
    if (problem) return { code: 'link-template.bad-address', detail: problem }
    if (!queueIds || queueIds.length === 0) return null
    const known = await db.selectFrom('queue').select('queue_id').where('queue_id', 'in', queueIds).execute()
    return known.length < queueIds.length ? { code: 'queue.not-found' } : null
  }

  return {
    async linkTemplates() {
      const rows = await db.selectFrom('link_template').selectAll().orderBy('folded_name').execute()
      return success({ items: rows.map(show) })
    },

    async createLinkTemplate({ caller, body, address, reply }) {
      const problem = await problemOf(body.url, body.queueIds)
      if (problem) return failure(problem)
      const id = newId('link-template', clock.wallMs(), randomBytes)
      const made = await unlessNameTaken(() =>
        db.transaction().execute(async (transaction): Promise<Result<LinkTemplate, Refusal>> => {
          await transaction.selectFrom('organization').select('is_only').forUpdate().execute()
          const there = await transaction.selectFrom('link_template').select('link_template_id').execute()
          if (there.length >= mostTemplates) return refuse('link-template.too-many')
          const { name, url, queueIds = [], opensByItself = false } = body
          const row = await transaction
            .insertInto('link_template')
            .values({
              link_template_id: id,
              ...named(name),
              url: url.trim(),
              queue_ids: JSON.stringify(queueIds),
              opens_by_itself: opensByItself,
            })
            .returningAll()
            .executeTakeFirstOrThrow()
          const note = { action: 'link-template.created', personId: caller.personId, subject: id } as const
          await audit(transaction, { ...note, address })
          return success(show(row))
        }),
      )
      if (made.ok) reply.header('etag', made.value.etag)
      return made
    },

    async changeLinkTemplate({ caller, id, body, address, request, reply }) {
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const problem = await problemOf(body.url, body.queueIds)
      if (problem) return failure(problem)
      const changed = await unlessNameTaken(() =>
        db.transaction().execute(async (transaction): Promise<Result<LinkTemplate, Refusal>> => {
          const known = await transaction
            .selectFrom('link_template')
            .select('version')
            .where('link_template_id', '=', id)
            .forUpdate()
            .executeTakeFirst()
          if (!known) return refuse('link-template.not-found')
          if (wanted.value !== 'any' && wanted.value !== known.version) return refuse('request.stale')
          const { name, url, queueIds, opensByItself } = body
          const row = await transaction
            .updateTable('link_template')
            .set({
              ...(name !== undefined && named(name)),
              ...(url !== undefined && { url: url.trim() }),
              ...(queueIds !== undefined && { queue_ids: JSON.stringify(queueIds) }),
              ...(opensByItself !== undefined && { opens_by_itself: opensByItself }),
              version: known.version + 1,
            })
            .where('link_template_id', '=', id)
            .returningAll()
            .executeTakeFirstOrThrow()
          const note = { action: 'link-template.changed', personId: caller.personId, subject: id } as const
          await audit(transaction, { ...note, address, details: { fields: Object.keys(body) } })
          return success(show(row))
        }),
      )
      if (changed.ok) reply.header('etag', changed.value.etag)
      return changed
    },

    async removeLinkTemplate({ caller, id, address }) {
      return db.transaction().execute(async (transaction): Promise<Result<Record<string, never>, Refusal>> => {
        const gone = await transaction.deleteFrom('link_template').where('link_template_id', '=', id).executeTakeFirst()
        if (gone.numDeletedRows === 0n) return refuse('link-template.not-found')
        const note = { action: 'link-template.removed', personId: caller.personId, subject: id } as const
        await audit(transaction, { ...note, address })
        return success({})
      })
    },
  }
}

const named = (name: string) => ({ name: name.trim(), folded_name: foldText(name) })

const show = (row: Selectable<LinkTemplateTable>): LinkTemplate => ({
  linkTemplateId: row.link_template_id,
  name: row.name,
  url: row.url,
  queueIds: row.queue_ids,
  opensByItself: row.opens_by_itself,
  etag: etagOf(row.version),
})

async function unlessNameTaken<Value>(work: () => Promise<Result<Value, Refusal>>): Promise<Result<Value, Refusal>> {
  try {
    return await work()
  } catch (error) {
    if (verdictOf(error).kind === 'conflict') return refuse('link-template.name-taken')
    throw error
  }
}
