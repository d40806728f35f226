import type { AgentId } from '#kernel/ids.ts'
import { isReservedBy, type Reservation } from '../asking/reservation.ts'
import { indexBreaks } from '../break-indexes.ts'
import { isReadyForAny } from '../eligibility.ts'
import type { Indexes } from '../indexes.ts'
import type { QueueIndexes } from '../queue-indexes.ts'
import type { Agent, RoutingTables } from '../state.ts'
import { reindexReadiness } from './readiness.ts'

/** Keeps the indexes true to an agent who is replaced. */
export function reindexAgent(state: RoutingTables, before: Agent | undefined, next: Agent | null): void {
  const { indexes } = state
  reindexReadiness(state, before, next)
  if (before) indexBreaks(indexes.breaks, before, 'remove')
  if (next) indexBreaks(indexes.breaks, next, 'add')
  if (state.reservations.size > 0) {
    if (before && isReadyForAny(before)) indexFreeForAll(state, before, 'remove')
    if (next && isReadyForAny(next)) indexFreeForAll(state, next, 'add')
  }
  if (before?.coolsDownUntilMs !== next?.coolsDownUntilMs) {
    if (before) indexCoolDown(indexes, before, 'remove')
    if (next) indexCoolDown(indexes, next, 'add')
  }
  if (before?.stations !== next?.stations) {
    if (before) indexStations(indexes, before, 'remove')
    if (next) indexStations(indexes, next, 'add')
  }
  if (before?.settings !== next?.settings) reindexMemberships(indexes, before, next)
}

function indexFreeForAll(state: RoutingTables, agent: Agent, deed: 'add' | 'remove'): void {
  for (const reservation of state.reservations.values()) indexFree(state, agent, reservation, deed)
}

/** Him among those who are free and have what is kept. */
export function indexFree(
  state: RoutingTables,
  { agentId, settings }: Agent,
  reservation: Reservation,
  deed: 'add' | 'remove',
): void {
  if (isReservedBy(reservation, settings.skills)) {
    state.indexes.free.change({ key: reservation.skillId }, deed, { agentId })
  }
}

function indexCoolDown(indexes: Indexes, { agentId, coolsDownUntilMs: atMs }: Agent, deed: 'add' | 'remove'): void {
  if (atMs !== undefined) indexes.deadlines[deed]({ kind: 'agentCoolDown', atMs, agentId })
}

function indexStations({ stationLegs }: Indexes, { agentId, stations }: Agent, deed: 'add' | 'remove'): void {
  for (const { legId } of stations) {
    if (legId === null) continue
    if (deed === 'add') stationLegs.set(legId, agentId)
    else stationLegs.delete(legId)
  }
}

function reindexMemberships(indexes: Indexes, before: Agent | undefined, next: Agent | null): void {
  const members = (agent: Agent | null | undefined, put: (queue: QueueIndexes, agentId: AgentId) => unknown) => {
    for (const { queueId } of agent?.settings.memberships ?? []) {
      const queue = indexes.of(queueId)
      if (agent && queue) put(queue, agent.agentId)
    }
  }
  members(before, (queue, agentId) => queue.members.delete(agentId))
  members(next, (queue, agentId) => queue.members.set(agentId, agentId))
}
