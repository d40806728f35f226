import type { RoutingEvent, RoutingEventOf } from './events.ts'

export type RoutingEventType = RoutingEvent['type']

/** Every event type, its newest version and what it says. The reference page is locked to this list by a test. */
export const routingEventCatalogue: {
  readonly [Type in RoutingEventType]: { version: RoutingEventOf<Type>['version']; says: string }
} = {
  QueueConfigured: { version: 1, says: 'A queue is as its settings say from now on.' },
  AgentConfigured: { version: 1, says: 'An agent serves these queues with this capacity from now on.' },
  AgentRemoved: { version: 1, says: 'An agent takes no more interactions.' },
  PresenceChanged: { version: 1, says: 'An agent’s presence is another, and who or what changed it.' },
  PresencePlanned: {
    version: 1,
    says: 'This presence follows when the agent’s accepted work is done; null takes it back.',
  },
  StationConnected: { version: 1, says: 'The agent can be talked to through this station.' },
  StationDisconnected: { version: 1, says: 'The agent’s station is away; with isLegGone its leg ended too.' },
  StationChosen: { version: 1, says: 'Which of his stations the agent is reached at, whatever else is connected.' },
  InteractionBegan: { version: 2, says: 'A customer reached us; nobody is asked yet.' },
  InteractionDialed: { version: 1, says: 'An agent calls somebody: the interaction is his from the beginning.' },
  InteractionSentThrough: {
    version: 1,
    says: 'The customer is being put through to an outside number or to a phone, with nobody of ours between.',
  },
  CalledPartyAnswered: { version: 1, says: 'Who was called has answered.' },
  TransferStarted: { version: 1, says: 'A party sends the other one on: who shall have it is being called.' },
  TransferFailed: { version: 1, says: 'Who was called for a transfer was not reached: the call is as it was.' },
  InteractionTransferred: { version: 1, says: 'The customer was sent on: into a queue, or through to somebody else.' },
  PartyReplaced: { version: 1, says: 'Another leg stands in the place of a party’s.' },
  EngagementTakenOver: { version: 1, says: 'Another agent or phone stands in the place of the engaged agent’s.' },
  AgentLegConfirmed: { version: 1, says: 'Who answered at the agent’s outside number pressed the key: it is he.' },
  InteractionQueued: { version: 1, says: 'It waits in a queue.' },
  InteractionReturned: {
    version: 2,
    says: 'Its agent was lost, or whom it was sent to: it waits again, at the front, with its first waiting time.',
  },
  OfferMade: { version: 1, says: 'One agent is asked, and why this one.' },
  OfferAccepted: { version: 2, says: 'The agent owns the interaction; bridge, legs and recording are named.' },
  OfferDeclined: { version: 1, says: 'The agent said no; when he may be asked again.' },
  OfferMissed: { version: 1, says: 'The offer stood for its whole time without an answer.' },
  OfferWithdrawn: { version: 1, says: 'The offer was taken back, and why.' },
  CoolDownEnded: { version: 1, says: 'An agent who had declined may be asked again.' },
  InteractionHeld: { version: 1, says: 'The customer hears music and is not heard.' },
  InteractionRetrieved: { version: 1, says: 'Customer and agent hear one another again.' },
  AgentMuted: { version: 1, says: 'The customer does not hear the agent.' },
  AgentUnmuted: { version: 1, says: 'The customer hears the agent again.' },
  RecordingStarted: { version: 1, says: 'A recording of this interaction was begun.' },
  RecordingClosed: { version: 1, says: 'A recording is over: how long it is, and what is missing.' },
  DispositionSet: { version: 1, says: 'The outcome that the agent chose.' },
  InteractionEnded: { version: 2, says: 'The contact with the customer is over: why, and where it was.' },
  WrapUpStarted: { version: 1, says: 'The agent writes up, until this time at most.' },
  WrapUpExtended: { version: 1, says: 'The agent took more time to write up.' },
  WrapUpFinished: { version: 1, says: 'The agent is done with the interaction.' },
  EdgeIncarnated: { version: 1, says: 'An edge came as a new process: what its forerunner carried is gone.' },
}
