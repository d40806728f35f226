import type { NotReachedReason } from '#domain/interactions/index.ts'
import {
  type Call,
  type CalledParty,
  calledPartyOf,
  consentDueWith,
  isStillDialed,
  type RoutingEventOf,
} from '#domain/routing/index.ts'
import type { EdgeId, LegId } from '#kernel/ids.ts'
import type { EdgeCommand, EdgeErrorCode, EdgeEventOf, EndReason, Leg } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import { callbackDestination } from './callback-asking.ts'
import { fromDesk, toSeat } from './desk-destination.ts'
import { type Destination, dialed, type NoWay, onwardsOf, sentOn } from './destination.ts'
import { statusFor } from './far-end.ts'
import { isToPressKey, join, keyQuestion } from './offer-delivery.ts'
import { playRingback, ringback } from './sounds.ts'
import { languageOfCaller, languageOfDialed } from './spoken-language.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'
import { partyTone } from './zip-tone.ts'

/**
 * Calls that go out, or through us to somebody else.
 *
 *     a phone dials --> DialOut ------(durable)--> leg.originate --(alerting)--> leg.ring at the caller
 *     a caller whose number                             |
 *     leads outside --> SendThrough --(durable)---------'--(connected)--> answer, and both into one bridge
 *                                                       '--(ended)------> the status to the caller
 */
export function callThrough(
  view: ProcessView,
  input: ProcessInput,
  environment: ProcessEnvironment,
): readonly Action[] {
  const { state } = view
  if (input.kind === 'routing') {
    const { event } = input
    switch (event.type) {
      case 'InteractionDialed':
      case 'CallbackDialed':
        return event.isConfirmed ? callCustomer(view, state.calls.get(event.interactionId), environment) : []
      // His own station answered: now the one whom he wants.
      case 'AgentLegConfirmed':
        return callCustomer(view, state.calls.get(event.interactionId), environment)
      case 'EngagementTakenOver':
        return callStillToMake(view, event, environment)
      case 'InteractionSentThrough':
        return sentThrough(view, event, environment)
      case 'TransferStarted':
        return call(view, state.calls.get(event.interactionId), event.called.legId)
      case 'CalledPartyAnswered':
        return joinAnswered(view, state.calls.get(event.interactionId), event, environment)
      default:
        return []
    }
  }
  if (input.kind === 'edge') {
    const { event } = input
    if (event.type === 'leg.alerting') return alerting(view, event)
    if (event.type === 'leg.connected') return connected(view, event.legId, environment)
    if (event.type === 'leg.ended') return unreached(view, event.legId, event.reason, event.sipStatus)
  }
  if (input.kind === 'edge-refused') {
    const { command, error } = input
    if (command.type === 'leg.originate') {
      return unreached(view, command.legId, endReasons[error.code] ?? 'error')
    }
    if (command.type === 'bridge.join') return unjoined(view, command, error.code)
  }
  return []
}

const edge = (edgeId: EdgeId, command: EdgeCommand): Action => ({ kind: 'edge', edgeId, command })

/** How long somebody may be rung whom a person waits for. */
const ringTimeoutMs = 60_000

/** Who waited in a queue that sends him on hears it ring in the place of the music; who was not answered yet is told by signalling. */
function sentThrough(
  view: ProcessView,
  { interactionId, called }: RoutingEventOf<'InteractionSentThrough'>,
  environment: ProcessEnvironment,
): readonly Action[] {
  const interaction = view.state.calls.get(interactionId)
  const calls = call(view, interaction, called.legId)
  const isOnTheLine = interaction?.stage === 'through' && (interaction.sentOutside ?? interaction.flow) !== undefined
  return isOnTheLine ? [playRingback(interaction, environment), ...calls] : calls
}

