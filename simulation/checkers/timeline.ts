import {
  foldSegments,
  isSegmentFact,
  type Segment,
  type SegmentKind,
  type SegmentOutcome,
} from '#domain/interactions/index.ts'
import {
  calledPartyOf,
  type Interaction,
  isDeskWork,
  type RoutingEvent,
  type RoutingState,
} from '#domain/routing/index.ts'
import type { InteractionId } from '#kernel/ids.ts'
import { holds } from './truth.ts'

/** What goes on beside the line of a contact: it overlaps it. */
const beside: readonly SegmentKind[] = ['offer', 'monitor', 'wrapUp']

/** Verbs that change what goes on, with how they end what went on before. */
const turns: Partial<Record<RoutingEvent['type'], readonly SegmentOutcome[]>> = {
  InteractionHeld: ['held'],
  InteractionRetrieved: ['retrieved'],
  ConsultationStarted: ['consulting'],
  ConsultationAlternated: ['alternated'],
  ConferenceJoined: ['joined'],
  InteractionParked: ['parked'],
  InteractionTransferred: ['transferred'],
  InteractionSentThrough: ['sent-through'],
  InteractionQueued: ['queued'],
  OfferAccepted: ['accepted'],
  TaskAccepted: ['accepted'],
  InteractionMoved: ['moved'],
  TaskReturned: ['interrupted', 'agent-left', 'substituted'],
  EngagementBegan: ['answered', 'transferred', 'picked-up', 'taken-over'],
  InteractionReturned: ['agent-lost', 'not-reached', 'not-picked-up'],
}

/** Each verb leaves its segment: event for event, the timeline says what the state says, and how it came to that. */
export class TimelineChecker {
  readonly #segments = new Map<InteractionId, readonly Segment[]>()

  /** After `event` of the log was applied to `state`. */
  after(state: RoutingState, event: RoutingEvent): void {
    if (!('interactionId' in event)) return
    const { interactionId } = event
    const before = this.#segments.get(interactionId) ?? []
    const segments = isSegmentFact(event) ? foldSegments(before, event) : before
    if (segments !== before) this.#segments.set(interactionId, segments)
    const interaction = state.interactions.get(interactionId)
    this.#compare(segments, interaction, event)
    this.#turn(before, segments, event)
    if (!interaction) this.#segments.delete(interactionId)
  }

  #compare(segments: readonly Segment[], interaction: Interaction | undefined, { type }: RoutingEvent): void {
    const open = segments.filter(({ toMs }) => toMs === null)
    const line = open.filter(({ kind }) => !beside.includes(kind))
    const wanted = lineOf(interaction)
    const shown = line.map(({ kind }) => kind).join(' and ')
    holds(
      shown === (wanted ?? ''),
      `the timeline shows ${shown || 'nothing'} where it is ${wanted ?? 'over'}, by ${type}`,
    )
    const [now] = line
    const { engagement, waiting, wrapUps = [] } = interaction ?? {}
    const monitors = interaction?.kind === 'call' ? interaction.monitors : []
    if (now && engagement && interaction?.stage !== 'wrapUp') {
      holds(now.agentId === engagement.agentId, `a segment is of the agent who talks, by ${type}`)
      holds(now.queueId === engagement.queueId, `a segment is of the queue behind the talk, by ${type}`)
    }
    if (now && waiting) holds(now.queueId === waiting.queueId, 'a segment is of the queue in which somebody waits')
    const agents = (kind: SegmentKind) =>
      open.flatMap((segment) => (segment.kind === kind ? [segment.agentId] : [])).sort()
    const isSame = (one: readonly unknown[], two: readonly unknown[]) => one.join() === [...two].sort().join()
    const offers = open.flatMap(({ kind, offerId }) => (kind === 'offer' ? [offerId] : [])).sort()
    holds(isSame(offers, waiting?.offerIds ?? []), `an offer that stands has its segment, by ${type}`)
    holds(
      isSame(
        agents('monitor'),
        monitors.map(({ agentId }) => agentId),
      ),
      `who monitors has his segment, by ${type}`,
    )
    holds(
      isSame(
        agents('wrapUp'),
        wrapUps.map(({ agentId }) => agentId),
      ),
      `who writes up has his segment, by ${type}`,
    )
  }

  /** A verb ends what went on and begins something, in that moment and under its own name. */
  #turn(before: readonly Segment[], segments: readonly Segment[], { type, atMs }: RoutingEvent): void {
    before.forEach((segment, index) => {
      const now = segments[index]
      if (!now || now === segment) return
      // It is known from then on which flow it is.
      if (type === 'FlowEntered' && now.toMs === null && segment.flowId === undefined && now.flowId) return
      holds(segment.toMs === null, 'what is over in a timeline stays as it is')
      holds(now.toMs === atMs && now.outcome !== null, `what ends in a timeline says how, by ${type}`)
      if (!beside.includes(now.kind)) {
        const outcomes = turns[type]
        holds(!outcomes || (now.outcome !== null && outcomes.includes(now.outcome)), `${type} ends it under its name`)
      }
    })
    if (!turns[type]) return
    const begun = segments.slice(before.length).filter(({ kind }) => !beside.includes(kind))
    holds(begun.length === 1 && begun[0]?.fromMs === atMs, `${type} leaves its segment`)
  }
}

/** In words of its own: what goes on with a contact; `null` when it is over. */
function lineOf(interaction: Interaction | undefined): SegmentKind | null {
  if (!interaction) return null
  if (isDeskWork(interaction)) {
    if (interaction.stage === 'wrapUp') return null
    return interaction.stage === 'engaged' ? 'work' : interaction.stage === 'queued' ? 'queue' : 'flow'
  }
  if (interaction.kind === 'callback') {
    if (interaction.stage === 'wrapUp') return null
    return interaction.stage === 'scheduled' ? 'scheduled' : interaction.stage === 'queued' ? 'queue' : 'flow'
  }
  const { stage, consultation, engagement, members, farLegId } = interaction
  switch (stage) {
    case 'inFlow':
      return interaction.voicemail?.speaking ? 'voicemail' : 'flow'
    case 'queued':
      return 'queue'
    case 'dialing':
      return 'dial'
    case 'parked':
      return 'park'
    case 'through':
      return calledPartyOf(interaction, farLegId)?.answeredAtMs === null ? 'ring' : 'through'
    case 'wrapUp':
      return null
    default:
      if (consultation?.talksTo === 'consulted') return 'consult'
      if (engagement?.isHeld) return 'hold'
      return members.length > 0 ? 'conference' : 'talk'
  }
}
