import { type Call, calledPartyOf, type Engagement, type RoutingState } from '#domain/routing/index.ts'
import type { LegId } from '#kernel/ids.ts'
import type { SimulatedEdge } from '../edge.ts'
import type { World } from '../world.ts'
import { isTakenAside } from './recording-rules.ts'
import { holds } from './truth.ts'

/** The engagement of a call in which both are on the line, and the agent has said that he is. */
export function talkOf({ legs }: SimulatedEdge, { stage, engagement, customerLegId }: Call): Engagement | null {
  if (stage !== 'engaged' || !engagement?.isConfirmed) return null
  const isUp = (legId: LegId) => legs.get(legId)?.state === 'connected'
  return isUp(engagement.agentLegId) && isUp(customerLegId) ? engagement : null
}

/** In words of its own: the truth about each ear, whatever the verbs were that led to it. */
export function everybodyHearsWhoHeShould(
  world: World,
  state: RoutingState,
  interaction: Call,
  engagement: Engagement,
): void {
  const { edge } = world
  const { customerLegId, consultation, members, monitors, mutedLegIds, areDigitsMasked } = interaction
  const { bridgeId, agentLegId, isHeld, isMuted } = engagement
  const talk = edge.bridges.get(bridgeId)
  const isAside = consultation?.talksTo === 'consulted'
  const party = consultation ? calledPartyOf(interaction, consultation.legId) : undefined
  const consult = party && party.answeredAtMs !== null ? edge.bridges.get(party.bridgeId) : undefined
  // Who is told or asked whether he is recorded comes into the talk when that is over.
  const isTold = isTakenAside(world, state, interaction)
  holds((talk?.legIds.has(customerLegId) ?? false) === !isTold, 'who owns an interaction is joined with its customer')
  holds((talk?.legIds.has(agentLegId) ?? false) === !isAside, 'the agent is in the bridge, or consults')
  if (isAside && party?.answeredAtMs === null) hearsItRing(world, agentLegId)
  for (const legId of members) holds(talk?.legIds.has(legId) === true, 'who confers is in the bridge')
  const onHold = members.length === 0 && isHeld
  holds(isTold || talk?.heldLegIds.has(customerLegId) === onHold, 'the record of hold is the edge’s')
  if (!isAside) {
    const standsAside = members.length > 0 && isHeld
    holds(talk?.heldLegIds.has(agentLegId) === standsAside, 'in a conference it is the agent who is on hold')
  }
  holds(edge.legs.get(agentLegId)?.muted === isMuted, 'the record of mute is the edge’s')
  const answered = party && party.answeredAtMs !== null ? [party.legId] : []
  for (const legId of [customerLegId, ...members, ...answered]) {
    const isSo = edge.legs.get(legId)?.muted === mutedLegIds.includes(legId)
    holds(isSo, 'who is muted in a conference is so, and nobody else')
  }
  if (party && party.answeredAtMs !== null) {
    holds(consult?.legIds.has(party.legId) === true, 'who is consulted is in a bridge of his own')
    holds(consult?.legIds.has(agentLegId) === isAside, 'the agent talks to the consulted, or lets him wait')
    holds(consult?.heldLegIds.has(party.legId) === !isAside, 'the consulted who waits hears music')
  }
  const isHeardByCustomer = (legId: typeof agentLegId) => world.heardIn(bridgeId, customerLegId).includes(legId)
  const isAway = onHold || isAside || isTold
  holds(isAway || isMuted || isHeld || isHeardByCustomer(agentLegId), 'a customer hears his agent')
  const hears = world.heardOn(customerLegId)
  holds(isMuted || hears !== 'silence' || mutedLegIds.length > 0, 'no customer hears nothing')
  const place = isAside ? consult : talk
  for (const { legId, mode, isConfirmed } of monitors) {
    if (!isConfirmed || !place || edge.legs.get(legId)?.state !== 'connected') continue
    if (mode === 'barge') {
      holds(place.legIds.has(legId), 'who barges is a party')
      continue
    }
    const heardBy = place.monitors.get(legId)
    holds(heardBy !== undefined, 'a supervisor is beside the bridge in which the agent is')
    holds(!isHeardByCustomer(legId), 'the customer never hears who listens or coaches')
    holds(heardBy?.includes(agentLegId) === (mode === 'coach'), 'the agent hears who coaches, and not who listens')
  }
  const barging = monitors.filter(({ mode }) => mode === 'barge').map(({ legId }) => legId)
  const mayTalk = new Set([customerLegId, ...members, ...(isAside ? [] : [agentLegId, ...barging])])
  // While it rings at whom he consults, who barges stays with the customer.
  if (isAside && !consult) for (const legId of barging) mayTalk.add(legId)
  for (const legId of talk?.legIds ?? []) holds(mayTalk.has(legId), 'nobody else is in the talk')
  const mayConsult = new Set([party?.legId, ...(isAside ? [agentLegId, ...barging] : [])])
  for (const legId of consult?.legIds ?? []) holds(mayConsult.has(legId), 'nobody else is in the consultation')
  const beside = new Set(monitors.map(({ legId }) => legId))
  for (const legId of [...(talk?.monitors.keys() ?? []), ...(consult?.monitors.keys() ?? [])]) {
    holds(beside.has(legId), 'nobody listens who is not on record')
  }
  holds(edge.masked.has(customerLegId) === areDigitsMasked, 'the record of masked digits is the edge’s')
}

/** Whether it is we who say on this leg that it rings: a phone that called us says so by itself. */
export function hearsUs({ edge }: World, legId: LegId): boolean {
  const leg = edge.legs.get(legId)
  return leg?.state === 'connected' && (leg.direction === 'outbound' || leg.transport === 'web')
}

export function hearsItRing({ edge }: World, legId: LegId): void {
  const isHeard = edge.legs.get(legId)?.bridgeId === undefined && edge.sounds.playing.get(legId)?.tone === 'ringback'
  holds(isHeard, 'who waits for somebody to answer hears it ring')
}
