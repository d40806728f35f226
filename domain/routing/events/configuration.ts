import type { AgentId, EdgeId, IncarnationId, QueueId, SkillId } from '#kernel/ids.ts'
import type { BreakRules } from '../../agents/index.ts'
import type { Reservation } from '../asking/reservation.ts'
import type { AgentSettings, QueueSettings } from '../settings.ts'
import type { SubstitutionRule } from '../substitution/rule.ts'
import type { Fact } from './fact.ts'

/** What administrators set, and the edges that come and go. */

export interface QueueConfigured extends Fact<'QueueConfigured'> {
  readonly queueId: QueueId
  readonly settings: QueueSettings
}
export interface QueueRemoved extends Fact<'QueueRemoved'> {
  readonly queueId: QueueId
}
/** Its hours began, or are over. */
export interface QueueOpened extends Fact<'QueueOpened'> {
  readonly queueId: QueueId
}
export interface QueueClosed extends Fact<'QueueClosed'> {
  readonly queueId: QueueId
}
export interface AgentConfigured extends Fact<'AgentConfigured'> {
  readonly agentId: AgentId
  readonly settings: AgentSettings
}
export interface AgentRemoved extends Fact<'AgentRemoved'> {
  readonly agentId: AgentId
}
/** What reasons mean and how many may be away, from now on; whoever is away goes on as he began. */
export interface BreakRulesConfigured extends Fact<'BreakRulesConfigured'> {
  readonly rules: BreakRules
}
/** Agents are kept for work that asks for this skill, while few of them are free; `null`: no more. */
export interface ReservationConfigured extends Fact<'ReservationConfigured'> {
  readonly skillId: SkillId
  readonly reservation: Reservation | null
}
/** When others do the work of this agent, and who, from now on; no rules: never. */
export interface SubstitutionsConfigured extends Fact<'SubstitutionsConfigured'> {
  readonly agentId: AgentId
  readonly rules: readonly SubstitutionRule[]
}
/** What strategies count begins at nothing again, for everybody. */
export interface TalliesReset extends Fact<'TalliesReset'> {}
/** An edge came with an incarnation that was not known: what the one before carried is gone. */
export interface EdgeIncarnated extends Fact<'EdgeIncarnated'> {
  readonly edgeId: EdgeId
  readonly incarnation: IncarnationId
}
