import type { AgentId, InteractionId, OfferId, QueueId } from '#kernel/ids.ts'
import type { Channel, InteractionEndReason, Stage } from '../../interactions/index.ts'
import type { Fact } from './fact.ts'

/** Work from outside. */

/** Work that no edge carries came from outside. What it says stands in no event. `InteractionQueued` follows at once. */
export interface TaskBegan extends Fact<'TaskBegan'> {
  readonly interactionId: InteractionId
  readonly channel: Channel
  /** By when it ought to be done. */
  readonly dueAtMs: number | null
}
/** The agent has the task in hand. */
export interface TaskAccepted extends Fact<'TaskAccepted'> {
  readonly offerId: OfferId
  readonly interactionId: InteractionId
  readonly agentId: AgentId
  readonly queueId: QueueId
  /** Nobody clicked. */
  readonly isAutomatic: boolean
}
/** The task waits again, at the front of its queue and with the first waiting time. */
export interface TaskReturned extends Fact<'TaskReturned'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  /** Who had it. */
  readonly agentId: AgentId
  readonly cause: TaskReturnCause
  /** It stays his, and who stands in for him is asked for so long before everybody is. Absent: it is nobody’s. */
  readonly keptForMs?: number
}
/** `interrupted`: a call took the agent. `agent-left`: he signed out. `substituted`: he is absent, and others stand in for him. */
export type TaskReturnCause = 'interrupted' | 'agent-left' | 'substituted'
/** The task is done, or nobody is to do it. `WrapUpStarted` follows when an agent had it and the queue has a wrap-up. */
export interface TaskEnded extends Fact<'TaskEnded'> {
  readonly interactionId: InteractionId
  readonly reason: InteractionEndReason
  /** Where it was when it ended. */
  readonly stage: Exclude<Stage, 'wrapUp'>
  readonly isWrapUpDue: boolean
  readonly agentId: AgentId | null
}
