import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Geography } from '#domain/geography/index.ts'
import { type RoutingEvent, type StoredEvent, upcast } from '#domain/routing/index.ts'
import type { AgentId, InteractionId, QueueId, RoutingDomainId, SkillId } from '#kernel/ids.ts'
import type { Requirement, RoutingDecision, WhyNot } from '#protocol/http/index.ts'
import { skillsNamedBy } from '../configuration/skills-named.ts'
import { decisionWords } from './decision-words.ts'

/** As the partial index of the log has them: with another one among them it would not be used. */
const explaining = [
  'InteractionQueued',
  'InteractionDiverted',
  'DiversionDropped',
  'RequirementRelaxed',
  'PriorityChanged',
  'OfferMade',
  'OfferAccepted',
  'OfferDeclined',
  'OfferMissed',
  'OfferWithdrawn',
  'InteractionReturned',
  'CoolDownEnded',
] as const

export interface DecisionPage {
  readonly items: readonly RoutingDecision[]
  readonly skills: readonly { readonly skillId: SkillId; readonly name: string }[]
  /** Those that are spoken of. */
  readonly regionCodes: readonly (string | undefined)[]
  /** The position of the last one, where there are more. */
  readonly nextPosition?: number
}

/** @returns the statement, so that a test can see how it is carried out */
export function decisionsQuery(
  domainId: RoutingDomainId,
  interactionId: InteractionId,
  { position, limit }: { readonly position: number; readonly limit: number },
) {
  const types = sql.join(explaining.map((type) => sql.lit(type)))
  return sql<{ position: number; payload: StoredEvent }>`
    SELECT position, payload FROM routing_event
    WHERE payload ->> 'interactionId' = ${interactionId} AND type IN (${types})
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
  const naming = {
    skill: (skillId: SkillId) => names.skills.get(skillId) ?? skillId,
    region: (code: string) => geography.region(code)?.english ?? code,
  }
  const items = found.map((decision) => {
    const named = withNames(decision, names)
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

type Bare = Omit<RoutingDecision, 'text'>

function decisionOf(event: RoutingEvent): Bare | undefined {
  const at = new Date(event.atMs).toISOString()
  switch (event.type) {
    case 'InteractionQueued': {
      const { expected } = event
      const wait = expected && { likelyMs: expected.likelyMs, lowMs: expected.lowMs, highMs: expected.highMs }
      return { at, kind: 'queued', queueId: event.queueId, ...(wait ? { expected: wait } : {}) }
    }
    case 'InteractionDiverted':
      return { at, kind: 'diverted', queueId: event.queueId, cause: event.cause }
    case 'DiversionDropped':
      return { at, kind: 'stays', queueId: event.queueId }
    case 'RequirementRelaxed': {
      const { queueId, step, asked } = event
      return { at, kind: 'relaxed', queueId, step, ...(asked ? { asked } : {}) }
    }
    case 'PriorityChanged':
      return { at, kind: 'priority-changed', level: event.level, boostMs: event.boostMs }
    case 'OfferMade': {
      const { queueId, agentId, why } = event
      const { strategy, candidates, idleMs, waitingPosition, preferred, step = 0, asked, others, works } = why
      const standsInFor = why.standsInFor && {
        ...{ agentId: why.standsInFor.agentId, why: why.standsInFor.why },
        ...(why.standsInFor.untilMs !== null && { until: new Date(why.standsInFor.untilMs).toISOString() }),
      }
      return {
        ...{ at, kind: 'offered', queueId, agentId, step },
        why: {
          ...{ strategy, candidates, idleMs, waitingPosition },
          ...(preferred ? { preferred } : {}),
          ...(standsInFor ? { standsInFor } : {}),
          ...(works ? { works } : {}),
        },
        ...(asked ? { asked } : {}),
        ...(others ? { others: [...others] } : {}),
      }
    }
    case 'OfferAccepted':
      return { at, kind: 'accepted', queueId: event.queueId, agentId: event.agentId }
    case 'OfferDeclined':
      return { at, kind: 'declined', queueId: event.queueId, agentId: event.agentId }
    case 'OfferMissed':
      return { at, kind: 'missed', queueId: event.queueId, agentId: event.agentId }
    case 'OfferWithdrawn':
      return { at, kind: 'withdrawn', queueId: event.queueId, agentId: event.agentId, cause: event.cause }
    case 'CoolDownEnded':
      return { at, kind: 'may-be-asked-again', agentId: event.agentId }
    case 'InteractionReturned': {
      const { queueId, agentId, cause } = event
      return { at, kind: 'returned', queueId, cause, ...(agentId === null ? {} : { agentId }) }
    }
    default:
      return undefined
  }
}

interface Names {
  readonly agents: ReadonlyMap<AgentId, string>
  readonly queues: ReadonlyMap<QueueId, string>
  readonly skills: ReadonlyMap<SkillId, string>
}

async function readNames(db: Kysely<Database>, decisions: readonly Bare[]): Promise<Names> {
  const agentIds = new Set<AgentId>()
  const queueIds = new Set<QueueId>()
  const requirements: Requirement[] = []
  const keptSkillIds: SkillId[] = []
  const take = ({ requirement }: { readonly requirement?: Requirement } = {}) => {
    if (requirement) requirements.push(requirement)
  }
  for (const { agentId, queueId, asked, why, others = [] } of decisions) {
    if (agentId) agentIds.add(agentId)
    if (why?.standsInFor) agentIds.add(why.standsInFor.agentId)
    if (queueId) queueIds.add(queueId)
    take(asked)
    for (const other of others) {
      agentIds.add(other.agentId)
      take(other.why)
      if (other.why.skillId) keptSkillIds.push(other.why.skillId)
    }
  }
  const skillIds = [...keptSkillIds, ...requirements.flatMap((requirement) => [...skillsNamedBy({ requirement })])]
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

function withNames(decision: Bare, { agents, queues }: Names): Bare {
  const { agentId, queueId, others, why } = decision
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
