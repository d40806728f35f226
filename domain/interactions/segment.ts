import type { AgentId, FlowId, FlowVersionId, InteractionId, OfferId, QueueId } from '#kernel/ids.ts'
import type { InteractionEndReason, NotReachedReason } from './interaction.ts'

/**
 * A slice of an interaction: the atom of the timeline and of every report.
 *
 *     flow |--|
 *     queue   |----------------|              |-----|        a lost agent leads back
 *     offer        |--x   |----|                 |--|        within the queue's time
 *     talk                     |---|   |------|     |----|   talk and hold take turns
 *     work    in the place of talk, of a task: nobody is on the line
 *     hold                         |---|
 *     wrapUp                                             |----|
 *     dial    an agent calls somebody, until the answer: then talk
 *     ring    the customer is being put through to somebody outside or at another phone, until the answer: then through
 *     through they talk, and no agent of a queue with them
 *     consult the agent rings or talks to whom he asks, and the customer hears music: takes turns with talk
 *     conference  more than two talk: takes turns with talk
 *     park    the customer waits to be picked up
 *     voicemail  a caller speaks to nobody, and is recorded
 *     monitor a supervisor beside the call, one segment for each mode: overlaps whatever goes on
 */
export const segmentKinds = [
  'flow',
  'voicemail',
  'scheduled',
  'queue',
  'offer',
  'dial',
  'talk',
  'work',
  'hold',
  'ring',
  'through',
  'consult',
  'conference',
  'park',
  'monitor',
  'wrapUp',
] as const
export type SegmentKind = (typeof segmentKinds)[number]

/** How a segment came to its end. A contact's end reason stands on the segments that it ended. */
export type SegmentOutcome =
  | 'queued'
  | 'diverted'
  | 'moved'
  | 'accepted'
  | 'declined'
  | 'missed'
  | 'withdrawn'
  | 'abandoned'
  | 'held'
  | 'retrieved'
  | 'agent-lost'
  | 'agent-left'
  | 'substituted'
  | 'interrupted'
  | 'answered'
  | 'sent-through'
  | 'replaced'
  | 'finished'
  | 'limit'
  | 'agent-removed'
  | 'consulting'
  | 'alternated'
  | 'cancelled'
  | 'left'
  | 'joined'
  | 'parked'
  | 'picked-up'
  | 'not-picked-up'
  | 'taken-over'
  | 'listened'
  | 'coached'
  | 'barged'
  | 'callback'
  | 'dialed'
  | 'voicemail'
  | 'window'
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
  /** Of a time in a queue: how long it was to take, when it began. Absent: nobody could say. */
  readonly expected?: Foretold
  /** Of a time in a flow: which, and by which version. Absent: it was none that somebody drew. */
  readonly flowId?: FlowId
  readonly versionId?: FlowVersionId
}

/** A wait that was foretold: nine of ten take from `lowMs` to `highMs`. */
export interface Foretold {
  readonly likelyMs: number
  readonly lowMs: number
  readonly highMs: number
}

interface Dated {
  readonly atMs: number
  readonly interactionId: InteractionId
}
interface InFlow {
  readonly flowId: FlowId
  readonly versionId: FlowVersionId
}
interface OfferFact extends Dated {
  readonly offerId: OfferId
  readonly agentId: AgentId
  readonly queueId: QueueId
}

