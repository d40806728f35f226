import { type Call, noWishes, preferredIn, type RoutingEventOf } from '#domain/routing/index.ts'
import type { EdgeId, FlowId, InteractionId } from '#kernel/ids.ts'
import type { EdgeEventOf, Leg, PlayItem } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import { placeCall } from './call-through.ts'
import { askByRule } from './callback-asking.ts'
import { onwards, onwardsOf } from './destination.ts'
import { isSaying, type QueueAhead, queueAhead, refusalItems, sayBeforeQueue } from './recording-consent.ts'
import { replace } from './replaced-leg.ts'
import { play, playMusic } from './sounds.ts'
import { chosenPrompt, languageOf, languageOfCaller, prompt } from './spoken-language.ts'
import type { NumberRoute, ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'
import { afterTone, followVoicemail } from './voicemail.ts'

/**
 *     leg.incoming --> number plan --> BeginInteraction --(durable)--> leg.answer --(leg.connected)--> greeting
 *                          |                                                                             |
 *                          |--> leg.refuse 404, with an announcement   music <-- Enqueue <-- recording-consent
 *                          |                                                                             '--> diverted: an announcement, end
 *                          '--> out, or to another phone: call-through
 */
export function inboundCall(
  view: ProcessView,
  input: ProcessInput,
  environment: ProcessEnvironment,
): readonly Action[] {
  if (input.kind === 'routing') {
    const { event } = input
    if (event.type === 'RecordingConsentNoted') return afterConsent(view, event, environment)
    if (event.type === 'InteractionDiverted') return divert(view, event, environment)
    if (event.type === 'FlowLeft') return go(view, event.interactionId, (call) => follow(view, call, environment))
    if (event.type !== 'InteractionBegan' && event.type !== 'InteractionQueued') return []
    // The state may be ahead of the event: what is over is not begun, and who talks hears no music.
    const interaction = view.state.calls.get(event.interactionId)
    if (event.type === 'InteractionBegan') {
      return interaction?.stage === 'inFlow' && !isGoingThrough(interaction) ? [answer(interaction)] : []
    }
    return interaction?.stage === 'queued' ? [playMusic(interaction, environment)] : []
  }
  if (input.kind === 'edge') {
    const { event, edgeId } = input
    if (event.type === 'leg.incoming') return receive(view, edgeId, event.leg, environment)
    if (event.type === 'leg.connected')
      return goAt(view, event.legId, (interaction) => follow(view, interaction, environment))
    if (event.type === 'leg.play-ended') return afterPlay(view, event)
    return []
  }
  if (input.kind === 'edge-refused') {
    const { command } = input
    // A greeting that cannot be played keeps nobody out of the queue; of the rest `recording-consent` says what follows.
    if (command.type === 'leg.play') {
      return goAt(view, command.legId, (interaction) =>
        isSaying(view, interaction, command.playId) ? [] : next(view, interaction),
      )
    }
    if (command.type === 'leg.refuse' && command.play) {
      const { play: _, ...inSilence } = command
      return [{ kind: 'edge', edgeId: input.edgeId, command: inSilence }]
    }
  }
  return []
}

/** What a caller of a number that nobody has hears before the 404. */
const notInService = (language: string): PlayItem[] => [
  { kind: 'tone', tone: 'not-in-service', durationMs: 1000 },
  prompt('not-in-service', language),
]

/** Someone calls. A leg that is known already, or one of an agent's browser, begins nothing. */
export function receive(
  view: ProcessView,
  edgeId: EdgeId,
  leg: Leg,
  environment: ProcessEnvironment,
): readonly Action[] {
  if (leg.direction !== 'inbound' || leg.transport === 'link') return []
  if (leg.stationId !== undefined && leg.transport === 'web') return []
  const { customerLegs, agentLegs, calledLegs } = view.state.indexes
  if (customerLegs.has(leg.legId) || agentLegs.has(leg.legId) || calledLegs.has(leg.legId)) return []
  if (leg.replacesLegId !== undefined) return replace(view, edgeId, leg, leg.replacesLegId)
  const route = view.numberRoute(leg.dialedNumber)
  const onward = onwards(view, leg)
  if ('how' in onward) return placeCall(view, edgeId, leg, onward, environment)
  if (!route || route.kind === 'outside') return refuse(view, edgeId, leg, onward.refusal)
  const { newId } = environment
  const queueId = 'queueId' in route ? route.queueId : null
  const flow = route.kind === 'flow' ? { flowId: route.flowId } : {}
  const isNoFlow = route.kind === 'flow' && !view.flows?.sourceOf(route.flowId, null)
  if (isNoFlow || (queueId !== null && !view.state.queues.has(queueId))) {
    // The number plan names a queue that the decider does not know yet, or a flow that is being published: come back in a moment.
    const command = { type: 'leg.refuse', legId: leg.legId, status: 503, reason: 'refused', retryAfterS: 10 } as const
    return [{ kind: 'edge', edgeId, command }]
  }
  const interactionId = newId('interaction')
  return [
    {
      kind: 'particulars',
      interactionId,
      callerNumber: leg.callerNumber,
      dialedNumber: leg.dialedNumber,
      callerName: leg.callerName ?? null,
      authenticatedUser: leg.authenticatedUser ?? null,
    },
    {
      kind: 'decide',
      command: {
        type: 'BeginInteraction',
        interactionId,
        kind: 'call',
        edgeId,
        customerLegId: leg.legId,
        entry: { queueId, greeting: greetingOf(route), language: languageOfCaller(view, leg), ...flow },
      },
    },
  ]
}

const greetingOf = (route: NumberRoute): string | null =>
  route.kind === 'greeting-then-queue' ? route.greeting : route.kind === 'announcement' ? route.prompt : null

/** A number that nobody has says so; what is not allowed is refused in silence, for the telephone to show. */
function refuse(view: ProcessView, edgeId: EdgeId, leg: Leg, refusal: string): readonly Action[] {
  const { legId } = leg
  const status = refusalStatuses[refusal] ?? 403
  const command = { type: 'leg.refuse', legId, status } as const
  if (status !== 404) return [{ kind: 'edge', edgeId, command: { ...command, reason: 'refused' } }]
  const play = notInService(languageOfCaller(view, leg))
  return [{ kind: 'edge', edgeId, command: { ...command, reason: 'unknown-number', play } }]
}

/** What is refused otherwise than by 403, by the code of the catalogue. */
const refusalStatuses: Readonly<Record<string, number>> = {
  'dial.no-rule': 404,
  'dial.no-trunk': 503,
  'dial.too-many-calls': 486,
  'phone-number.invalid': 484,
}

/** Neither a queue, a prompt nor a flow: somebody else is to have the call. */
export const isGoingThrough = ({ entry }: Call): boolean =>
  entry.queueId === null && entry.greeting === null && entry.flowId === undefined

export const answer = ({ edgeId, customerLegId }: Call): Action => ({
  kind: 'edge',
  edgeId,
  command: { type: 'leg.answer', legId: customerLegId },
})

/** The caller hears us: the greeting when there is one, else straight into the queue. */
export function follow(view: ProcessView, interaction: Call, environment: ProcessEnvironment): readonly Action[] {
  const { entry, recordingConsent, divertedFrom } = interaction
  if (isGoingThrough(interaction)) return []
  if (interaction.voicemail !== undefined) return followVoicemail(view, interaction, environment)
  if (interaction.callbackDueIn !== undefined) return askByRule(view, interaction)
  if (entry.flowId !== undefined) return enterFlow(view, interaction, entry.flowId)
  // Who was told or asked already has heard the greeting, but not what the queue says that does not take him.
  const hasHeardIt = recordingConsent !== 'untold' && divertedFrom === undefined
  if (entry.greeting === null || hasHeardIt) return next(view, interaction)
  return [play(interaction, environment, [chosenPrompt(view, entry.greeting, languageOf(view, interaction))], false)]
}

/** He begins it, or goes on with it where he is. */
function enterFlow(view: ProcessView, { interactionId, flow, divertedFrom }: Call, flowId: FlowId): readonly Action[] {
  if (flow) return [{ kind: 'once-durable', input: { kind: 'flow', interactionId, input: { kind: 'started' } } }]
  const source = view.flows?.sourceOf(flowId, null)
  if (source) {
    const { versionId, definition } = source
    const blockId = definition.start
    return [{ kind: 'decide', command: { type: 'EnterFlow', interactionId, flowId, versionId, blockId } }]
  }
  // It is not published any more: he waits after all, where a queue had sent him.
  const queueId = divertedFrom?.at(-1)
  const command =
    queueId !== undefined && view.state.queues.has(queueId)
      ? ({ type: 'EnqueueInteraction', interactionId, queueId } as const)
      : ({ type: 'EndInteraction', interactionId, reason: 'error' } as const)
  return [{ kind: 'decide', command }]
}

/** Whom his queue does not take, or keeps no longer, hears why instead of its music, and the call ends. */
function divert(
  view: ProcessView,
  { interactionId }: RoutingEventOf<'InteractionDiverted'>,
  environment: ProcessEnvironment,
): readonly Action[] {
  const interaction = view.state.calls.get(interactionId)
  if (interaction?.stage !== 'inFlow') return []
  if (interaction.sentOutside !== undefined) return [goOutside(view, interaction, environment)]
  return isGoingThrough(interaction) ? [] : follow(view, interaction, environment)
}

/** Where the number cannot be called now, or not for him, he waits after all: a queue that sent somebody away takes him then. */
export function goOutside(view: ProcessView, interaction: Call, { newId }: ProcessEnvironment): Action {
  const { interactionId, customerLegId, sentOutside } = interaction
  const leg = view.leg(customerLegId)
  const to = leg && onwardsOf(view, interaction, leg)
  if (to && 'how' in to) {
    const { agentId, isOverTrunk, isEmergency } = to
    const called = { legId: newId('leg'), agentId, isOverTrunk, isEmergency }
    return { kind: 'decide', command: { type: 'SendThrough', interactionId, called } }
  }
  return {
    kind: 'decide',
    command: sentOutside
      ? { type: 'EnqueueInteraction', interactionId, queueId: sentOutside.queueId }
      : { type: 'EndInteraction', interactionId, reason: 'not-reached' },
  }
}

/** What has to be said of a recording, and then the queue. */
function next(view: ProcessView, interaction: Call): readonly Action[] {
  if (interaction.voicemail !== undefined) return [afterTone(interaction)]
  const ahead = queueAhead(view, interaction)
  if (ahead) return toQueue(view, interaction, ahead)
  // What a flow says leads on there, and with an announcement that was all.
  const { interactionId, entry } = interaction
  if (entry.flowId !== undefined) return []
  return [{ kind: 'decide', command: { type: 'EndInteraction', interactionId, reason: 'flow-ended' } }]
}

function afterConsent(
  view: ProcessView,
  { interactionId, consent }: RoutingEventOf<'RecordingConsentNoted'>,
  environment: ProcessEnvironment,
): readonly Action[] {
  const interaction = view.state.calls.get(interactionId)
  if (interaction?.stage !== 'inFlow' || isGoingThrough(interaction)) return []
  const isNo = consent === 'refused' || consent === 'unanswered'
  return isNo
    ? [play(interaction, environment, refusalItems(languageOf(view, interaction)), false)]
    : next(view, interaction)
}

/** What has to be said of a recording, and then the queue. */
export function toQueue(view: ProcessView, interaction: Call, ahead: QueueAhead): readonly Action[] {
  const { queueId } = ahead
  const said = sayBeforeQueue(view, interaction, queueId)
  if (said) return [said]
  const { interactionId, flow } = interaction
  const asks = asksFor(view, interaction, ahead)
  const command = { type: 'EnqueueInteraction', interactionId, queueId, ...asks } as const
  const waits: Action = { kind: 'decide', command }
  return flow ? [waits, unlessTaken(interactionId)] : [waits]
}

/** Where the decider refuses what a flow handed over, the caller is still in it once that is known, and goes on there. */
export const unlessTaken = (interactionId: InteractionId): Action => ({
  kind: 'once-durable',
  input: { kind: 'flow', interactionId, input: { kind: 'not-taken', reason: 'refused' } },
})

/** Who he is; who looks after him, or talked with him last, is asked first where the queue has the patience; and where he is. */
function asksFor(
  { state, customer, caseOwner, leg, placeOf, incidentsOf }: ProcessView,
  { customerLegId }: Call,
  { queueId, requirement, level, boostMs }: QueueAhead,
) {
  const caller = customer?.(customerLegId, 'caller')
  const found = caseOwner?.(customerLegId)
  const known = { ...caller, ...(found !== undefined && { caseOwnerAgentId: found ?? undefined }) }
  const preferred = preferredIn(state.queues.get(queueId)?.settings ?? {}, known)
  // Whoever signs in with a phone of ours calls from wherever that is: his number says nothing.
  const { callerNumber, authenticatedUser, dialedNumber } = leg(customerLegId) ?? {}
  const number = authenticatedUser === undefined ? callerNumber : undefined
  const place = placeOf?.({ ...caller?.traces, ...(number !== undefined && { number }) })
  const facts = caller?.facts
  const incidentIds = incidentsOf?.(authenticatedUser ?? callerNumber, dialedNumber) ?? []
  const isAsked = requirement !== undefined || level !== undefined || boostMs !== undefined
  if (preferred.length === 0 && !place && !facts && incidentIds.length === 0 && !isAsked) return undefined
  return {
    wishes: {
      ...noWishes,
      ...(requirement && { requirement }),
      ...(level !== undefined && { level }),
      ...(boostMs !== undefined && { boostMs }),
      ...(preferred.length > 0 && { preferred }),
      ...(place && { place }),
      ...(facts && { customer: facts }),
      ...(incidentIds.length > 0 && { incidentIds }),
    },
  }
}

/** In the flow the greeting plays, and last perhaps that nothing is recorded. One that another play replaced ended nothing. */
function afterPlay(view: ProcessView, event: EdgeEventOf<'leg.play-ended'>): readonly Action[] {
  // A greeting that is not there keeps nobody out of the queue.
  if (event.outcome !== 'finished' && event.outcome !== 'failed') return []
  return goAt(view, event.legId, (interaction) =>
    isSaying(view, interaction, event.playId) ? [] : next(view, interaction),
  )
}

/** What happens to the caller of this leg, if nobody has him yet. */
function goAt(
  view: ProcessView,
  legId: Leg['legId'],
  next: (interaction: Call) => readonly Action[],
): readonly Action[] {
  const interactionId = view.state.indexes.customerLegs.get(legId)
  return interactionId ? go(view, interactionId, next) : []
}

function go(
  { state }: ProcessView,
  interactionId: InteractionId,
  next: (interaction: Call) => readonly Action[],
): readonly Action[] {
  const interaction = state.calls.get(interactionId)
  return interaction && interaction.stage === 'inFlow' && !isGoingThrough(interaction) ? next(interaction) : []
}
