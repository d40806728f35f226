import type { EdgeId, InteractionId, QueueId } from '#kernel/ids.ts'
import { type Demand, demandFor } from '../asking/demand.ts'
import { askedIn, noWishes, type Wishes } from '../asking/wishes.ts'
import type { Decision } from '../decision.ts'
import { type ExpectedWait, expectedWait } from '../expected-wait/expected-wait.ts'
import { demandsIn } from '../indexing/demands.ts'
import { readyIn } from '../indexing/readiness.ts'
import { withCustomerRules } from '../priority/customer.ts'
import { priorityOf } from '../priority/lift.ts'
import { liftsIn } from '../priority/lifting.ts'
import type { WaitingEntry } from '../queue-indexes.ts'
import type { Interaction, RoutingTables } from '../state.ts'

/** How long it would wait in this queue if it came now; `null` where nobody can say. */
export function foretold(
  { draft, nowMs }: Decision,
  interaction: Interaction,
  queueId: QueueId,
  wishes: Wishes,
): ExpectedWait | null {
  const { interactionId, queuedAtMs } = interaction
  const edgeId = interaction.kind === 'call' ? interaction.edgeId : null
  return foretoldFor(draft, { interactionId, queueId, wishes, edgeId, cameAtMs: queuedAtMs ?? nowMs }, nowMs)
}

/** Behind everybody who comes in this moment. */
const lastOfAll = '\u{10ffff}' as InteractionId

/** How long somebody would wait who came into this queue now and asked for nothing more than it does itself. For a person who asks. */
export const waitNow = (state: RoutingTables, queueId: QueueId, nowMs: number): ExpectedWait | null =>
  foretoldFor(state, { interactionId: lastOfAll, queueId, wishes: noWishes, edgeId: null, cameAtMs: nowMs }, nowMs)

interface Comer {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  readonly wishes: Wishes
  /** `null`: whichever. */
  readonly edgeId: EdgeId | null
  readonly cameAtMs: number
}

function foretoldFor(state: RoutingTables, comer: Comer, nowMs: number): ExpectedWait | null {
  const { interactionId, queueId, wishes, edgeId, cameAtMs } = comer
  const queue = state.queues.get(queueId)
  const indexes = state.indexes.of(queueId)
  if (!queue || !indexes) return null
  // Whoever is preferred may be busy as long as he likes: it is told as if nobody were.
  const [asked] = askedIn(queue.settings, withCustomerRules(queue.settings, wishes, state.customerTiers), () => false)
  const demand = asked && demandFor(asked, edgeId)
  const { level, boostMs } = priorityOf(wishes, liftsIn(state, queue, wishes))
  const turn = { interactionId, isReturned: false, level, sinceMs: cameAtMs - boostMs }
  const { waiting } = indexes
  const standing = {
    before: waiting.rankOf(turn),
    free: demand ? freeAfter(state, queueId, demand, turn) : 0,
    waiting: waiting.size,
    firstSinceMs: waiting.first()?.sinceMs ?? null,
  }
  return expectedWait(queue, standing, nowMs)
}

/** How many agents are free for it when those who ask the same and go before it have theirs; none, where they are not enough. */
function freeAfter(state: RoutingTables, queueId: QueueId, demand: Demand, turn: WaitingEntry): number {
  let count = 0
  for (const { label, entries } of readyIn(state, queueId) ?? []) if (demand.accepts(label)) count += entries.size
  if (count === 0 || state.indexes.of(queueId)?.waiting.size === 0) return count
  return count - (demandsIn(state, queueId)?.get(demand.key)?.entries.rankOf(turn) ?? 0)
}
