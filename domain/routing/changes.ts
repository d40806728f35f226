import { assert } from '#kernel/assert.ts'
import type { AgentId, InteractionId, QueueId } from '#kernel/ids.ts'
import { noWishes, type Wishes } from './asking/wishes.ts'
import { agentOf, callOf, dropOffer, interactionOf, putAgent, putInteraction } from './bookkeeping.ts'
import { afterMs, diversionAfterWaiting } from './diversions.ts'
import type { RoutingEventOf } from './events.ts'
import { liftsIn } from './priority/lifting.ts'
import type {
  Agent,
  Call,
  CalledParty,
  Engagement,
  HeldWork,
  Interaction,
  Queue,
  RoutingTables,
  Task,
  Waiting,
  WrapUp,
} from './state.ts'
import { type Station, stationThatCounts } from './station.ts'
import { whomToAsk } from './substitution/whom-to-ask.ts'

/** How `apply` changes one thing: each replaces it in its table. */

export function changeAgent(state: RoutingTables, agentId: AgentId, change: (agent: Agent) => Agent): void {
  putAgent(state, agentId, change(agentOf(state, agentId)))
}

export function changeQueue(state: RoutingTables, queueId: QueueId, change: (queue: Queue) => Queue): void {
  const queue = state.queues.get(queueId)
  assert(queue, `queue ${queueId} is not in the state`)
  state.queues.set(queueId, change(queue))
}

export function changeInteraction(
  state: RoutingTables,
  interactionId: InteractionId,
  change: (interaction: Interaction) => Interaction,
): void {
  putInteraction(state, interactionId, change(interactionOf(state, interactionId)))
}

export function changeCall(state: RoutingTables, interactionId: InteractionId, change: (call: Call) => Call): void {
  putInteraction(state, interactionId, change(callOf(state, interactionId)))
}

export function changeTask(state: RoutingTables, interactionId: InteractionId, change: (task: Task) => Task): void {
  const task = interactionOf(state, interactionId)
  assert(task.kind === 'task', `${interactionId} is no task`)
  putInteraction(state, interactionId, change(task))
}

export function changeWaiting(
  state: RoutingTables,
  interactionId: InteractionId,
  change: (waiting: Waiting) => Waiting,
): void {
  changeInteraction(state, interactionId, (interaction) => ({
    ...interaction,
    waiting: interaction.waiting && change(interaction.waiting),
  }))
}

export function changeEngagement(
  state: RoutingTables,
  interactionId: InteractionId,
  change: Partial<Engagement>,
): void {
  changeCall(state, interactionId, (call) => ({
    ...call,
    engagement: call.engagement && { ...call.engagement, ...change },
  }))
}

export function changeWork(
  state: RoutingTables,
  agentId: AgentId,
  interactionId: InteractionId,
  change: (held: HeldWork) => HeldWork,
): void {
  changeAgent(state, agentId, (agent) => ({
    ...agent,
    work: agent.work.map((held) => (held.interactionId === interactionId ? change(held) : held)),
  }))
}

/** Takes accepted work out of the agent's hands; his idle time begins with it. */
export function releaseWork(state: RoutingTables, agentId: AgentId, interactionId: InteractionId, atMs: number): void {
  changeAgent(state, agentId, (agent) => ({
    ...agent,
    work: agent.work.filter((held) => held.interactionId !== interactionId),
    idleSinceMs: atMs,
  }))
}

/** An offer that came to nothing: the interaction keeps its place, the agent his idle time. */
export function closeOffer(
  state: RoutingTables,
  event: RoutingEventOf<'OfferDeclined' | 'OfferMissed' | 'OfferWithdrawn'>,
): void {
  dropOffer(state, event.offerId)
  changeWaiting(state, event.interactionId, (waiting) => ({
    ...waiting,
    offerIds: waiting.offerIds.filter((offerId) => offerId !== event.offerId),
  }))
  changeAgent(state, event.agentId, (agent) => ({
    ...agent,
    work: agent.work.filter((held) => held.interactionId !== event.interactionId),
  }))
}

export function changeStations(
  state: RoutingTables,
  agentId: AgentId,
  change: (stations: readonly Station[]) => readonly Station[],
): void {
  changeAgent(state, agentId, (agent) => {
    const stations = change(agent.stations)
    return { ...agent, stations, station: stationThatCounts(agent.stationChoice, stations) }
  })
}

/** Waiting begins, or begins again: whom it asks follows from the queue, and from who is there, as they are now. */
export function waitingIn(
  state: RoutingTables,
  { queueId, atMs }: { readonly queueId: QueueId; readonly atMs: number },
  interaction: Interaction,
  queuedAtMs: number,
  wishes: Wishes,
): Waiting {
  const queue = state.queues.get(queueId)
  assert(queue, `queue ${queueId} is not in the state`)
  const { settings } = queue
  const isPromised =
    interaction.kind === 'callback' || (interaction.kind === 'call' && interaction.promise !== undefined)
  // Whom we call stays where his place is.
  const timed = isPromised ? null : diversionAfterWaiting(queue)
  const isCaller = interaction.kind === 'call' && interaction.direction === 'inbound'
  const offer = isCaller ? settings.callback?.offer : undefined
  const lifts = liftsIn(state, queue, wishes)
  return {
    ...{ queueId, queuedAtMs, askedSinceMs: atMs },
    ...whomToAsk(state, queue, wishes),
    ...{
      isReturned: false,
      offerIds: [],
      offersAtOnce: settings.offersAtOnce ?? 1,
      step: 0,
      expected: null,
      coolDowns: [],
    },
    ...(lifts.length > 0 && { lifts }),
    ...(timed && { divertedAtMs: atMs + afterMs(timed) }),
    ...(offer && { offersCallbackAtMs: atMs + offer.standardMs }),
  }
}

