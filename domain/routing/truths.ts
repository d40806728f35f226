import type { AgentId, InteractionId } from '#kernel/ids.ts'
import { askedNow, demandOf } from './asking/demand.ts'
import { keptBackFor } from './asking/reservation.ts'
import { isSpoken } from './capacity.ts'
import { positionIn } from './decisions/announcing.ts'
import { isHisTurn } from './decisions/breaks.ts'
import { isEligible, isReady } from './eligibility.ts'
import type { RoutingEvent, RoutingEventOf } from './events.ts'
import { placeOf, turnOf } from './indexing/interactions.ts'
import { readyIn } from './indexing/readiness.ts'
import { type Agent, type Interaction, isStillDialed, membershipIn, type RoutingTables } from './state.ts'
import { ruleFor } from './substitution/standing-in.ts'
import { isKept } from './substitution/whom-to-ask.ts'

/**
 * What must hold after every decision, looked at for what the decision touched only: cheap enough for every one of them in
 * production. The simulator proves the same by brute force.
 */
export const truths = {
  'one-owner': 'Who is engaged or offered work, and the work, say the same of one another.',
  'over-holds-nothing': 'What is over is in nobody’s hands.',
  'within-capacity': 'Nobody is offered more than he can take.',
  'callback-has-its-time': 'Who is to be called back waits for his turn, or has a time from which on he does.',
  'dialed-once': 'Who is called back is called on one line at a time.',
  'breaks-in-order': 'Nobody waits for a break while it is his turn and there is room.',
  'told-as-he-stands': 'Whoever is told his place in a queue stands there, and nobody is asked for him in this moment.',
  'nobody-waits-beside-idle': 'Nobody waits while somebody is free who may be asked.',
  'lifted-while-it-lasts': 'Nobody stands before others by an incident that is gone.',
  'flow-before-people': 'Who goes through a flow is in nobody’s hands and in no queue.',
  'own-work': 'The work of whom others stand in for waits for them, and comes back to him when that is over.',
} as const
export type Truth = keyof typeof truths

export interface BrokenTruth {
  readonly truth: Truth
  /** `null`: it is of an agent. */
  readonly interactionId: InteractionId | null
  readonly agentId: AgentId | null
}

/** So many things of one decision are looked at: one that touches thousands is a loading, and has its own checks. */
const mostLooks = 50
/** So many of those who stand first could all have declined just now. */
const fewFirst = 8

/** Which truths do not hold in `state` after `events`, which were applied to it; none, as long as all is well. */
export function brokenTruths(state: RoutingTables, events: readonly RoutingEvent[]): readonly BrokenTruth[] {
  const broken: BrokenTruth[] = []
  const interactionIds = new Set<InteractionId>()
  const agentIds = new Set<AgentId>()
  for (const event of events) {
    if ('interactionId' in event && interactionIds.size < mostLooks) interactionIds.add(event.interactionId)
    if ('agentId' in event && event.agentId !== null && agentIds.size < mostLooks) agentIds.add(event.agentId)
  }
  for (const interactionId of interactionIds) {
    const interaction = state.interactions.get(interactionId)
    if (interaction) lookAt(state, interaction, broken)
  }
  for (const agentId of agentIds) {
    const agent = state.agents.get(agentId)
    if (agent) lookAtWork(state, agent, broken)
  }
  for (const event of events) {
    if (event.type === 'WaitAnnounced' && !isAsTold(state, event)) {
      broken.push({ truth: 'told-as-he-stands', interactionId: event.interactionId, agentId: null })
    }
    const isTurn = event.type === 'SubstitutionBegan' || event.type === 'SubstitutionEnded'
    if (isTurn) lookAtOwned(state, event.agentId, broken)
  }
  return broken
}

function lookAt(state: RoutingTables, interaction: Interaction, broken: BrokenTruth[]): void {
  const { interactionId, stage, waiting, engagement } = interaction
  const holds = (agentId: AgentId, workState: 'offered' | 'engaged') =>
    state.agents.get(agentId)?.work.some((held) => held.interactionId === interactionId && held.workState === workState)
  for (const offerId of waiting?.offerIds ?? []) {
    const offer = state.offers.get(offerId)
    if (offer?.interactionId === interactionId && holds(offer.agentId, 'offered')) continue
    broken.push({ truth: 'one-owner', interactionId, agentId: offer?.agentId ?? null })
  }
  if (interaction.kind === 'callback') {
    const isDue = stage === 'scheduled' && interaction.dueAtMs !== null
    if (!isDue && !(stage === 'queued' && waiting)) {
      broken.push({ truth: 'callback-has-its-time', interactionId, agentId: null })
    }
  }
  const isDialed = interaction.kind === 'call' && isStillDialed(interaction)
  if (isDialed && interaction.calledParties.length !== 1) {
    broken.push({ truth: 'dialed-once', interactionId, agentId: null })
  }
  // Ahead of an agent nobody has it yet.
  const isAhead = isDialed && engagement === null
  const isHeld = stage === 'engaged' || (stage === 'dialing' && !isAhead)
  if (isHeld && (engagement === null || !holds(engagement.agentId, 'engaged'))) {
    broken.push({ truth: 'one-owner', interactionId, agentId: engagement?.agentId ?? null })
  }
  const isInFlow = interaction.kind === 'call' && interaction.flow !== undefined
  if (isInFlow && (waiting || engagement || (stage !== 'inFlow' && stage !== 'through'))) {
    broken.push({ truth: 'flow-before-people', interactionId, agentId: engagement?.agentId ?? null })
  }
  for (const lifted of waiting?.lifts ?? []) {
    if (lifted.by !== 'incident' || state.incidents.has(lifted.incidentId)) continue
    broken.push({ truth: 'lifted-while-it-lasts', interactionId, agentId: null })
  }
  lookAtOwners(state, interaction, broken)
  const idle = turnOf(interaction) && whoCouldBeAsked(state, interaction)
  if (idle) broken.push({ truth: 'nobody-waits-beside-idle', interactionId, agentId: idle })
}

