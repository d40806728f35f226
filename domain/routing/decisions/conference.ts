import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { CalledParty, PartyLeft } from '../events.ts'
import type { RefusalCode } from '../refusals.ts'
import { type Call, calledPartyOf, type Engagement } from '../state.ts'
import { hasGivenAway, inHand, stepIn } from './consultation.ts'
import { touchParties } from './parties.ts'
import { sendOn } from './transfers.ts'

/** Three and more on one call: whoever is consulted is joined, again and again. */

/** Customer, agent and the others; an edge's bridge takes more, a conversation hardly. */
const mostParties = 16

export function joinConsultation(
  decision: Decision,
  command: RoutingCommandOf<'JoinConsultation'>,
): RefusalCode | null {
  const hand = inHand(decision, command)
  if (typeof hand === 'string') return hand
  const { consultation, members } = hand.interaction
  // Whoever was consulted last is in it already.
  if (!consultation && members.length > 0) return null
  const party = consultation && calledPartyOf(hand.interaction, consultation.legId)
  if (!party || party.answeredAtMs === null) return 'not-consulting'
  if (members.length + 3 > mostParties) return 'conference-full'
  const { interactionId, agentId } = command
  decision.add({ type: 'ConferenceJoined', interactionId, agentId, legId: party.legId })
  return null
}

export function muteParty(decision: Decision, command: RoutingCommandOf<'MuteParty'>): RefusalCode | null {
  const hand = inHand(decision, command)
  if (typeof hand === 'string') return hand
  const { interactionId, agentId, legId, isMuted } = command
  const { customerLegId, members, mutedLegIds } = hand.interaction
  if (legId !== customerLegId && !members.includes(legId)) return 'no-such-leg'
  if (mutedLegIds.includes(legId) === isMuted) return null
  // Nobody opens the microphone of a colleague who closed it himself.
  if (!isMuted && calledPartyOf(hand.interaction, legId)?.hasMutedHimself === true) return 'no-such-leg'
  decision.add({ type: isMuted ? 'PartyMuted' : 'PartyUnmuted', interactionId, agentId, legId })
  return null
}

export function removeParty(decision: Decision, command: RoutingCommandOf<'RemoveParty'>): RefusalCode | null {
  const hand = inHand(decision, command)
  if (typeof hand === 'string') return hand
  const { interaction } = hand
  const { legId } = command
  const party = calledPartyOf(interaction, legId)
  if (!party) {
    // Whoever has left, or was removed before, is not in it, as was asked for.
    const isOfTheTwo = legId === interaction.customerLegId || legId === hand.engagement.agentLegId
    return isOfTheTwo ? 'no-such-leg' : null
  }
  if (!interaction.members.includes(legId)) return 'no-such-leg'
  leaveMembers(decision, interaction, party, 'removed')
  return null
}

export function leaveMembers(
  decision: Decision,
  interaction: Call,
  { legId, seat, bridgeId: ownBridgeId }: CalledParty,
  cause: PartyLeft['cause'],
): void {
  const { interactionId, edgeId, engagement, farLegId } = interaction
  const bridgeId = engagement?.bridgeId ?? calledPartyOf(interaction, farLegId)?.bridgeId ?? ownBridgeId
  touchParties(decision, interaction)
  decision.add({
    type: 'PartyLeft',
    ...{ interactionId, edgeId, legId, bridgeId, cause },
    isStationLeg: seat?.stationKind === 'browser',
    others: interaction.members.length - 1,
  })
}

export function leaveConference(decision: Decision, command: RoutingCommandOf<'LeaveConference'>): RefusalCode | null {
  const hand = inHand(decision, command)
  if (hand === 'not-your-interaction' && hasGivenAway(decision, command)) return null
  if (typeof hand === 'string') return hand
  if (hand.interaction.consultation) return 'consulting-already'
  return leave(decision, hand.interaction, hand.engagement) ? null : 'no-conference'
}

/** Whoever has hung up, or was lost, leaves a conference as who says so; whom he consulted is let go. False where nobody is left to talk on. */
export function othersTalkOn(decision: Decision, interaction: Call): boolean {
  const { engagement, stage } = interaction
  return stage === 'engaged' && engagement !== null && leave(decision, interaction, engagement)
}

/** A colleague has the customer then; where there is none, the others talk on and nobody of a queue with them. */
function leave(decision: Decision, interaction: Call, engagement: Engagement): boolean {
  const members = interaction.members.flatMap((legId) => calledPartyOf(interaction, legId) ?? [])
  const [first] = members
  if (!first) return false
  const colleague = members.find((party) => party.seat !== null && party.agentId !== null)
  if (colleague && !interaction.consultation) {
    stepIn(decision, interaction, engagement, colleague)
    return true
  }
  const { bridgeId } = engagement
  sendOn(decision, interaction, {
    transferId: null,
    legId: engagement.isPhoneLeg ? engagement.agentLegId : null,
    to: { kind: 'through', called: { ...first, bridgeId } },
    members: members.slice(1).map(({ legId }) => legId),
  })
  return true
}
