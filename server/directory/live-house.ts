import { type Agent, type RoutingState, workStateOf } from '#domain/routing/index.ts'
import type { AgentId, BusinessUnitId, QueueId, TeamId } from '#kernel/ids.ts'
import type { DirectoryEntry } from '#protocol/http/index.ts'
import { shownFromPresence } from '../api/presence.ts'
import { shownSinceMs } from '../realtime/desk-topic.ts'
import type { BookOfHouse, ListedColleague, ListedQueue, ListedTeam, ListedUnit } from './directory-book.ts'

/** So many names stand beside a queue: who has to know them all looks at the floor. */
const shownNames = 12

interface QueueCounts {
  waiting: number
  longestWaitSinceMs: number | undefined
  agentsAvailable: number
  agentsEngaged: number
  readonly servedBy: string[]
}

/** The lines of the directory as the house stands now. */
export class LiveHouse {
  readonly #state: RoutingState
  readonly #book: BookOfHouse
  readonly #unitNames: ReadonlyMap<BusinessUnitId, string>
  readonly #teamNames: ReadonlyMap<TeamId, string>
  readonly #names: ReadonlyMap<AgentId, string>
  #counts: ReadonlyMap<QueueId, QueueCounts> | undefined

  constructor(state: RoutingState, book: BookOfHouse) {
    this.#state = state
    this.#book = book
    this.#unitNames = new Map(book.units.map(({ unitId, name }) => [unitId, name]))
    this.#teamNames = new Map(book.teams.map(({ teamId, name }) => [teamId, name]))
    this.#names = new Map(book.colleagues.map(({ agentId, name }) => [agentId, name]))
  }

  colleague({ agentId, name, unitId, teamIds }: ListedColleague): DirectoryEntry {
    const agent = this.#state.agents.get(agentId)
    return {
      kind: 'agent',
      agentId,
      name,
      ...this.#place(unitId),
      teamNames: teamIds.flatMap((id) => this.#teamNames.get(id) ?? []),
      // Made an agent a moment ago: routing does not know him yet.
      ...(agent ? shownFromPresence(agent.presence) : { presence: 'offline' as const }),
      workState: agent ? workStateOf(agent) : 'idle',
      ...(agent ? { since: new Date(shownSinceMs(agent)).toISOString() } : {}),
      isReachable: agent?.station?.isReachable ?? false,
    }
  }

  queue({ queueId, name, unitId, channel }: ListedQueue): DirectoryEntry {
    this.#counts ??= this.#countQueues()
    const counts = this.#counts.get(queueId)
    const sinceMs = counts?.longestWaitSinceMs
    return {
      kind: 'queue',
      queueId,
      name,
      ...this.#place(unitId),
      channel,
      isOpen: this.#state.queues.get(queueId)?.isClosed !== true,
      waiting: counts?.waiting ?? 0,
      ...(sinceMs === undefined ? {} : { longestWaitSince: new Date(sinceMs).toISOString() }),
      agentsAvailable: counts?.agentsAvailable ?? 0,
      agentsEngaged: counts?.agentsEngaged ?? 0,
      servedBy: counts?.servedBy ?? [],
    }
  }

  team({ teamId, name, unitId, agentIds }: ListedTeam): DirectoryEntry {
    const available = agentIds.filter((id) => isFree(this.#state.agents.get(id))).length
    return { kind: 'team', teamId, name, ...this.#place(unitId), people: agentIds.length, available }
  }

  unit({ unitId, name, parentId }: ListedUnit): DirectoryEntry {
    const within = unitsBelow(this.#book, unitId)
    const parentName = parentId === null ? undefined : this.#unitNames.get(parentId)
    return {
      kind: 'unit',
      unitId,
      name,
      ...(parentName === undefined ? {} : { parentName }),
      people: this.#book.colleagues.filter((one) => within.has(one.unitId)).length,
      queues: this.#book.queues.filter((one) => within.has(one.unitId)).length,
    }
  }

  #place(unitId: BusinessUnitId) {
    return { unitId, unitName: this.#unitNames.get(unitId) ?? '' }
  }

  /** One walk over what is under way and one over the agents, for all queues of a page together. */
  #countQueues(): ReadonlyMap<QueueId, QueueCounts> {
    const counts = new Map<QueueId, QueueCounts>()
    for (const { queueId } of this.#book.queues) {
      counts.set(queueId, {
        ...{ waiting: 0, longestWaitSinceMs: undefined, agentsAvailable: 0, agentsEngaged: 0 },
        servedBy: [],
      })
    }
    for (const { waiting } of this.#state.interactions.values()) {
      const count = waiting && counts.get(waiting.queueId)
      if (!count) continue
      count.waiting++
      count.longestWaitSinceMs = Math.min(count.longestWaitSinceMs ?? waiting.queuedAtMs, waiting.queuedAtMs)
    }
    for (const agent of this.#state.agents.values()) {
      if (agent.presence.kind === 'offline') continue
      const name = this.#names.get(agent.agentId)
      for (const { queueId } of agent.settings.memberships) {
        const count = counts.get(queueId)
        if (!count) continue
        if (isFree(agent)) count.agentsAvailable++
        if (workStateOf(agent) === 'engaged') count.agentsEngaged++
        if (name !== undefined && count.servedBy.length < shownNames) count.servedBy.push(name)
      }
    }
    return counts
  }
}

const isFree = (agent: Agent | undefined): boolean =>
  agent?.presence.kind === 'available' && agent.station?.isReachable === true && workStateOf(agent) === 'idle'

/** A branch with all that is under it. */
export function unitsBelow({ units }: Pick<BookOfHouse, 'units'>, unitId: BusinessUnitId): ReadonlySet<BusinessUnitId> {
  const within = new Set([unitId])
  // A tree of a few levels: each round finds the next one.
  for (let before = 0; before < within.size; ) {
    before = within.size
    for (const unit of units) if (unit.parentId !== null && within.has(unit.parentId)) within.add(unit.unitId)
  }
  return within
}
