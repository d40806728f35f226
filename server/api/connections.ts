import type { Kysely, Transaction } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { Database } from '#adapters/postgres/schema.ts'
import { newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { FlowSecret, InsideHost } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { readHost, sealFlowSecret } from '../flows/flow-connections.ts'
import { type Requests, requestsOfFlows, usersOf } from '../flows/who-asks-outside.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes =
  | 'flowSecrets'
  | 'createFlowSecret'
  | 'changeFlowSecret'
  | 'removeFlowSecret'
  | 'insideHosts'
  | 'allowInsideHost'
  | 'removeInsideHost'

/** What requests of flows carry and reach. A secret goes in and is never answered, nor named in the audit log. */
export function connectionHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, secretBox } = services

  return {
    async flowSecrets() {
      const [rows, requests] = await Promise.all([secretRows(db).orderBy('folded_name').execute(), requestsOfFlows(db)])
      return success({ items: rows.map((row) => showSecret(row, requests)) })
    },

    async createFlowSecret({ caller, body, address, reply }) {
      const hosts = readHosts(body.hosts)
      if (!hosts.ok) return hosts
      const id = newId('flow-secret', clock.wallMs(), randomBytes)
      const made = await unlessTaken('flow-secret.name-taken', (transaction) =>
        transaction
          .insertInto('flow_secret')
          .values({
            ...{ flow_secret_id: id, ...named(body.name), hosts: hosts.value, changed_by: caller.personId },
            secret_box: sealFlowSecret(secretBox, id, body.secret),
          })
          .execute()
          .then(() => {
            const note = { action: 'flow-secret.created', personId: caller.personId, subject: id } as const
            return audit(transaction, { ...note, address, details: { hosts: hosts.value } })
          })
          .then(() => readSecret(transaction, id)),
      )
      if (!made.ok) return made
      await followChange(services)
      reply.header('etag', made.value.etag)
      return made
    },

    async changeFlowSecret({ caller, id, body, address, request, reply }) {
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const hosts = body.hosts && readHosts(body.hosts)
      if (hosts && !hosts.ok) return hosts
      const changed = await unlessTaken('flow-secret.name-taken', async (transaction) => {
        const known = await transaction
          .selectFrom('flow_secret')
          .select('version')
          .where('flow_secret_id', '=', id)
          .forUpdate()
          .executeTakeFirst()
        if (!known) return refuse('flow-secret.not-found')
        if (wanted.value !== 'any' && wanted.value !== known.version) return refuse('request.stale')
        await transaction
          .updateTable('flow_secret')
          .set({
            ...(body.name !== undefined && named(body.name)),
            ...(hosts && { hosts: hosts.value }),
            ...(body.secret !== undefined && { secret_box: sealFlowSecret(secretBox, id, body.secret) }),
            ...{ version: known.version + 1, changed_at: new Date(clock.wallMs()), changed_by: caller.personId },
          })
          .where('flow_secret_id', '=', id)
          .execute()
        const note = { action: 'flow-secret.changed', personId: caller.personId, subject: id } as const
        await audit(transaction, { ...note, address, details: { fields: Object.keys(body) } })
        return readSecret(transaction, id)
      })
      if (!changed.ok) return changed
      await followChange(services)
      reply.header('etag', changed.value.etag)
      return changed
    },

    async removeFlowSecret({ caller, id, address }) {
      const removed = await db.transaction().execute(async (transaction): Promise<Result<unknown, Refusal>> => {
        const users = usersOf(await requestsOfFlows(transaction), ({ secretIds }) => secretIds.includes(id))
        const published = users.filter(({ isPublished }) => isPublished).map(({ name }) => name)
        if (published.length > 0) return refuse('flow-secret.in-use', { detail: published.slice(0, 10).join(', ') })
        const gone = await transaction.deleteFrom('flow_secret').where('flow_secret_id', '=', id).executeTakeFirst()
        if (gone.numDeletedRows === 0n) return refuse('flow-secret.not-found')
        const note = { action: 'flow-secret.removed', personId: caller.personId, subject: id } as const
        await audit(transaction, { ...note, address })
        return success({})
      })
      if (!removed.ok) return removed
      await followChange(services)
      return success({})
    },

    async insideHosts() {
      const [rows, requests] = await Promise.all([hostRows(db).orderBy('host').execute(), requestsOfFlows(db)])
      return success({ items: rows.map((row) => showHost(row, requests)) })
    },

    async allowInsideHost({ caller, body, address }) {
      const host = readHost(body.host)
      if (host === undefined) return refuse('host.unreadable', { detail: body.host })
      const id = newId('inside-host', clock.wallMs(), randomBytes)
      const allowed = await unlessTaken('inside-host.taken', async (transaction) => {
        const place = { host, port: body.port ?? null }
        await transaction
          .insertInto('inside_host')
          .values({ inside_host_id: id, ...place, created_by: caller.personId })
          .execute()
        const note = { action: 'inside-host.allowed', personId: caller.personId, subject: id } as const
        await audit(transaction, { ...note, address, details: place })
        const row = await hostRows(transaction).where('inside_host_id', '=', id).executeTakeFirstOrThrow()
        return success(showHost(row, await requestsOfFlows(transaction)))
      })
      if (allowed.ok) await followChange(services)
      return allowed
    },

    async removeInsideHost({ caller, id, address }) {
      const removed = await db.transaction().execute(async (transaction): Promise<Result<unknown, Refusal>> => {
        const gone = await transaction
          .deleteFrom('inside_host')
          .where('inside_host_id', '=', id)
          .returning(['host', 'port'])
          .executeTakeFirst()
        if (!gone) return refuse('inside-host.not-found')
        const note = { action: 'inside-host.removed', personId: caller.personId, subject: id } as const
        await audit(transaction, { ...note, address, details: gone })
        return success({})
      })
      if (!removed.ok) return removed
      await followChange(services)
      return success({})
    },
  }

  async function unlessTaken<Value>(
    code: 'flow-secret.name-taken' | 'inside-host.taken',
    work: (transaction: Transaction<Database>) => Promise<Result<Value, Refusal>>,
  ): Promise<Result<Value, Refusal>> {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (verdictOf(error).kind === 'conflict') return refuse(code)
      throw error
    }
  }
}

