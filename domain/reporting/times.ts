import type { Segment, SegmentKind } from '../interactions/index.ts'

/**
 * The times of one interaction, in milliseconds, from its segments. A segment that still runs counts up to `nowMs`, so a
 * live call has times too; for finished ones `nowMs` changes nothing. All are sums of differences of the log's own times.
 */

function spentMs(segments: readonly Segment[], kind: SegmentKind, nowMs: number): number {
  let sumMs = 0
  for (const segment of segments) {
    if (segment.kind === kind) sumMs += Math.max(0, (segment.toMs ?? nowMs) - segment.fromMs)
  }
  return sumMs
}

/**
 * Queued to accepted or left: the sum of the `queue` segments, ringing included. After a lost agent the second waiting
 * counts as well. Leaves out the flow before the queue. Events: InteractionQueued, InteractionReturned, OfferAccepted,
 * InteractionEnded. Others say: time in queue, queue wait (Genesys tWait counts without alerting).
 */
export const waitMs = (segments: readonly Segment[], nowMs: number): number => spentMs(segments, 'queue', nowMs)

/**
 * Offered to accepted, of the offers that were accepted; missed and declined ones are left out. Events: OfferMade,
 * OfferAccepted. Others say: alerting time, agent ring time.
 */
export const ringMs = (segments: readonly Segment[], nowMs: number): number =>
  spentMs(
    segments.filter((segment) => segment.outcome === 'accepted'),
    'offer',
    nowMs,
  )

/**
 * Agent and customer hear one another: the sum of the `talk` segments; of a task, an agent has it in hand: the sum of its
 * `work` segments. Leaves out hold. Events: OfferAccepted, InteractionHeld, InteractionRetrieved, InteractionReturned,
 * InteractionEnded; TaskAccepted, TaskReturned, TaskEnded.
 */
export const talkMs = (segments: readonly Segment[], nowMs: number): number =>
  spentMs(segments, 'talk', nowMs) + spentMs(segments, 'work', nowMs)

/** The customer hears music while an agent holds the call: the sum of the `hold` segments. */
export const holdMs = (segments: readonly Segment[], nowMs: number): number => spentMs(segments, 'hold', nowMs)

/** From the end of the contact to the end of the agent's writing up. Others say: ACW, after-call work. */
export const wrapUpMs = (segments: readonly Segment[], nowMs: number): number => spentMs(segments, 'wrapUp', nowMs)

/**
 * talk + hold + wrapUp: what an interaction takes of agents. Its mean over handled interactions is AHT. Leaves out ringing.
 */
export const handleMs = (segments: readonly Segment[], nowMs: number): number =>
  talkMs(segments, nowMs) + holdMs(segments, nowMs) + wrapUpMs(segments, nowMs)

/**
 * From first queued to first accepted, ringing included; `null` for an interaction that no agent accepted. Its mean over
 * answered interactions is ASA. Events: InteractionQueued, OfferAccepted, TaskAccepted.
 */
export function answerSpeedMs(segments: readonly Segment[]): number | null {
  const queued = segments.find((segment) => segment.kind === 'queue')
  const talk = segments.find((segment) => segment.kind === 'talk' || segment.kind === 'work')
  return queued && talk ? talk.fromMs - queued.fromMs : null
}
