import type { AgentId, InteractionId, OfferId, QueueId } from '#kernel/ids.ts'
import type { InteractionEndReason } from './interaction.ts'

/**
 * A slice of an interaction: the atom of the timeline and of every report.
 *
 *     flow |--|
 *     queue   |----------------|              |-----|        a lost agent leads back
 *     offer        |--x   |----|                 |--|        within the queue's time
 *     talk                     |---|   |------|     |----|   talk and hold take turns
 *     hold                         |---|
 *     wrapUp                                             |----|
 *     dial    an agent calls somebody, until the answer: then talk
 *     ring    the customer is being put through to somebody outside or at another phone, until the answer: then through
 *     through they talk, and no agent of a queue with them
 */
export const segmentKinds = ['flow', 'queue', 'offer', 'dial', 'talk', 'hold', 'ring', 'through', 'wrapUp'] as const
export type SegmentKind = (typeof segmentKinds)[number]

/** How a segment came to its end. A contact's end reason stands on the segments that it ended. */
export type SegmentOutcome =
  | 'queued'
  | 'accepted'
  | 'declined'
  | 'missed'
  | 'withdrawn'
  | 'abandoned'
  | 'held'
  | 'retrieved'
  | 'agent-lost'
  | 'answered'
  | 'sent-through'
  | 'replaced'
  | 'finished'
  | 'limit'
  | 'agent-removed'
  | InteractionEndReason

export interface Segment {
  readonly interactionId: InteractionId
  /** 1, 2, 3 … in the order in which they began. */
  readonly ordinal: number
  readonly kind: SegmentKind
  readonly fromMs: number
  /** `null` while it runs. */
  readonly toMs: number | null
  readonly queueId: QueueId | null
  /** The participant on our side; `null` while there is none. */
  readonly agentId: AgentId | null
  readonly offerId: OfferId | null
  readonly outcome: SegmentOutcome | null
}

interface Dated {
  readonly atMs: number
  readonly interactionId: InteractionId
}
interface OfferFact extends Dated {
  readonly offerId: OfferId
  readonly agentId: AgentId
  readonly queueId: QueueId
}

/** The events that a segment is made of, by the part of them that it needs. Routing's events are these. */
export type SegmentFact =
  | ({ readonly type: 'InteractionBegan' } & Dated)
  | ({ readonly type: 'InteractionQueued'; readonly queueId: QueueId } & Dated)
  | ({
      readonly type: 'InteractionReturned'
      readonly queueId: QueueId
      readonly cause: 'agent-lost' | 'not-reached'
    } & Dated)
  | ({ readonly type: 'InteractionDialed'; readonly agentId: AgentId } & Dated)
  | ({ readonly type: 'InteractionSentThrough' } & Dated)
  | ({ readonly type: 'CalledPartyAnswered' } & Dated)
  | ({ readonly type: 'InteractionTransferred'; readonly to: TransferredTo } & Dated)
  | ({ readonly type: 'EngagementTakenOver'; readonly agentId: AgentId } & Dated)
  | ({ readonly type: 'OfferMade' | 'OfferAccepted' | 'OfferDeclined' | 'OfferMissed' | 'OfferWithdrawn' } & OfferFact)
  | ({ readonly type: 'InteractionHeld' | 'InteractionRetrieved' } & Dated)
  | ({
      readonly type: 'InteractionEnded'
      readonly reason: InteractionEndReason
      readonly isAbandoned: boolean
    } & Dated)
  | ({ readonly type: 'WrapUpStarted'; readonly agentId: AgentId } & Dated)
  | ({
      readonly type: 'WrapUpFinished'
      readonly agentId: AgentId
      readonly cause: 'agent' | 'limit' | 'agent-removed'
    } & Dated)

/** Where an agent sent a customer, by the part of it that a segment needs. */
type TransferredTo =
  | { readonly kind: 'queue'; readonly queueId: QueueId }
  | { readonly kind: 'through'; readonly called: { readonly answeredAtMs: number | null } }

const factTypes: ReadonlySet<string> = new Set<SegmentFact['type']>([
  'InteractionBegan',
  'InteractionQueued',
  'InteractionReturned',
  'InteractionDialed',
  'InteractionSentThrough',
  'CalledPartyAnswered',
  'InteractionTransferred',
  'EngagementTakenOver',
  'OfferMade',
  'OfferAccepted',
  'OfferDeclined',
  'OfferMissed',
  'OfferWithdrawn',
  'InteractionHeld',
  'InteractionRetrieved',
  'InteractionEnded',
  'WrapUpStarted',
  'WrapUpFinished',
])

/** Whether an event of a log says anything about segments. */
export function isSegmentFact<Event extends { readonly type: string }>(
  event: Event,
): event is Event & Extract<Event, { type: SegmentFact['type'] }> {
  return factTypes.has(event.type)
}

