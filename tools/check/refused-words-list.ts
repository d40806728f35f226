/** Names that say nothing: refused when they stand alone, and as the last word of a name where `alsoLast`. */
export const emptyWords: readonly { readonly word: string; readonly alsoLast: boolean; readonly instead: string }[] = [
  {
    word: 'contact',
    alsoLast: false,
    instead: 'a person who contacts us is a Customer, one piece of work an Interaction',
  },
  { word: 'session', alsoLast: false, instead: 'say which: SignIn, Conversation, Leg, Dialog, Interaction' },
  { word: 'helper', alsoLast: true, instead: 'name the deed that it helps with' },
  { word: 'manager', alsoLast: true, instead: 'name the thing that it keeps, or the deed' },
  { word: 'util', alsoLast: true, instead: 'name the deed, and put it beside who needs it' },
  { word: 'utility', alsoLast: true, instead: 'name the deed, and put it beside who needs it' },
  { word: 'common', alsoLast: false, instead: 'name what it is; what all share is in kernel' },
  { word: 'misc', alsoLast: true, instead: 'name what it is' },
  { word: 'data', alsoLast: false, instead: 'name what it is data of' },
  { word: 'info', alsoLast: true, instead: 'name what is known' },
]

/** Other systems' words, and ours: docs/glossary.md. Refused as any word of a name. */
export const foreignWords: Readonly<Record<string, string>> = {
  ticket: 'Case',
  ani: 'callerNumber',
  dnis: 'dialedNumber',
  rona: 'missed, the state of an Offer',
  acw: 'wrapUp',
  aht: 'handleMs',
  softphone: 'Station',
  dialplan: 'Flow',
  whisper: 'coach, a mode of monitor',
  spy: 'monitor',
  crm: 'customers, the context',
  tenant: 'installation: there is one organisation in each',
  ivr: 'Flow',
}

export interface AllowedWord {
  readonly word: string
  /** A path, or how it begins. */
  readonly path: string
  readonly reason: string
}

export const allowedWords: readonly AllowedWord[] = [
  { word: 'contact', path: 'telephony/sip/', reason: 'the Contact header field of RFC 3261 20.10' },
  { word: 'contact', path: 'protocol/realtime/', reason: 'the Contact of a registration, RFC 3261 20.10' },
  { word: 'info', path: 'telephony/sip/', reason: 'the INFO method of RFC 6086' },
  { word: 'info', path: 'telephony/rtp/', reason: 'the sender info of RFC 3550 6.4.1' },
  { word: 'session', path: 'telephony/sdp/', reason: 'the session description of RFC 8866' },
  { word: 'session', path: 'adapters/webrtc/', reason: 'the session description of RFC 8866' },
]
