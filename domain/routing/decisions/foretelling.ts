import type { QueueId } from '#kernel/ids.ts'
import { type Demand, demandFor } from '../asking/demand.ts'
import { askedIn, type Wishes } from '../asking/wishes.ts'
import type { Decision } from '../decision.ts'
import { type ExpectedWait, expectedWait } from '../expected-wait/expected-wait.ts'
import { withCustomerRules } from '../priority/customer.ts'
import { priorityOf } from '../priority/lift.ts'
import { liftsIn } from '../priority/lifting.ts'
import type { QueueIndexes } from '../queue-indexes.ts'
import type { Interaction } from '../state.ts'

/** How long it would wait in this queue if it came now; `null` where nobody can say. */
export function foretold(
  { draft, nowMs }: Decision,
  interaction: Interaction,
  queueId: QueueId,
  wishes: Wishes,
): ExpectedWait | null {
  const { interactionId, queuedAtMs } = interaction
  const queue = draft.queues.get(queueId)
  const indexes = draft.indexes.of(queueId)
  if (!queue || !indexes) return null
  // Whoever is preferred may be busy as long as he likes: it is told as if nobody were.
  const [asked] = askedIn(queue.settings, withCustomerRules(queue.settings, wishes, draft.customerTiers), () => false)
  const demand = asked && demandFor(asked, interaction.kind === 'call' ? interaction.edgeId : null)
  const { level, boostMs } = priorityOf(wishes, liftsIn(draft, queue, wishes))
  const turn = { interactionId, isReturned: false, level, sinceMs: (queuedAtMs ?? nowMs) - boostMs }
  const { waiting } = indexes
  const standing = {
    before: waiting.rankOf(turn),
    free: demand ? free(indexes, demand) - (indexes.demands.get(demand.key)?.entries.rankOf(turn) ?? 0) : 0,
    waiting: waiting.size,
    firstSinceMs: waiting.first()?.sinceMs ?? null,
  }
  return expectedWait(queue, standing, nowMs)
}

function free({ ready }: QueueIndexes, demand: Demand): number {
  let count = 0
  for (const { label, entries } of ready) if (demand.accepts(label)) count += entries.size
  return count
}
