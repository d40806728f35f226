import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { CustomerSegmentTable, CustomerTierTable, Database } from '#adapters/postgres/schema.ts'
import { mostTiers } from '#domain/routing/index.ts'
import { type CustomerSegmentId, type CustomerTierId, newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { CustomerRule, CustomerSegment, CustomerTier } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes =
  | 'customerKinds'
  | 'customerTiers'
  | 'createCustomerTier'
  | 'changeCustomerTier'
  | 'removeCustomerTier'
  | 'customerSegments'
  | 'createCustomerSegment'
  | 'renameCustomerSegment'
  | 'removeCustomerSegment'

/** What customers are to the organization: its own tiers and segments. */
export function customerKindHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes } = services

  async function wantedTier(
    transaction: Transaction<Database>,
    id: CustomerTierId,
    ifMatch: string | undefined,
  ): Promise<Result<number, Refusal>> {
    const wanted = readIfMatch(ifMatch)
    if (!wanted.ok) return wanted
    const known = await transaction
      .selectFrom('customer_tier')
      .select('version')
      .where('customer_tier_id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!known) return refuse('customer-tier.not-found')
    return wanted.value !== 'any' && wanted.value !== known.version ? refuse('request.stale') : success(known.version)
  }

  async function wantedSegment(
    transaction: Transaction<Database>,
    id: CustomerSegmentId,
    ifMatch: string | undefined,
  ): Promise<Result<number, Refusal>> {
    const wanted = readIfMatch(ifMatch)
    if (!wanted.ok) return wanted
    const known = await transaction
      .selectFrom('customer_segment')
      .select('version')
      .where('customer_segment_id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!known) return refuse('customer-segment.not-found')
    return wanted.value !== 'any' && wanted.value !== known.version ? refuse('request.stale') : success(known.version)
  }

  return {
    async customerKinds() {
      const [tiers, segments, owners] = await Promise.all([
        db
          .selectFrom('customer_tier')
          .select(['customer_tier_id as tierId', 'name', 'rank'])
          .orderBy('rank')
          .orderBy('name')
          .execute(),
        db
          .selectFrom('customer_segment')
          .select(['customer_segment_id as segmentId', 'name'])
          .orderBy('name')
          .execute(),
        db
          .selectFrom('agent')
          .innerJoin('person', 'person.person_id', 'agent.person_id')
          .where('agent.is_active', '=', true)
          .where('person.is_active', '=', true)
          .select(['agent.agent_id as agentId', 'person.name'])
          .orderBy('person.name')
          .execute(),
      ])
      return success({ tiers, segments, owners })
    },

    async customerTiers() {
      return success({ items: await readTiers(db) })
    },

    async createCustomerTier({ caller, body, address, reply }) {
      const tierId = newId('customer-tier', clock.wallMs(), randomBytes)
      const made = await unlessNameTaken('customer-tier', () =>
        db.transaction().execute(async (transaction): Promise<Result<CustomerTier, Refusal>> => {
          await transaction.selectFrom('organization').select('is_only').forUpdate().execute()
          const { count } = await transaction
            .selectFrom('customer_tier')
            .select(({ fn }) => fn.countAll<number>().as('count'))
            .executeTakeFirstOrThrow()
          if (count >= mostTiers) return refuse('customer-tier.too-many')
          const { name, rank, level = 0, boostMs = 0 } = body
          await transaction
            .insertInto('customer_tier')
            .values({ customer_tier_id: tierId, ...named(name), rank, level, boost_ms: boostMs })
            .execute()
          const note = { action: 'customer-tier.created', personId: caller.personId, subject: tierId } as const
          await audit(transaction, { ...note, address })
          return only(await readTiers(transaction, tierId), 'customer-tier.not-found')
        }),
      )
      if (!made.ok) return made
      await followChange(services)
      reply.header('etag', made.value.etag)
      return made
    },

    async changeCustomerTier({ caller, id, body, address, request, reply }) {
      const changed = await unlessNameTaken('customer-tier', () =>
        db.transaction().execute(async (transaction): Promise<Result<CustomerTier, Refusal>> => {
          const known = await wantedTier(transaction, id, request.headers['if-match'])
          if (!known.ok) return known
          const { name, rank, level, boostMs } = body
          await transaction
            .updateTable('customer_tier')
            .set({
              ...(name !== undefined && named(name)),
              ...(rank !== undefined && { rank }),
              ...(level !== undefined && { level }),
              ...(boostMs !== undefined && { boost_ms: boostMs }),
              version: known.value + 1,
            })
            .where('customer_tier_id', '=', id)
            .execute()
          const note = { action: 'customer-tier.changed', personId: caller.personId, subject: id } as const
          await audit(transaction, { ...note, address, details: { fields: Object.keys(body) } })
          return only(await readTiers(transaction, id), 'customer-tier.not-found')
        }),
      )
      if (!changed.ok) return changed
      await followChange(services)
      reply.header('etag', changed.value.etag)
      return changed
    },

    async removeCustomerTier({ caller, id, address, request }) {
      const removed = await db
        .transaction()
        .execute(async (transaction): Promise<Result<Record<string, never>, Refusal>> => {
          // A rule that begins to name it waits here, and finds it gone.
          await transaction.selectFrom('organization').select('is_only').forUpdate().execute()
          const known = await wantedTier(transaction, id, request.headers['if-match'])
          if (!known.ok) return known
          const [tier] = await readTiers(transaction, id)
          const use = await useOf(transaction, tier?.customers ?? 0, ({ when }) => when.tierAtLeast === id)
          if (use !== undefined) return refuse('customer-tier.in-use', { detail: use })
          await transaction.deleteFrom('customer_tier').where('customer_tier_id', '=', id).execute()
          const note = { action: 'customer-tier.removed', personId: caller.personId, subject: id } as const
          await audit(transaction, { ...note, address })
          return success({})
        })
      if (removed.ok) await followChange(services)
      return removed
    },

    async customerSegments() {
      return success({ items: await readSegments(db) })
    },

    async createCustomerSegment({ caller, body, address, reply }) {
      const segmentId = newId('customer-segment', clock.wallMs(), randomBytes)
      const made = await unlessNameTaken('customer-segment', () =>
        db.transaction().execute(async (transaction) => {
          await transaction
            .insertInto('customer_segment')
            .values({ customer_segment_id: segmentId, ...named(body.name) })
            .execute()
          const note = { action: 'customer-segment.created', personId: caller.personId, subject: segmentId } as const
          await audit(transaction, { ...note, address })
          return only(await readSegments(transaction, segmentId), 'customer-segment.not-found')
        }),
      )
      if (made.ok) reply.header('etag', made.value.etag)
      return made
    },

    async renameCustomerSegment({ caller, id, body, address, request, reply }) {
      const changed = await unlessNameTaken('customer-segment', () =>
        db.transaction().execute(async (transaction): Promise<Result<CustomerSegment, Refusal>> => {
          const known = await wantedSegment(transaction, id, request.headers['if-match'])
          if (!known.ok) return known
          await transaction
            .updateTable('customer_segment')
            .set({ ...named(body.name), version: known.value + 1 })
            .where('customer_segment_id', '=', id)
            .execute()
          const note = { action: 'customer-segment.changed', personId: caller.personId, subject: id } as const
          await audit(transaction, { ...note, address })
          return only(await readSegments(transaction, id), 'customer-segment.not-found')
        }),
      )
      if (changed.ok) reply.header('etag', changed.value.etag)
      return changed
    },

    async removeCustomerSegment({ caller, id, address, request }) {
      return db.transaction().execute(async (transaction): Promise<Result<Record<string, never>, Refusal>> => {
        await transaction.selectFrom('organization').select('is_only').forUpdate().execute()
        const known = await wantedSegment(transaction, id, request.headers['if-match'])
        if (!known.ok) return known
        const [segment] = await readSegments(transaction, id)
        const names = ({ when }: CustomerRule) => when.segmentIds?.includes(id) === true
        const use = await useOf(transaction, segment?.customers ?? 0, names)
        if (use !== undefined) return refuse('customer-segment.in-use', { detail: use })
        await transaction.deleteFrom('customer_segment').where('customer_segment_id', '=', id).execute()
        const note = { action: 'customer-segment.removed', personId: caller.personId, subject: id } as const
        await audit(transaction, { ...note, address })
        return success({})
      })
    },
  }
}

const named = (name: string) => ({ name: name.trim(), folded_name: foldText(name.trim()) })

async function readTiers(db: Kysely<Database>, tierId?: CustomerTierId): Promise<CustomerTier[]> {
  let rows = db
    .selectFrom('customer_tier')
    .selectAll()
    .select(({ selectFrom, fn }) =>
      selectFrom('customer')
        .select(fn.countAll<number>().as('count'))
        .whereRef('customer.customer_tier_id', '=', 'customer_tier.customer_tier_id')
        .as('customers'),
    )
  if (tierId !== undefined) rows = rows.where('customer_tier_id', '=', tierId)
  return (await rows.orderBy('rank').orderBy('name').execute()).map(showTier)
}

const showTier = (row: Selectable<CustomerTierTable> & { readonly customers: number | null }): CustomerTier => ({
  tierId: row.customer_tier_id,
  name: row.name,
  rank: row.rank,
  level: row.level,
  boostMs: row.boost_ms,
  customers: row.customers ?? 0,
  etag: etagOf(row.version),
})

async function readSegments(db: Kysely<Database>, segmentId?: CustomerSegmentId): Promise<CustomerSegment[]> {
  let rows = db
    .selectFrom('customer_segment')
    .selectAll()
    .select(({ selectFrom, fn }) =>
      selectFrom('customer')
        .select(fn.countAll<number>().as('count'))
        .whereRef('customer.customer_segment_id', '=', 'customer_segment.customer_segment_id')
        .as('customers'),
    )
  if (segmentId !== undefined) rows = rows.where('customer_segment_id', '=', segmentId)
  return (await rows.orderBy('name').execute()).map(showSegment)
}

const showSegment = (
  row: Selectable<CustomerSegmentTable> & { readonly customers: number | null },
): CustomerSegment => ({
  segmentId: row.customer_segment_id,
  name: row.name,
  customers: row.customers ?? 0,
  etag: etagOf(row.version),
})

/** Who needs it, in words without anybody's name; `undefined`: nobody. Deactivated queues too: they may come back. */
async function useOf(
  db: Kysely<Database>,
  customers: number,
  names: (rule: CustomerRule) => boolean,
): Promise<string | undefined> {
  const queues = await db
    .selectFrom('queue')
    .select(['name', 'customer_rules'])
    .where(sql<boolean>`customer_rules <> '[]'`)
    .orderBy('name')
    .execute()
  const naming = queues.filter(({ customer_rules }) => customer_rules.some(names)).map(({ name }) => name)
  const words = [
    ...(customers > 0 ? [`Customers who have it: ${customers}.`] : []),
    ...(naming.length > 0 ? [`Queues whose rules name it: ${naming.join(', ')}.`] : []),
  ]
  return words.length === 0 ? undefined : words.join(' ').slice(0, 300)
}

/** Tiers and segments that rules name have to be there. */
export async function unknownKind(db: Kysely<Database>, rules: readonly CustomerRule[]): Promise<Refusal | undefined> {
  const tierIds = new Set(rules.flatMap(({ when }) => when.tierAtLeast ?? []))
  const segmentIds = new Set(rules.flatMap(({ when }) => when.segmentIds ?? []))
  return unknownKinds(db, [...tierIds], [...segmentIds])
}

export async function unknownKinds(
  db: Kysely<Database>,
  tierIds: readonly CustomerTierId[],
  segmentIds: readonly CustomerSegmentId[],
): Promise<Refusal | undefined> {
  if (tierIds.length > 0) {
    const known = await db
      .selectFrom('customer_tier')
      .select('customer_tier_id')
      .where('customer_tier_id', 'in', tierIds)
      .execute()
    if (known.length < new Set(tierIds).size) return { code: 'customer-tier.not-found' }
  }
  if (segmentIds.length > 0) {
    const known = await db
      .selectFrom('customer_segment')
      .select('customer_segment_id')
      .where('customer_segment_id', 'in', segmentIds)
      .execute()
    if (known.length < new Set(segmentIds).size) return { code: 'customer-segment.not-found' }
  }
  return undefined
}

type Of = 'customer-tier' | 'customer-segment'

const only = <Row>([row]: readonly Row[], code: `${Of}.not-found`): Result<Row, Refusal> =>
  row ? success(row) : refuse(code)

async function unlessNameTaken<Value>(
  of: Of,
  work: () => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal>> {
  try {
    return await work()
  } catch (error) {
    if (verdictOf(error).kind === 'conflict') return failure({ code: `${of}.name-taken` })
    throw error
  }
}