/** Whoever was preferred has had his time, or had the customer. */
export const preferringNobody = ({ preferred: _, ...wishes }: Wishes): Wishes => wishes

/** Nobody but the customer and whoever has him. */
export const alone = { consultation: null, members: [], mutedLegIds: [], areDigitsMasked: false, parked: null } as const

/** Whoever had the customer leaves, and with him what he said of the others; a voice that somebody silenced himself stays so. */
export const leftAlone = ({ calledParties }: Call) => ({
  ...alone,
  mutedLegIds: calledParties.filter(({ hasMutedHimself }) => hasMutedHimself).map(({ legId }) => legId),
})

/** How an engagement begins. */
export const undisturbed = { isHeld: false, isMuted: false, mutedByAgentId: null, recordingPausedBy: null } as const

/**
 * Whoever paused the recording of a talk by hand had a reason, which the next recording of the same talk takes over. What
 * pauses by itself the edge carries over, and tells anew.
 */
export const goesOnPaused = (former: Engagement | null, recordingId: Engagement['recordingId']): 'agent' | null =>
  recordingId !== null && former !== null && former.recordingId !== null && former.recordingPausedBy === 'agent'
    ? 'agent'
    : null

/** A task as it begins. */
export const newTask = ({ interactionId, channel, dueAtMs, atMs }: RoutingEventOf<'TaskBegan'>): Task => ({
  interactionId,
  kind: 'task',
  channel,
  direction: 'inbound',
  stage: 'inFlow',
  beganAtMs: atMs,
  wishes: noWishes,
  queuedAtMs: null,
  waiting: null,
  engagement: null,
  wrapUps: [],
  dispositionId: null,
  dueAtMs,
})

/** A call as it begins. */
export function newCall(
  event: Pick<
    RoutingEventOf<'InteractionBegan'>,
    'interactionId' | 'kind' | 'channel' | 'direction' | 'edgeId' | 'customerLegId' | 'entry' | 'atMs'
  >,
): Call {
  const { interactionId, kind, channel, direction, edgeId, customerLegId, entry, atMs } = event
  return {
    interactionId,
    kind,
    channel,
    direction,
    stage: 'inFlow',
    edgeId,
    customerLegId,
    entry,
    beganAtMs: atMs,
    wishes: noWishes,
    queuedAtMs: null,
    waiting: null,
    engagement: null,
    calledParties: [],
    farLegId: null,
    transfer: null,
    ...alone,
    monitors: [],
    wrapUps: [],
    dispositionId: null,
    recordingConsent: 'untold',
  }
}

export function beginWrapUp({ engagement }: Interaction, event: RoutingEventOf<'WrapUpStarted'>): WrapUp {
  const { agentId, atMs, untilMs } = event
  assert(engagement?.agentId === agentId && engagement.queueId !== null, 'only an engaged agent of a queue writes up')
  const { queueId, acceptedAtMs } = engagement
  return { agentId, queueId, acceptedAtMs, startedAtMs: atMs, untilMs, extensions: 0 }
}

/** Somebody is called: the agent whose phone it is has his hands full from now on. */
export function addParty(state: RoutingTables, interactionId: InteractionId, called: CalledParty, atMs: number): void {
  changeCall(state, interactionId, (call) => ({ ...call, calledParties: [...call.calledParties, called] }))
  if (called.agentId !== null) engage(state, called.agentId, interactionId, atMs)
}

export function engage(state: RoutingTables, agentId: AgentId, interactionId: InteractionId, atMs: number): void {
  const { channel } = interactionOf(state, interactionId)
  const held: HeldWork = { interactionId, channel, workState: 'engaged', sinceMs: atMs }
  changeAgent(state, agentId, (agent) => ({ ...agent, work: [...agent.work, held] }))
}

/** Lets go of the called parties whose legs are no longer part of the call, and of the agents among them. */
export function settleParties(state: RoutingTables, interactionId: InteractionId, atMs: number): void {
  const { stage, customerLegId, farLegId, transfer, consultation, members, calledParties } = callOf(
    state,
    interactionId,
  )
  const isPart = ({ legId }: CalledParty) =>
    stage !== 'wrapUp' &&
    (legId === customerLegId ||
      legId === farLegId ||
      legId === transfer?.legId ||
      legId === consultation?.legId ||
      members.includes(legId))
  const gone = calledParties.filter((party) => !isPart(party))
  if (gone.length === 0) return
  const goneAgents = gone.map(({ agentId }) => agentId).filter((agentId) => agentId !== null)
  changeCall(state, interactionId, (interaction) => ({
    ...interaction,
    calledParties: interaction.calledParties.filter(isPart),
    mutedLegIds: interaction.mutedLegIds.filter((legId) => gone.every((party) => party.legId !== legId)),
    ...(goneAgents.length > 0 && { goneAgentIds: withLatest(interaction.goneAgentIds ?? [], goneAgents) }),
  }))
  for (const agentId of goneAgents) releaseWork(state, agentId, interactionId, atMs)
}

const goneAgentsAtMost = 20

const withLatest = (known: readonly AgentId[], latest: readonly AgentId[]): readonly AgentId[] =>
  [...known.filter((agentId) => !latest.includes(agentId)), ...latest].slice(-goneAgentsAtMost)
