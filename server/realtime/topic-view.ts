import type { RoutingState } from '#domain/routing/index.ts'
import type { AgentId, CaseId, CustomerId, InteractionId, LegId, QueueId } from '#kernel/ids.ts'
import type { CallerAnswer } from '#protocol/http/index.ts'
import type { DeskGoneTask, DeskTask, DeskUnreached, DeskVerification } from '#protocol/realtime/index.ts'
import type { ShownAlerts } from './desk-alerts.ts'
import type { LineConditions } from './line-conditions.ts'

/** All that a topic is built from. The builders read it and nothing else. */
export interface TopicView {
  readonly state: RoutingState
  readonly isEdgeConnected: boolean
  /** Names as they were last read; `undefined` when they are not known yet. */
  queueName(queueId: QueueId): string | undefined
  /** One person's alone: on no board. */
  isPersonalQueue(queueId: QueueId): boolean
  agentName(agentId: AgentId): string | undefined
  /** Whether its agents are shown a script. */
  hasScript(queueId: QueueId): boolean
  /** The outside number that was called on this leg, while this core remembers. */
  calledNumber(legId: LegId): string | undefined
  /** Whether the recording rules let this agent pause by hand. */
  mayPause(queueId: QueueId | null, agentId: AgentId): boolean
  particulars(interactionId: InteractionId): ShownParticulars | undefined
  /** What the caller said in flows; nothing: empty. */
  answers(interactionId: InteractionId): readonly CallerAnswer[]
  /** Words of supervisors and reminders; `undefined` when they were not read yet. */
  alerts(agentId: AgentId): ShownAlerts | undefined
  readonly moments: ShownMoments
}

/** The personal side of a live interaction, and what its projection says of things that happened before this core began. */
export interface ShownParticulars {
  readonly callerNumber?: string
  readonly callerName?: string
  readonly dialedNumber?: string
  readonly customerId?: CustomerId
  readonly customerName?: string
  readonly caseId?: CaseId
  readonly task?: DeskTask
  readonly verification?: DeskVerification
  /** Written for whoever gets it next; the newest first. */
  readonly handOverNotes?: readonly WrittenNote[]
  readonly answers?: readonly CallerAnswer[]
  readonly endReason?: string
  readonly heldSinceMs?: number
}

export interface WrittenNote {
  readonly text: string
  readonly byAgentId: AgentId
  readonly atMs: number
}

/** When and why things happened that the routing state does not keep, because nothing is decided by them. */
export interface ShownMoments {
  stationSinceMs(agentId: AgentId): number
  heldSinceMs(interactionId: InteractionId): number | undefined
  endReason(interactionId: InteractionId): string | undefined
  readonly lines: Pick<LineConditions, 'isSilent' | 'ofCall'>
  unreached(agentId: AgentId): DeskUnreached | undefined
  goneTask(agentId: AgentId): DeskGoneTask | undefined
}
