import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { AgentId, BusinessUnitId, QueueId, TeamId } from '#kernel/ids.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { Configuration } from '../core-services.ts'

interface Listed {
  readonly name: string
  /** What is searched: the name and whatever else finds it. */
  readonly folded: string
  /** What it is sorted by. */
  readonly foldedName: string
  readonly unitId: BusinessUnitId
}
export interface ListedColleague extends Listed {
  readonly agentId: AgentId
  readonly teamIds: readonly TeamId[]
}
export interface ListedQueue extends Listed {
  readonly queueId: QueueId
  readonly channel: 'voice' | 'task'
}
export interface ListedTeam extends Listed {
  readonly teamId: TeamId
  readonly agentIds: readonly AgentId[]
}
export interface ListedUnit extends Listed {
  readonly parentId: BusinessUnitId | null
}
/** Everything of the house that can be looked up, each list by name. */
export interface BookOfHouse {
  readonly colleagues: readonly ListedColleague[]
  readonly queues: readonly ListedQueue[]
  readonly teams: readonly ListedTeam[]
  readonly units: readonly ListedUnit[]
}

/** What nobody announces (a unit that is renamed) is seen after this. */
const keptMs = 5000

/**
 * The names of the house, kept while they are good: somebody types a letter a moment, and twenty thousand names are not read for
 * each. A change of the configuration makes it be read again.
 */
export function directoryBook(
  db: Kysely<Database>,
  configuration: Pick<Configuration, 'subscribe'>,
  monotonicMs: () => number,
): () => Promise<BookOfHouse> {
  let reading: Promise<BookOfHouse> | undefined
  let readAtMs = 0
  let isFollowing = false
  return () => {
    if (!isFollowing) {
      configuration.subscribe(() => {
        reading = undefined
      })
      isFollowing = true
    }
    if (reading === undefined || monotonicMs() - readAtMs > keptMs) {
      readAtMs = monotonicMs()
      const begun = readBook(db)
      reading = begun
      begun.catch(() => {
        if (reading === begun) reading = undefined
      })
    }
    return reading
  }
}

async function readBook(db: Kysely<Database>): Promise<BookOfHouse> {
  const [agents, queues, teams, members, units] = await Promise.all([
    db
      .selectFrom('agent')
      .innerJoin('person', 'person.person_id', 'agent.person_id')
      .where('agent.is_active', '=', true)
      .where('person.is_active', '=', true)
      .select(['agent.agent_id', 'agent.phone_user', 'person.name', 'person.business_unit_id'])
      .execute(),
    db
      .selectFrom('queue')
      .where('is_active', '=', true)
      .where('person_id', 'is', null)
      .select(['queue_id', 'name', 'channel', 'business_unit_id'])
      .execute(),
    db.selectFrom('team').select(['team_id', 'name', 'business_unit_id']).execute(),
    db.selectFrom('team_member').select(['team_id', 'agent_id']).execute(),
    db.selectFrom('business_unit').select(['business_unit_id', 'name', 'parent_id']).execute(),
  ])
  const teamsOf = grouped(members, ({ agent_id }) => agent_id)
  const agentsOf = grouped(members, ({ team_id }) => team_id)
  const active = new Set(agents.map(({ agent_id }) => agent_id))
  return {
    colleagues: byName(
      agents.map(({ agent_id: agentId, phone_user, name, business_unit_id }) => ({
        ...listed(name, business_unit_id, phone_user ?? ''),
        agentId,
        teamIds: (teamsOf.get(agentId) ?? []).map(({ team_id }) => team_id),
      })),
    ),
    queues: byName(
      queues.map(({ queue_id: queueId, name, channel, business_unit_id }) => ({
        ...listed(name, business_unit_id),
        queueId,
        channel,
      })),
    ),
    teams: byName(
      teams.map(({ team_id: teamId, name, business_unit_id }) => ({
        ...listed(name, business_unit_id),
        teamId,
        agentIds: (agentsOf.get(teamId) ?? []).map(({ agent_id }) => agent_id).filter((id) => active.has(id)),
      })),
    ),
    units: byName(
      units.map(({ business_unit_id, name, parent_id: parentId }) => ({ ...listed(name, business_unit_id), parentId })),
    ),
  }
}

function listed(name: string, unitId: BusinessUnitId, more = ''): Listed {
  const foldedName = foldText(name)
  return { name, foldedName, folded: more === '' ? foldedName : `${foldedName} ${foldText(more)}`, unitId }
}

const byName = <Item extends Listed>(items: Item[]): readonly Item[] =>
  items.sort((a, b) => (a.foldedName < b.foldedName ? -1 : a.foldedName > b.foldedName ? 1 : 0))

function grouped<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, readonly Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}
