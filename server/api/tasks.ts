import type { Place } from '#domain/geography/index.ts'
import { type CustomerFacts, type Preference, preferredIn, type Wishes } from '#domain/routing/index.ts'
import { type AgentId, type CaseId, type CustomerId, type IncidentId, type InteractionId, newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { type CreateTask, taskPayloadBytes } from '#protocol/http/index.ts'
import type { Caller } from '../accounts/caller.ts'
import { attach } from '../cases/case-entries.ts'
import { customerFactsOf } from '../customer-facts.ts'
import { placeOf } from '../geography.ts'
import type { ApiServices } from './api-services.ts'
import { refusalOfDecider } from './decided.ts'
import type { Handlers } from './handler.ts'
import { isAgent } from './offers.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'createTask' | 'cancelTask' | 'finishTask'

/**
 * Work from outside. What a task says is written before the decider hears of it, so that nobody is offered what cannot be
 * shown; a task that the decider refuses leaves nothing behind.
 */
export function taskHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, decider, incidents, clock, randomBytes } = services

  /** With a key that this caller used before: that task's id, also when the first request died half-way. */
  async function write(caller: Caller, body: CreateTask, key: string | null): Promise<InteractionId> {
    const written = await db
      .insertInto('task')
      .values({
        interaction_id: newId('interaction', clock.wallMs(), randomBytes),
        subject: body.subject.trim(),
        payload: body.payload === undefined ? null : JSON.stringify(body.payload),
        link: body.link ?? null,
        reference: body.reference ?? null,
        due_at: body.dueAt === undefined ? null : new Date(body.dueAt),
        created_by: caller.personId,
        idempotency_key: key,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['created_by', 'idempotency_key'])
          .where('idempotency_key', 'is not', null)
          // Nothing is changed: only so is the row that is there given back.
          .doUpdateSet({ created_by: caller.personId }),
      )
      .returning('interaction_id')
      .executeTakeFirstOrThrow()
    return written.interaction_id
  }

  /** The case that is named; `null`: none is. */
  async function caseOf({ caseId, caseNumber, customerId }: CreateTask): Promise<Result<Matter | null, Refusal>> {
    if (caseId === undefined && caseNumber === undefined) return success(null)
    let rows = db.selectFrom('service_case').select(['case_id', 'customer_id', 'owner_agent_id'])
    if (caseId !== undefined) rows = rows.where('case_id', '=', caseId)
    if (caseNumber !== undefined) rows = rows.where('number', '=', caseNumber)
    const row = await rows.executeTakeFirst()
    if (!row) return refuse('case.not-found')
    if (customerId !== undefined && customerId !== row.customer_id) return refuse('case.other-customer')
    return success({ caseId: row.case_id, customerId: row.customer_id, ownerAgentId: row.owner_agent_id })
  }

  const belongs = ({ personId }: Caller, interactionId: InteractionId, caseId: CaseId) =>
    attach(db, { nowMs: clock.wallMs(), randomBytes }, { caseId, interactionId, personId })

  /** Whether it came to the decider before. */
  const isKnown = async (interactionId: InteractionId): Promise<boolean> =>
    decider.state?.interactions.has(interactionId) === true ||
    (await db
      .selectFrom('interaction')
      .select('interaction_id')
      .where('interaction_id', '=', interactionId)
      .executeTakeFirst()) !== undefined

  /** One that this caller may take back: his own, or any for whom every interaction is to be read. */
  async function ownTask(caller: Caller, id: InteractionId): Promise<Result<undefined, Refusal>> {
    const task = await db.selectFrom('task').select('created_by').where('interaction_id', '=', id).executeTakeFirst()
    const mayTake = task?.created_by === caller.personId || caller.permissions.has('interactions.read.any')
    return task && mayTake ? success(undefined) : refuse('interaction.not-found')
  }

  return {
    async createTask({ caller, body, request }) {
      const wrong = mistakeIn(body)
      if (wrong !== undefined) return refuse('request.malformed', { detail: wrong })
      if (!decider.isReady) return refuse('decider.not-ready', { retryAfterS: 2 })
      if (decider.state?.queues.get(body.queueId)?.settings.channel !== body.channel) return refuse('queue.not-found')
      const { geography, numberPlan } = services.configuration
      let place = body.regionCode === undefined ? undefined : geography.place(body.regionCode)
      if (body.regionCode !== undefined && !place) return refuse('region.not-found', { detail: body.regionCode })
      const named = (body.preferred ?? []).map((one) => ({ ...one, why: 'named' as const }))
      const asks: Asks = { preferred: named, incidentIds: incidents.marksOf({ payload: body.payload }) }
      const matter = await caseOf(body)
      if (!matter.ok) return matter
      const customerId = matter.value?.customerId ?? body.customerId
      if (customerId !== undefined) {
        const customer = await db
          .selectFrom('customer')
          .select(['address', 'postcode', 'region_code', 'owner_agent_id'])
          .select(['customer_tier_id', 'customer_segment_id', 'yearly_value'])
          .select(({ selectFrom }) =>
            selectFrom('customer_phone_number as own')
              .whereRef('own.customer_id', '=', 'customer.customer_id')
              .orderBy('own.rank')
              .limit(1)
              .select('own.number')
              .as('number'),
          )
          .where('customer_id', '=', customerId)
          .executeTakeFirst()
        if (!customer) return refuse('customer.not-found')
        const { address, postcode, region_code: regionCode, number } = customer
        asks.customer = customerFactsOf(customer)
        const { settings } = decider.state.queues.get(body.queueId) ?? {}
        const owned = preferredIn(settings ?? {}, {
          caseOwnerAgentId: matter.value?.ownerAgentId ?? undefined,
          ownerAgentId: customer.owner_agent_id ?? undefined,
        })
        asks.preferred.push(...owned.filter(({ agentId }) => named.every((one) => one.agentId !== agentId)))
        place ??= placeOf(geography, { address, postcode, regionCode, number }, numberPlan.region)
      }
      const header = request.headers['idempotency-key']
      const interactionId = await write(caller, body, typeof header === 'string' ? header : null)
      if (matter.value) await belongs(caller, interactionId, matter.value.caseId)
      if (await isKnown(interactionId)) return success({ interactionId })
      asks.place = place
      const wishes = wishesOf(body, asks)
      const decided = await decider.execute(
        {
          type: 'BeginTask',
          interactionId,
          channel: body.channel,
          queueId: body.queueId,
          dueAtMs: body.dueAt === undefined ? null : Date.parse(body.dueAt),
          ...(wishes && { wishes }),
        },
        { interactionId, ...(customerId !== undefined && { customerId }) },
      )
      if (decided.ok) return success({ interactionId })
      if (decided.error.kind === 'refused') {
        await db.deleteFrom('task').where('interaction_id', '=', interactionId).execute()
        await db.deleteFrom('case_entry').where('interaction_id', '=', interactionId).execute()
      }
      return failure(refusalOfDecider(decided.error))
    },

    async cancelTask({ caller, id }) {
      const own = await ownTask(caller, id)
      if (!own.ok) return own
      const decided = await decider.execute({ type: 'EndInteraction', interactionId: id, reason: 'cancelled' })
      if (decided.ok) return success({})
      const refused = refusalOfDecider(decided.error)
      if (refused.code !== 'interaction.not-found' && refused.code !== 'interaction.wrong-state')
        return failure(refused)
      const over = await db
        .selectFrom('interaction')
        .select('end_reason')
        .where('interaction_id', '=', id)
        .executeTakeFirst()
      return over?.end_reason === 'cancelled' ? success({}) : refuse('interaction.wrong-state')
    },

    async finishTask({ caller, id }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const { agentId } = caller
      const interaction = decider.state?.interactions.get(id)
      // A call is hung up: this would leave it on the line.
      if (interaction?.kind === 'call') return refuse('interaction.wrong-state')
      const decided = await decider.execute({
        type: 'EndInteraction',
        interactionId: id,
        agentId,
        reason: 'agent-ended',
      })
      if (decided.ok) return success({})
      const refused = refusalOfDecider(decided.error)
      if (refused.code !== 'interaction.not-found') return failure(refused)
      const over = await db
        .selectFrom('interaction')
        .select('agent_id')
        .where('interaction_id', '=', id)
        .executeTakeFirst()
      return over?.agent_id === agentId ? success({}) : failure(refused)
    },
  }
}

