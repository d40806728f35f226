import { type Bucket, demandsIn, type RoutingState } from '#domain/routing/index.ts'
import type { BreakLimitId } from '#kernel/ids.ts'

export const isSame = (a: RoutingState, b: RoutingState): boolean =>
  JSON.stringify(portrait(a)) === JSON.stringify(portrait(b))

/** All of a state, indexes included, as plain JSON in one order: two states are the same when their portraits are. */
function portrait(state: RoutingState): unknown {
  const rows = (table: ReadonlyMap<string, unknown>) => [...table].sort(([a], [b]) => (a < b ? -1 : 1))
  const { deadlines, customerLegs, agentLegs, calledLegs, monitorLegs, parkedSlots, stationLegs } = state.indexes
  const queueIds = [...state.queues.keys()].sort()
  return {
    latestMs: state.latestMs,
    breakRules: state.breakRules,
    breaks: Object.keys(state.breakRules.limits).map((limitId) => {
      const { here, away, asking } = state.indexes.breaks.of(limitId as BreakLimitId)
      return [limitId, here, away, [...asking]]
    }),
    tables: [state.queues, state.agents, state.interactions, state.offers, state.edges, state.recordings].map(rows),
    substitutions: [state.substitutions, state.indexes.substitutionsDue].map(rows),
    reservations: rows(state.reservations),
    free: filled(state.indexes.free),
    owned: [state.indexes.owned, state.indexes.dependent].map(filled),
    legs: [customerLegs, agentLegs, calledLegs, monitorLegs, stationLegs].map(rows),
    parked: [...parkedSlots].sort(([a], [b]) => a - b),
    deadlines: [...deadlines],
    announcements: [...state.indexes.announcements],
    queues: queueIds.map((queueId) => {
      const { ready, wanted } = state.indexes.of(queueId) ?? {}
      return [ready, demandsIn(state, queueId), wanted].map(filled)
    }),
    waiting: queueIds.map((queueId) => [...(state.indexes.of(queueId)?.waiting ?? [])]),
    ringing: queueIds.map((queueId) => [...(state.indexes.of(queueId)?.ringing ?? [])]),
  }
}

/** An empty bucket is kept or not, as it happened. */
function filled(buckets: Iterable<Bucket<{ readonly key: string }, unknown>> | undefined): unknown {
  return [...(buckets ?? [])]
    .filter(({ entries }) => entries.size > 0)
    .map(({ label, entries }) => [label.key, [...entries]])
    .sort(([a], [b]) => (`${a}` < `${b}` ? -1 : 1))
}