const named = (name: string) => ({ name: name.trim(), folded_name: foldText(name.trim()) })

function readHosts(texts: readonly string[]): Result<string[], Refusal> {
  const hosts = new Set<string>()
  for (const text of texts) {
    const host = readHost(text)
    if (host === undefined) return failure({ code: 'host.unreadable', detail: text })
    hosts.add(host)
  }
  return success([...hosts])
}

const secretRows = (db: Kysely<Database>) =>
  db
    .selectFrom('flow_secret')
    .leftJoin('person', 'person.person_id', 'changed_by')
    .select(['flow_secret_id', 'flow_secret.name', 'hosts', 'flow_secret.version', 'changed_at'])
    .select('person.name as changer_name')
type SecretRow = Awaited<ReturnType<ReturnType<typeof secretRows>['execute']>>[number]

const showSecret = (row: SecretRow, requests: Requests): FlowSecret => ({
  ...{ flowSecretId: row.flow_secret_id, name: row.name, hosts: row.hosts, changedAt: row.changed_at.toISOString() },
  ...(row.changer_name !== null && { changedBy: row.changer_name }),
  usedBy: usersOf(requests, ({ secretIds }) => secretIds.includes(row.flow_secret_id)),
  etag: etagOf(row.version),
})

async function readSecret(db: Kysely<Database>, id: SecretRow['flow_secret_id']): Promise<Result<FlowSecret, Refusal>> {
  const row = await secretRows(db).where('flow_secret_id', '=', id).executeTakeFirstOrThrow()
  return success(showSecret(row, await requestsOfFlows(db)))
}

const hostRows = (db: Kysely<Database>) =>
  db
    .selectFrom('inside_host')
    .leftJoin('person', 'person.person_id', 'created_by')
    .select(['inside_host_id', 'host', 'port', 'inside_host.created_at', 'person.name as allower_name'])
type HostRow = Awaited<ReturnType<ReturnType<typeof hostRows>['execute']>>[number]

const showHost = (row: HostRow, requests: Requests): InsideHost => ({
  ...{ insideHostId: row.inside_host_id, host: row.host, allowedAt: row.created_at.toISOString() },
  ...(row.port !== null && { port: row.port }),
  ...(row.allower_name !== null && { allowedBy: row.allower_name }),
  usedBy: usersOf(requests, ({ host, port }) => host === row.host && (row.port === null || row.port === port)),
})