/** What waits and is his, though nothing may have happened to it, which would be the mistake. */
function lookAtOwned(state: RoutingTables, agentId: AgentId, broken: BrokenTruth[]): void {
  let looks = 0
  for (const { interactionId } of state.indexes.owned.get(agentId)?.entries ?? []) {
    if (++looks > mostLooks) return
    const interaction = state.interactions.get(interactionId)
    if (interaction) lookAtOwners(state, interaction, broken)
  }
}

function lookAtOwners(state: RoutingTables, interaction: Interaction, broken: BrokenTruth[]): void {
  const { interactionId, waiting, channel } = interaction
  if (!waiting?.ofAgentIds || !isKept(waiting)) return
  const asked = waiting.asked[waiting.step]?.agentIds ?? []
  for (const agentId of waiting.ofAgentIds) {
    const handedOver = waiting.handedOver?.find((one) => one.agentId === agentId)
    const rule = ruleFor(state, agentId, { queueId: waiting.queueId, channel, requirement: null })
    const isAskedInPlaceOfAnother = waiting.handedOver?.some(({ to }) => to.includes(agentId))
    const isHis = asked.includes(agentId) && !isAskedInPlaceOfAnother
    if (handedOver?.substitutionId === rule?.substitutionId && !(rule && isHis)) continue
    broken.push({ truth: 'own-work', interactionId, agentId })
  }
}

/** Announcements are the last of a decision: what was said of the queue is still so. */
function isAsTold(state: RoutingTables, event: RoutingEventOf<'WaitAnnounced'>): boolean {
  const { interactionId, position, wait } = event
  if (position === undefined && wait === undefined) return true
  const interaction = state.interactions.get(interactionId)
  const place = interaction && placeOf(interaction)
  if (interaction?.kind !== 'call' || !place || interaction.waiting?.offerIds.length !== 0) return false
  return position === undefined || position === positionIn(state, interaction, place)
}

function lookAtWork(state: RoutingTables, agent: Agent, broken: BrokenTruth[]): void {
  const { agentId, work, settings } = agent
  if (isHisTurn(state, agent)) broken.push({ truth: 'breaks-in-order', interactionId: null, agentId })
  for (const { interactionId } of work) {
    if (!state.interactions.has(interactionId)) broken.push({ truth: 'over-holds-nothing', interactionId, agentId })
  }
  const offered = work.find(({ workState }) => workState === 'offered')
  if (!offered) return
  const { channel, interactionId } = offered
  const ofChannel = work.filter((held) => held.channel === channel).length
  const spoken = work.filter((held) => isSpoken(held.channel)).length
  if (ofChannel > (settings.capacity[channel] ?? 0) || spoken > 1) {
    broken.push({ truth: 'within-capacity', interactionId, agentId })
  }
}

/** Somebody who is ready and may be asked for it; `undefined`: nobody, or none of those who stand first. */
function whoCouldBeAsked(state: RoutingTables, interaction: Interaction): AgentId | undefined {
  const { waiting } = interaction
  const indexes = waiting && state.indexes.of(waiting.queueId)
  const channel = waiting && state.queues.get(waiting.queueId)?.settings.channel
  if (!waiting || !indexes || !channel) return undefined
  const isFree = (agentId: AgentId): boolean => {
    const agent = state.agents.get(agentId)
    return !!agent && isReady(agent, channel) && isEligible(agent, interaction)
  }
  const { agentIds } = askedNow(interaction)
  if (agentIds) {
    return agentIds.find((agentId) => {
      const agent = state.agents.get(agentId)
      return agent && membershipIn(agent, waiting.queueId) && isFree(agentId)
    })
  }
  const demand = demandOf(interaction)
  for (const { label, entries } of readyIn(state, waiting.queueId) ?? []) {
    if (!demand.accepts(label) || keptBackFor(state, demand.asked, label.skills)) continue
    let looks = 0
    for (const { agentId } of entries) {
      if (isFree(agentId)) return agentId
      if (++looks === fewFirst) break
    }
  }
  return undefined
}
