import { unreachable } from '#kernel/assert.ts'
import { applyAgents } from './applying/agents.ts'
import { applyBreaks } from './applying/breaks.ts'
import { applyCallControl } from './applying/call-control.ts'
import { applyCallbacks } from './applying/callbacks.ts'
import { applyEnding } from './applying/ending.ts'
import { applyFlows } from './applying/flows.ts'
import { applyMonitoring } from './applying/monitoring.ts'
import { applyOffers } from './applying/offers.ts'
import { applyPriority } from './applying/priority.ts'
import { applyQueues } from './applying/queues.ts'
import { applyRecordings } from './applying/recordings.ts'
import { applyStations } from './applying/stations.ts'
import { applySubstitution } from './applying/substituting.ts'
import { applyThrough } from './applying/through.ts'
import { applyVoicemail } from './applying/voicemail.ts'
import { applyWaiting } from './applying/waiting.ts'
import { putInteraction } from './bookkeeping.ts'
import { newCall, newTask } from './changes.ts'
import { countForQueue } from './counting.ts'
import type { RoutingEvent } from './events.ts'
import { settleReadiness } from './indexing/readiness.ts'
import type { RoutingTables } from './state.ts'

/**
 * The only mutator: makes `state` what `event` says, in place, at a cost that does not grow with the number of agents or
 * interactions beyond a binary search. Throws `AssertionFailed` when the event does not follow from the state, which is a
 * broken log or a programmer's error.
 */
export function apply(state: RoutingTables, event: RoutingEvent): void {
  applyAmongOthers(state, event)
  settleReadiness(state)
}

/** The same for one of a decision's events: who is ready where is settled at its end, see `readyIn`. */
export function applyAmongOthers(state: RoutingTables, event: RoutingEvent): void {
  state.latestMs = Math.max(state.latestMs, event.atMs)
  countForQueue(state, event)
  switch (event.type) {
    case 'InteractionBegan':
      putInteraction(state, event.interactionId, newCall(event))
      return
    case 'TaskBegan':
      putInteraction(state, event.interactionId, newTask(event))
      return
    case 'QueueConfigured':
    case 'QueueOpened':
    case 'QueueClosed':
    case 'QueueRemoved':
    case 'ReservationConfigured':
      applyQueues(state, event)
      return
    case 'AgentConfigured':
    case 'AgentRemoved':
    case 'PresenceChanged':
    case 'PresencePlanned':
    case 'AgentCoolDownBegan':
    case 'AgentCoolDownEnded':
    case 'TalliesReset':
      applyAgents(state, event)
      return
    case 'BreakRulesConfigured':
    case 'BreakRequested':
    case 'BreakRefused':
    case 'BreakGranted':
    case 'BreakWithdrawn':
      applyBreaks(state, event)
      return
    case 'StationConnected':
    case 'StationDisconnected':
    case 'StationChosen':
      applyStations(state, event)
      return
    case 'InteractionQueued':
    case 'InteractionMoved':
    case 'InteractionDiverted':
    case 'DiversionDropped':
    case 'InteractionReturned':
    case 'TaskReturned':
    case 'RequirementRelaxed':
    case 'WaitAnnounced':
    case 'PriorityChanged':
    case 'CoolDownEnded':
      applyWaiting(state, event)
      return
    case 'CustomerTiersConfigured':
    case 'CustomerNoted':
    case 'IncidentDeclared':
    case 'IncidentEnded':
    case 'IncidentSettled':
    case 'InteractionLifted':
    case 'InteractionLowered':
      applyPriority(state, event)
      return
    case 'CallbackPromised':
    case 'CallbackOffered':
    case 'CallbackGranted':
    case 'CallbackDialed':
    case 'CallbackPutOff':
    case 'CallbackForetold':
    case 'CallbackEnded':
      applyCallbacks(state, event)
      return
    case 'VoicemailBegan':
    case 'VoicemailStopped':
    case 'VoicemailEnded':
    case 'VoicemailLeft':
      applyVoicemail(state, event)
      return
    case 'FlowEntered':
    case 'FlowAdvanced':
    case 'FlowLeft':
    case 'FlowReturned':
      applyFlows(state, event)
      return
    case 'OfferMade':
    case 'OfferAccepted':
    case 'TaskAccepted':
    case 'OfferDeclined':
    case 'OfferMissed':
    case 'OfferWithdrawn':
      applyOffers(state, event)
      return
    case 'InteractionDialed':
    case 'InteractionSentThrough':
    case 'AgentLegConfirmed':
    case 'CalledPartyAnswered':
    case 'TransferStarted':
    case 'TransferFailed':
    case 'InteractionTransferred':
    case 'PartyReplaced':
    case 'EngagementTakenOver':
      applyThrough(state, event)
      return
    case 'InteractionHeld':
    case 'InteractionRetrieved':
    case 'AgentMuted':
    case 'AgentUnmuted':
    case 'ConsultationStarted':
    case 'ConsultationAlternated':
    case 'ConsultationEnded':
    case 'ConferenceJoined':
    case 'PartyLeft':
    case 'PartyMuted':
    case 'PartyUnmuted':
    case 'InteractionParked':
    case 'EngagementBegan':
    case 'AnnouncementPlayed':
    case 'DigitsMasked':
    case 'DigitsUnmasked':
      applyCallControl(state, event)
      return
    case 'MonitoringStarted':
    case 'MonitorConnected':
    case 'MonitoringChanged':
    case 'MonitoringEnded':
      applyMonitoring(state, event)
      return
    case 'RecordingConsentNoted':
    case 'RecordingStarted':
    case 'RecordingPaused':
    case 'RecordingResumed':
    case 'RecordingClosed':
      applyRecordings(state, event)
      return
    case 'SubstitutionsConfigured':
    case 'SubstitutionBegan':
    case 'SubstitutionEnded':
    case 'WorkHandedOver':
    case 'WorkHandedBack':
      applySubstitution(state, event)
      return
    case 'DispositionSet':
    case 'InteractionEnded':
    case 'TaskEnded':
    case 'WrapUpStarted':
    case 'WrapUpPlanned':
    case 'WrapUpExtended':
    case 'WrapUpFinished':
      applyEnding(state, event)
      return
    case 'EdgeIncarnated':
      state.edges.set(event.edgeId, { edgeId: event.edgeId, incarnation: event.incarnation })
      return
    default:
      unreachable(event)
  }
}
