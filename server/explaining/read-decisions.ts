import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Geography } from '#domain/geography/index.ts'
import { type StoredEvent, upcast } from '#domain/routing/index.ts'
import type { AgentId, InteractionId, QueueId, RoutingDomainId, SkillId } from '#kernel/ids.ts'
import type { Requirement, RoutingDecision, WhyNot } from '#protocol/http/index.ts'
import { skillsNamedBy } from '../configuration/skills-named.ts'
import { type BareDecision, decisionOf, explaining } from './decision-of.ts'
import { decisionWords } from './decision-words.ts'
import { liftNames, namedLift } from './lift-words.ts'

export interface DecisionPage {
  readonly items: readonly RoutingDecision[]
  readonly skills: readonly { readonly skillId: SkillId; readonly name: string }[]
  /** Those that are spoken of. */
  readonly regionCodes: readonly (string | undefined)[]
  /** The position of the last one, where there are more. */
  readonly nextPosition?: number
}

/**
 * What the partial index of the log has; with any other condition on types it would not be used. An end in the middle of a
 * dial explains something only where somebody was to be called back.
 * @returns the statement, so that a test can see how it is carried out
 */
export function decisionsQuery(
  domainId: RoutingDomainId,
  interactionId: InteractionId,
  { position, limit }: { readonly position: number; readonly limit: number },
) {
  const types = sql.join(explaining.map((type) => sql.lit(type)))
  return sql<{ position: number; payload: StoredEvent }>`
    SELECT position, payload FROM routing_event
    WHERE payload ->> 'interactionId' = ${interactionId}
      AND (type IN (${types}) OR (type = 'InteractionEnded' AND payload ->> 'stage' = 'dialing'))
      AND (type <> 'InteractionEnded' OR EXISTS (
        SELECT FROM routing_event dialed
        WHERE dialed.payload ->> 'interactionId' = ${interactionId} AND dialed.type = 'CallbackDialed'
          AND dialed.domain_id = ${domainId}))
      AND position > ${position} AND domain_id = ${domainId}
    ORDER BY position LIMIT ${limit}`
}

/** What was decided of an interaction after `position`, in the order in which it was. */
export async function readDecisions(
  db: Kysely<Database>,
  domainId: RoutingDomainId,
  interactionId: InteractionId,
  { position, limit }: { readonly position: number; readonly limit: number },
  geography: Geography,
): Promise<DecisionPage> {
  const { rows } = await decisionsQuery(domainId, interactionId, { position, limit: limit + 1 }).execute(db)
  const shown = rows.slice(0, limit)
  const found = shown.flatMap(({ payload }) => {
    const event = upcast(payload)
    const decision = event.ok ? decisionOf(event.value) : undefined
    return decision ? [decision] : []
  })
  const names = await readNames(db, found)
  const ofLifts = await liftNames(
    db,
    found.flatMap(({ lifts = [] }) => lifts),
  )
  const naming = {
    skill: (skillId: SkillId) => names.skills.get(skillId) ?? skillId,
    region: (code: string) => geography.region(code)?.english ?? code,
  }
  const items = found.map((decision) => {
    const { lifts } = decision
    const named = {
      ...withNames(decision, names),
      ...(lifts && { lifts: lifts.map((lift) => namedLift(lift, ofLifts)) }),
    }
    return { ...named, text: decisionWords(named, naming) }
  })
  const last = rows.length > limit ? shown.at(-1)?.position : undefined
  return {
    items,
    skills: [...names.skills].map(([skillId, name]) => ({ skillId, name })),
    regionCodes: items.flatMap(({ asked, why, others = [] }) => [
      asked?.area?.regionCode,
      why?.works?.regionCode,
      ...others.map((other) => other.why.regionCode),
    ]),
    ...(last === undefined ? {} : { nextPosition: last }),
  }
}

interface Names {
  readonly agents: ReadonlyMap<AgentId, string>
  readonly queues: ReadonlyMap<QueueId, string>
  readonly skills: ReadonlyMap<SkillId, string>
}

async function readNames(db: Kysely<Database>, decisions: readonly BareDecision[]): Promise<Names> {
  const agentIds = new Set<AgentId>()
  const queueIds = new Set<QueueId>()
  const requirements: Requirement[] = []
  const skillIds: SkillId[] = []
  const take = ({ requirement }: { readonly requirement?: Requirement } = {}) => {
    if (requirement) requirements.push(requirement)
  }
  for (const { agentId, queueId, asked, why, others = [], handedOver } of decisions) {
    if (agentId) agentIds.add(agentId)
    for (const standIn of handedOver?.to ?? []) agentIds.add(standIn.agentId)
    if (handedOver?.teamSkillId) skillIds.push(handedOver.teamSkillId)
    if (why?.standsInFor) agentIds.add(why.standsInFor.agentId)
    if (queueId) queueIds.add(queueId)
    take(asked)
    for (const other of others) {
      agentIds.add(other.agentId)
      take(other.why)
      if (other.why.skillId) skillIds.push(other.why.skillId)
    }
  }
  skillIds.push(...requirements.flatMap((requirement) => [...skillsNamedBy({ requirement })]))
  const [agents, queues, skills] = await Promise.all([
    agentNames(db, [...agentIds]),
    queueIds.size === 0
      ? []
      : db
          .selectFrom('queue')
          .select(['queue_id', 'name'])
          .where('queue_id', 'in', [...queueIds])
          .execute(),
    skillNames(db, skillIds),
  ])
  return { agents, queues: new Map(queues.map(({ queue_id, name }) => [queue_id, name])), skills }
}

/** Names of agents by their ids; who is erased is not among them. */
export async function agentNames(
  db: Kysely<Database>,
  agentIds: readonly AgentId[],
): Promise<ReadonlyMap<AgentId, string>> {
  if (agentIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('agent')
    .innerJoin('person', 'person.person_id', 'agent.person_id')
    .select(['agent.agent_id', 'person.name'])
    .where('agent.agent_id', 'in', [...agentIds])
    .execute()
  return new Map(rows.map(({ agent_id, name }) => [agent_id, name]))
}

export async function skillNames(
  db: Kysely<Database>,
  skillIds: readonly SkillId[],
): Promise<ReadonlyMap<SkillId, string>> {
  if (skillIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('skill')
    .select(['skill_id', 'name'])
    .where('skill_id', 'in', [...new Set(skillIds)])
    .execute()
  return new Map(rows.map(({ skill_id, name }) => [skill_id, name]))
}

function withNames(decision: BareDecision, { agents, queues }: Names): BareDecision {
  const { agentId, queueId, others, why, handedOver } = decision
  const agentName = agentId && agents.get(agentId)
  const queueName = queueId && queues.get(queueId)
  const nameOf = (id: AgentId) => {
    const name = agents.get(id)
    return name === undefined ? {} : { agentName: name }
  }
  return {
    ...decision,
    ...(agentName ? { agentName } : {}),
    ...(queueName ? { queueName } : {}),
    ...(why?.standsInFor
      ? { why: { ...why, standsInFor: { ...why.standsInFor, ...nameOf(why.standsInFor.agentId) } } }
      : {}),
    ...(handedOver
      ? {
          handedOver: {
            ...handedOver,
            to: handedOver.to.map((standIn) => ({ ...standIn, ...nameOf(standIn.agentId) })),
          },
        }
      : {}),
    ...(others
      ? {
          others: others.map((other) => {
            const name = agents.get(other.agentId)
            return { ...other, ...(name ? { agentName: name } : {}), why: other.why as WhyNot }
          }),
        }
      : {}),
  }
}
