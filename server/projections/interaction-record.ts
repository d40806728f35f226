import { type Channel, foldSegments, isSegmentFact, type Segment } from '#domain/interactions/index.ts'
import type { ConsentNoted } from '#domain/recordings/index.ts'
import type { RoutingEvent, RoutingEventOf } from '#domain/routing/index.ts'
import type { AgentId, DispositionId, InteractionId, QueueId } from '#kernel/ids.ts'
import { type FlowWalk, noWalk, walkOn } from './flow-walk.ts'

/** An interaction as the history shows it. Times are UTC milliseconds; `null` is "not yet" or "none". */
export interface InteractionRecord {
  readonly interactionId: InteractionId
  readonly channel: Channel
  readonly direction: 'inbound' | 'outbound'
  state: 'inFlow' | 'scheduled' | 'queued' | 'dialing' | 'engaged' | 'through' | 'parked' | 'wrapUp' | 'ended'
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
  /** What the customer heard or answered about being recorded, and when. */
  recordingConsent: ConsentNoted | null
  recordingConsentAtMs: number | null
  segments: readonly Segment[]
  /** The blocks of flows that he came to. */
  readonly walk: FlowWalk
}

export function beginRecord(
  event: RoutingEventOf<'InteractionBegan' | 'InteractionDialed' | 'TaskBegan' | 'CallbackPromised' | 'VoicemailLeft'>,
): InteractionRecord {
  const isDialed = event.type === 'InteractionDialed'
  const isLater = event.type === 'CallbackPromised' && event.dueAtMs !== null
  return {
    interactionId: event.interactionId,
    channel: event.channel,
    direction: directionOf(event),
    state: isDialed ? 'dialing' : isLater ? 'scheduled' : 'inFlow',
    startedAtMs: event.atMs,
    queuedAtMs: null,
    acceptedAtMs: null,
    talkEndedAtMs: null,
    endedAtMs: null,
    queueId: null,
    agentId: isDialed ? event.agentId : null,
    dispositionId: null,
    endReason: null,
    isAbandoned: false,
    recordingConsent: null,
    recordingConsentAtMs: null,
    segments: foldSegments([], event),
    walk: noWalk(),
  }
}

function directionOf(event: Parameters<typeof beginRecord>[0]): InteractionRecord['direction'] {
  if (event.type === 'InteractionBegan') return event.direction
  return event.type === 'TaskBegan' || event.type === 'VoicemailLeft' ? 'inbound' : 'outbound'
}

/** Makes `record` what `event`, one of its interaction after its beginning, says. Events that it does not know change nothing. */
export function follow(record: InteractionRecord, event: RoutingEvent): void {
  if (isSegmentFact(event)) record.segments = foldSegments(record.segments, event)
  walkOn(record.walk, event, record.segments)
  switch (event.type) {
    case 'InteractionQueued':
      record.state = 'queued'
      record.queuedAtMs ??= event.atMs
      record.queueId = event.queueId
      return
    case 'InteractionDiverted':
    case 'CallbackGranted':
      record.state = 'inFlow'
      return
    case 'VoicemailBegan':
      // Whose he would have been: his recording is kept by its rule.
      record.queueId = event.queueId
      return
    case 'CallbackDialed':
      record.state = 'dialing'
      record.agentId = event.agentId
      record.queueId = event.queueId
      return
    case 'CallbackPutOff':
      record.state = 'scheduled'
      record.agentId = null
      return
    case 'CallbackEnded':
      record.state = 'ended'
      record.endedAtMs = event.atMs
      record.endReason = event.reason
      return
    case 'InteractionMoved':
      record.queueId = event.queueId
      return
    case 'OfferAccepted':
    case 'TaskAccepted':
      record.state = 'engaged'
      record.acceptedAtMs ??= event.atMs
      record.agentId = event.agentId
      record.queueId = event.queueId
      return
    case 'InteractionReturned':
    case 'TaskReturned':
      record.state = 'queued'
      record.agentId = null
      return
    case 'InteractionSentThrough':
      record.state = 'through'
      return
    case 'CalledPartyAnswered':
      if (record.state === 'dialing') record.state = record.agentId === null ? 'inFlow' : 'engaged'
      // Who is rung for a transfer is not yet who the customer talks with.
      if (isTalking(record)) record.acceptedAtMs ??= event.atMs
      return
    case 'InteractionTransferred':
      record.state = sentOnInto[event.to.kind]
      if (event.to.kind === 'queue') {
        record.queuedAtMs ??= event.atMs
        record.queueId = event.to.queueId
      }
      return
    case 'EngagementTakenOver':
      record.agentId = event.agentId
      return
    case 'InteractionParked':
      record.state = 'parked'
      return
    case 'EngagementBegan':
      record.state = 'engaged'
      record.acceptedAtMs ??= event.atMs
      record.agentId = event.agentId
      record.queueId = event.queueId ?? record.queueId
      return
    case 'InteractionEnded':
      record.state = event.isWrapUpDue || isWrittenUp(record) ? 'wrapUp' : 'ended'
      record.endedAtMs = event.atMs
      record.endReason = event.reason
      record.isAbandoned = event.isAbandoned
      if (event.stage === 'engaged' || event.stage === 'through') record.talkEndedAtMs = event.atMs
      return
    case 'TaskEnded':
      record.state = event.isWrapUpDue ? 'wrapUp' : 'ended'
      record.endedAtMs = event.atMs
      record.endReason = event.reason
      if (event.stage === 'engaged') record.talkEndedAtMs = event.atMs
      return
    case 'WrapUpStarted':
      // Of an agent who sends the customer on it says nothing of the interaction, which lives.
      if (record.endedAtMs !== null) record.state = 'wrapUp'
      return
    case 'WrapUpFinished':
      if (record.endedAtMs !== null && !isWrittenUp(record)) record.state = 'ended'
      return
    case 'RecordingConsentNoted':
      record.recordingConsent = event.consent
      record.recordingConsentAtMs = event.atMs
      return
    case 'DispositionSet':
      record.dispositionId = event.dispositionId
      return
    default:
      return
  }
}

const hasOpen = ({ segments }: InteractionRecord, ...kinds: readonly Segment['kind'][]): boolean =>
  segments.some((segment) => segment.toMs === null && kinds.includes(segment.kind))
const isTalking = (record: InteractionRecord): boolean => hasOpen(record, 'talk', 'through')
const isWrittenUp = (record: InteractionRecord): boolean => hasOpen(record, 'wrapUp')

/** Where somebody is whom an agent sent on. */
const sentOnInto = { queue: 'queued', flow: 'inFlow', through: 'through' } as const
