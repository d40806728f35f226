/** Why the decider said no. The sentence is for engineers; what people read is made of the code by the API's catalogue. */
export const refusalSentences = {
  'no-such-queue': 'No queue of this id is configured.',
  'queue-in-use': 'An agent serves the queue, or a live call needs it.',
  'no-such-agent': 'No agent of this id is configured.',
  'no-such-interaction': 'No live interaction has this id: it never was, or it is over.',
  'no-such-recording': 'No open recording has this id.',
  'interaction-exists': 'An interaction of this id, or with this leg, is live already.',
  'offer-over': 'The offer is no longer pending: it was missed, declined or withdrawn.',
  'offer-already-accepted': 'This agent has accepted this offer already.',
  'not-your-offer': 'The offer is to another agent.',
  'not-your-interaction': 'Another agent, or none, is engaged in this interaction.',
  'wrong-stage': 'The interaction is not in a stage in which this can be done.',
  'agent-engaged': 'The agent is engaged in an interaction.',
  'station-unreachable': 'The agent has no reachable station to talk through.',
  'no-such-leg': 'The interaction has no leg of this id, or not one of which this can be said.',
  'transfer-under-way': 'The interaction is being transferred already.',
  'no-transfer': 'No transfer of this id is under way.',
  'emergency-call': 'A call to an emergency number is ended by no limit of ours.',
  'no-extension-left': 'The wrap-up has been extended as often as its queue allows.',
  'agent-busy': 'The agent talks, rings or monitors already, or has this interaction in hand.',
  'agent-not-available': 'The agent is not available, or will not be once his work is done.',
  'agent-full': 'The agent has as much in hand as he can bear beside it.',
  'destination-unreachable': 'The colleague has no station on which this call could reach him.',
  'consulting-already': 'Somebody is consulted already, or rung for that.',
  'not-consulting': 'Nobody is consulted, or he has not answered yet.',
  'conference-full': 'The conference has as many parties as it can have.',
  'no-conference': 'There are no others who could talk on.',
  'parking-full': 'Every slot is taken.',
  'not-parked': 'It is not parked, or was picked up.',
  'not-recording': 'Nothing is being recorded.',
  'no-callbacks': 'The queue calls nobody back, or never at a time at which this customer may be called.',
  'break-needs-grant': 'A break of this reason has to be asked for.',
  'no-break-request': 'The agent asks for no break, or was answered.',
  'too-many-incidents': 'As many incidents last as can at the same time.',
  'wrong-settings': 'The settings are outside of what the decider can work with.',
} as const
export type RefusalCode = keyof typeof refusalSentences
export interface Refusal {
  readonly code: RefusalCode
}
export const refusal = (code: RefusalCode): Refusal => ({ code })
