import type {
  Agent,
  Call,
  CalledParty,
  DeskWork,
  InHand,
  Interaction,
  WrapUp,
  WrapUpRule,
} from '#domain/routing/index.ts'
import {
  consentDueIn,
  consentDueWith,
  isDeskWork,
  placeAmongAsking,
  workStateOf,
  wrapUpRuleOf,
} from '#domain/routing/index.ts'
import type { AgentId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { BreakRequestEntry, DeskEntries, DeskInteraction, DeskOffer } from '#protocol/realtime/index.ts'
import { shownFromPresence } from '../api/presence.ts'
import { alertEntries } from './desk-alerts.ts'
import { callControlEntry, monitoringEntry } from './desk-parties.ts'
import { standsInFor, substitutedOf } from './substitutions.ts'
import type { TopicView } from './topic-view.ts'
import { withoutAbsent } from './without-absent.ts'

/** What an agent holds: presence, station, the offer that rings, and the interactions in hand. */
export function deskEntries(view: TopicView, agentId: AgentId): DeskEntries {
  const agent = view.state.agents.get(agentId)
  const others = standsInFor(view, agentId)
  const entries: Record<string, unknown> = {
    presence: presenceEntry(view, agent),
    station: {
      isReachable: agent?.station?.isReachable ?? false,
      sinceMs: view.moments.stationSinceMs(agentId),
    },
    edge: { isConnected: view.isEdgeConnected },
    ...withoutAbsent({ substituted: substitutedOf(view, agentId) }),
    ...(others.length > 0 && { standsInFor: { of: others } }),
    ...withoutAbsent({
      monitoring: monitoringEntry(view, agentId),
      unreached: view.moments.unreached(agentId),
      goneTask: view.moments.goneTask(agentId),
    }),
    ...alertEntries(view.alerts(agentId)),
  }
  for (const held of agent?.work ?? []) {
    const interaction = view.state.interactions.get(held.interactionId)
    if (!interaction) continue
    if (held.workState === 'offered') {
      const offer = offerEntry(view, interaction, agentId)
      if (offer) entries[`offer:${offer.offerId}`] = offer
    } else {
      const entry = interactionEntry(view, interaction, agentId)
      if (entry) entries[`interaction:${entry.interactionId}`] = entry
    }
  }
  return entries as unknown as DeskEntries
}

/** Since when an agent has been what is shown: busy since the work that binds most, else since the presence or the last work. */
export function shownSinceMs(agent: Agent): number {
  const shown = workStateOf(agent)
  const binding = agent.work.filter((held) => held.workState === shown).map((held) => held.sinceMs)
  if (binding.length > 0) return Math.min(...binding)
  return agent.presence.kind === 'available'
    ? Math.max(agent.presenceSinceMs, agent.idleSinceMs)
    : agent.presenceSinceMs
}

/** What he asks for, and how many asked before him. */
export function breakRequestOf(view: TopicView, agent: Agent): { breakRequest?: BreakRequestEntry } {
  if (!agent.breakRequest) return {}
  const place = placeAmongAsking(view.state, agent)
  return { breakRequest: { ...agent.breakRequest, ...(place !== undefined && { place }) } }
}

function nextEntry({ nextPresence }: Agent): Pick<DeskEntries['presence'], 'next' | 'nextReason'> {
  if (nextPresence === null) return {}
  const { presence: next, reason: nextReason } = shownFromPresence(nextPresence)
  return { next, ...(nextReason !== undefined && { nextReason }) }
}

function presenceEntry(view: TopicView, agent: Agent | undefined): DeskEntries['presence'] {
  // Somebody who was made an agent a moment ago, and whom routing does not know yet.
  if (!agent) return { presence: 'offline', workState: 'idle', sinceMs: 0 }
  return {
    ...shownFromPresence(agent.presence),
    ...nextEntry(agent),
    ...breakRequestOf(view, agent),
    workState: workStateOf(agent),
    sinceMs: shownSinceMs(agent),
  }
}

function offerEntry(view: TopicView, interaction: Interaction, agentId: AgentId): DeskOffer | undefined {
  const offers = interaction.waiting?.offerIds.map((offerId) => view.state.offers.get(offerId))
  const offer = offers?.find((pending) => pending?.agentId === agentId)
  if (!offer) return undefined
  return {
    offerId: offer.offerId,
    interactionId: interaction.interactionId,
    queueId: offer.queueId,
    queueName: view.queueName(offer.queueId) ?? '',
    offeredAtMs: offer.madeAtMs,
    expiresAtMs: offer.expiresAtMs,
    queuedAtMs: interaction.waiting?.queuedAtMs ?? offer.madeAtMs,
    channel: shownChannel(interaction),
    ...calledBack(interaction),
    ...whatItSays(view, interaction.interactionId),
    ...whatWasLeft(interaction),
    ...whoCalls(view, interaction.interactionId),
    ...whatWasHandedOver(view, interaction.interactionId, agentId),
    ...whatHeSaid(view, interaction.interactionId),
  }
}

function interactionEntry(view: TopicView, interaction: Interaction, agentId: AgentId): DeskInteraction | undefined {
  const wrapUp = interaction.wrapUps.find((candidate) => candidate.agentId === agentId)
  if (wrapUp) return wrapUpEntry(view, interaction, wrapUp)
  if (isDeskWork(interaction)) return taskEntry(view, interaction, agentId)
  return interaction.kind === 'call' ? callEntry(view, interaction, agentId) : undefined
}

/** Nobody is on a line: there is nothing to hold, to mute or to record. */
function taskEntry(view: TopicView, task: DeskWork, agentId: AgentId): DeskInteraction | undefined {
  const { engagement, stage } = task
  if (stage !== 'engaged' || engagement?.agentId !== agentId) return undefined
  const { queueId, acceptedAtMs } = engagement
  return {
    ...commonEntry(view, task, agentId),
    state: 'engaged',
    acceptedAtMs,
    ...{ isHeld: false, isMuted: false, isRecorded: false },
    ...wrapUpPlanOf(view, engagement),
    ...scriptOf(view, queueId),
    ...withoutAbsent({
      queueId: queueId ?? undefined,
      queueName: queueId === null ? undefined : view.queueName(queueId),
    }),
  }
}

function callEntry(view: TopicView, interaction: Call, agentId: AgentId): DeskInteraction | undefined {
  const { engagement, interactionId, stage } = interaction
  const common = commonEntry(view, interaction, agentId)
  if (engagement?.agentId !== agentId) {
    // His phone was called, from another phone or by whoever sends a customer on.
    const called = interaction.calledParties.find((party) => party.agentId === agentId)
    if (!called) return undefined
    const acceptedAtMs = called.answeredAtMs ?? interaction.beganAtMs
    const isMuted = interaction.mutedLegIds.includes(called.legId)
    const sound = { isHeld: false, isMuted, isRecorded: false }
    return { ...common, state: 'engaged', acceptedAtMs, ...sound, ...calledEntry(view, interaction, called) }
  }
  if (stage !== 'engaged' && stage !== 'dialing') return undefined
  const known = view.particulars(interactionId)
  const { lines } = view.moments
  const isSilent = lines.isSilent(interaction.customerLegId) || lines.isSilent(engagement.agentLegId)
  const { queueId, isHeld, isMuted, recordingId, acceptedAtMs } = engagement
  return {
    ...common,
    state: 'engaged',
    acceptedAtMs,
    isHeld,
    isMuted,
    isRecorded: recordingId !== null && consentDueIn(view.state, interaction) === 'none',
    ...callControlEntry(view, interaction, engagement),
    ...wrapUpPlanOf(view, engagement),
    ...scriptOf(view, queueId),
    ...withoutAbsent({
      queueId: queueId ?? undefined,
      queueName: queueId === null ? undefined : view.queueName(queueId),
      isRinging: stage === 'dialing' ? true : undefined,
      isTransferring: interaction.transfer === null ? undefined : true,
      heldSinceMs: isHeld ? (view.moments.heldSinceMs(interactionId) ?? known?.heldSinceMs) : undefined,
      isSilent: stage === 'engaged' && isSilent ? true : undefined,
      lines: stage === 'engaged' ? lines.ofCall(interaction.customerLegId, engagement.agentLegId) : undefined,
    }),
  }
}

/** What a colleague sees who is called, consulted, or in a conference: who wants him, and what he can do about it. */
function calledEntry(view: TopicView, interaction: Call, called: CalledParty): Partial<DeskInteraction> {
  const isRinging = called.answeredAtMs === null
  const byName = called.byAgentId === null ? undefined : view.agentName(called.byAgentId)
  return withoutAbsent({
    isRinging: isRinging ? true : undefined,
    isToAnswer: isRinging && called.seat?.stationKind === 'browser' ? true : undefined,
    isGuest: called.seat !== null && interaction.engagement !== null ? true : undefined,
    calledByName: byName,
  })
}

/** What he writes up, whether the contact is over or went on to somebody else. */
function wrapUpEntry(view: TopicView, interaction: Interaction, wrapUp: WrapUp): DeskInteraction {
  const { interactionId, stage } = interaction
  const isHis = interaction.engagement?.agentId === wrapUp.agentId
  const call = interaction.kind === 'call' && isHis ? interaction : null
  const engagement = call?.engagement
  return {
    ...commonEntry(view, interaction, wrapUp.agentId),
    state: 'wrapUp',
    queueId: wrapUp.queueId,
    acceptedAtMs: wrapUp.acceptedAtMs,
    isHeld: engagement?.isHeld ?? false,
    isMuted: engagement?.isMuted ?? false,
    // Who hung up over the question was not recorded.
    isRecorded: !!call && !!engagement?.recordingId && consentDueWith(view.state, call, engagement) === 'none',
    wrapUpStartedAtMs: wrapUp.startedAtMs,
    wrapUpEndsAtMs: wrapUp.untilMs,
    ...scriptOf(view, wrapUp.queueId),
    ...extensionOf(view, wrapUp),
    ...withoutAbsent({
      queueName: view.queueName(wrapUp.queueId),
      endReason: isHis && stage === 'wrapUp' ? endReasonOf(view, interactionId) : 'transferred',
    }),
  }
}

function ruleOf(view: TopicView, queueId: QueueId | null, agentId: AgentId): WrapUpRule | undefined {
  const queue = queueId === null ? undefined : view.state.queues.get(queueId)
  return queue && wrapUpRuleOf(view.state.agents.get(agentId)?.settings, queue.settings)
}

function extensionOf(
  view: TopicView,
  { queueId, agentId, extensions }: WrapUp,
): Pick<DeskInteraction, 'wrapUpExtension'> {
  const rule = ruleOf(view, queueId, agentId)
  if (!rule || extensions >= rule.extensions) return {}
  return { wrapUpExtension: { left: rule.extensions - extensions, ms: rule.extensionMs ?? rule.limitMs } }
}

/** Of an engaged agent who may write up or not. */
function wrapUpPlanOf(
  view: TopicView,
  { queueId, agentId, isWrapUpWanted }: InHand,
): Pick<DeskInteraction, 'isWrapUpWanted'> {
  return ruleOf(view, queueId, agentId)?.isOptional ? { isWrapUpWanted: isWrapUpWanted === true } : {}
}

const endReasonOf = (view: TopicView, interactionId: InteractionId) =>
  view.moments.endReason(interactionId) ?? view.particulars(interactionId)?.endReason

function commonEntry(view: TopicView, interaction: Interaction, agentId: AgentId) {
  const { interactionId, direction, queuedAtMs, dispositionId } = interaction
  return {
    interactionId,
    direction,
    channel: shownChannel(interaction),
    ...calledBack(interaction),
    ...whatItSays(view, interactionId),
    ...whatWasLeft(interaction),
    ...whoCalls(view, interactionId),
    ...withoutAbsent({ verification: view.particulars(interactionId)?.verification }),
    ...whatWasHandedOver(view, interactionId, agentId),
    ...whatHeSaid(view, interactionId),
    ...withoutAbsent({ queuedAtMs: queuedAtMs ?? undefined, dispositionId: dispositionId ?? undefined }),
  }
}

const scriptOf = (view: TopicView, queueId: QueueId | null): Pick<DeskInteraction, 'hasScript'> =>
  queueId !== null && view.hasScript(queueId) ? { hasScript: true } : {}

function whoCalls(view: TopicView, interactionId: InteractionId) {
  const known = view.particulars(interactionId)
  return withoutAbsent({
    callerNumber: known?.callerNumber,
    callerName: known?.callerName,
    dialedNumber: known?.dialedNumber,
    customerId: known?.customerId,
    customerName: known?.customerName,
    caseId: known?.caseId,
  })
}

/** In a flow, before any of us heard him. */
function whatHeSaid(view: TopicView, interactionId: InteractionId): Pick<DeskInteraction, 'answers'> {
  const answers = view.answers(interactionId)
  return answers.length > 0 ? { answers } : {}
}

/** Somebody who asked to be called, and since when he has waited for it. */
function calledBack(interaction: Interaction): Pick<DeskInteraction, 'isCallback' | 'callbackAskedAtMs' | 'dials'> {
  const promise = isDeskWork(interaction) ? undefined : interaction.promise
  if (!promise) return {}
  return { isCallback: true, callbackAskedAtMs: promise.askedAtMs, dials: promise.attempts }
}

/** There is a way in for calls and for tasks. */
const shownChannel = ({ kind }: Interaction): DeskInteraction['channel'] =>
  kind === 'task' || kind === 'voicemail' ? 'task' : 'voice'

/** Somebody spoke to nobody, and it is somebody's work now. */
function whatWasLeft(interaction: Interaction): Pick<DeskInteraction, 'voicemail'> {
  if (interaction.kind !== 'voicemail') return {}
  const { recordingId, fromInteractionId, durationMs } = interaction.message
  const leftAtMs = interaction.beganAtMs
  return {
    voicemail: { recordingId, fromInteractionId, leftAtMs, ...withoutAbsent({ durationMs: durationMs ?? undefined }) },
  }
}

const whatItSays = (view: TopicView, interactionId: InteractionId) =>
  withoutAbsent({ task: view.particulars(interactionId)?.task })

/** What whoever had it before wrote for whoever gets it, as this agent reads it. */
function whatWasHandedOver(
  view: TopicView,
  interactionId: InteractionId,
  agentId: AgentId,
): Pick<DeskInteraction, 'handOverNotes'> {
  const notes = view.particulars(interactionId)?.handOverNotes
  if (!notes) return {}
  return {
    handOverNotes: notes.map(({ text, byAgentId, atMs }) => ({
      text,
      ...withoutAbsent({
        byName: view.agentName(byAgentId),
        isOwn: byAgentId === agentId ? (true as const) : undefined,
      }),
      atMs,
    })),
  }
}
