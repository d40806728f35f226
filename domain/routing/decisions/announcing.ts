import { waitInWords } from '../announcing/wait-in-words.ts'
import type { Decision } from '../decision.ts'
import { type ExpectedWait, expectedWait } from '../expected-wait/expected-wait.ts'
import { placeOf } from '../indexing/interactions.ts'
import type { WaitingEntry } from '../queue-indexes.ts'
import type { Interaction, RoutingTables } from '../state.ts'

/**
 * Everybody for whom it is time is told how he stands. After work was offered: whoever is being offered in this moment will talk
 * in the next, and hears nothing of how long he will wait.
 */
export function announceWaits(decision: Decision): void {
  const { draft, nowMs } = decision
  const due: Interaction[] = []
  for (const { atMs, interactionId } of draft.indexes.announcements) {
    if (atMs > nowMs) break
    const interaction = draft.interactions.get(interactionId)
    if (interaction) due.push(interaction)
  }
  for (const interaction of due) announce(decision, interaction)
}

function announce(decision: Decision, interaction: Interaction): void {
  const { draft, nowMs } = decision
  const { interactionId, waiting } = interaction
  const turn = placeOf(interaction)
  if (!waiting || !turn) return
  const { queueId } = waiting
  const settings = draft.queues.get(queueId)?.settings.announcements
  if (!settings) {
    // It tells nobody anything any more.
    decision.add({ type: 'WaitAnnounced', interactionId, queueId })
    return
  }
  const { saysPosition, saysWait, comfort, everyMs } = settings
  const expected = saysWait ? foretoldForWaiting(draft, interaction, turn, nowMs) : null
  decision.add({
    ...{ type: 'WaitAnnounced', interactionId, queueId, nextAtMs: nowMs + everyMs },
    ...(saysPosition && { position: positionIn(draft, interaction, turn) }),
    ...(expected && { wait: waitInWords(expected.likelyMs), expected }),
    ...(comfort !== undefined && { comfort }),
  })
}

/** From 1, by the queue's own order. Those for whom somebody's telephone rings are in it: whoever is missed stands where he stood. */
export function positionIn(state: RoutingTables, { waiting }: Interaction, turn: WaitingEntry): number {
  const indexes = waiting && state.indexes.of(waiting.queueId)
  return 1 + (indexes ? indexes.waiting.rankOf(turn) + indexes.ringing.rankOf(turn) : 0)
}

/**
 * How much longer somebody will wait who waits already: as long as one who comes now and has as many before him. `null` until the pace is known at
 * which agents take people: how long the first has waited says nothing of how long the others still will.
 */
function foretoldForWaiting(
  state: RoutingTables,
  { waiting }: Interaction,
  turn: WaitingEntry,
  nowMs: number,
): ExpectedWait | null {
  const queue = waiting && state.queues.get(waiting.queueId)
  const indexes = waiting && state.indexes.of(waiting.queueId)
  if (!queue || !indexes) return null
  const standing = { before: indexes.waiting.rankOf(turn), free: 0, waiting: indexes.waiting.size, firstSinceMs: null }
  return expectedWait(queue, standing, nowMs)
}
