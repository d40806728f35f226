/**
 * The error catalogue: every refusal that a program or a person can meet over HTTP and on the realtime stream, as
 * RFC 9457 problem details. `docs/reference/errors.md` is locked to it by a test, in both directions. The screens show
 * the translation of `errors.<code>`; `title` is for programs and logs.
 */
export const errorCatalogue = {
  'request.malformed': { status: 400, title: 'The request does not have the shape that this route expects.' },
  'request.too-large': { status: 413, title: 'The request is larger than this route takes.' },
  'request.media-type': { status: 415, title: 'This route takes JSON.' },
  'request.no-such-route': { status: 404, title: 'There is nothing at this address.' },
  'request.too-many': { status: 429, title: 'Too many requests. Wait for the seconds in Retry-After.' },
  'request.stale': {
    status: 412,
    title: 'Somebody changed this in the meantime. Load it again and repeat the change.',
  },
  'request.if-match-needed': { status: 428, title: 'Send If-Match with the ETag of what you read.' },
  'request.idempotency-conflict': {
    status: 409,
    title: 'This Idempotency-Key was used for a different request. Choose a new one.',
  },
  'sign-in.needed': { status: 401, title: 'Sign in first.' },
  'sign-in.wrong': { status: 401, title: 'The e-mail address or the password is wrong.' },
  'sign-in.slowed': { status: 429, title: 'Too many wrong passwords. Wait for the seconds in Retry-After.' },
  'set-up.link-spent': {
    status: 410,
    title: 'This set-up link was used or has expired. Restart Parley for a new one.',
  },
  'permission.denied': { status: 403, title: 'Your role does not allow this.' },
  'origin.refused': { status: 403, title: 'The request comes from another site.' },
  'agent.not-an-agent': { status: 403, title: 'This person takes no interactions.' },
  'agent.no-station': { status: 409, title: 'Connect a station (a browser with a microphone, or a phone) first.' },
  'agent.not-available': { status: 409, title: 'This agent is not available, or is about to take a break.' },
  'agent.full': { status: 409, title: 'This agent has as much in hand as one can have.' },
  'break.needs-grant': { status: 409, title: 'A break of this reason has to be granted. Ask for it.' },
  'break.not-asked': { status: 409, title: 'This agent asks for no break, or was answered already.' },
  'presence-reason.not-found': { status: 404, title: 'There is no such reason for being away.' },
  'presence-reason.name-taken': { status: 409, title: 'A reason of this name exists already.' },
  'break-limit.taken': { status: 409, title: 'This team or queue has a limit already. Change that one.' },
  'wrap-up.not-extendable': { status: 409, title: 'The wrap-up cannot be made longer, or not any more.' },
  'shift-pattern.not-found': { status: 404, title: 'There is no such pattern of shifts.' },
  'shift-pattern.name-taken': { status: 409, title: 'A pattern of this name exists already.' },
  'shift-pattern.in-use': { status: 409, title: 'Somebody works by this pattern, or did.' },
  'shift-pattern.invalid': { status: 400, title: 'These shifts cannot be kept.' },
  'shift-assignment.not-found': { status: 404, title: 'There is no such assignment.' },
  'team.not-found': { status: 404, title: 'There is no such team.' },
  'team.name-taken': { status: 409, title: 'A team of this name exists already.' },
  'offer.gone': { status: 409, title: 'The offer was accepted, declined, withdrawn or missed before.' },
  'offer.not-yours': { status: 403, title: 'The offer was made to somebody else.' },
  'offer.not-found': { status: 404, title: 'There is no such offer.' },
  'interaction.not-found': { status: 404, title: 'There is no such interaction.' },
  'interaction.not-yours': { status: 403, title: 'Somebody else has this interaction.' },
  'interaction.wrong-state': { status: 409, title: 'The interaction is not in a state that allows this.' },
  'recording.not-found': { status: 404, title: 'There is no such recording.' },
  'recording.not-ready': { status: 409, title: 'The recording is not finished yet.' },
  'recording.bad-range': { status: 416, title: 'The recording has no such bytes.' },
  'recording.held': { status: 409, title: 'This recording is under a legal hold.' },
  'recording.erased': { status: 410, title: 'This recording was erased.' },
  'recording.pause-not-allowed': {
    status: 403,
    title: 'The rule for this call does not let agents pause the recording.',
  },
  'recording.not-running': { status: 409, title: 'This call is not being recorded.' },
  'recording-rule.not-found': { status: 404, title: 'There is no such recording rule.' },
  'recording-rule.taken': { status: 409, title: 'This queue or person has a rule already. Change that one.' },
  'recording-rule.needed': { status: 409, title: 'The rule for all calls cannot be removed, only changed.' },
  'recording-share.not-found': { status: 404, title: 'This link is not valid, or not any more.' },
  'prompt.not-found': { status: 404, title: 'There is no such prompt.' },
  'call.busy': { status: 409, title: 'You are on a call. Finish it or put it on hold first.' },
  'call.destination-unreachable': { status: 409, title: 'This colleague cannot be called at the moment.' },
  'call.no-such-party': { status: 404, title: 'Nobody of that kind is on the line.' },
  'call.consulting-already': {
    status: 409,
    title: 'Somebody is being consulted or called already. Finish that first.',
  },
  'call.not-consulting': { status: 409, title: 'Nobody is being consulted.' },
  'call.nothing-parked': { status: 404, title: 'No call is parked there.' },
  'call.parking-full': { status: 409, title: 'All parking places are taken.' },
  'call.conference-full': { status: 409, title: 'No more people fit into this conference.' },
  'customer.not-found': { status: 404, title: 'There is no such customer.' },
  'person.not-found': { status: 404, title: 'There is no such person.' },
  'person.email-taken': { status: 409, title: 'Another person has this e-mail address.' },
  'person.last-administrator': {
    status: 409,
    title: 'Nobody else is an administrator. Make somebody else one first.',
  },
  'queue.not-found': { status: 404, title: 'There is no such queue.' },
  'trial.busy': { status: 409, title: 'Another trial is under way. Wait until it is over.' },
  'trial.nothing-changed': { status: 409, title: 'Nothing is changed that routing would do otherwise.' },
  'trial.not-possible': { status: 409, title: 'That day cannot be simulated.' },
  'trial.too-long': { status: 409, title: 'That day takes too long to simulate here. Try a quieter one.' },
  'queue.name-taken': { status: 409, title: 'Another queue has this name.' },
  'queue.has-numbers': { status: 409, title: 'A number leads to this queue. Send it elsewhere first.' },
  'queue.has-calls': {
    status: 409,
    title: 'Somebody waits in this queue, or is on a call from it. Try again afterwards.',
  },
  'callback.not-offered': {
    status: 409,
    title:
      'This queue calls nobody back, or never at a time at which this customer may be called: set it under Queues first.',
  },
  'callback.not-found': { status: 404, title: 'There is no such callback, or it is over.' },
  'skill.not-found': { status: 404, title: 'There is no such skill.' },
  'skill.name-taken': { status: 409, title: 'Another skill of this kind has this name.' },
  'skill.in-use': { status: 409, title: 'A queue asks for this skill, or an agent has it: see the detail.' },
  'region.not-found': { status: 404, title: 'There is no such region.' },
  'country.not-found': { status: 404, title: 'This country was not imported.' },
  'country.invalid': { status: 422, title: 'This is no country and its regions as Parley reads them: see the detail.' },
  'country.in-use': { status: 409, title: 'Agents work in regions that would be gone: see the detail.' },
  'substitution.not-found': { status: 404, title: 'There is no such substitution, or it is over.' },
  'substitution.impossible': {
    status: 422,
    title: 'Nobody can stand in like this: see the detail.',
  },
  'disposition.not-found': { status: 404, title: 'There is no such disposition.' },
  'phone-number.invalid': { status: 422, title: 'This is not a phone number that can be dialled.' },
  'web-call.unknown-number': { status: 404, title: 'Nobody answers at this number.' },
  'web-call.not-found': { status: 404, title: 'There is no such call.' },
  'media.bad-offer': { status: 422, title: 'The session description has no sound that Parley understands.' },
  'edge.not-connected': { status: 503, title: 'The telephony edge is not connected. Try again in a few seconds.' },
  'edge.overloaded': { status: 503, title: 'All lines are busy. Try again in a few seconds.' },
  'edge.refused': { status: 502, title: 'The telephony edge could not do it.' },
  'decider.not-ready': { status: 503, title: 'Routing is starting. Try again in a few seconds.' },
  'database.unavailable': { status: 503, title: 'The database does not answer. Try again in a few seconds.' },
  'trunk.not-found': { status: 404, title: 'There is no such trunk.' },
  'trunk.in-use': { status: 409, title: 'An outbound rule uses this trunk. Take it out of the rule first.' },
  'trunk.incomplete': { status: 422, title: 'This trunk needs more to work: see the detail.' },
  'test-call.not-found': { status: 404, title: 'There is no such test call. They are kept for an hour.' },
  'number-rule.not-found': { status: 404, title: 'There is no such number.' },
  'number-rule.taken': { status: 409, title: 'This number is in the plan already.' },
  'business-hours.not-found': { status: 404, title: 'There are no such opening hours.' },
  'business-hours.in-use': { status: 409, title: 'A number or a limit uses these hours. Change that first.' },
  'business-hours.invalid': { status: 422, title: 'These hours do not make sense: see the detail.' },
  'business-unit.not-found': { status: 404, title: 'There is no such branch or department.' },
  'business-unit.name-taken': { status: 409, title: 'Another branch or department of the same place has this name.' },
  'business-unit.in-use': {
    status: 409,
    title: 'This branch or department has people, queues or numbers, or others below it: see the detail.',
  },
  'customer-tier.not-found': { status: 404, title: 'There is no such tier.' },
  'customer-tier.name-taken': { status: 409, title: 'Another tier has this name.' },
  'customer-tier.in-use': { status: 409, title: 'Customers have this tier, or a rule names it: see the detail.' },
  'customer-tier.too-many': { status: 409, title: 'There are as many tiers as there can be.' },
  'customer-segment.not-found': { status: 404, title: 'There is no such segment.' },
  'customer-segment.name-taken': { status: 409, title: 'Another segment has this name.' },
  'customer-segment.in-use': {
    status: 409,
    title: 'Customers are in this segment, or a rule names it: see the detail.',
  },
  'incident.not-found': { status: 404, title: 'There is no such incident.' },
  'incident.too-many': { status: 409, title: 'As many incidents last as can at the same time. End one first.' },
  'outbound-rule.not-found': { status: 404, title: 'There is no such outbound rule.' },
  'dial.no-rule': { status: 409, title: 'No outbound rule leads to this number.' },
  'dial.not-permitted': { status: 403, title: 'You may not call this kind of number.' },
  'dial.blocked': { status: 403, title: 'Calls to this destination are blocked.' },
  'dial.closed': { status: 403, title: 'Outside calls are not allowed at this hour.' },
  'dial.too-many-calls': { status: 429, title: 'Too many calls at once. End one first.' },
  'dial.too-often': { status: 429, title: 'Too many calls in this hour.' },
  'dial.spend-limit': { status: 403, title: 'The spending limit for outside calls is reached.' },
  'dial.no-trunk': { status: 503, title: 'No trunk to this destination works at the moment.' },
  'phone.not-found': { status: 404, title: 'There is no such phone.' },
  'phone.user-taken': { status: 409, title: 'Another phone has this user name.' },
  'phone.not-yours': { status: 403, title: 'This phone belongs to somebody else.' },
  'phone.not-registered': { status: 409, title: 'This phone is not registered. Switch it on and wait a moment.' },
  'ban.not-found': { status: 404, title: 'This address is not shut out.' },
  'ban.trusted': { status: 409, title: 'This address is trusted or a trunk uses it. Change that first.' },
  'alarm.not-found': { status: 404, title: 'There is no such alarm.' },
  'packets.gone': { status: 404, title: 'The packets of this call are not kept any more.' },
  'stream.no-such-topic': { status: 404, title: 'There is no such topic.' },
  internal: { status: 500, title: 'Something broke on our side. It has been written to the log.' },
} as const satisfies Record<string, { status: number; title: string }>

export type ErrorCode = keyof typeof errorCatalogue

/** RFC 9457 problem details as Parley sends them, `application/problem+json`. */
export interface Problem {
  /** `urn:parley:error:<code>` */
  readonly type: string
  readonly code: ErrorCode
  readonly title: string
  readonly status: number
  /** What was wrong in this case, in English, without personal data. */
  readonly detail?: string
  /** The id to look for in the log. */
  readonly requestId?: string
  readonly retryAfterS?: number
}

export function problem(
  code: ErrorCode,
  more: { detail?: string; requestId?: string; retryAfterS?: number } = {},
): Problem {
  const { status, title } = errorCatalogue[code]
  return { type: `urn:parley:error:${code}`, code, title, status, ...more }
}
