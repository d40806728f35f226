import type { WaitingEntry } from '#protocol/realtime/index.ts'
import type { TopicView } from './topic-view.ts'
import { withoutAbsent } from './without-absent.ts'

/** So many rows are more than anybody reads; those who have waited longest are shown. */
const shownAtMost = 500

/** By how much its tier, its queue's rules and incidents let it stand higher. */
function liftOf(lifts: readonly { readonly level: number }[] = []): Pick<WaitingEntry, 'lift'> {
  const lift = lifts.reduce((sum, { level }) => sum + level, 0)
  return lift === 0 ? {} : { lift }
}

/** Everything that waits in a queue, as a supervisor sees it. */
export function waitingEntries(view: TopicView): Record<string, WaitingEntry> {
  const waiting: WaitingEntry[] = []
  for (const { interactionId, kind, waiting: where, wishes } of view.state.interactions.values()) {
    if (!where || view.isPersonalQueue(where.queueId)) continue
    const known = view.particulars(interactionId)
    const asked = where.offerIds.flatMap((offerId) => {
      const agentId = view.state.offers.get(offerId)?.agentId
      return agentId === undefined ? [] : [view.agentName(agentId) ?? '']
    })
    waiting.push({
      interactionId,
      channel: kind === 'task' ? 'task' : 'voice',
      ...(kind === 'callback' && { isCallback: true as const }),
      queueId: where.queueId,
      queueName: view.queueName(where.queueId) ?? '',
      queuedAtMs: where.queuedAtMs,
      level: wishes.level,
      ...liftOf(where.lifts),
      asked,
      ...withoutAbsent({
        subject: known?.task?.subject,
        callerNumber: known?.callerNumber,
        customerName: known?.customerName ?? known?.callerName,
      }),
    })
  }
  const oldest = waiting.sort((a, b) => a.queuedAtMs - b.queuedAtMs).slice(0, shownAtMost)
  return Object.fromEntries(oldest.map((entry) => [entry.interactionId, entry]))
}