interface Matter {
  readonly caseId: CaseId
  readonly customerId: CustomerId
  readonly ownerAgentId: AgentId | null
}

/** What is asked because of whose it is, and by name. */
interface Asks {
  preferred: Preference[]
  readonly incidentIds: readonly IncidentId[]
  place?: Place | undefined
  customer?: CustomerFacts | undefined
}

/** What the schema cannot say. */
function mistakeIn({ payload, dueAt, link }: CreateTask): string | undefined {
  if (payload !== undefined && Buffer.byteLength(JSON.stringify(payload)) > taskPayloadBytes) {
    return `body/payload is larger than ${taskPayloadBytes} bytes.`
  }
  if (dueAt !== undefined && Number.isNaN(Date.parse(dueAt))) return 'body/dueAt is no instant.'
  if (link !== undefined && !URL.canParse(link)) return 'body/link is no address.'
  return undefined
}

/** What it asks for itself; whether that can be carried out, the decider says. */
function wishesOf(
  { requirement, relaxation, level, boostMs }: CreateTask,
  { place, customer, preferred, incidentIds }: Asks,
): Wishes | undefined {
  const asksNothing =
    requirement === undefined && relaxation === undefined && preferred.length === 0 && incidentIds.length === 0
  const isUsual = level === undefined && boostMs === undefined && place === undefined && customer === undefined
  if (asksNothing && isUsual) return undefined
  return {
    requirement: requirement ?? null,
    relaxation: relaxation ?? null,
    level: level ?? 0,
    boostMs: boostMs ?? 0,
    ...(preferred.length > 0 && { preferred }),
    ...(place && { place }),
    ...(customer && { customer }),
    ...(incidentIds.length > 0 && { incidentIds }),
  }
}
