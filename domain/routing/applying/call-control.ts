import { unreachable } from '#kernel/assert.ts'
import type { LegId } from '#kernel/ids.ts'
import { callOf } from '../bookkeeping.ts'
import {
  addParty,
  changeCall,
  changeEngagement,
  engage,
  goesOnPaused,
  leftAlone,
  settleParties,
  undisturbed,
} from '../changes.ts'
import type { RoutingEventOf } from '../events.ts'
import type { Call, RoutingTables } from '../state.ts'
import { changeParty, releaseUnlessWritingUp } from './through.ts'

export type CallControlEvent = RoutingEventOf<
  | 'InteractionHeld'
  | 'InteractionRetrieved'
  | 'AgentMuted'
  | 'AgentUnmuted'
  | 'ConsultationStarted'
  | 'ConsultationAlternated'
  | 'ConsultationEnded'
  | 'ConferenceJoined'
  | 'PartyLeft'
  | 'PartyMuted'
  | 'PartyUnmuted'
  | 'InteractionParked'
  | 'EngagementBegan'
  | 'AnnouncementPlayed'
  | 'DigitsMasked'
  | 'DigitsUnmasked'
>

/** The part of `apply` that is about what is done to a call in hand. */
export function applyCallControl(state: RoutingTables, event: CallControlEvent): void {
  const { interactionId, atMs } = event
  const change = (part: (interaction: Call) => Partial<Call>) =>
    changeCall(state, interactionId, (interaction) => ({ ...interaction, ...part(interaction) }))
  switch (event.type) {
    case 'InteractionHeld':
      changeEngagement(state, interactionId, { isHeld: true })
      return
    case 'InteractionRetrieved':
      changeEngagement(state, interactionId, { isHeld: false })
      return
    case 'AgentMuted':
      changeEngagement(state, interactionId, { isMuted: true, mutedByAgentId: event.byAgentId })
      return
    case 'AgentUnmuted':
      changeEngagement(state, interactionId, { isMuted: false, mutedByAgentId: null })
      return
    case 'ConsultationStarted':
      addParty(state, interactionId, event.called, atMs)
      changeEngagement(state, interactionId, { isHeld: true })
      change(() => ({ consultation: { legId: event.called.legId, talksTo: 'consulted', sinceMs: atMs } }))
      return
    case 'ConsultationAlternated':
      changeEngagement(state, interactionId, { isHeld: event.talksTo === 'consulted' })
      change(({ consultation }) => ({ consultation: consultation && { ...consultation, talksTo: event.talksTo } }))
      return
    case 'ConsultationEnded':
      if (event.cause === 'cancelled') changeEngagement(state, interactionId, { isHeld: false })
      change(() => ({ consultation: null }))
      settleParties(state, interactionId, atMs)
      return
    case 'ConferenceJoined':
      changeEngagement(state, interactionId, { isHeld: false })
      change(({ members }) => ({ consultation: null, members: [...members, event.legId] }))
      return
    case 'PartyLeft':
      partyLeft(state, event)
      return
    case 'PartyMuted':
      change(({ mutedLegIds }) => ({ mutedLegIds: [...mutedLegIds, event.legId] }))
      changeParty(state, interactionId, event.legId, (party) =>
        party.agentId === event.agentId ? { ...party, hasMutedHimself: true } : party,
      )
      return
    case 'PartyUnmuted':
      change(({ mutedLegIds }) => ({ mutedLegIds: without(mutedLegIds, event.legId) }))
      changeParty(state, interactionId, event.legId, ({ hasMutedHimself: _, ...party }) => party)
      return
    case 'InteractionParked': {
      const { agentId, slot, queueId, returnsAtMs } = event
      releaseUnlessWritingUp(state, agentId, interactionId, atMs)
      const parked = { slot, byAgentId: agentId, queueId, sinceMs: atMs, returnsAtMs }
      change((interaction) => ({ ...leftAlone(interaction), stage: 'parked', engagement: null, parked }))
      settleParties(state, interactionId, atMs)
      return
    }
    case 'EngagementBegan':
      begin(state, event)
      return
    case 'AnnouncementPlayed':
      return
    case 'DigitsMasked':
      change(() => ({ areDigitsMasked: true }))
      return
    case 'DigitsUnmasked':
      change(() => ({ areDigitsMasked: false }))
      return
    default:
      unreachable(event)
  }
}

const without = (legIds: readonly LegId[], gone: LegId): readonly LegId[] => legIds.filter((legId) => legId !== gone)

/** Where it was the far end of a call that goes through, the next one of the conference stands in its place, in its bridge. */
function partyLeft(state: RoutingTables, { interactionId, legId, bridgeId, atMs }: RoutingEventOf<'PartyLeft'>): void {
  const { farLegId, members } = callOf(state, interactionId)
  const next = farLegId === legId ? members[0] : undefined
  if (next !== undefined) changeParty(state, interactionId, next, (party) => ({ ...party, bridgeId }))
  changeCall(state, interactionId, (interaction) => ({
    ...interaction,
    farLegId: next ?? interaction.farLegId,
    members: without(interaction.members, next ?? legId),
    mutedLegIds: without(interaction.mutedLegIds, legId),
  }))
  settleParties(state, interactionId, atMs)
}

function begin(state: RoutingTables, event: RoutingEventOf<'EngagementBegan'>): void {
  const { interactionId, agentId, fromAgentId, queueId, agentLegId, recordingId, atMs } = event
  const { stationId, stationKind, bridgeId, isConfirmed } = event
  if (fromAgentId !== null) releaseUnlessWritingUp(state, fromAgentId, interactionId, atMs)
  const before = callOf(state, interactionId)
  const called = before.calledParties.find((party) => party.legId === agentLegId && party.agentId === agentId)
  changeCall(state, interactionId, (interaction) => ({
    ...interaction,
    stage: 'engaged',
    givenByAgentId: fromAgentId,
    calledParties: interaction.calledParties.filter((party) => party.legId !== agentLegId),
    members: without(interaction.members, agentLegId),
    mutedLegIds: without(interaction.mutedLegIds, agentLegId),
    consultation: null,
    parked: null,
    farLegId: null,
    engagement: {
      ...{ agentId, offerId: null, queueId, stationId, stationKind, agentLegId, bridgeId, recordingId, isConfirmed },
      isPhoneLeg: stationKind !== 'browser',
      acceptedAtMs: atMs,
      ...undisturbed,
      // His own silence he keeps; that of whoever has left the call is over.
      isMuted: called?.hasMutedHimself === true,
      recordingPausedBy: goesOnPaused(interaction.engagement, recordingId),
      ...(interaction.parked ? { fromSlot: interaction.parked.slot } : {}),
    },
  }))
  if (!called) engage(state, agentId, interactionId, atMs)
}
