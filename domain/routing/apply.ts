import { unreachable } from '#kernel/assert.ts'
import type { AgentId, InteractionId } from '#kernel/ids.ts'
import { offline } from '../agents/index.ts'
import { agentOf, dropOffer, interactionOf, putAgent, putInteraction, putOffer } from './bookkeeping.ts'
import type { RoutingEvent } from './events.ts'
import type { Agent, Engagement, HeldWork, Interaction, RoutingTables, Waiting } from './state.ts'

/**
 * The only mutator: makes `state` what `event` says, in place, at a cost that does not grow with the number of agents or
 * interactions beyond a binary search. Throws `AssertionFailed` when the event does not follow from the state, which is a
 * broken log or a programmer's error.
 */
export function apply(state: RoutingTables, event: RoutingEvent): void {
  state.latestMs = Math.max(state.latestMs, event.atMs)
  switch (event.type) {
    case 'QueueConfigured':
      state.queues.set(event.queueId, { queueId: event.queueId, settings: event.settings })
      state.indexes.open(event.queueId, event.settings.strategy)
      return
    case 'AgentConfigured':
      putAgent(state, event.agentId, {
        ...(state.agents.get(event.agentId) ?? newAgent(event.agentId, event.atMs)),
        settings: event.settings,
      })
      return
    case 'AgentRemoved':
      putAgent(state, event.agentId, null)
      return
    case 'PresenceChanged':
      changeAgent(state, event.agentId, (agent) => ({
        ...agent,
        presence: event.presence,
        presenceSinceMs: event.atMs,
        nextPresence: null,
        nextPresenceCause: null,
        idleSinceMs: event.atMs,
      }))
      return
    case 'PresencePlanned':
      changeAgent(state, event.agentId, (agent) => ({
        ...agent,
        nextPresence: event.presence,
        nextPresenceCause: event.presence && event.cause,
      }))
      return
    case 'StationConnected': {
      const { stationId, edgeId, legId } = event
      changeAgent(state, event.agentId, (agent) => ({
        ...agent,
        station: { stationId, edgeId, legId, isReachable: true },
      }))
      return
    }
    case 'StationDisconnected':
      changeAgent(state, event.agentId, (agent) => ({
        ...agent,
        station: event.isLegGone || agent.station === null ? null : { ...agent.station, isReachable: false },
      }))
      return
    case 'InteractionBegan':
      putInteraction(state, event.interactionId, {
        interactionId: event.interactionId,
        kind: event.kind,
        channel: event.channel,
        stage: 'inFlow',
        edgeId: event.edgeId,
        customerLegId: event.customerLegId,
        entry: event.entry,
        beganAtMs: event.atMs,
        queuedAtMs: null,
        waiting: null,
        engagement: null,
        wrapUp: null,
        dispositionId: null,
      })
      return
    case 'InteractionQueued':
      changeInteraction(state, event.interactionId, (interaction) => ({
        ...interaction,
        stage: 'queued',
        queuedAtMs: interaction.queuedAtMs ?? event.atMs,
        waiting: {
          queueId: event.queueId,
          queuedAtMs: interaction.queuedAtMs ?? event.atMs,
          isReturned: false,
          offerId: null,
          coolDowns: [],
        },
      }))
      return
    case 'InteractionReturned':
      releaseWork(state, event.agentId, event.interactionId, event.atMs)
      changeInteraction(state, event.interactionId, (interaction) => ({
        ...interaction,
        stage: 'queued',
        waiting: {
          queueId: event.queueId,
          queuedAtMs: interaction.queuedAtMs ?? event.atMs,
          isReturned: true,
          offerId: null,
          coolDowns: [],
        },
        engagement: null,
      }))
      return
    case 'OfferMade': {
      const { offerId, interactionId, agentId, queueId, expiresAtMs, atMs } = event
      putOffer(state, { offerId, interactionId, agentId, queueId, madeAtMs: atMs, expiresAtMs })
      changeWaiting(state, interactionId, (waiting) => ({ ...waiting, offerId }))
      const { channel } = interactionOf(state, interactionId)
      const held: HeldWork = { interactionId, channel, workState: 'offered', sinceMs: atMs }
      changeAgent(state, agentId, (agent) => ({ ...agent, work: [...agent.work, held] }))
      return
    }
    case 'OfferAccepted': {
      const { offerId, interactionId, agentId, queueId, stationId, agentLegId, bridgeId, recordingId, atMs } = event
      dropOffer(state, offerId)
      changeInteraction(state, interactionId, (interaction) => ({
        ...interaction,
        stage: 'engaged',
        waiting: null,
        engagement: {
          agentId,
          offerId,
          queueId,
          stationId,
          agentLegId,
          isPhoneLeg: !event.isAgentLegUp,
          bridgeId,
          recordingId,
          acceptedAtMs: atMs,
          isHeld: false,
          isMuted: false,
        },
      }))
      changeWork(state, agentId, interactionId, (held) => ({ ...held, workState: 'engaged', sinceMs: atMs }))
      return
    }
    case 'OfferDeclined': {
      const coolDown = { agentId: event.agentId, untilMs: event.askAgainAtMs }
      closeOffer(state, event)
      changeWaiting(state, event.interactionId, (waiting) => ({
        ...waiting,
        coolDowns: [...waiting.coolDowns, coolDown],
      }))
      return
    }
    case 'OfferMissed':
    case 'OfferWithdrawn':
      closeOffer(state, event)
      return
    case 'CoolDownEnded':
      changeWaiting(state, event.interactionId, (waiting) => ({
        ...waiting,
        coolDowns: waiting.coolDowns.filter((coolDown) => coolDown.agentId !== event.agentId),
      }))
      return
    case 'InteractionHeld':
      changeEngagement(state, event.interactionId, { isHeld: true })
      return
    case 'InteractionRetrieved':
      changeEngagement(state, event.interactionId, { isHeld: false })
      return
    case 'AgentMuted':
      changeEngagement(state, event.interactionId, { isMuted: true })
      return
    case 'AgentUnmuted':
      changeEngagement(state, event.interactionId, { isMuted: false })
      return
    case 'RecordingStarted': {
      const { recordingId, interactionId } = event
      const { edgeId } = interactionOf(state, interactionId)
      state.recordings.set(recordingId, { recordingId, interactionId, edgeId })
      return
    }
    case 'RecordingClosed':
      state.recordings.delete(event.recordingId)
      // So that nobody starts it again: an engagement's recording is one that is wanted or running.
      if (state.interactions.get(event.interactionId)?.engagement?.recordingId === event.recordingId) {
        changeEngagement(state, event.interactionId, { recordingId: null })
      }
      return
    case 'DispositionSet':
      changeInteraction(state, event.interactionId, (interaction) => ({
        ...interaction,
        dispositionId: event.dispositionId,
      }))
      return
    case 'InteractionEnded':
      if (event.isWrapUpDue) {
        changeInteraction(state, event.interactionId, (interaction) => ({ ...interaction, stage: 'wrapUp' }))
        return
      }
      putInteraction(state, event.interactionId, null)
      if (event.agentId !== null) releaseWork(state, event.agentId, event.interactionId, event.atMs)
      return
    case 'WrapUpStarted':
      changeInteraction(state, event.interactionId, (interaction) => ({
        ...interaction,
        wrapUp: { startedAtMs: event.atMs, untilMs: event.untilMs, extensions: 0 },
      }))
      changeWork(state, event.agentId, event.interactionId, (held) => ({
        ...held,
        workState: 'wrapUp',
        sinceMs: event.atMs,
      }))
      return
    case 'WrapUpExtended':
      changeInteraction(state, event.interactionId, (interaction) => ({
        ...interaction,
        wrapUp: {
          startedAtMs: interaction.wrapUp?.startedAtMs ?? event.atMs,
          untilMs: event.untilMs,
          extensions: (interaction.wrapUp?.extensions ?? 0) + 1,
        },
      }))
      return
    case 'WrapUpFinished':
      putInteraction(state, event.interactionId, null)
      releaseWork(state, event.agentId, event.interactionId, event.atMs)
      return
    case 'EdgeIncarnated':
      state.edges.set(event.edgeId, { edgeId: event.edgeId, incarnation: event.incarnation })
      return
    default:
      unreachable(event)
  }
}