/** The events that a segment is made of, by the part of them that it needs. Routing's events are these. */
export type SegmentFact =
  | ({ readonly type: 'InteractionBegan' | 'TaskBegan' } & Dated)
  | ({ readonly type: 'InteractionQueued'; readonly queueId: QueueId; readonly expected?: Foretold } & Dated)
  | ({ readonly type: 'InteractionDiverted' | 'VoicemailLeft' } & Dated)
  | ({ readonly type: 'VoicemailBegan'; readonly queueId: QueueId } & Dated)
  | ({ readonly type: 'InteractionMoved'; readonly queueId: QueueId } & Dated)
  | ({
      readonly type: 'InteractionReturned'
      readonly queueId: QueueId
      readonly cause: 'agent-lost' | 'not-reached' | 'not-picked-up'
    } & Dated)
  | ({
      readonly type: 'TaskReturned'
      readonly queueId: QueueId
      readonly cause: 'interrupted' | 'agent-left' | 'substituted'
    } & Dated)
  | ({ readonly type: 'CallbackPromised'; readonly dueAtMs: number | null } & Dated)
  | ({ readonly type: 'CallbackGranted' } & Dated)
  | ({
      readonly type: 'CallbackDialed'
      readonly queueId: QueueId
      readonly agentId: AgentId | null
      readonly offerId: OfferId | null
    } & Dated)
  | ({
      readonly type: 'CallbackPutOff'
      readonly cause: NotReachedReason | 'window' | 'agent-lost' | 'agent-ended' | 'edge-lost'
    } & Dated)
  | ({ readonly type: 'CallbackEnded'; readonly reason: InteractionEndReason } & Dated)
  | ({ readonly type: 'FlowEntered' } & Dated & InFlow)
  | ({ readonly type: 'FlowReturned'; readonly cause: NotReachedReason } & Dated & InFlow)
  | ({ readonly type: 'TaskAccepted' } & OfferFact)
  | ({ readonly type: 'TaskEnded'; readonly reason: InteractionEndReason } & Dated)
  | ({ readonly type: 'InteractionDialed'; readonly agentId: AgentId } & Dated)
  | ({ readonly type: 'InteractionSentThrough' } & Dated)
  | ({ readonly type: 'CalledPartyAnswered' } & Dated)
  | ({ readonly type: 'InteractionTransferred'; readonly to: TransferredTo } & Dated)
  | CallControlFact
  | ({ readonly type: 'EngagementTakenOver'; readonly agentId: AgentId } & Dated)
  | ({ readonly type: 'OfferMade' | 'OfferAccepted' | 'OfferDeclined' | 'OfferMissed' | 'OfferWithdrawn' } & OfferFact)
  | ({ readonly type: 'InteractionHeld' } & Dated)
  | ({ readonly type: 'InteractionRetrieved'; readonly others?: number } & Dated)
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

/** How a supervisor stands beside a call. */
type Mode = 'listen' | 'coach' | 'barge'
/** `others`: how many talk along besides customer and agent; absent in events of before it was told. */
type CallControlFact =
  | ({ readonly type: 'ConsultationStarted' } & Dated)
  | ({
      readonly type: 'ConsultationAlternated'
      readonly talksTo: 'customer' | 'consulted'
      readonly others?: number
    } & Dated)
  | ({
      readonly type: 'ConsultationEnded'
      readonly cause: 'cancelled' | 'left' | NotReachedReason
      readonly others: number
    } & Dated)
  | ({ readonly type: 'ConferenceJoined' } & Dated)
  | ({ readonly type: 'PartyLeft'; readonly others: number } & Dated)
  | ({ readonly type: 'InteractionParked'; readonly agentId: AgentId; readonly queueId: QueueId | null } & Dated)
  | ({
      readonly type: 'EngagementBegan'
      readonly how: 'sent-on' | 'consulted' | 'picked-up' | 'taken-over'
      readonly agentId: AgentId
      readonly queueId: QueueId | null
      readonly others: number
    } & Dated)
  | ({ readonly type: 'MonitoringStarted'; readonly agentId: AgentId; readonly mode: Mode } & Dated)
  | ({
      readonly type: 'MonitoringChanged'
      readonly agentId: AgentId
      readonly mode: Mode
      readonly fromMode: Mode
    } & Dated)
  | ({ readonly type: 'MonitoringEnded'; readonly agentId: AgentId; readonly mode: Mode } & Dated)

const monitored = { listen: 'listened', coach: 'coached', barge: 'barged' } as const

