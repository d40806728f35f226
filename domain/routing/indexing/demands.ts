import type { QueueId } from '#kernel/ids.ts'
import { askedNow, type Demand, demandOf } from '../asking/demand.ts'
import { type Buckets, LiveBuckets } from '../buckets.ts'
import { byTurn, type QueueIndexes, type WaitingEntry } from '../queue-indexes.ts'
import type { Interaction, RoutingTables } from '../state.ts'

/**
 * Who waits in a queue, by what he asks. Mostly one of the first in the line is for whoever is free, and nobody looks further:
 * so a queue has this only as long as it is looked at. Whoever comes, asks for less and goes would go into and out of it three
 * times for nothing, which was a tenth of a decision where a line stands.
 */

/** So many changes are followed, for each who waits, after somebody has looked. */
const followedFor = 4
/** A line of this length is found out again at no more than half a millisecond. Longer ones have theirs always. */
const shortLine = 1000

/** Those of a queue's line whom the same agents may take, but for who asks for certain people. */
export function demandsIn(state: RoutingTables, queueId: QueueId): Buckets<Demand, WaitingEntry> | undefined {
  const indexes = state.indexes.of(queueId)
  if (!indexes) return undefined
  indexes.unseenChanges = 0
  indexes.demands ??= found(state, indexes)
  return indexes.demands
}

/** Keeps it true to one who waits from now on, or does no more. His turn is in the line already, or out of it. */
export function reindexDemand(
  state: RoutingTables,
  indexes: QueueIndexes,
  interaction: Interaction,
  turn: WaitingEntry,
  deed: 'add' | 'remove',
): void {
  const { size } = indexes.waiting
  if (indexes.demands === undefined) {
    if (size > shortLine) indexes.demands = found(state, indexes)
    return
  }
  indexes.unseenChanges++
  if (size <= shortLine && indexes.unseenChanges > followedFor * size) indexes.demands = undefined
  else indexes.demands.change(demandOf(interaction), deed, turn)
}

function found({ interactions }: RoutingTables, { waiting }: QueueIndexes): Buckets<Demand, WaitingEntry> {
  const demands = new LiveBuckets<Demand, WaitingEntry>(byTurn)
  for (const turn of waiting) {
    const interaction = interactions.get(turn.interactionId)
    if (interaction && askedNow(interaction).agentIds === undefined) demands.change(demandOf(interaction), 'add', turn)
  }
  return demands
}
