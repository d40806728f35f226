import type { FlowId, FlowVersionId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { NotReachedReason } from '../../interactions/index.ts'
import type { Fact } from './fact.ts'

/** Callers on their way through a flow. What they say and type is personal, and stands in no event. */

/** Where in which flow a caller is. */
export interface FlowPlace {
  readonly flowId: FlowId
  /** The one with which he began; of a flow that this one calls, the one that was published when it did. */
  readonly versionId: FlowVersionId
  /** Of that version. */
  readonly blockId: string
}

/** One block that was gone through, and the way out of it. */
export interface PassedBlock extends FlowPlace {
  readonly exit: string
}
export interface FlowEntered extends Fact<'FlowEntered'>, FlowPlace {
  readonly interactionId: InteractionId
}
/** It came to rest at another block. */
export interface FlowAdvanced extends Fact<'FlowAdvanced'>, FlowPlace {
  readonly interactionId: InteractionId
  /** What was gone through, in its order, beginning with the block at which it rested before. */
  readonly passed: readonly PassedBlock[]
  /** BCP-47: what the caller is spoken to in from now on; absent: as before. */
  readonly language?: string
}
/** It leaves for what a queue does for those who do not wait in it. */
export interface FlowLeft extends Fact<'FlowLeft'> {
  readonly interactionId: InteractionId
  readonly to: FlowLeaving
}
export interface FlowLeaving {
  readonly kind: 'voicemail' | 'callback'
  readonly queueId: QueueId
}
/** Whom the flow had called could not be reached: the caller is back at the block that sent him there. */
export interface FlowReturned extends Fact<'FlowReturned'>, FlowPlace {
  readonly interactionId: InteractionId
  readonly cause: NotReachedReason
}