/** Where an agent sent a customer, by the part of it that a segment needs. */
type TransferredTo =
  | { readonly kind: 'queue'; readonly queueId: QueueId }
  | { readonly kind: 'flow' }
  | { readonly kind: 'through'; readonly called: { readonly answeredAtMs: number | null } }

const factTypes: ReadonlySet<string> = new Set<SegmentFact['type']>([
  'CallbackPromised',
  'CallbackGranted',
  'CallbackDialed',
  'CallbackPutOff',
  'CallbackEnded',
  'FlowEntered',
  'FlowReturned',
  'VoicemailBegan',
  'VoicemailLeft',
  'TaskBegan',
  'TaskAccepted',
  'TaskReturned',
  'TaskEnded',
  'InteractionBegan',
  'InteractionQueued',
  'InteractionDiverted',
  'InteractionMoved',
  'InteractionReturned',
  'InteractionDialed',
  'InteractionSentThrough',
  'CalledPartyAnswered',
  'InteractionTransferred',
  'EngagementTakenOver',
  'ConsultationStarted',
  'ConsultationAlternated',
  'ConsultationEnded',
  'ConferenceJoined',
  'PartyLeft',
  'InteractionParked',
  'EngagementBegan',
  'MonitoringStarted',
  'MonitoringChanged',
  'MonitoringEnded',
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

/** Nothing more of it than a segment keeps. */
const foretold = ({ likelyMs, lowMs, highMs }: Foretold): Foretold => ({ likelyMs, lowMs, highMs })

/** Whether an event of a log says anything about segments. */
export function isSegmentFact<Event extends { readonly type: string }>(
  event: Event,
): event is Event & Extract<Event, { type: SegmentFact['type'] }> {
  return factTypes.has(event.type)
}

/** While an agent has the customer, one of these runs. */
const talks = ['talk', 'hold', 'consult', 'conference'] as const
const isTalk = ({ kind }: Segment): boolean => talks.some((talk) => talk === kind)
const lastTalk = (lines: readonly Segment[]): Segment | undefined =>
  lines.findLast((line) => line.kind === 'talk' || line.kind === 'conference')
const withOthers = (others: number | undefined): SegmentKind => (others ? 'conference' : 'talk')

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
  /** Several may be asked at the same time: each offer has its own end. */
  const closeOffer = (offerId: OfferId, outcome: SegmentOutcome) =>
    segments.map((line) =>
      line.kind === 'offer' && line.toMs === null && line.offerId === offerId ? { ...line, toMs: atMs, outcome } : line,
    )
  const closeMonitor = (lines: readonly Segment[], agentId: AgentId, outcome: SegmentOutcome) =>
    lines.map((line) =>
      line.kind === 'monitor' && line.toMs === null && line.agentId === agentId
        ? { ...line, toMs: atMs, outcome }
        : line,
    )
  /** Whom the customer talks with, by the last segment in which there was someone. */
  const talker = (lines: readonly Segment[]): Partial<Segment> => {
    const last = lines.findLast((line) => isTalk(line) || line.kind === 'work')
    return { queueId: last?.queueId ?? null, agentId: last?.agentId ?? null, offerId: last?.offerId ?? null }
  }

  switch (fact.type) {
    case 'InteractionBegan':
    case 'TaskBegan':
    case 'VoicemailLeft':
      return open(segments, 'flow')
    case 'InteractionQueued':
      return open(close(segments, 'queued', 'flow', 'voicemail', 'scheduled'), 'queue', {
        queueId: fact.queueId,
        ...(fact.expected && { expected: foretold(fact.expected) }),
      })
    case 'FlowEntered': {
      const { flowId, versionId } = fact
      const running = segments.find((line) => line.kind === 'flow' && line.toMs === null)
      // From one flow into another, by a queue that did not even take him.
      if (running?.flowId) return open(close(segments, 'diverted', 'flow'), 'flow', { flowId, versionId })
      return segments.map((line) => (line === running ? { ...line, flowId, versionId } : line))
    }
    case 'FlowReturned':
      return open(close(segments, fact.cause, 'ring'), 'flow', { flowId: fact.flowId, versionId: fact.versionId })
    case 'VoicemailBegan':
      return open(close(segments, 'voicemail', 'flow'), 'voicemail', { queueId: fact.queueId })
    case 'CallbackPromised':
      return open(segments, fact.dueAtMs === null ? 'flow' : 'scheduled')
    case 'CallbackGranted':
      return open(close(close(segments, 'callback', 'flow', 'queue'), 'withdrawn', 'offer'), 'flow')
    case 'CallbackDialed': {
      const { queueId, agentId, offerId } = fact
      if (offerId === null) return open(close(segments, 'dialed', 'queue'), 'dial', { queueId })
      return open(close(closeOffer(offerId, 'accepted'), 'accepted', 'queue'), 'dial', { queueId, agentId, offerId })
    }
    case 'CallbackPutOff':
      return open(close(close(segments, 'withdrawn', 'offer'), fact.cause, 'queue', 'dial'), 'scheduled')
    case 'CallbackEnded':
      return close(close(segments, 'withdrawn', 'offer'), fact.reason, 'flow', 'scheduled', 'queue')
    case 'InteractionDiverted': {
      // One that it did not even take goes on where it was.
      const waited = segments.some((line) => line.kind === 'queue' && line.toMs === null)
      return waited ? open(close(segments, 'diverted', 'queue'), 'flow') : segments
    }
    case 'InteractionMoved':
      return open(close(segments, 'moved', 'queue'), 'queue', { queueId: fact.queueId })
    case 'InteractionReturned':
      return open(close(segments, fact.cause, ...talks, 'ring', 'park'), 'queue', { queueId: fact.queueId })
    case 'TaskReturned':
      return open(close(segments, fact.cause, 'work'), 'queue', { queueId: fact.queueId })
    case 'InteractionDialed':
      return open(segments, 'dial', { agentId: fact.agentId })
    case 'InteractionSentThrough':
      return open(close(segments, 'sent-through', 'flow'), 'ring')
    case 'CalledPartyAnswered': {
      const ringing = segments.find((line) => line.toMs === null && (line.kind === 'dial' || line.kind === 'ring'))
      if (!ringing) return segments
      const { agentId, queueId, offerId } = ringing
      // Called back ahead of an agent, whom he waits for now.
      if (ringing.kind === 'dial' && agentId === null) return open(close(segments, 'answered', 'dial'), 'flow')
      const kind = ringing.kind === 'dial' ? 'talk' : 'through'
      return open(close(segments, 'answered', ringing.kind), kind, { agentId, queueId, offerId })
    }
    case 'InteractionTransferred': {
      const closed = close(segments, 'transferred', ...talks, 'dial', 'through', 'ring', 'park')
      const { to } = fact
      if (to.kind === 'queue') return open(closed, 'queue', { queueId: to.queueId })
      if (to.kind === 'flow') return open(closed, 'flow')
      return open(closed, to.called.answeredAtMs === null ? 'ring' : 'through')
    }
    case 'EngagementTakenOver': {
      // What went on goes on with him: he may have taken the call on hold, or while it rang.
      const running = segments.findLast((line) => line.toMs === null && (isTalk(line) || line.kind === 'dial'))
      const { queueId, offerId } = running?.kind === 'dial' ? running : talker(segments)
      const who = { agentId: fact.agentId, queueId: queueId ?? null, offerId: offerId ?? null }
      return open(close(segments, 'replaced', ...talks, 'dial'), running?.kind ?? 'talk', who)
    }
    case 'OfferMade': {
      const { queueId, agentId, offerId } = fact
      return open(segments, 'offer', { queueId, agentId, offerId })
    }
    case 'OfferAccepted': {
      const { queueId, agentId, offerId } = fact
      return open(close(closeOffer(offerId, 'accepted'), 'accepted', 'queue'), 'talk', { queueId, agentId, offerId })
    }
    case 'TaskAccepted': {
      const { queueId, agentId, offerId } = fact
      return open(close(segments, 'accepted', 'queue', 'offer'), 'work', { queueId, agentId, offerId })
    }
    case 'TaskEnded':
      return close(close(segments, 'withdrawn', 'offer'), fact.reason, 'flow', 'queue', 'work')
    case 'OfferDeclined':
      return closeOffer(fact.offerId, 'declined')
    case 'OfferMissed':
      return closeOffer(fact.offerId, 'missed')
    case 'OfferWithdrawn':
      return closeOffer(fact.offerId, 'withdrawn')
    case 'InteractionHeld':
      return open(close(segments, 'held', 'talk', 'conference'), 'hold', talker(segments))
    case 'InteractionRetrieved':
      return open(
        close(segments, 'retrieved', 'hold'),
        fact.others === undefined ? (lastTalk(segments)?.kind ?? 'talk') : withOthers(fact.others),
        talker(segments),
      )
    case 'InteractionEnded': {
      const outcome = fact.isAbandoned ? 'abandoned' : fact.reason
      // An offer that still rang was taken back by that: the agent did nothing wrong.
      return close(
        close(segments, 'withdrawn', 'offer'),
        outcome,
        'flow',
        'voicemail',
        'queue',
        'dial',
        ...talks,
        'ring',
        'through',
        'park',
        'monitor',
      )
    }
    case 'WrapUpStarted':
      return open(segments, 'wrapUp', { ...talker(segments), agentId: fact.agentId })
    case 'ConsultationStarted':
      return open(close(segments, 'consulting', ...talks), 'consult', talker(segments))
    case 'ConsultationAlternated': {
      const isAside = fact.talksTo === 'consulted'
      const kind = isAside ? 'consult' : withOthers(fact.others)
      return open(close(segments, 'alternated', ...talks), kind, talker(segments))
    }
    case 'ConsultationEnded': {
      // He talks to the customer meanwhile: nothing changes for either. Whom he has on hold he takes back by cancelling.
      const isCancelled = fact.cause === 'cancelled'
      const ends = segments.find(
        ({ kind, toMs }) => toMs === null && (kind === 'consult' || (isCancelled && kind === 'hold')),
      )
      if (!ends) return segments
      const back = isCancelled ? withOthers(fact.others) : 'hold'
      return open(close(segments, fact.cause, ends.kind), back, talker(segments))
    }
    case 'ConferenceJoined':
      return open(close(segments, 'joined', ...talks), 'conference', talker(segments))
    case 'PartyLeft': {
      const isOpen = segments.some((line) => line.kind === 'conference' && line.toMs === null)
      return isOpen && fact.others === 0
        ? open(close(segments, 'left', 'conference'), 'talk', talker(segments))
        : segments
    }
    case 'InteractionParked': {
      const { agentId, queueId } = fact
      return open(close(segments, 'parked', ...talks), 'park', { agentId, queueId })
    }
    case 'EngagementBegan': {
      const { agentId, queueId, how } = fact
      const outcome = how === 'sent-on' ? 'answered' : how === 'consulted' ? 'transferred' : how
      const kind = fact.others > 0 ? 'conference' : 'talk'
      return open(close(segments, outcome, ...talks, 'ring', 'through', 'park'), kind, { agentId, queueId })
    }
    case 'MonitoringStarted':
      return open(segments, 'monitor', { agentId: fact.agentId })
    case 'MonitoringChanged':
      return open(closeMonitor(segments, fact.agentId, monitored[fact.fromMode]), 'monitor', { agentId: fact.agentId })
    case 'MonitoringEnded':
      return closeMonitor(segments, fact.agentId, monitored[fact.mode])
    case 'WrapUpFinished': {
      // Two agents may write up one after the other, and both at once.
      const outcome = fact.cause === 'agent' ? 'finished' : fact.cause
      const isMeant = (line: Segment) => line.kind === 'wrapUp' && line.toMs === null && line.agentId === fact.agentId
      return segments.map((line) => (isMeant(line) ? { ...line, toMs: atMs, outcome } : line))
    }
  }
}
