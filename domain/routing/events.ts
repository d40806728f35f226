import type {
  AgentCoolDownBegan,
  AgentCoolDownEnded,
  BreakGranted,
  BreakRefused,
  BreakRequested,
  BreakWithdrawn,
  PresenceChanged,
  PresencePlanned,
  StationChosen,
  StationConnected,
  StationDisconnected,
} from './events/agents.ts'
import type {
  AgentMuted,
  AgentUnmuted,
  AnnouncementPlayed,
  ConferenceJoined,
  ConsultationAlternated,
  ConsultationEnded,
  ConsultationStarted,
  DigitsMasked,
  DigitsUnmasked,
  EngagementBegan,
  InteractionHeld,
  InteractionParked,
  InteractionRetrieved,
  MonitorConnected,
  MonitoringChanged,
  MonitoringEnded,
  MonitoringStarted,
  PartyLeft,
  PartyMuted,
  PartyUnmuted,
} from './events/call-control.ts'
import type {
  CallbackDialed,
  CallbackEnded,
  CallbackForetold,
  CallbackGranted,
  CallbackOffered,
  CallbackPromised,
  CallbackPutOff,
} from './events/callbacks.ts'
import type {
  AgentConfigured,
  AgentRemoved,
  BreakRulesConfigured,
  EdgeIncarnated,
  QueueClosed,
  QueueConfigured,
  QueueOpened,
  QueueRemoved,
  ReservationConfigured,
  SubstitutionsConfigured,
  TalliesReset,
} from './events/configuration.ts'
import type { FlowAdvanced, FlowEntered, FlowLeft, FlowReturned } from './events/flows.ts'
import type {
  CoolDownEnded,
  OfferAccepted,
  OfferDeclined,
  OfferMade,
  OfferMissed,
  OfferWithdrawn,
} from './events/offers.ts'
import type {
  CustomerNoted,
  CustomerTiersConfigured,
  IncidentDeclared,
  IncidentEnded,
  IncidentSettled,
  InteractionLifted,
  InteractionLowered,
} from './events/priority.ts'
import type {
  RecordingClosed,
  RecordingConsentNoted,
  RecordingPaused,
  RecordingResumed,
  RecordingStarted,
} from './events/recordings.ts'
import type { SubstitutionBegan, SubstitutionEnded, WorkHandedBack, WorkHandedOver } from './events/substitution.ts'
import type { TaskAccepted, TaskBegan, TaskEnded, TaskReturned } from './events/tasks.ts'
import type {
  AgentLegConfirmed,
  CalledPartyAnswered,
  EngagementTakenOver,
  InteractionDialed,
  InteractionSentThrough,
  InteractionTransferred,
  PartyReplaced,
  TransferFailed,
  TransferStarted,
} from './events/through.ts'
import type { VoicemailBegan, VoicemailEnded, VoicemailLeft, VoicemailStopped } from './events/voicemail.ts'
import type {
  DispositionSet,
  DiversionDropped,
  InteractionBegan,
  InteractionDiverted,
  InteractionEnded,
  InteractionMoved,
  InteractionQueued,
  InteractionReturned,
  PriorityChanged,
  RequirementRelaxed,
  WaitAnnounced,
} from './events/waiting.ts'
import type { WrapUpExtended, WrapUpFinished, WrapUpPlanned, WrapUpStarted } from './events/wrap-up.ts'

export type * from './events/agents.ts'
export type * from './events/call-control.ts'
export type * from './events/callbacks.ts'
export type * from './events/configuration.ts'
export type * from './events/fact.ts'
export type * from './events/flows.ts'
export type * from './events/offers.ts'
export type * from './events/priority.ts'
export type * from './events/recordings.ts'
export type * from './events/substitution.ts'
export type * from './events/tasks.ts'
export type * from './events/through.ts'
export type * from './events/voicemail.ts'
export type * from './events/waiting.ts'
export type * from './events/wrap-up.ts'

export type RoutingEvent =
  | QueueConfigured
  | QueueRemoved
  | AgentConfigured
  | AgentRemoved
  | PresenceChanged
  | PresencePlanned
  | BreakRulesConfigured
  | BreakRequested
  | BreakGranted
  | BreakRefused
  | BreakWithdrawn
  | StationConnected
  | StationDisconnected
  | StationChosen
  | InteractionBegan
  | InteractionMoved
  | CallbackPromised
  | CallbackOffered
  | CallbackGranted
  | CallbackDialed
  | CallbackPutOff
  | CallbackForetold
  | CallbackEnded
  | VoicemailBegan
  | VoicemailStopped
  | VoicemailEnded
  | VoicemailLeft
  | FlowEntered
  | FlowAdvanced
  | FlowLeft
  | FlowReturned
  | TaskBegan
  | TaskAccepted
  | TaskReturned
  | TaskEnded
  | InteractionDiverted
  | DiversionDropped
  | QueueOpened
  | QueueClosed
  | RequirementRelaxed
  | WaitAnnounced
  | PriorityChanged
  | CustomerTiersConfigured
  | CustomerNoted
  | IncidentDeclared
  | IncidentEnded
  | IncidentSettled
  | InteractionLifted
  | InteractionLowered
  | TalliesReset
  | ReservationConfigured
  | SubstitutionsConfigured
  | SubstitutionBegan
  | SubstitutionEnded
  | WorkHandedOver
  | WorkHandedBack
  | InteractionDialed
  | InteractionSentThrough
  | CalledPartyAnswered
  | TransferStarted
  | TransferFailed
  | InteractionTransferred
  | PartyReplaced
  | EngagementTakenOver
  | AgentLegConfirmed
  | InteractionQueued
  | InteractionReturned
  | OfferMade
  | OfferAccepted
  | OfferDeclined
  | OfferMissed
  | OfferWithdrawn
  | CoolDownEnded
  | AgentCoolDownBegan
  | AgentCoolDownEnded
  | InteractionHeld
  | InteractionRetrieved
  | AgentMuted
  | AgentUnmuted
  | ConsultationStarted
  | ConsultationAlternated
  | ConsultationEnded
  | ConferenceJoined
  | PartyLeft
  | PartyMuted
  | PartyUnmuted
  | InteractionParked
  | EngagementBegan
  | MonitoringStarted
  | MonitorConnected
  | MonitoringChanged
  | MonitoringEnded
  | AnnouncementPlayed
  | DigitsMasked
  | DigitsUnmasked
  | RecordingPaused
  | RecordingResumed
  | RecordingConsentNoted
  | RecordingStarted
  | RecordingClosed
  | DispositionSet
  | InteractionEnded
  | WrapUpStarted
  | WrapUpPlanned
  | WrapUpExtended
  | WrapUpFinished
  | EdgeIncarnated
export type RoutingEventOf<T extends RoutingEvent['type']> = Extract<RoutingEvent, { readonly type: T }>
