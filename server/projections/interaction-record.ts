import type { RoutingEvent, RoutingEventOf } from '#domain/routing/index.ts'
import type { AgentId, DispositionId, InteractionId, OfferId, QueueId } from '#kernel/ids.ts'

/** An interaction as the history shows it. Times are UTC milliseconds; `null` is "not yet" or "none". */
export interface InteractionRecord {
  readonly interactionId: InteractionId
  readonly channel: 'voice'
  readonly direction: 'inbound' | 'outbound'
  state: 'inFlow' | 'queued' | 'engaged' | 'wrapUp' | 'ended'
  readonly startedAtMs: number
  queuedAtMs: number | null
  acceptedAtMs: number | null
  talkEndedAtMs: number | null
  /** When the contact was over; wrap-up goes on after it. */
  endedAtMs: number | null
  queueId: QueueId | null
  agentId: AgentId | null
  dispositionId: DispositionId | null
  endReason: string | null
  isAbandoned: boolean
  readonly segments: SegmentRecord[]
}
export interface SegmentRecord {
  readonly kind: 'flow' | 'queue' | 'offer' | 'talk' | 'hold' | 'wrapUp'
  readonly startedAtMs: number
  endedAtMs: number | null
  readonly queueId: QueueId | null
  readonly agentId: AgentId | null
  readonly offerId: OfferId | null
  outcome: string | null
}

export function beginRecord(event: RoutingEventOf<'InteractionBegan'>): InteractionRecord {
  return {
    interactionId: event.interactionId,
    channel: 'voice',
    direction: 'inbound',
    state: 'inFlow',
    startedAtMs: event.atMs,
    queuedAtMs: null,
    acceptedAtMs: null,
    talkEndedAtMs: null,
    endedAtMs: null,
    queueId: null,
    agentId: null,
    dispositionId: null,
    endReason: null,
    isAbandoned: false,
    segments: [segment('flow', event.atMs, {})],
  }
}

/** Makes `record` what `event`, one of its interaction, says. Events that it does not know change nothing. */
export function follow(record: InteractionRecord, event: RoutingEvent): void {
  const { atMs } = event
  switch (event.type) {
    case 'InteractionQueued':
      record.state = 'queued'
      record.queuedAtMs ??= atMs
      record.queueId = event.queueId
      closeOpen(record, atMs, 'queued')
      open(record, segment('queue', atMs, { queueId: event.queueId }))
      return
    case 'OfferMade':
      open(record, segment('offer', atMs, event))
      return
    case 'OfferAccepted':
      record.state = 'engaged'
      record.acceptedAtMs ??= atMs
      record.agentId = event.agentId
      record.queueId = event.queueId
      closeOpen(record, atMs, 'accepted')
      open(record, segment('talk', atMs, { queueId: event.queueId, agentId: event.agentId }))
      return
    case 'OfferDeclined':
      closeOffer(record, event.offerId, atMs, 'declined')
      return
    case 'OfferMissed':
      closeOffer(record, event.offerId, atMs, 'missed')
      return
    case 'OfferWithdrawn':
      closeOffer(record, event.offerId, atMs, 'withdrawn')
      return
    case 'InteractionHeld':
      closeOpen(record, atMs, 'held')
      open(record, segment('hold', atMs, { queueId: record.queueId, agentId: event.agentId }))
      return
    case 'InteractionRetrieved':
      closeOpen(record, atMs, 'retrieved')
      open(record, segment('talk', atMs, { queueId: record.queueId, agentId: event.agentId }))
      return
    case 'InteractionReturned':
      record.state = 'queued'
      record.agentId = null
      closeOpen(record, atMs, event.cause)
      open(record, segment('queue', atMs, { queueId: event.queueId }))
      return
    case 'InteractionEnded':
      record.state = event.isWrapUpDue ? 'wrapUp' : 'ended'
      record.endedAtMs = atMs
      record.endReason = event.reason
      record.isAbandoned = event.isAbandoned
      if (event.stage === 'engaged') record.talkEndedAtMs = atMs
      closeOpen(record, atMs, event.isAbandoned ? 'abandoned' : event.reason)
      return
    case 'WrapUpStarted':
      record.state = 'wrapUp'
      open(record, segment('wrapUp', atMs, { queueId: record.queueId, agentId: event.agentId }))
      return
    case 'WrapUpFinished':
      record.state = 'ended'
      closeOpen(record, atMs, event.cause)
      return
    case 'DispositionSet':
      record.dispositionId = event.dispositionId
      return
    default:
      return
  }
}

/** The time that the closed segments of a kind took; `null` when there was none. */
export function totalMs(record: InteractionRecord, kind: SegmentRecord['kind']): number | null {
  const closed = record.segments.filter((one) => one.kind === kind && one.endedAtMs !== null)
  return closed.length === 0
    ? null
    : closed.reduce((sum, { startedAtMs, endedAtMs }) => sum + ((endedAtMs as number) - startedAtMs), 0)
}

function segment(
  kind: SegmentRecord['kind'],
  startedAtMs: number,
  of: { readonly queueId?: QueueId | null; readonly agentId?: AgentId | null; readonly offerId?: OfferId },
): SegmentRecord {
  const { queueId = null, agentId = null, offerId = null } = of
  return { kind, startedAtMs, endedAtMs: null, queueId, agentId, offerId, outcome: null }
}

const open = (record: InteractionRecord, opened: SegmentRecord): void => {
  record.segments.push(opened)
}

/** Closes what runs; an offer that runs beside a queue is not accepted by the way, so it counts as withdrawn unless it was. */
function closeOpen(record: InteractionRecord, atMs: number, outcome: string): void {
  for (const running of record.segments) {
    if (running.endedAtMs !== null) continue
    running.endedAtMs = atMs
    running.outcome = running.kind === 'offer' && outcome !== 'accepted' ? 'withdrawn' : outcome
  }
}

function closeOffer(record: InteractionRecord, offerId: OfferId, atMs: number, outcome: string): void {
  const offer = record.segments.find((running) => running.offerId === offerId && running.endedAtMs === null)
  if (!offer) return
  offer.endedAtMs = atMs
  offer.outcome = outcome
}
