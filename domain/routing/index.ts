/**
 * Routing (the ACD): the one decider of who owns an interaction.
 *
 *     command -> decide(state, command, { nowMs, newOfferId }) -> events -> (commit) apply(state, event)
 *
 * `decide` only reads, `apply` alone mutates; `decideInPlace` is both at once. Rebuilding a state applies the log's events and never decides.
 */
export { type AnnouncementSettings, areAnnouncementSettings } from './announcing/settings.ts'
export { saidMinutes, type WaitInWords } from './announcing/wait-in-words.ts'
export { apply } from './apply.ts'
export { type Preference, preferredIn } from './asking/preference.ts'
export type { Asked, RelaxationStep } from './asking/relaxation.ts'
export { isRequirement, type Proficiency, type Requirement, type Skills } from './asking/requirement.ts'
export type { Reservation } from './asking/reservation.ts'
export { isRelaxation, noWishes, type Wishes } from './asking/wishes.ts'
export type { Bucket } from './buckets.ts'
export type { CallbackAskedBy, CallbackPromise, PutOffCause } from './callbacks/promise.ts'
export { callableFrom, callableUntil } from './callbacks/schedule.ts'
export { type CallbackSettings, usualCallbackSettings } from './callbacks/settings.ts'
export { isSpoken } from './capacity.ts'
export type * from './commands.ts'
export { type DecideEnvironment, decide, decideInPlace, HalfDecided } from './decide.ts'
export { placeAmongAsking } from './decisions/breaks.ts'
export { askedFacts } from './decisions/explaining.ts'
export { waitNow } from './decisions/foretelling.ts'
export { incidentSlice } from './decisions/incidents.ts'
export { isNeeded as isQueueNeeded } from './decisions/queues.ts'
export { type RoutingEventType, routingEventCatalogue } from './event-catalogue.ts'
export type * from './events.ts'
export { demandsIn } from './indexing/demands.ts'
export { type OutboundCalls, outboundCallsUnderWay } from './outbound-calls.ts'
export { type Previewed, previewOf, type QueuePreview } from './preview.ts'
export {
  areCustomerRules,
  type CustomerFacts,
  type CustomerRule,
  type CustomerTier,
  mostTiers,
} from './priority/customer.ts'
export type { Incident, IncidentMatch } from './priority/incident.ts'
export type { Lift, Lifted } from './priority/lift.ts'
export { consentDueBeforeQueue, consentDueIn, consentDueWith, recordingRuleOf } from './recording-consent.ts'
export type { Refusal, RefusalCode } from './refusals.ts'
export type { WrapUpRule } from './settings.ts'
export { defaultQueueSettings, usualServiceLevel } from './settings.ts'
export { isSnapshotReadable, restoreState, rowCount, type SnapshotSlice, snapshotSlices } from './snapshot.ts'
export {
  type Agent,
  type Call,
  type Callback,
  type CalledParty,
  type Consultation,
  calledPartyOf,
  type DeskWork,
  type Edge,
  type Engagement,
  emptyState,
  type HeldWork,
  type InHand,
  type Interaction,
  isDeskWork,
  isStillDialed,
  type Monitor,
  nextDueMs,
  type Offer,
  type OpenRecording,
  type Parked,
  type Queue,
  type RoutingState,
  type Seat,
  type Station,
  type StationChoice,
  type StationKind,
  type Task,
  type Transfer,
  type VoicemailMessage,
  type Waiting,
  type WrapUp,
  workStateOf,
} from './state.ts'
export { type StrategyName, strategyNames } from './strategy/index.ts'
export {
  type AbsenceKind,
  absenceKinds,
  areSubstitutionRules,
  type OverloadMeasure,
  type StandIns,
  type SubstitutionCause,
  type SubstitutionRule,
} from './substitution/rule.ts'
export type { HandedOver, Substituted } from './substitution/standing-in.ts'
export { isTallyOver, type TallyPeriod } from './tally-period.ts'
export { type BrokenTruth, brokenTruths, truths } from './truths.ts'
export { type StoredEvent, upcast } from './upcast.ts'
export type { Message } from './voicemail/message.ts'
export {
  usualVoicemailSettings,
  type VoicemailSettings,
  voicemailPrompt,
  voicemailSilenceMs,
} from './voicemail/settings.ts'
export type { WhyNot } from './why-not.ts'
export { wrapUpRuleOf } from './wrap-up-rule.ts'