const newAgent = (agentId: AgentId, atMs: number): Agent => ({
  agentId,
  settings: { memberships: [], capacity: {} },
  presence: offline,
  presenceSinceMs: atMs,
  nextPresence: null,
  nextPresenceCause: null,
  station: null,
  work: [],
  idleSinceMs: atMs,
})

function changeAgent(state: RoutingTables, agentId: AgentId, change: (agent: Agent) => Agent): void {
  putAgent(state, agentId, change(agentOf(state, agentId)))
}

function changeInteraction(
  state: RoutingTables,
  interactionId: InteractionId,
  change: (interaction: Interaction) => Interaction,
): void {
  putInteraction(state, interactionId, change(interactionOf(state, interactionId)))
}

function changeWaiting(
  state: RoutingTables,
  interactionId: InteractionId,
  change: (waiting: Waiting) => Waiting,
): void {
  changeInteraction(state, interactionId, (interaction) => ({
    ...interaction,
    waiting: interaction.waiting && change(interaction.waiting),
  }))
}

function changeEngagement(state: RoutingTables, interactionId: InteractionId, change: Partial<Engagement>): void {
  changeInteraction(state, interactionId, (interaction) => ({
    ...interaction,
    engagement: interaction.engagement && { ...interaction.engagement, ...change },
  }))
}

function changeWork(
  state: RoutingTables,
  agentId: AgentId,
  interactionId: InteractionId,
  change: (held: HeldWork) => HeldWork,
): void {
  changeAgent(state, agentId, (agent) => ({
    ...agent,
    work: agent.work.map((held) => (held.interactionId === interactionId ? change(held) : held)),
  }))
}

/** Takes accepted work out of the agent's hands; his idle time begins with it. */
function releaseWork(state: RoutingTables, agentId: AgentId, interactionId: InteractionId, atMs: number): void {
  changeAgent(state, agentId, (agent) => ({
    ...agent,
    work: agent.work.filter((held) => held.interactionId !== interactionId),
    idleSinceMs: atMs,
  }))
}

/** An offer that came to nothing: the interaction keeps its place, the agent his idle time. */
function closeOffer(state: RoutingTables, event: Extract<RoutingEvent, { offerId: unknown; queueId: unknown }>): void {
  dropOffer(state, event.offerId)
  changeWaiting(state, event.interactionId, (waiting) => ({ ...waiting, offerId: null }))
  changeAgent(state, event.agentId, (agent) => ({
    ...agent,
    work: agent.work.filter((held) => held.interactionId !== event.interactionId),
  }))
}
