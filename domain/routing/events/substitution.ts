import type { AgentId, InteractionId, QueueId, SubstitutionId } from '#kernel/ids.ts'
import type { SubstitutionCause } from '../substitution/rule.ts'
import type { HandedOver } from '../substitution/standing-in.ts'
import type { Fact } from './fact.ts'

/** Whose work others do. */

/** Others do his work from now on. `untilMs`: as far as anybody knows. */
export interface SubstitutionBegan extends Fact<'SubstitutionBegan'> {
  readonly agentId: AgentId
  readonly substitutionId: SubstitutionId
  readonly why: SubstitutionCause
  readonly untilMs: number | null
}
export interface SubstitutionEnded extends Fact<'SubstitutionEnded'> {
  readonly agentId: AgentId
  readonly substitutionId: SubstitutionId
  readonly why: SubstitutionCause
}
/** It waits for others in the place of whose work it is. */
export interface WorkHandedOver extends Fact<'WorkHandedOver'>, HandedOver {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
}
/** It waits for this agent himself again. */
export interface WorkHandedBack extends Fact<'WorkHandedBack'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  readonly agentId: AgentId
}
