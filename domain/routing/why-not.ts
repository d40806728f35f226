import type { AgentId, SkillId } from '#kernel/ids.ts'
import type { Presence } from '../agents/index.ts'
import type { RegionCode } from '../geography/index.ts'
import type { Channel } from '../interactions/index.ts'
import { type AgentGroup, groupOf } from './asking/agent-group.ts'
import { type AskedArea, isInReach, nearestOf } from './asking/area.ts'
import { askedNow } from './asking/demand.ts'
import type { Asked } from './asking/relaxation.ts'
import { isMet, lackOf, type Requirement } from './asking/requirement.ts'
import { keptBackFor } from './asking/reservation.ts'
import { isSpoken } from './capacity.ts'
import { canBeJoined, isReady } from './eligibility.ts'
import type { AgentSettings, Membership } from './settings.ts'
import type { Agent, Interaction, RoutingTables } from './state.ts'

/** Why an agent was not asked, or could not be. */
export type WhyNot =
  /** He could have been, and stood behind the one who was. */
  | ({ readonly kind: 'behind'; readonly idleMs: number } & Partial<Whereabouts>)
  | { readonly kind: 'absent'; readonly presence: Exclude<Presence['kind'], 'available'> }
  /** His break, or his leave, begins when his work is done. */
  | { readonly kind: 'leaving' }
  | { readonly kind: 'monitoring' }
  /** Neither a browser nor a telephone of his is connected. */
  | { readonly kind: 'unreachable' }
  /** Over another edge than the customer. */
  | { readonly kind: 'other-edge' }
  /** His telephone could not be called just now. */
  | { readonly kind: 'telephone-failed' }
  /** He let an offer ring out just now. */
  | { readonly kind: 'missed' }
  | { readonly kind: 'at-capacity' }
  /** The interaction asks for somebody else. */
  | { readonly kind: 'not-wanted' }
  /** His ring is not asked yet. */
  | { readonly kind: 'ring'; readonly ring: number }
  | { readonly kind: 'lacks'; readonly requirement: Requirement }
  /** He works too far away, or nobody said where. */
  | ({ readonly kind: 'too-far' } & Partial<Whereabouts>)
  /** He is kept for work that asks for this skill: no more than so many who have it are free. */
  | { readonly kind: 'kept'; readonly skillId: SkillId; readonly keepFree: number }
  /** He declined this very interaction. */
  | { readonly kind: 'declined' }
  /** He has been asked for it and has not answered. */
  | { readonly kind: 'asked' }

/** Where somebody works, of what is nearest to the customer. */
export interface Whereabouts {
  readonly regionCode: RegionCode
  /** In whole kilometers; 0: he works where the customer is. */
  readonly km: number
}

export function whereaboutsOf(
  area: AskedArea | undefined,
  { areas = [] }: Pick<AgentSettings, 'areas'>,
): Whereabouts | undefined {
  const nearest = area && nearestOf(area.place, areas)
  return nearest ? { regionCode: nearest.area.regionCode, km: Math.round(nearest.km) } : undefined
}

/** Why this member of the queue may not be offered work of `channel` now, whatever it asks; `null`: he may. */
export function whyNotReady(agent: Agent, channel: Channel): WhyNot | null {
  if (isReady(agent, channel)) return null
  const { presence, nextPresence, monitoring, coolsDownUntilMs, coolsDownAfter, station } = agent
  if (presence.kind !== 'available') return { kind: 'absent', presence: presence.kind }
  if (nextPresence !== null) return { kind: 'leaving' }
  if (monitoring !== null) return { kind: 'monitoring' }
  if (coolsDownUntilMs !== undefined) return { kind: coolsDownAfter === 'missed-offer' ? 'missed' : 'telephone-failed' }
  if (isSpoken(channel) && station?.isReachable !== true) return { kind: 'unreachable' }
  return { kind: 'at-capacity' }
}

/** Why agents of this group are not asked, by what is asked of them; `null`: they are. */
export function whyNotMet(
  { ring, skills, areas, isStandIn }: Pick<AgentGroup, 'ring' | 'skills' | 'areas' | 'isStandIn'>,
  asked: Asked,
): WhyNot | null {
  if (isStandIn && !asked.isOfTeam) return { kind: 'not-wanted' }
  if (asked.ring !== null && ring > asked.ring) return { kind: 'ring', ring }
  if (asked.area && !isInReach(asked.area, areas)) return { kind: 'too-far', ...whereaboutsOf(asked.area, { areas }) }
  if (asked.requirement === null || isMet(asked.requirement, skills)) return null
  return { kind: 'lacks', requirement: lackOf(asked.requirement, skills) ?? asked.requirement }
}

/** Whether he is kept from it for the sake of a skill; `null`: he is not. */
export function whyKept(state: RoutingTables, { settings }: Agent, asked: Asked): WhyNot | null {
  const reservation = keptBackFor(state, asked, settings.skills)
  return reservation ? { kind: 'kept', skillId: reservation.skillId, keepFree: reservation.keepFree } : null
}

/** Why this member is not asked for what asks so, in this moment; `null`: he could be, and others stand before him. */
export function whyNotAsked(agent: Agent, membership: Membership, asked: Asked, channel: Channel): WhyNot | null {
  // What he can never have says more than what he has not in this moment.
  if (!asked.agentIds) return whyNotMet(groupOf(agent, membership), asked) ?? whyNotReady(agent, channel)
  return asked.agentIds.includes(agent.agentId) ? whyNotReady(agent, channel) : { kind: 'not-wanted' }
}

/** Why this member is not asked for this very interaction, which waits in a queue of his. */
export function whyNotFor(
  agent: Agent,
  membership: Membership,
  interaction: Interaction,
  asked: Asked = askedNow(interaction),
): WhyNot | null {
  const { channel, interactionId, waiting } = interaction
  if (waiting?.coolDowns.some((coolDown) => coolDown.agentId === agent.agentId)) return { kind: 'declined' }
  if (agent.work.some((held) => held.interactionId === interactionId)) return { kind: 'asked' }
  const why = whyNotAsked(agent, membership, asked, channel)
  if (why) return why
  return interaction.kind === 'call' && !canBeJoined(agent, interaction) ? { kind: 'other-edge' } : null
}

export interface NotAsked {
  readonly agentId: AgentId
  readonly why: WhyNot
}