/** A phone of ours, or a number that leads outside. `leg` has begun nothing yet. */
export function placeCall(
  view: ProcessView,
  edgeId: EdgeId,
  leg: Leg,
  { agentId: calledAgentId, isOverTrunk, isEmergency }: Destination,
  { newId }: ProcessEnvironment,
): readonly Action[] {
  const interactionId = newId('interaction')
  const user = leg.authenticatedUser
  const agentId = user === undefined ? undefined : view.agentOfUser(user)
  const stationId = user === undefined ? undefined : view.stationOfUser(user)
  const called = { legId: newId('leg'), agentId: calledAgentId, isOverTrunk, isEmergency }
  const language = user === undefined ? languageOfCaller(view, leg) : languageOfDialed(view, leg)
  const particulars: Action = {
    kind: 'particulars',
    interactionId,
    callerNumber: leg.callerNumber,
    dialedNumber: leg.dialedNumber,
    callerName: leg.callerName ?? null,
    authenticatedUser: user ?? null,
  }
  if (agentId !== undefined && stationId !== undefined && view.state.agents.has(agentId)) {
    const command = { interactionId, edgeId, agentId, stationId, agentLegId: leg.legId, called, language }
    return [particulars, { kind: 'decide', command: { type: 'DialOut', ...command } }]
  }
  const direction = user === undefined ? 'inbound' : 'outbound'
  const entry = { queueId: null, greeting: null, language }
  const begin = { interactionId, kind: 'call', edgeId, customerLegId: leg.legId, entry, direction } as const
  return [
    particulars,
    { kind: 'decide', command: { type: 'BeginInteraction', ...begin } },
    { kind: 'decide', command: { type: 'SendThrough', interactionId, called } },
  ]
}

/** Whom an agent wants, once the agent is there; he hears it ring. A phone that called us is told so by its own signalling. */
export function callCustomer(
  view: ProcessView,
  interaction: Call | undefined,
  environment: ProcessEnvironment,
): readonly Action[] {
  const { stage, engagement, customerLegId } = interaction ?? {}
  if (!interaction || stage !== 'dialing' || !engagement?.isConfirmed || customerLegId === undefined) return []
  const hasCalledUs = engagement.isPhoneLeg && view.leg(engagement.agentLegId)?.direction === 'inbound'
  const { edgeId } = interaction
  const { agentLegId } = engagement
  const unmuted = edge(edgeId, { type: 'leg.mute', legId: agentLegId, muted: false })
  const heard = hasCalledUs ? [] : [unmuted, ringback(edgeId, agentLegId, environment)]
  return [...heard, ...call(view, interaction, customerLegId)]
}

/**
 * Taken to another phone while his own one was rung first. What a phone dialled has been called from the beginning; the
 * number that was asked for at a desk is lost with the core that was told it, and then nobody can be called.
 */
function callStillToMake(
  view: ProcessView,
  { interactionId, replacedLegId }: RoutingEventOf<'EngagementTakenOver'>,
  environment: ProcessEnvironment,
): readonly Action[] {
  const interaction = view.state.calls.get(interactionId)
  const party = interaction && calledPartyOf(interaction, interaction.customerLegId)
  if (!party || interaction.stage !== 'dialing') return []
  const isKnown = party.seat !== null || isStillDialed(interaction) || view.requestedNumber(party.legId) !== undefined
  if (isKnown) return callCustomer(view, interaction, environment)
  const isFromDesk = view.leg(replacedLegId)?.direction === 'outbound'
  return isFromDesk && view.leg(party.legId) === undefined ? unreached(view, party.legId, 'refused', 403) : []
}

/**
 * Whom an agent called is there. Of a colleague at a browser, or at a number with the key pressed, no leg's answer told; for
 * the others it is the recording that begins, once they have heard what has to be said of it.
 */
