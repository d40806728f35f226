import type { EdgeId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { NotReachedReason } from '../../interactions/index.ts'

/** `key`: he pressed it while he waited. `rule`: his queue had no place for him. `outside`: by web, by another system, or by one of us. */
export type CallbackAskedBy = 'key' | 'rule' | 'outside'

/** What was promised to a customer: he will be called, and keeps the place that he had. His number stands in no state and no event. */
export interface CallbackPromise {
  readonly askedAtMs: number
  readonly askedBy: CallbackAskedBy
  /** In which he has his place. */
  readonly queueId: QueueId
  /** The call in which he asked; `null`: from outside. */
  readonly fromInteractionId: InteractionId | null
  /** The customer's, IANA; `null`: not known. */
  readonly timeZone: string | null
  /** Which edge calls him where nobody's station says; `null`: any. */
  readonly edgeId: EdgeId | null
  readonly isOverTrunk: boolean
  /** What he is spoken to in, BCP-47. */
  readonly language?: string
  /** His place was before all who never had an agent. */
  readonly isFirst?: true
  /** Dials that reached nobody. */
  readonly attempts: number
  /** What became of the last dial. */
  readonly lastOutcome?: PutOffCause
}

/** Why he is called later. `window`: it is not a time at which he may be called. */
export type PutOffCause = NotReachedReason | 'window' | 'agent-lost' | 'agent-ended' | 'edge-lost'