/**
 * One interaction's segments after `fact`. Pure; what did not change is the same object, so a projection writes only what
 * differs. A fact that has come already (its interaction's own order is the log's) is the caller's to leave out.
 */
export function foldSegments(segments: readonly Segment[], fact: SegmentFact): readonly Segment[] {
  const { interactionId, atMs } = fact
  const close = (lines: readonly Segment[], outcome: SegmentOutcome, ...kinds: readonly SegmentKind[]) =>
    lines.map((line) => (line.toMs === null && kinds.includes(line.kind) ? { ...line, toMs: atMs, outcome } : line))
  const open = (lines: readonly Segment[], kind: SegmentKind, who: Partial<Segment> = {}): readonly Segment[] => [
    ...lines,
    {
      interactionId,
      ordinal: lines.length + 1,
      kind,
      fromMs: atMs,
      toMs: null,
      queueId: null,
      agentId: null,
      offerId: null,
      outcome: null,
      ...who,
    },
  ]
  /** Whom the customer talks with, by the last segment in which there was someone. */
  const talker = (lines: readonly Segment[]): Partial<Segment> => {
    const last = lines.findLast((line) => line.kind === 'talk')
    return { queueId: last?.queueId ?? null, agentId: last?.agentId ?? null, offerId: last?.offerId ?? null }
  }

  switch (fact.type) {
    case 'InteractionBegan':
      return open(segments, 'flow')
    case 'InteractionQueued':
      return open(close(segments, 'queued', 'flow'), 'queue', { queueId: fact.queueId })
    case 'InteractionReturned':
      return open(close(segments, fact.cause, 'talk', 'hold', 'ring'), 'queue', { queueId: fact.queueId })
    case 'InteractionDialed':
      return open(segments, 'dial', { agentId: fact.agentId })
    case 'InteractionSentThrough':
      return open(close(segments, 'sent-through', 'flow'), 'ring')
    case 'CalledPartyAnswered': {
      const ringing = segments.find((line) => line.toMs === null && (line.kind === 'dial' || line.kind === 'ring'))
      if (!ringing) return segments
      const kind = ringing.kind === 'dial' ? 'talk' : 'through'
      return open(close(segments, 'answered', ringing.kind), kind, { agentId: ringing.agentId })
    }
    case 'InteractionTransferred': {
      const closed = close(segments, 'transferred', 'talk', 'hold', 'dial', 'through')
      const { to } = fact
      if (to.kind === 'queue') return open(closed, 'queue', { queueId: to.queueId })
      return open(closed, to.called.answeredAtMs === null ? 'ring' : 'through')
    }
    case 'EngagementTakenOver': {
      const { queueId, offerId } = talker(segments)
      const who = { agentId: fact.agentId, queueId: queueId ?? null, offerId: offerId ?? null }
      return open(close(segments, 'replaced', 'talk', 'hold'), 'talk', who)
    }
    case 'OfferMade': {
      const { queueId, agentId, offerId } = fact
      return open(segments, 'offer', { queueId, agentId, offerId })
    }
    case 'OfferAccepted': {
      const { queueId, agentId, offerId } = fact
      return open(close(segments, 'accepted', 'queue', 'offer'), 'talk', { queueId, agentId, offerId })
    }
    case 'OfferDeclined':
      return close(segments, 'declined', 'offer')
    case 'OfferMissed':
      return close(segments, 'missed', 'offer')
    case 'OfferWithdrawn':
      return close(segments, 'withdrawn', 'offer')
    case 'InteractionHeld':
      return open(close(segments, 'held', 'talk'), 'hold', talker(segments))
    case 'InteractionRetrieved':
      return open(close(segments, 'retrieved', 'hold'), 'talk', talker(segments))
    case 'InteractionEnded': {
      const outcome = fact.isAbandoned ? 'abandoned' : fact.reason
      // An offer that still rang was taken back by that: the agent did nothing wrong.
      return close(
        close(segments, 'withdrawn', 'offer'),
        outcome,
        'flow',
        'queue',
        'dial',
        'talk',
        'hold',
        'ring',
        'through',
      )
    }
    case 'WrapUpStarted':
      return open(segments, 'wrapUp', talker(segments))
    case 'WrapUpFinished': {
      // Two agents may write up one after the other, and both at once.
      const outcome = fact.cause === 'agent' ? 'finished' : fact.cause
      const isMeant = (line: Segment) => line.kind === 'wrapUp' && line.toMs === null && line.agentId === fact.agentId
      return segments.map((line) => (isMeant(line) ? { ...line, toMs: atMs, outcome } : line))
    }
  }
}
