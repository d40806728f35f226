import { unreachable } from '#kernel/assert.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { RoutingCommand } from './commands.ts'
import { type DecideEnvironment, Decision } from './decision.ts'
import * as agents from './decisions/agents.ts'
import { announceWaits } from './decisions/announcing.ts'
import * as breaks from './decisions/breaks.ts'
import { askCallback } from './decisions/callbacks.ts'
import { dialFromDesk } from './decisions/called-from-desk.ts'
import * as conference from './decisions/conference.ts'
import * as consultation from './decisions/consultation.ts'
import { configureTiers, noteCustomer } from './decisions/customers.ts'
import { answerCall, calledPartyLeft, dialOut, noteAnswered, sendThrough } from './decisions/dialing.ts'
import * as directing from './decisions/directing.ts'
import * as flows from './decisions/flows.ts'
import * as hand from './decisions/in-hand.ts'
import * as incidents from './decisions/incidents.ts'
import { begin, changePriority, customerLeft, end, enqueue, setDisposition } from './decisions/interactions.ts'
import { hold, mute, retrieve, unmute } from './decisions/media.ts'
import * as monitoring from './decisions/monitoring.ts'
import { offerWork } from './decisions/offer-work.ts'
import { accept, decline } from './decisions/offers.ts'
import { park, pickUp } from './decisions/parking.ts'
import { changeHours, configureQueue, removeQueue } from './decisions/queues.ts'
import { edgeLost, reconcile } from './decisions/reconcile.ts'
import { noteRecordingClosed, noteRecordingConsent, noteRecordingStarted } from './decisions/recordings.ts'
import { configureReservation } from './decisions/reserving.ts'
import * as stations from './decisions/stations.ts'
import * as substituting from './decisions/substituting.ts'
import { beginTask } from './decisions/tasks.ts'
import { advanceTime } from './decisions/time.ts'
import { completeTransfer, joinCustomers, replaceLeg, startTransfer, transferToQueue } from './decisions/transfers.ts'
import { beginVoicemail, stopVoicemail } from './decisions/voicemail.ts'
import { extendWrapUp, finishWrapUp, planWrapUp } from './decisions/wrap-up.ts'
import type { RoutingEvent } from './events.ts'
import { settleReadiness } from './indexing/readiness.ts'
import { type Refusal, type RefusalCode, refusal } from './refusals.ts'
import type { RoutingState } from './state.ts'

export type { DecideEnvironment } from './decision.ts'

/**
 * What `command` leads to. Reads only. After the command's own events come the offers that it made possible, so nobody
 * waits while an eligible agent is idle. No events at all means that what was asked for is so already.
 */
export function decide(
  state: RoutingState,
  command: RoutingCommand,
  environment: DecideEnvironment,
): Result<readonly RoutingEvent[], Refusal> {
  return settle(new Decision(state, environment), command)
}

/**
 * The same decision, made on the state itself: its events are applied already, and nothing is thought through twice. For whom
 * the state is lost anyway when those events cannot be kept.
 *
 * @throws {HalfDecided} the state may not be used any more. Anything else that is thrown leaves it as it was.
 */
export function decideInPlace(
  state: RoutingState,
  command: RoutingCommand,
  environment: DecideEnvironment,
): Result<readonly RoutingEvent[], Refusal> {
  const decision = new Decision(state, environment, state)
  try {
    const decided = settle(decision, command)
    settleReadiness(state)
    return decided
  } catch (error) {
    throw decision.events.length === 0 ? error : new HalfDecided(command.type, error)
  }
}

/** Some events of a decision were true already when it came to nothing. */
export class HalfDecided extends Error {
  constructor(command: RoutingCommand['type'], cause: unknown) {
    super(`${command} came to nothing half-way`, { cause })
    this.name = 'HalfDecided'
  }
}

function settle(decision: Decision, command: RoutingCommand): Result<readonly RoutingEvent[], Refusal> {
  const refused = carryOut(decision, command)
  if (refused) {
    // Who decides in place could not take them back.
    if (decision.events.length > 0) throw new Error(`${command.type} is refused (${refused}) after its first event`)
    return failure(refusal(refused))
  }
  breaks.grantBreaks(decision)
  substituting.tellHandedOver(decision)
  offerWork(decision)
  // Who answers by himself lets go of tasks in the same moment.
  substituting.tellHandedOver(decision)
  if (command.type === 'AdvanceTime') announceWaits(decision)
  return success(decision.events)
}