function joinAnswered(
  view: ProcessView,
  interaction: Call | undefined,
  { legId }: RoutingEventOf<'CalledPartyAnswered'>,
  environment: ProcessEnvironment,
): readonly Action[] {
  const party = interaction && calledPartyOf(interaction, legId)
  if (!party || interaction?.customerLegId !== legId) return []
  if (interaction.stage !== 'engaged' || !interaction.engagement) return []
  if (!party.seat && interaction.engagement.recordingId === null) return []
  const joined = join(view, interaction, interaction.engagement)
  const isMuted = interaction.mutedLegIds.includes(legId)
  if (!party.seat) return joined
  const { edgeId, engagement } = interaction
  const tone = partyTone(view, edgeId, engagement.bridgeId, party, environment)
  return [edge(edgeId, { type: 'leg.mute', legId, muted: isMuted }), ...joined, ...tone]
}

/** Whether he comes into the bridge as soon as he answers: not who has to be told or asked first. */
export function isJoinedAtOnce({ state }: ProcessView, interaction: Call): boolean {
  const { stage, engagement } = interaction
  return stage !== 'dialing' || !engagement || consentDueWith(state, interaction, engagement) === 'none'
}

/** Begins to call whoever is called on `legId`. Twice is once: the edge knows the leg by then. */
export function call(view: ProcessView, interaction: Call | undefined, legId: LegId): readonly Action[] {
  const party = interaction && calledPartyOf(interaction, legId)
  // A browser's leg is there already, and rings on its desk.
  if (!party || party.answeredAtMs !== null || party.seat?.stationKind === 'browser') return []
  const to = destinationOf(view, interaction, party)
  if ('how' in to) {
    const goesOn = goesOnFor(interaction)
    // Called ahead of an agent: it goes on for nobody.
    const of = goesOn === legId ? {} : { onBehalfOf: goesOn }
    const ringMs = ringTimeoutOf(view, interaction)
    return [edge(interaction.edgeId, { type: 'leg.originate', legId, ringTimeoutMs: ringMs, ...of, ...to.how })]
  }
  // Between the decision and now a rule was changed, or a limit was reached.
  return unreached(view, legId, 'refused', 403)
}

function ringTimeoutOf({ state }: ProcessView, interaction: Call): number {
  if (!isStillDialed(interaction)) return ringTimeoutMs
  return state.queues.get(interaction.promise.queueId)?.settings.callback?.ringTimeoutMs ?? ringTimeoutMs
}

/** Whose call goes on: the phone's that dialled, or the customer's. */
const goesOnFor = ({ stage, engagement, customerLegId }: Call): LegId =>
  (stage === 'dialing' ? engagement?.agentLegId : undefined) ?? customerLegId

function destinationOf(view: ProcessView, interaction: Call, party: CalledParty): Destination | NoWay {
  const { transfer } = interaction
  if (transfer?.legId === party.legId) return transferDestination(view, interaction, transfer.transferId)
  if (party.seat) return toSeat(view, interaction, party, party.seat)
  if (isStillDialed(interaction)) {
    const back = view.callbackNumber?.(interaction.interactionId)
    return back === undefined ? { refusal: 'dial.no-rule' } : callbackDestination(view, back)
  }
  const number = view.requestedNumber(party.legId)
  if (number !== undefined) return fromDesk(view, interaction, party, number)
  const leg = view.leg(goesOnFor(interaction))
  return leg ? onwardsOf(view, interaction, leg) : { refusal: 'dial.no-rule' }
}

