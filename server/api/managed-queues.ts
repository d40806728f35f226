import { type Insertable, type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { verdictOf } from '#adapters/postgres/failure.ts'
import type { Database, QueueTable } from '#adapters/postgres/schema.ts'
import {
  areAnnouncementSettings,
  areCustomerRules,
  isQueueNeeded,
  isRelaxation,
  isRequirement,
} from '#domain/routing/index.ts'
import { grouped } from '#kernel/grouped.ts'
import { newId, type QueueId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { ChangeQueue, DirectTarget, ManagedQueue, QueueMember } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { skillsNamedBy } from '../configuration/skills-named.ts'
import type { ApiServices } from './api-services.ts'
import { unknownKind } from './customer-kinds.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { promptsIn } from './prompts.ts'
import { publishedFlow } from './published-flow.ts'
import { queueTrialHandlers } from './queue-trials.ts'
import { type Refusal, Refused, refuse } from './refusal.ts'
import { wrongWayOut } from './way-out.ts'

type Routes =
  | 'managedQueues'
  | 'createQueue'
  | 'changeQueue'
  | 'tryQueue'
  | 'agents'
  | 'createDisposition'
  | 'renameDisposition'
  | 'removeDisposition'

type Ruled = 'scriptFlowId' | 'diversions' | 'businessHoursId' | 'callbackHoursId' | 'callback' | 'announcements'

/** What an administrator sets of queues: a person's own queue is no part of it. */
export function managedQueueHandlers(services: ApiServices, promptFolder: string): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, decider, configuration } = services

  /** What still leads there, or who is still there: a queue that goes would leave him waiting for ever. */
  async function whatNeeds(transaction: Transaction<Database>, queueId: QueueId): Promise<Refusal | undefined> {
    const rules = await transaction.selectFrom('number_rule').select(['pattern', 'target']).orderBy('pattern').execute()
    const leads = (target: DirectTarget) => target.kind === 'queue' && target.queueId === queueId
    const rule = rules.find(({ target }) =>
      target.kind === 'hours' ? leads(target.open) || leads(target.closed) : leads(target),
    )
    if (rule) return { code: 'queue.has-numbers', detail: `The number ${rule.pattern} leads to it.` }
    if (decider.state === undefined) return { code: 'decider.not-ready', retryAfterS: 2 }
    return isQueueNeeded(decider.state, queueId) ? { code: 'queue.has-calls' } : undefined
  }

  async function isNameFree(transaction: Transaction<Database>, name: string, besides?: QueueId): Promise<boolean> {
    const rows = await ofNobodyAlone(transaction).select(['queue_id', 'name']).execute()
    const folded = foldText(name)
    return rows.every((row) => row.queue_id === besides || foldText(row.name) !== folded)
  }

  async function writeMembers(
    transaction: Transaction<Database>,
    queueId: QueueId,
    members: readonly QueueMember[],
  ): Promise<void> {
    // Who is away for good or for now is on no list: he has his queues again when he comes back.
    await transaction
      .deleteFrom('agent_queue')
      .where('queue_id', '=', queueId)
      .where('agent_id', 'in', listedAgents(transaction).select('agent.agent_id'))
      .execute()
    const wanted = [...new Map(members.map((member) => [member.agentId, member])).values()]
    if (wanted.length === 0) return
    const agentIds = wanted.map(({ agentId }) => agentId)
    const known = await listedAgents(transaction)
      .leftJoin('routing_profile', 'routing_profile.routing_profile_id', 'agent.routing_profile_id')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .select(
        sql<string[]>`array_agg(DISTINCT routing_profile.name) FILTER (WHERE routing_profile.name IS NOT NULL)`.as(
          'profiles',
        ),
      )
      .where(sql<boolean>`agent.agent_id = ANY(${agentIds}::text[])`)
      .executeTakeFirstOrThrow()
    if (known.count < wanted.length) throw new Refused({ code: 'agent.not-an-agent' })
    if (known.profiles) {
      throw new Refused({ code: 'agent.has-profile', detail: `Profiles: ${known.profiles.join(', ')}.`.slice(0, 300) })
    }
    const column = (of: (member: QueueMember) => number) => sql`${wanted.map(of)}::integer[]`
    await sql`
      INSERT INTO agent_queue (agent_id, queue_id, priority, ring, weight, position, share)
      SELECT agent_id, ${queueId}, priority, ring, weight, place, share
      FROM unnest(${agentIds}::text[], ${column(({ priority }) => priority)}, ${column(({ ring = 1 }) => ring)},
        ${column(({ weight = 1 }) => weight)}, ${column(({ position = 0 }) => position)}, ${column(({ share = 1 }) => share)})
        AS given (agent_id, priority, ring, weight, place, share)`.execute(transaction)
  }

  /** What it asks has to make sense, and every skill that it names has to be there. */
  async function wrongAsking(
    transaction: Transaction<Database>,
    { requirement, relaxation, customerRules = [] }: Pick<ChangeQueue, 'requirement' | 'relaxation' | 'customerRules'>,
  ): Promise<Refusal | undefined> {
    if (requirement != null && !isRequirement(requirement)) {
      return { code: 'request.malformed', detail: 'body/requirement is no expression over skills' }
    }
    if (relaxation && !isRelaxation(relaxation)) {
      return { code: 'request.malformed', detail: 'body/relaxation has steps at the same time' }
    }
    if (!areCustomerRules(customerRules)) {
      return {
        code: 'request.malformed',
        detail: 'body/customerRules has a rule without a condition, or that asks what is no expression',
      }
    }
    const unknown = await unknownKind(transaction, customerRules)
    if (unknown) return unknown
    const named = [...skillsNamedBy({ requirement: requirement ?? null, relaxation: relaxation ?? [], customerRules })]
    if (named.length === 0) return undefined
    const known = await transaction.selectFrom('skill').select('skill_id').where('skill_id', 'in', named).execute()
    return known.length < named.length ? { code: 'skill.not-found' } : undefined
  }

  /** The queues and prompts that it sends people to, and its hours, have to be there. */
  async function wrongRules(
    transaction: Transaction<Database>,
    {
      scriptFlowId,
      diversions = [],
      businessHoursId,
      callbackHoursId,
      callback,
      announcements,
    }: Pick<ChangeQueue, Ruled>,
  ): Promise<Refusal | undefined> {
    for (const hoursId of [businessHoursId, callbackHoursId]) {
      if (hoursId == null) continue
      const hours = await transaction
        .selectFrom('business_hours')
        .select('business_hours_id')
        .where('business_hours_id', '=', hoursId)
        .executeTakeFirst()
      if (!hours) return { code: 'business-hours.not-found' }
    }
    if (scriptFlowId != null) {
      const wrongScript = await publishedFlow(transaction, scriptFlowId, 'script')
      if (wrongScript) return wrongScript
    }
    for (const { to } of diversions) {
      const wrong = to.kind === 'number' ? wrongWayOut(configuration.numberPlan, to.number) : undefined
      if (wrong) return wrong
      const wrongFlow = to.kind === 'flow' ? await publishedFlow(transaction, to.flowId, 'voice') : undefined
      if (wrongFlow) return wrongFlow
    }
    const prompts = diversions.flatMap(({ to }) => (to.kind === 'announcement' ? [to.prompt] : []))
    if (callback?.offer) prompts.push(callback.offer.prompt)
    if (announcements && !areAnnouncementSettings(announcements)) {
      return {
        code: 'request.malformed',
        detail: 'body/announcements says nothing: neither a place, nor a wait, nor a sentence',
      }
    }
    if (announcements?.comfort !== undefined) prompts.push(announcements.comfort)
    if (prompts.length > 0) {
      const known = new Set((await promptsIn(promptFolder)).map(({ name }) => name))
      if (!prompts.every((prompt) => known.has(prompt) || configuration.prompts.has(prompt)))
        return { code: 'prompt.not-found' }
    }
    const queueIds = [...new Set(diversions.flatMap(({ to }) => (to.kind === 'queue' ? [to.queueId] : [])))]
    if (queueIds.length === 0) return undefined
    const known = await ofNobodyAlone(transaction)
      .select('queue_id')
      .where('queue_id', 'in', queueIds)
      .where('is_active', '=', true)
      .execute()
    return known.length < queueIds.length ? { code: 'queue.not-found' } : undefined
  }

  /** @throws {Refused} */
  async function writeChange(
    transaction: Transaction<Database>,
    id: QueueId,
    body: ChangeQueue,
    wanted: number | 'any',
  ): Promise<void> {
    await transaction.selectFrom('organization').select('is_only').forUpdate().execute()
    const known = await ofNobodyAlone(transaction)
      .select(['version', 'is_active'])
      .where('queue_id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!known) throw new Refused({ code: 'queue.not-found' })
    if (wanted !== 'any' && wanted !== known.version) throw new Refused({ code: 'request.stale' })
    if (body.name !== undefined && !(await isNameFree(transaction, body.name, id))) {
      throw new Refused({ code: 'queue.name-taken' })
    }
    const wrong = (await wrongAsking(transaction, body)) ?? (await wrongRules(transaction, body))
    if (wrong) throw new Refused(wrong)
    const need = body.isActive === false && known.is_active ? await whatNeeds(transaction, id) : undefined
    if (need) throw new Refused(need)
    await transaction
      .updateTable('queue')
      .set({
        ...columnsOf(body),
        ...(body.name === undefined ? {} : { name: body.name.trim() }),
        version: known.version + 1,
      })
      .where('queue_id', '=', id)
      .execute()
    if (body.members !== undefined) await writeMembers(transaction, id, body.members)
  }

  async function read(reader: Kysely<Database>, queueId?: QueueId): Promise<ManagedQueue[]> {
    let queues = ofNobodyAlone(reader).selectAll()
    let memberships = listedAgents(reader)
      .innerJoin('agent_queue', 'agent_queue.agent_id', 'agent.agent_id')
      .where('agent.routing_profile_id', 'is', null)
      .select(['agent_queue.queue_id', 'agent_queue.agent_id as agentId', 'agent_queue.priority'])
      .select(['agent_queue.ring', 'agent_queue.weight', 'agent_queue.position', 'agent_queue.share'])
    if (queueId !== undefined) {
      queues = queues.where('queue_id', '=', queueId)
      memberships = memberships.where('agent_queue.queue_id', '=', queueId)
    }
    const [rows, of, given] = await Promise.all([
      queues.orderBy('name').execute(),
      memberships.orderBy('agent_queue.priority', 'desc').orderBy('person.name').execute(),
      profilesOf(reader, queueId),
    ])
    const profiles = grouped(given, ({ queue_id }) => queue_id)
    const members = new Map<QueueId, QueueMember[]>(rows.map((row) => [row.queue_id, []]))
    for (const { queue_id, ...member } of of) members.get(queue_id)?.push(member)
    return rows.map((row) => show(row, members.get(row.queue_id) ?? [], profiles.get(row.queue_id) ?? []))
  }

  return {
    async managedQueues() {
      return success({ items: await read(db) })
    },

    async createQueue({ caller, body, address, reply }) {
      const queueId = newId('queue', clock.wallMs(), randomBytes)
      const made = await unlessRefused(() =>
        db.transaction().execute(async (transaction): Promise<Result<ManagedQueue, Refusal>> => {
          // One such change at a time, or two of one name would each find it free.
          const root = await transaction
            .selectFrom('organization')
            .select('root_unit_id')
            .forUpdate()
            .executeTakeFirst()
          if (!root?.root_unit_id) return refuse('business-unit.not-found')
          if (!(await isNameFree(transaction, body.name))) return refuse('queue.name-taken')
          const wrong = (await wrongAsking(transaction, body)) ?? (await wrongRules(transaction, body))
          if (wrong) return failure(wrong)
          await transaction
            .insertInto('queue')
            .values({
              ...columnsOf(body),
              ...(body.channel !== undefined && { channel: body.channel }),
              queue_id: queueId,
              business_unit_id: body.businessUnitId ?? root.root_unit_id,
              name: body.name.trim(),
              person_id: null,
            })
            .execute()
          await writeMembers(transaction, queueId, body.members ?? [])
          await audit(transaction, { action: 'queue.created', personId: caller.personId, subject: queueId, address })
          return only(await read(transaction, queueId))
        }),
      )
      if (!made.ok) return made
      await followChange(services)
      reply.header('etag', made.value.etag)
      return made
    },

    async changeQueue({ caller, id, body, address, request, reply }) {
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const changed = await unlessRefused(() =>
        db.transaction().execute(async (transaction): Promise<Result<ManagedQueue, Refusal>> => {
          await writeChange(transaction, id, body, wanted.value)
          const details = { fields: Object.keys(body) }
          await audit(transaction, {
            action: 'queue.changed',
            personId: caller.personId,
            subject: id,
            address,
            details,
          })
          return only(await read(transaction, id))
        }),
      )
      if (!changed.ok) return changed
      await followChange(services)
      reply.header('etag', changed.value.etag)
      return changed
    },

    ...queueTrialHandlers(services, (transaction, id, change) => writeChange(transaction, id, change, 'any')),

    async agents() {
      const rows = await listedAgents(db)
        .select(['agent.agent_id as agentId', 'person.name', 'agent.chooses_by as choosesBy'])
        .select('agent.routing_profile_id')
        .orderBy('person.name')
        .execute()
      const items = rows.map(({ routing_profile_id: id, ...agent }) => ({
        ...agent,
        ...(id !== null && { routingProfileId: id }),
      }))
      return success({ items })
    },

    async createDisposition({ caller, body, address }) {
      const dispositionId = newId('disposition', clock.wallMs(), randomBytes)
      const name = body.name.trim()
      await db.transaction().execute(async (transaction) => {
        const last = await transaction
          .selectFrom('disposition')
          .select(({ fn }) => fn.max('rank').as('rank'))
          .executeTakeFirst()
        const rank = (last?.rank ?? -1) + 1
        await transaction.insertInto('disposition').values({ disposition_id: dispositionId, name, rank }).execute()
        const note = { personId: caller.personId, subject: dispositionId, address }
        await audit(transaction, { action: 'disposition.created', ...note })
      })
      return success({ dispositionId, name })
    },

    async renameDisposition({ caller, id, body, address }) {
      const name = body.name.trim()
      const isThere = await changeDisposition(db, id, { name }, (transaction) =>
        audit(transaction, { action: 'disposition.changed', personId: caller.personId, subject: id, address }),
      )
      return isThere ? success({ dispositionId: id, name }) : refuse('disposition.not-found')
    },

    async removeDisposition({ caller, id, address }) {
      const isThere = await changeDisposition(db, id, { is_active: false }, (transaction) =>
        audit(transaction, { action: 'disposition.removed', personId: caller.personId, subject: id, address }),
      )
      return isThere ? success({}) : refuse('disposition.not-found')
    },
  }
}

const listedAgents = (db: Kysely<Database>) =>
  db
    .selectFrom('agent')
    .innerJoin('person', 'person.person_id', 'agent.person_id')
    .where('agent.is_active', '=', true)
    .where('person.is_active', '=', true)

/** The profiles by which queues are served, each with how many have it. */
const profilesOf = (db: Kysely<Database>, queueId?: QueueId) =>
  db
    .selectFrom('routing_profile_queue as given')
    .innerJoin('routing_profile as profile', 'profile.routing_profile_id', 'given.routing_profile_id')
    .leftJoin(
      listedAgents(db)
        .where('agent.routing_profile_id', 'is not', null)
        .groupBy('agent.routing_profile_id')
        .select(['agent.routing_profile_id', ({ fn }) => fn.countAll<number>().as('agents')])
        .as('having'),
      'having.routing_profile_id',
      'given.routing_profile_id',
    )
    .$if(queueId !== undefined, (rows) => rows.where('given.queue_id', '=', queueId as QueueId))
    .select(['given.queue_id', 'given.routing_profile_id', 'profile.name'])
    .select(({ fn }) => fn.coalesce('having.agents', sql<number>`0`).as('agents'))
    .orderBy('profile.name')
    .execute()

const ofNobodyAlone = (db: Kysely<Database>) => db.selectFrom('queue').where('person_id', 'is', null)

/** What was said, and nothing else, as the table has it. */
function columnsOf(body: ChangeQueue): Partial<Insertable<QueueTable>> {
  const columns: Record<string, unknown> = {
    is_active: body.isActive,
    ring_timeout_ms: body.ringTimeoutMs,
    wrap_up_limit_ms: body.wrapUpLimitMs,
    wrap_up_extensions: body.wrapUpExtensions,
    wrap_up_extension_ms: body.wrapUpExtensionMs,
    is_wrap_up_optional: body.isWrapUpOptional,
    decline_cool_down_ms: body.declineCoolDownMs,
    not_ready_after_misses: body.notReadyAfterMisses,
    missed_cool_down_ms: body.missedCoolDownMs,
    priority: body.priority,
    is_auto_answered: body.isAutoAnswered,
    park_timeout_ms: body.parkTimeoutMs,
    strategy: body.strategy,
    requirement: body.requirement == null ? body.requirement : JSON.stringify(body.requirement),
    reach: body.reach == null ? body.reach : JSON.stringify(body.reach),
    relaxation: body.relaxation && JSON.stringify(body.relaxation),
    offers_at_once: body.offersAtOnce,
    business_hours_id: body.businessHoursId,
    diversions: body.diversions && JSON.stringify(body.diversions),
    service_level_ms: body.serviceLevel?.thresholdMs,
    service_level_percent: body.serviceLevel?.percent,
    last_agent_patience_ms: body.lastAgentPatienceMs,
    case_owner_patience_ms: body.caseOwnerPatienceMs,
    owner_patience_ms: body.ownerPatienceMs,
    customer_rules: body.customerRules && JSON.stringify(body.customerRules),
    business_unit_id: body.businessUnitId,
    callback: body.callback == null ? body.callback : JSON.stringify(body.callback),
    callback_hours_id: body.callbackHoursId,
    announcements: body.announcements == null ? body.announcements : JSON.stringify(body.announcements),
    voicemail_longest_ms: body.voicemailLongestMs,
    script_flow_id: body.scriptFlowId,
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
}

const show = (
  row: Selectable<QueueTable>,
  members: readonly QueueMember[],
  profiles: readonly Awaited<ReturnType<typeof profilesOf>>[number][],
): ManagedQueue => ({
  queueId: row.queue_id,
  channel: row.channel,
  name: row.name,
  strategy: row.strategy,
  isActive: row.is_active,
  ringTimeoutMs: row.ring_timeout_ms,
  wrapUpLimitMs: row.wrap_up_limit_ms,
  wrapUpExtensions: row.wrap_up_extensions,
  wrapUpExtensionMs: row.wrap_up_extension_ms,
  isWrapUpOptional: row.is_wrap_up_optional,
  declineCoolDownMs: row.decline_cool_down_ms,
  notReadyAfterMisses: row.not_ready_after_misses,
  missedCoolDownMs: row.missed_cool_down_ms,
  priority: row.priority,
  isAutoAnswered: row.is_auto_answered,
  parkTimeoutMs: row.park_timeout_ms,
  requirement: row.requirement,
  reach: row.reach,
  relaxation: row.relaxation,
  offersAtOnce: row.offers_at_once,
  businessHoursId: row.business_hours_id,
  diversions: row.diversions,
  serviceLevel: { thresholdMs: row.service_level_ms, percent: row.service_level_percent },
  lastAgentPatienceMs: row.last_agent_patience_ms,
  caseOwnerPatienceMs: row.case_owner_patience_ms,
  ownerPatienceMs: row.owner_patience_ms,
  customerRules: row.customer_rules,
  businessUnitId: row.business_unit_id,
  callback: row.callback,
  callbackHoursId: row.callback_hours_id,
  announcements: row.announcements,
  voicemailLongestMs: row.voicemail_longest_ms,
  scriptFlowId: row.script_flow_id,
  members: [...members],
  profiles: profiles.map(({ routing_profile_id, name, agents }) => ({
    routingProfileId: routing_profile_id,
    name,
    agents,
  })),
  etag: etagOf(row.version),
})

const only = ([queue]: readonly ManagedQueue[]): Result<ManagedQueue, Refusal> =>
  queue ? success(queue) : refuse('queue.not-found')

async function changeDisposition(
  db: Kysely<Database>,
  id: Parameters<Handlers['removeDisposition']>[0]['id'],
  change: { readonly name?: string; readonly is_active?: boolean },
  note: (transaction: Transaction<Database>) => Promise<void>,
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('disposition')
      .set(change)
      .where('disposition_id', '=', id)
      .where('is_active', '=', true)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) return false
    await note(transaction)
    return true
  })
}

async function unlessRefused<Value>(work: () => Promise<Result<Value, Refusal>>): Promise<Result<Value, Refusal>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refused) return failure(error.refusal)
    const verdict = verdictOf(error)
    if (verdict.kind === 'conflict' && verdict.constraint === 'queue_business_unit_id_fkey') {
      return refuse('business-unit.not-found')
    }
    throw error
  }
}
