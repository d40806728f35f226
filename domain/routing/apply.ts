import { assert, unreachable } from '#kernel/assert.ts'
import type { AgentId } from '#kernel/ids.ts'
import { offline, type Presence } from '../agents/index.ts'
import { isRefused } from '../recordings/index.ts'
import { applyCallControl } from './apply-call-control.ts'
import { applyCallbacks } from './apply-callbacks.ts'
import { applySubstitution } from './apply-substitution.ts'
import { applyThrough } from './apply-through.ts'
import type { Wishes } from './asking/wishes.ts'
import { withPass } from './between-queues.ts'
import {
  callOf,
  dropOffer,
  interactionOf,
  openQueue,
  putAgent,
  putInteraction,
  putOffer,
  putReservation,
} from './bookkeeping.ts'
import {
  alone,
  beginWrapUp,
  changeAgent,
  changeCall,
  changeEngagement,
  changeInteraction,
  changeQueue,
  changeStations,
  changeTask,
  changeWaiting,
  changeWork,
  closeOffer,
  leftAlone,
  newCall,
  newTask,
  preferringNobody,
  releaseWork,
  settleParties,
  undisturbed,
  waitingIn,
} from './changes.ts'
import { countForQueue } from './counting.ts'
import type { RoutingEvent, RoutingEventOf } from './events.ts'
import { newFigures } from './figures.ts'
import type { Agent, HeldWork, Interaction, RoutingTables, Waiting } from './state.ts'
import { stationThatCounts } from './station.ts'
import { newTally } from './tally.ts'

/**
 * The only mutator: makes `state` what `event` says, in place, at a cost that does not grow with the number of agents or
 * interactions beyond a binary search. Throws `AssertionFailed` when the event does not follow from the state, which is a
 * broken log or a programmer's error.
 */
