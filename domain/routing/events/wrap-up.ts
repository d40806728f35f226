import type { AgentId, InteractionId } from '#kernel/ids.ts'
import type { Fact, OfAgent } from './fact.ts'

/** What an agent writes up. */

export interface WrapUpStarted extends Fact<'WrapUpStarted'>, OfAgent {
  readonly untilMs: number
}
export interface WrapUpPlanned extends Fact<'WrapUpPlanned'> {
  readonly interactionId: InteractionId
  readonly agentId: AgentId
  readonly isWanted: boolean
}
export interface WrapUpExtended extends Fact<'WrapUpExtended'>, OfAgent {
  readonly untilMs: number
}
export interface WrapUpFinished extends Fact<'WrapUpFinished'>, OfAgent {
  readonly cause: 'agent' | 'limit' | 'agent-removed'
}
