import { assert } from '#kernel/assert.ts'
import type { AgentId, InteractionId, QueueId } from '#kernel/ids.ts'
import { noWishes, type Wishes } from './asking/wishes.ts'
import {
  agentOf,
  callOf,
  dropOffer,
  interactionOf,
  keepAgent,
  keepInteraction,
  putAgent,
  putInteraction,
} from './bookkeeping.ts'
import { copyOfAgent, copyOfInteraction, copyOfQueue, copyOfWaiting, type Own } from './copies.ts'
import { afterMs, diversionAfterWaiting } from './diversions.ts'
import type { RoutingEventOf } from './events.ts'
import { liftsIn } from './priority/lifting.ts'
import {
  type Agent,
  type Call,
  type CalledParty,
  type DeskWork,
  type Engagement,
  type HeldWork,
  type Interaction,
  isDeskWork,
  type Queue,
  type RoutingTables,
  type Task,
  type Waiting,
  type WrapUp,
} from './state.ts'
import { type Station, stationThatCounts } from './station.ts'
import { whomToAsk } from './substitution/whom-to-ask.ts'

/**
 * How `apply` changes one thing: each replaces it in its table. What happens to every call is edited, in a copy that nobody has
 * seen; for the rest another one is returned.
 */

export function editAgent(state: RoutingTables, agentId: AgentId, edit: (agent: Own<Agent>) => void): void {
  const agent = copyOfAgent(agentOf(state, agentId))
  edit(agent)
  keepAgent(state, agentId, agent)
}

export function editCall(state: RoutingTables, interactionId: InteractionId, edit: (call: Own<Call>) => void): void {
  const call = copyOfInteraction(callOf(state, interactionId))
  edit(call)
  keepInteraction(state, interactionId, call)
}

export function editWaiting(
  state: RoutingTables,
  interactionId: InteractionId,
  edit: (waiting: Own<Waiting>) => void,
): void {
  const interaction = copyOfInteraction(interactionOf(state, interactionId))
  if (interaction.waiting) {
    const waiting = copyOfWaiting(interaction.waiting)
    edit(waiting)
    interaction.waiting = waiting
  }
  keepInteraction(state, interactionId, interaction)
}

export function changeAgent(state: RoutingTables, agentId: AgentId, change: (agent: Agent) => Agent): void {
  putAgent(state, agentId, change(agentOf(state, agentId)))
}

export function changeQueue(state: RoutingTables, queueId: QueueId, edit: (queue: Own<Queue>) => void): void {
  const queue = state.queues.get(queueId)
  assert(queue, `queue ${queueId} is not in the state`)
  const next = copyOfQueue(queue)
  edit(next)
  state.queues.set(queueId, next)
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

export function changeTask(
  state: RoutingTables,
  interactionId: InteractionId,
  change: (task: DeskWork) => DeskWork,
): void {
  const task = interactionOf(state, interactionId)
  assert(isDeskWork(task), `${interactionId} is no task`)
  putInteraction(state, interactionId, change(task))
}

export function changeWaiting(
  state: RoutingTables,
  interactionId: InteractionId,
  change: (waiting: Waiting) => Waiting,
): void {
  const interaction = copyOfInteraction(interactionOf(state, interactionId))
  interaction.waiting = interaction.waiting && copyOfWaiting(change(interaction.waiting))
  keepInteraction(state, interactionId, interaction)
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
  editAgent(state, agentId, (agent) => {
    agent.work = agent.work.map((held) => (held.interactionId === interactionId ? change(held) : held))
  })
}

/** Takes accepted work out of the agent's hands; his idle time begins with it. */
export function releaseWork(state: RoutingTables, agentId: AgentId, interactionId: InteractionId, atMs: number): void {
  editAgent(state, agentId, (agent) => {
    agent.work = agent.work.filter((held) => held.interactionId !== interactionId)
    agent.idleSinceMs = atMs
  })
}

/** An offer that came to nothing: the interaction keeps its place, the agent his idle time. */
export function closeOffer(
  state: RoutingTables,
  event: RoutingEventOf<'OfferDeclined' | 'OfferMissed' | 'OfferWithdrawn'>,
): void {
  dropOffer(state, event.offerId)
  editWaiting(state, event.interactionId, (waiting) => {
    waiting.offerIds = waiting.offerIds.filter((offerId) => offerId !== event.offerId)
  })
  editAgent(state, event.agentId, (agent) => {
    agent.work = agent.work.filter((held) => held.interactionId !== event.interactionId)
  })
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
): Own<Waiting> {
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
  const { asked, ofAgentIds, dependsOn, handedOver } = whomToAsk(state, queue, wishes)
  const waiting: Own<Waiting> = {
    queueId,
    queuedAtMs,
    isReturned: false,
    offerIds: [],
    offersAtOnce: settings.offersAtOnce ?? 1,
    asked,
    step: 0,
    askedSinceMs: atMs,
    expected: null,
    coolDowns: [],
  }
  if (lifts.length > 0) waiting.lifts = lifts
  if (timed) waiting.divertedAtMs = atMs + afterMs(timed)
  if (offer) waiting.offersCallbackAtMs = atMs + offer.standardMs
  // Nobody hears anything of a task, nor on a line that is not open yet.
  if (settings.announcements && interaction.kind === 'call') {
    waiting.announcesAtMs = atMs + settings.announcements.firstAfterMs
  }
  if (ofAgentIds) waiting.ofAgentIds = ofAgentIds
  if (dependsOn) waiting.dependsOn = dependsOn
  if (handedOver) waiting.handedOver = handedOver
  return copyOfWaiting(waiting)
}

/** Whoever was preferred has had his time, or had the customer. */
export const preferringNobody = ({ preferred: _, ...wishes }: Wishes): Wishes => wishes

/** Nobody is left but the customer and whoever has him. */
export function leaveAlone(call: Own<Call>): void {
  call.consultation = null
  call.members = alone.members
  call.mutedLegIds = alone.mutedLegIds
  call.areDigitsMasked = false
  call.parked = null
}

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
  editAgent(state, agentId, (agent) => {
    agent.work = [...agent.work, held]
  })
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
  if (calledParties.length === 0) return
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