export function apply(state: RoutingTables, event: RoutingEvent): void {
  state.latestMs = Math.max(state.latestMs, event.atMs)
  countForQueue(state, event)
  switch (event.type) {
    case 'QueueConfigured':
      openQueue(state, {
        queueId: event.queueId,
        figures: newFigures(event.atMs),
        ...state.queues.get(event.queueId),
        settings: event.settings,
      })
      return
    case 'QueueOpened':
      changeQueue(state, event.queueId, ({ isClosed: _, ...queue }) => queue)
      return
    case 'QueueClosed':
      changeQueue(state, event.queueId, (queue) => ({ ...queue, isClosed: true }))
      return
    case 'QueueRemoved':
      state.queues.delete(event.queueId)
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
      changeAgent(state, event.agentId, ({ missed: _, breakRequest, ...agent }) => ({
        ...agent,
        ...(breakRequest && mayGoOnAsking(event.presence) && { breakRequest }),
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
    case 'BreakRulesConfigured':
      state.breakRules = event.rules
      return
    case 'BreakRequested':
      changeAgent(state, event.agentId, ({ breakRequest, ...agent }) => ({
        ...agent,
        breakRequest: {
          state: 'asked',
          reason: event.reason,
          sinceMs: breakRequest?.state === 'asked' ? breakRequest.sinceMs : event.atMs,
        },
      }))
      return
    case 'BreakRefused':
      changeAgent(state, event.agentId, (agent) => ({
        ...agent,
        breakRequest: { state: 'refused', reason: event.reason, sinceMs: event.atMs },
      }))
      return
    case 'BreakGranted':
    case 'BreakWithdrawn':
      changeAgent(state, event.agentId, ({ breakRequest: _, ...agent }) => agent)
      return
    case 'StationConnected': {
      const { stationId, edgeId, legId } = event
      changeStations(state, event.agentId, (stations) => [
        ...stations.filter((station) => station.stationId !== stationId),
        { stationId, edgeId, legId, isReachable: true },
      ])
      return
    }
    case 'StationDisconnected': {
      const { stationId, isLegGone } = event
      changeStations(state, event.agentId, (stations) =>
        isLegGone
          ? stations.filter((station) => station.stationId !== stationId)
          : stations.map((station) => (station.stationId === stationId ? { ...station, isReachable: false } : station)),
      )
      return
    }
    case 'StationChosen':
      changeAgent(state, event.agentId, (agent) => ({
        ...agent,
        stationChoice: event.choice,
        station: stationThatCounts(event.choice, agent.stations),
      }))
      return
    case 'InteractionBegan':
      putInteraction(state, event.interactionId, newCall(event))
      return
    case 'TaskBegan':
      putInteraction(state, event.interactionId, newTask(event))
      return
    case 'InteractionQueued':
      changeInteraction(state, event.interactionId, (interaction) => {
        const { queuedAtMs, wishes } = {
          queuedAtMs: interaction.queuedAtMs ?? event.atMs,
          wishes: event.wishes ?? interaction.wishes,
        }
        const waiting = {
          ...waitingIn(state, event, interaction, queuedAtMs, wishes),
          expected: event.expected ?? null,
        }
        return comeInto(interaction, { stage: 'queued', queuedAtMs, wishes, waiting }, event)
      })
      return
    case 'InteractionMoved':
      changeInteraction(state, event.interactionId, (interaction) => {
        const { queuedAtMs = event.atMs, isReturned = false } = interaction.waiting ?? {}
        const waiting = waitingIn(state, event, interaction, queuedAtMs, preferringNobody(interaction.wishes))
        const moved = { waiting: { ...waiting, isReturned } }
        if (interaction.kind !== 'callback') return { ...interaction, ...moved }
        return { ...interaction, ...moved, promise: { ...interaction.promise, queueId: event.queueId } }
      })
      return
    case 'InteractionDiverted': {
      const { to } = event
      changeInteraction(state, event.interactionId, (interaction) => {
        const divertedFrom = [...(interaction.divertedFrom ?? []), event.queueId]
        const diverted = { stage: 'inFlow', waiting: null, divertedFrom } as const
        if (interaction.kind !== 'call') return { ...interaction, ...diverted }
        if (to.kind === 'callback') {
          const entry = { ...interaction.entry, queueId: event.queueId, greeting: null }
          return { ...interaction, ...diverted, entry, callbackDueIn: event.queueId }
        }
        const greeting = to.kind === 'announcement' ? to.prompt : null
        const queueId = to.kind === 'queue' ? to.queueId : null
        const { queueId: by } = event
        const outside = to.kind === 'outside' ? { sentOutside: { queueId: by, place: to.place } } : {}
        return { ...interaction, ...diverted, ...outside, entry: { ...interaction.entry, queueId, greeting } }
      })
      return
    }
    case 'DiversionDropped':
      changeWaiting(state, event.interactionId, ({ divertedAtMs: _, ...waiting }) => waiting)
      return
    case 'InteractionReturned':
      if (event.agentId !== null) releaseWork(state, event.agentId, event.interactionId, event.atMs)
      changeCall(state, event.interactionId, ({ sentOutside, ...interaction }) => ({
        ...interaction,
        stage: 'queued',
        waiting: {
          ...waitingIn(
            state,
            event,
            interaction,
            interaction.queuedAtMs ?? event.atMs,
            preferringNobody(interaction.wishes),
          ),
          // Whom nobody answered outside had nobody here yet: he waits in his place.
          isReturned: sentOutside === undefined,
        },
        engagement: null,
        givenByAgentId: null,
        farLegId: null,
        transfer: null,
        ...leftAlone(interaction),
      }))
      settleParties(state, event.interactionId, event.atMs)
      return
    case 'TaskReturned': {
      const { interactionId, agentId, atMs } = event
      releaseWork(state, agentId, interactionId, atMs)
      changeTask(state, interactionId, (task) => {
        const wishes = wishesOfReturned(task.wishes, event)
        const waiting = { ...waitingIn(state, event, task, task.queuedAtMs ?? atMs, wishes), isReturned: true }
        return { ...task, stage: 'queued', wishes, waiting, engagement: null }
      })
      return
    }
    case 'CallbackPromised':
    case 'CallbackOffered':
    case 'CallbackGranted':
    case 'CallbackDialed':
    case 'CallbackPutOff':
    case 'CallbackForetold':
    case 'CallbackEnded':
      applyCallbacks(state, event)
      return
    case 'InteractionDialed':
    case 'InteractionSentThrough':
    case 'CalledPartyAnswered':
    case 'TransferStarted':
    case 'TransferFailed':
    case 'InteractionTransferred':
    case 'PartyReplaced':
    case 'EngagementTakenOver':
      applyThrough(state, event)
      return
    case 'AgentLegConfirmed':
      changeEngagement(state, event.interactionId, { isConfirmed: true })
      return
    case 'OfferMade': {
      const { offerId, interactionId, agentId, queueId, expiresAtMs, atMs } = event
      putOffer(state, { offerId, interactionId, agentId, queueId, madeAtMs: atMs, expiresAtMs })
      changeWaiting(state, interactionId, (waiting) => ({ ...waiting, offerIds: [...waiting.offerIds, offerId] }))
      const { channel } = interactionOf(state, interactionId)
      const held: HeldWork = { interactionId, channel, workState: 'offered', sinceMs: atMs }
      changeAgent(state, agentId, (agent) => ({
        ...agent,
        work: [...agent.work, held],
        lastAskedMs: { ...agent.lastAskedMs, [queueId]: atMs },
      }))
      return
    }
    case 'OfferAccepted': {
      const { offerId, interactionId, agentId, queueId, stationId, agentLegId, bridgeId, recordingId, atMs } = event
      const { stationKind, isAutomatic } = event
      dropOffer(state, offerId)
      changeCall(state, interactionId, (interaction) => ({
        ...interaction,
        stage: 'engaged',
        givenByAgentId: null,
        waiting: null,
        engagement: {
          agentId,
          offerId,
          queueId,
          stationId,
          stationKind,
          agentLegId,
          isPhoneLeg: stationKind !== 'browser',
          isConfirmed: stationKind !== 'number',
          bridgeId,
          recordingId,
          acceptedAtMs: atMs,
          ...undisturbed,
          ...(isAutomatic ? { isAutomatic } : {}),
        },
      }))
      changeWork(state, agentId, interactionId, (held) => ({ ...held, workState: 'engaged', sinceMs: atMs }))
      forgetMissed(state, agentId)
      changeAgent(state, agentId, (agent) => withPass(agent, queueId))
      return
    }
    case 'TaskAccepted': {
      const { offerId, interactionId, agentId, queueId, atMs } = event
      dropOffer(state, offerId)
      changeTask(state, interactionId, (task) => ({
        ...task,
        stage: 'engaged',
        waiting: null,
        engagement: { agentId, offerId, queueId, acceptedAtMs: atMs },
      }))
      changeWork(state, agentId, interactionId, (held) => ({ ...held, workState: 'engaged', sinceMs: atMs }))
      forgetMissed(state, agentId)
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
      closeOffer(state, event)
      changeAgent(state, event.agentId, (agent) => ({ ...agent, missed: (agent.missed ?? 0) + 1 }))
      return
    case 'OfferWithdrawn':
      closeOffer(state, event)
      return
    case 'RequirementRelaxed':
      changeWaiting(state, event.interactionId, (waiting) => ({ ...waiting, step: event.step }))
      return
    case 'PriorityChanged': {
      const { level, boostMs } = event
      changeInteraction(state, event.interactionId, (interaction) => ({
        ...interaction,
        wishes: { ...interaction.wishes, level, boostMs },
      }))
      return
    }
    case 'TalliesReset':
      for (const { agentId } of [...state.agents.values()]) {
        changeAgent(state, agentId, (agent) => ({ ...agent, tally: newTally(event.atMs) }))
      }
      return
    case 'ReservationConfigured':
      putReservation(state, event.skillId, event.reservation)
      return
    case 'SubstitutionsConfigured':
    case 'SubstitutionBegan':
    case 'SubstitutionEnded':
    case 'WorkHandedOver':
    case 'WorkHandedBack':
      applySubstitution(state, event)
      return
    case 'CoolDownEnded':
      changeWaiting(state, event.interactionId, (waiting) => ({
        ...waiting,
        coolDowns: waiting.coolDowns.filter((coolDown) => coolDown.agentId !== event.agentId),
      }))
      return
    case 'AgentCoolDownBegan':
      changeAgent(state, event.agentId, ({ coolsDownAfter: _, ...agent }) => ({
        ...agent,
        coolsDownUntilMs: event.untilMs,
        ...(event.cause && { coolsDownAfter: event.cause }),
      }))
      return
    case 'AgentCoolDownEnded':
      changeAgent(state, event.agentId, ({ coolsDownUntilMs: _, coolsDownAfter: __, ...agent }) => agent)
      return
    case 'InteractionHeld':
      changeEngagement(state, event.interactionId, { isHeld: true })
      return
    case 'InteractionRetrieved':
      changeEngagement(state, event.interactionId, { isHeld: false })
      return
    case 'AgentMuted':
      changeEngagement(state, event.interactionId, { isMuted: true, mutedByAgentId: event.byAgentId })
      return
    case 'AgentUnmuted':
      changeEngagement(state, event.interactionId, { isMuted: false, mutedByAgentId: null })
      return
    case 'ConsultationStarted':
    case 'ConsultationAlternated':
    case 'ConsultationEnded':
    case 'ConferenceJoined':
    case 'PartyLeft':
    case 'PartyMuted':
    case 'PartyUnmuted':
    case 'InteractionParked':
    case 'EngagementBegan':
    case 'MonitoringStarted':
    case 'MonitorConnected':
    case 'MonitoringChanged':
    case 'MonitoringEnded':
    case 'AnnouncementPlayed':
    case 'DigitsMasked':
    case 'DigitsUnmasked':
    case 'RecordingPaused':
    case 'RecordingResumed':
      applyCallControl(state, event)
      return
    case 'RecordingConsentNoted': {
      const { consent: recordingConsent } = event
      changeCall(state, event.interactionId, (interaction) => ({ ...interaction, recordingConsent }))
      // One that runs began when nobody had to be asked, and goes on.
      const recordingId = state.calls.get(event.interactionId)?.engagement?.recordingId ?? null
      if (isRefused(recordingConsent) && recordingId !== null && !state.recordings.has(recordingId)) {
        changeEngagement(state, event.interactionId, { recordingId: null, recordingPausedBy: null })
      }
      return
    }
    case 'RecordingStarted': {
      const { recordingId, interactionId } = event
      const { edgeId } = callOf(state, interactionId)
      state.recordings.set(recordingId, { recordingId, interactionId, edgeId })
      return
    }
    case 'RecordingClosed':
      state.recordings.delete(event.recordingId)
      // So that nobody starts it again: an engagement's recording is one that is wanted or running.
      if (state.calls.get(event.interactionId)?.engagement?.recordingId === event.recordingId) {
        changeEngagement(state, event.interactionId, { recordingId: null, recordingPausedBy: null })
      }
      return
    case 'DispositionSet':
      changeInteraction(state, event.interactionId, (interaction) => ({
        ...interaction,
        dispositionId: event.dispositionId,
      }))
      return
    case 'InteractionEnded':
      changeCall(state, event.interactionId, (interaction) => ({
        ...interaction,
        stage: 'wrapUp',
        waiting: null,
        engagement: event.isWrapUpDue ? interaction.engagement : null,
        farLegId: null,
        transfer: null,
        ...alone,
      }))
      settleParties(state, event.interactionId, event.atMs)
      closeContact(state, event)
      return
    case 'TaskEnded':
      changeTask(state, event.interactionId, (task) => ({
        ...task,
        stage: 'wrapUp',
        waiting: null,
        engagement: event.isWrapUpDue ? task.engagement : null,
      }))
      closeContact(state, event)
      return
    case 'WrapUpStarted': {
      const { interactionId, agentId, atMs, untilMs } = event
      changeInteraction(state, interactionId, (interaction) => ({
        ...interaction,
        wrapUps: [...interaction.wrapUps, beginWrapUp(interaction, event)],
      }))
      changeWork(state, agentId, interactionId, (held) => ({ ...held, workState: 'wrapUp', sinceMs: atMs }))
      assert(untilMs >= atMs, 'a wrap-up ends after it began')
      return
    }
    case 'WrapUpPlanned':
      changeInteraction(state, event.interactionId, (interaction) => withWrapUpPlan(interaction, event.isWanted))
      return
    case 'WrapUpExtended':
      changeInteraction(state, event.interactionId, (interaction) => ({
        ...interaction,
        wrapUps: interaction.wrapUps.map((wrapUp) =>
          wrapUp.agentId === event.agentId
            ? { ...wrapUp, untilMs: event.untilMs, extensions: wrapUp.extensions + 1 }
            : wrapUp,
        ),
      }))
      return
    case 'WrapUpFinished': {
      const { interactionId, agentId, atMs } = event
      const interaction = interactionOf(state, interactionId)
      const wrapUps = interaction.wrapUps.filter((wrapUp) => wrapUp.agentId !== agentId)
      const isOver = interaction.stage === 'wrapUp'
      const isHis = isOver && interaction.engagement?.agentId === agentId
      const left = { ...interaction, wrapUps, ...(isHis && { engagement: null }) }
      putInteraction(state, interactionId, isOver && wrapUps.length === 0 ? null : left)
      releaseWork(state, agentId, interactionId, atMs)
      return
    }
    case 'EdgeIncarnated':
      state.edges.set(event.edgeId, { edgeId: event.edgeId, incarnation: event.incarnation })
      return
    default:
      unreachable(event)
  }
}

/** Who was called back ahead of an agent has answered: of those who wait he is the first. */
function comeInto(
  interaction: Interaction,
  queued: Pick<Interaction, 'queuedAtMs' | 'wishes'> & { readonly stage: 'queued'; readonly waiting: Waiting },
  { queueId, leavesAtMs, looksAtMs }: RoutingEventOf<'InteractionQueued'>,
): Interaction {
  if (interaction.kind === 'task') return { ...interaction, ...queued }
  if (interaction.kind === 'call') {
    const { callbackDueIn: _, sentOutside: __, ...call } = interaction
    const waiting = { ...queued.waiting, isReturned: call.promise !== undefined }
    return { ...call, ...queued, waiting }
  }
  const { leavesAtMs: _, looksAtMs: __, ...callback } = interaction
  return {
    ...callback,
    ...queued,
    waiting: { ...queued.waiting, isReturned: callback.promise.isFirst === true },
    promise: { ...callback.promise, queueId },
    dueAtMs: null,
    ...(leavesAtMs !== undefined && { leavesAtMs }),
    ...(looksAtMs !== undefined && { looksAtMs }),
  }
}
function withWrapUpPlan(interaction: Interaction, isWanted: boolean): Interaction {
  const { engagement } = interaction
  assert(engagement, 'only who is engaged says whether he will write up')
  const { isWrapUpWanted: _, ...before } = engagement
  return { ...interaction, engagement: isWanted ? { ...before, isWrapUpWanted: true } : before } as Interaction
}

/** Whoever is away, or gone, asks for no break. */
const mayGoOnAsking = ({ kind }: Presence): boolean => kind === 'available' || kind === 'notReady'

/** Whoever was interrupted knows what it was about: for a while only he is asked. */
const interruptedPatienceMs = 60_000

function wishesOfReturned(wishes: Wishes, { agentId, cause, keptForMs }: RoutingEventOf<'TaskReturned'>): Wishes {
  if (keptForMs !== undefined) return { ...wishes, preferred: [{ agentId, why: 'owner', patienceMs: keptForMs }] }
  return cause === 'interrupted'
    ? { ...wishes, preferred: [{ agentId, why: 'last-agent', patienceMs: interruptedPatienceMs }] }
    : preferringNobody(wishes)
}

/** Whoever answers is at his desk. */
function forgetMissed(state: RoutingTables, agentId: AgentId): void {
  if (state.agents.get(agentId)?.missed !== undefined) changeAgent(state, agentId, ({ missed: _, ...agent }) => agent)
}

/** Whoever had it writes it up, or it is forgotten with the last who does. */
function closeContact(state: RoutingTables, event: RoutingEventOf<'InteractionEnded' | 'TaskEnded'>): void {
  const { interactionId, agentId, isWrapUpDue, atMs } = event
  if (isWrapUpDue) return
  if (agentId !== null) releaseWork(state, agentId, interactionId, atMs)
  if (interactionOf(state, interactionId).wrapUps.length === 0) putInteraction(state, interactionId, null)
}

const newAgent = (agentId: AgentId, atMs: number): Agent => ({
  agentId,
  settings: { memberships: [], capacity: {} },
  presence: offline,
  presenceSinceMs: atMs,
  nextPresence: null,
  nextPresenceCause: null,
  station: null,
  stationChoice: null,
  stations: [],
  work: [],
  idleSinceMs: atMs,
  lastAskedMs: {},
  tally: newTally(atMs),
  monitoring: null,
})