/** The customer is shown as the caller, as far as he is known. */
export function transferDestination(
  view: ProcessView,
  interaction: Call,
  transferId: NonNullable<Call['transfer']>['transferId'],
): Destination | NoWay {
  const asked = view.requestedTransfer(transferId)
  if (!asked) return { refusal: 'dial.no-rule' }
  const { engagement, customerLegId } = interaction
  const party = calledPartyOf(interaction, asked.legId)
  const agentId = engagement?.agentLegId === asked.legId ? engagement.agentId : (party?.agentId ?? undefined)
  const user =
    view.leg(asked.legId)?.authenticatedUser ?? (engagement ? view.userOfStation(engagement.stationId) : undefined)
  // A phone that we called did not sign: where it is no agent's, nobody is known whose permissions count, least of all the organisation's.
  const who = agentId === undefined ? { user: user ?? '' } : { agentId, ...(user === undefined ? {} : { user }) }
  const shown = view.leg(customerLegId)
  const isCaller = shown?.direction === 'inbound' && customerLegId !== asked.legId
  const caller = { number: isCaller ? shown.callerNumber : (user ?? 'anonymous') }
  const route = view.numberRoute(asked.target)
  if (route?.kind === 'outside') return sentOn(view, route.number, who, caller)
  return dialed(view, asked.target, who, caller)
}

function alerting(view: ProcessView, { legId, hasEarlySound }: EdgeEventOf<'leg.alerting'>): readonly Action[] {
  const waiting = whoWaitsFor(view, legId)
  if (!waiting) return []
  const { interaction, party, waitingLegId } = waiting
  const { edgeId } = interaction
  // Who is on the line already hears our ringing, or what the far end sends in its place.
  const isThere = !isToBeAnswered(view, waitingLegId)
  const ring = isThere ? [] : [edge(edgeId, { type: 'leg.ring', legId: waitingLegId })]
  if (hasEarlySound !== true || (isThere && interaction.stage === 'through')) return ring
  // What the far end says before it answers (an announcement, its own ringing) is heard.
  const legIds = [waitingLegId, legId]
  return [edge(edgeId, { type: 'bridge.join', bridgeId: party.bridgeId, legIds }), ...ring]
}

function connected(view: ProcessView, legId: LegId, environment: ProcessEnvironment): readonly Action[] {
  const waiting = whoWaitsFor(view, legId)
  if (!waiting) return ringsStill(view, legId, environment)
  if (isToPressKey(waiting.party)) return [keyQuestion(view, waiting.interaction.edgeId, legId, environment)]
  const { interaction, party, waitingLegId } = waiting
  const { edgeId, interactionId } = interaction
  const note: readonly Action[] =
    party.answeredAtMs === null ? [{ kind: 'decide', command: { type: 'NoteAnswered', interactionId, legId } }] : []
  // One whom we called ourselves has answered long ago.
  const answer: readonly Action[] = isToBeAnswered(view, waitingLegId)
    ? [edge(edgeId, { type: 'leg.answer', legId: waitingLegId })]
    : []
  // The colleague has the customer by that: his talk begins with the event.
  if (interaction.stage === 'through' && party.seat) return note
  if (!isJoinedAtOnce(view, interaction)) return [...note, ...answer]
  return [
    ...note,
    ...answer,
    edge(edgeId, { type: 'bridge.join', bridgeId: party.bridgeId, legIds: [waitingLegId, legId] }),
  ]
}

/** A phone that took a ringing call was answered for that: it rings at the far end, and nobody else says so. */
function ringsStill({ state }: ProcessView, legId: LegId, environment: ProcessEnvironment): readonly Action[] {
  const interactionId = state.indexes.agentLegs.get(legId)
  const interaction = interactionId && state.calls.get(interactionId)
  const isRinging = interaction?.stage === 'dialing' && interaction.engagement?.isConfirmed === true
  return isRinging ? [ringback(interaction.edgeId, legId, environment)] : []
}

interface Waiting {
  readonly interaction: Call
  readonly party: CalledParty
  /** On which somebody waits for the called one. */
  readonly waitingLegId: LegId
}

/** For whom this leg is called: an agent who dialled, or a customer who is put through. A transfer's is not waited for. */
export function whoWaitsFor({ state }: ProcessView, legId: LegId): Waiting | undefined {
  const { customerLegs, calledLegs } = state.indexes
  const interactionId = calledLegs.get(legId) ?? customerLegs.get(legId)
  const interaction = interactionId && state.calls.get(interactionId)
  const party = interaction && calledPartyOf(interaction, legId)
  if (!party) return undefined
  const { stage, engagement, farLegId, customerLegId } = interaction
  if (stage === 'dialing' && engagement && legId === customerLegId) {
    return { interaction, party, waitingLegId: engagement.agentLegId }
  }
  return stage === 'through' && legId === farLegId ? { interaction, party, waitingLegId: customerLegId } : undefined
}