function carryOut(decision: Decision, command: RoutingCommand): RefusalCode | null {
  switch (command.type) {
    case 'ConfigureQueue':
      return configureQueue(decision, command)
    case 'OpenQueue':
    case 'CloseQueue':
      return changeHours(decision, command)
    case 'RemoveQueue':
      return removeQueue(decision, command)
    case 'ConfigureAgent':
      return agents.configure(decision, command)
    case 'RemoveAgent':
      return agents.remove(decision, command)
    case 'SetPresence':
      return agents.setPresence(decision, command)
    case 'ConfigureBreaks':
      return breaks.configureBreaks(decision, command)
    case 'RequestBreak':
      return breaks.requestBreak(decision, command)
    case 'WithdrawBreak':
      return breaks.withdrawBreak(decision, command)
    case 'AnswerBreak':
      return breaks.answerBreak(decision, command)
    case 'StationReachable':
      return stations.stationReachable(decision, command)
    case 'StationUnreachable':
      return stations.stationUnreachable(decision, command)
    case 'AgentLegLost':
      return stations.legLost(decision, command)
    case 'ChooseStation':
      return stations.choose(decision, command)
    case 'ConfirmAgentLeg':
      return stations.confirmAgentLeg(decision, command)
    case 'DialOut':
      return dialOut(decision, command)
    case 'DialFromDesk':
      return dialFromDesk(decision, command)
    case 'AnswerCall':
      return answerCall(decision, command)
    case 'SendOn':
      return hand.sendOnFromDesk(decision, command)
    case 'StartConsultation':
      return consultation.startConsultation(decision, command)
    case 'Alternate':
      return consultation.alternate(decision, command)
    case 'CompleteConsultation':
      return consultation.completeConsultation(decision, command)
    case 'JoinConsultation':
      return conference.joinConsultation(decision, command)
    case 'CancelConsultation':
      return consultation.cancelConsultation(decision, command)
    case 'MuteParty':
      return conference.muteParty(decision, command)
    case 'RemoveParty':
      return conference.removeParty(decision, command)
    case 'LeaveConference':
      return conference.leaveConference(decision, command)
    case 'ParkInteraction':
      return park(decision, command)
    case 'PickUp':
      return pickUp(decision, command)
    case 'NoteAnnouncement':
      return hand.noteAnnouncement(decision, command)
    case 'MaskDigits':
      return hand.maskDigits(decision, command)
    case 'PauseRecording':
    case 'ResumeRecording':
      return hand.pauseRecording(decision, command)
    case 'NoteRecordingPause':
      return hand.noteRecordingPause(decision, command)
    case 'Monitor':
      return monitoring.monitor(decision, command)
    case 'NoteMonitorUp':
      return monitoring.noteMonitorUp(decision, command)
    case 'StopMonitoring':
      return monitoring.stopMonitoring(decision, command)
    case 'MonitorLeft':
      return monitoring.monitorLeft(decision, command)
    case 'TakeOver':
      return monitoring.takeOver(decision, command)
    case 'SendThrough':
      return sendThrough(decision, command)
    case 'NoteAnswered':
      return noteAnswered(decision, command)
    case 'CalledPartyLeft':
      return calledPartyLeft(decision, command)
    case 'TransferToQueue':
      return transferToQueue(decision, command)
    case 'StartTransfer':
      return startTransfer(decision, command)
    case 'CompleteTransfer':
      return completeTransfer(decision, command)
    case 'JoinCustomers':
      return joinCustomers(decision, command)
    case 'ReplaceLeg':
      return replaceLeg(decision, command)
    case 'BeginInteraction':
      return begin(decision, command)
    case 'BeginTask':
      return beginTask(decision, command)
    case 'AskCallback':
      return askCallback(decision, command)
    case 'EnterFlow':
      return flows.enterFlow(decision, command)
    case 'AdvanceFlow':
      return flows.advanceFlow(decision, command)
    case 'LeaveFlow':
      return flows.leaveFlow(decision, command)
    case 'BeginVoicemail':
      return beginVoicemail(decision, command)
    case 'StopVoicemail':
      return stopVoicemail(decision, command)
    case 'EnqueueInteraction':
      return enqueue(decision, command)
    case 'ChangePriority':
      return changePriority(decision, command)
    case 'ConfigureCustomerTiers':
      return configureTiers(decision, command)
    case 'NoteCustomer':
      return noteCustomer(decision, command)
    case 'DeclareIncident':
      return incidents.declareIncident(decision, command)
    case 'LiftWaiting':
      return incidents.liftWaiting(decision, command)
    case 'EndIncident':
      return incidents.endIncident(decision, command.incidentId, 'supervisor')
    case 'SettleIncident':
      return incidents.settleIncident(decision, command.incidentId)
    case 'PushInteraction':
      return directing.push(decision, command)
    case 'MoveInteraction':
      return directing.move(decision, command)
    case 'RemoveInteraction':
      return directing.remove(decision, command)
    case 'ConfigureReservation':
      return configureReservation(decision, command)
    case 'ConfigureSubstitutions':
      return substituting.configureSubstitutions(decision, command)
    case 'ResetTallies':
      decision.add({ type: 'TalliesReset' })
      return null
    case 'CustomerLeft':
      return customerLeft(decision, command)
    case 'EndInteraction':
      return end(decision, command)
    case 'AcceptOffer':
      return accept(decision, command)
    case 'DeclineOffer':
      return decline(decision, command)
    case 'HoldInteraction':
      return hold(decision, command)
    case 'RetrieveInteraction':
      return retrieve(decision, command)
    case 'MuteAgent':
      return mute(decision, command)
    case 'UnmuteAgent':
      return unmute(decision, command)
    case 'NoteRecordingStarted':
      return noteRecordingStarted(decision, command)
    case 'NoteRecordingClosed':
      return noteRecordingClosed(decision, command)
    case 'NoteRecordingConsent':
      return noteRecordingConsent(decision, command)
    case 'SetDisposition':
      return setDisposition(decision, command)
    case 'PlanWrapUp':
      return planWrapUp(decision, command)
    case 'FinishWrapUp':
      return finishWrapUp(decision, command)
    case 'ExtendWrapUp':
      return extendWrapUp(decision, command)
    case 'AdvanceTime':
      return advanceTime(decision)
    case 'Reconcile':
      return reconcile(decision, command)
    case 'EdgeLost':
      return edgeLost(decision, command)
    default:
      return unreachable(command)
  }
}