/** Somebody called us on it and waits for our answer; a browser's leg stays whatever comes. */
function isToBeAnswered(view: ProcessView, legId: LegId): boolean {
  const leg = view.leg(legId)
  if (leg?.direction !== 'inbound' || (leg.transport === 'web' && leg.stationId !== undefined)) return false
  return leg.state === 'initiated' || leg.state === 'alerting'
}

/** A called leg is over, or was never begun: the decider is told, and who waits hears why. */
function unreached(view: ProcessView, legId: LegId, reason: EndReason, sipStatus?: number): readonly Action[] {
  const { calledLegs, customerLegs } = view.state.indexes
  const interactionId = calledLegs.get(legId) ?? customerLegs.get(legId)
  const interaction = interactionId && view.state.calls.get(interactionId)
  const party = interaction && calledPartyOf(interaction, legId)
  // A customer whom an agent called and talks with is a customer like any other.
  if (!party || (legId === interaction.customerLegId && interaction.stage !== 'dialing')) return []
  const { edgeId, transfer } = interaction
  const status = statusFor(reason, sipStatus)
  const tell: Action[] = []
  if (transfer?.legId === legId) {
    const { transferId, askedByLegId } = transfer
    tell.push(edge(edgeId, { type: 'leg.transfer-progress', legId: askedByLegId, transferId, status }))
  }
  const waiting = whoWaitsFor(view, legId)
  const isRefusable = waiting && party.answeredAtMs === null && party.fallbackQueueId === null
  if (isRefusable && isToBeAnswered(view, waiting.waitingLegId)) {
    const told: EndReason = passedBack.includes(reason) ? reason : 'refused'
    tell.push(edge(edgeId, { type: 'leg.refuse', legId: waiting.waitingLegId, status, reason: told }))
  }
  const why = party.answeredAtMs === null ? { reason: notReached[reason] ?? ('not-reached' as const) } : {}
  return [...tell, { kind: 'decide', command: { type: 'CalledPartyLeft', interactionId, legId, ...why } }]
}

const notReached: Readonly<Partial<Record<EndReason, NotReachedReason>>> = {
  busy: 'busy',
  declined: 'declined',
  'no-answer': 'no-answer',
  'unknown-number': 'unknown-number',
  unreachable: 'unreachable',
}

const passedBack: readonly EndReason[] = ['busy', 'declined', 'no-answer', 'unknown-number', 'unreachable', 'error']
const endReasons: Readonly<Partial<Record<EdgeErrorCode, EndReason>>> = {
  'not-reachable': 'no-answer',
  overloaded: 'unreachable',
}

const hopeless: readonly EdgeErrorCode[] = ['bad-command', 'wrong-state', 'not-supported', 'failed', 'overloaded']

function unjoined(
  { state }: ProcessView,
  { bridgeId, legIds }: Extract<EdgeCommand, { type: 'bridge.join' }>,
  code: EdgeErrorCode,
): readonly Action[] {
  const { customerLegs, calledLegs } = state.indexes
  const interactionId = legIds.map((legId) => calledLegs.get(legId) ?? customerLegs.get(legId)).find((id) => id)
  const interaction = interactionId && state.calls.get(interactionId)
  if (interaction?.stage !== 'through' || !hopeless.includes(code)) return []
  if (calledPartyOf(interaction, interaction.farLegId)?.bridgeId !== bridgeId) return []
  return [
    { kind: 'decide', command: { type: 'EndInteraction', interactionId: interaction.interactionId, reason: 'error' } },
  ]
}
