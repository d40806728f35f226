import type { QueueId } from '#kernel/ids.ts'
import type { Channel } from '../interactions/index.ts'
import type { RecordingConsent } from '../recordings/index.ts'
import type { StrategyName } from './strategy/index.ts'

export interface QueueSettings {
  readonly channel: Channel
  readonly strategy: StrategyName
  /** How long an offer stands before it counts as missed. */
  readonly ringTimeoutMs: number
  /** How long wrap-up may last; 0 is none at all. */
  readonly wrapUpLimitMs: number
  /** How often the agent may ask for the wrap-up limit once more. */
  readonly wrapUpExtensions: number
  /** An agent who declined is not asked again for the same interaction before this has passed. */
  readonly declineCoolDownMs: number
  /** Between queues of one agent with the same membership priority, the higher one goes first. */
  readonly priority: number
  readonly isRecorded: boolean
  /** Of a hundred conversations, how many are recorded, where not all or none are; see `isInShare`. */
  readonly recordedPercent?: number
  /** What the customer hears before he is recorded; absent: nothing. */
  readonly recordingConsent?: RecordingConsent
  /** Members' own rules that tell or ask the customer, who does not know yet which of them answers. */
  readonly memberRecording?: readonly {
    readonly recordedPercent: number
    readonly recordingConsent: RecordingConsent
  }[]
  /** Offers of this queue are accepted by themselves, with a tone before the customer is heard. Absent: no. */
  readonly isAutoAnswered?: boolean
  /** How long a customer may stay parked; absent: {@link usualParkTimeoutMs}. */
  readonly parkTimeoutMs?: number
}

export const usualParkTimeoutMs = 120_000

/** What a queue is like when nobody says otherwise. */
export const defaultQueueSettings: QueueSettings = {
  channel: 'voice',
  strategy: 'longestIdle',
  ringTimeoutMs: 20_000,
  wrapUpLimitMs: 60_000,
  wrapUpExtensions: 2,
  declineCoolDownMs: 30_000,
  priority: 0,
  isRecorded: true,
}

/** One line of a RoutingProfile: the agent serves this queue; a higher priority is served before a lower one. */
export interface Membership {
  readonly queueId: QueueId
  readonly priority: number
}

/** An agent's RoutingProfile as the decider needs it. */
export interface AgentSettings {
  readonly memberships: readonly Membership[]
  /** How many interactions at a time, for each channel; an absent channel is 0. */
  readonly capacity: Readonly<Partial<Record<Channel, number>>>
  /** Whatever is offered to him, or whoever calls him, is answered by itself where he sits at a browser or a phone. */
  readonly isAutoAnswered?: boolean
  /** His own share, which counts before the queue's. */
  readonly recordedPercent?: number
  readonly recordingConsent?: RecordingConsent
  /** What of the calls is recorded that no queue stands behind; absent: nothing. */
  readonly recordedPercentWithoutQueue?: number
  readonly recordingConsentWithoutQueue?: RecordingConsent
}

/**
 * Where an inbound interaction goes first: at once into a queue, or through a greeting (the prompt's name) into it. Without
 * a queue the greeting is an announcement, after which the call ends; with neither it is being put through.
 */
export interface Entry {
  readonly queueId: QueueId | null
  readonly greeting: string | null
  /** BCP-47: what the customer is spoken to in, from the beginning to the end. Absent: as the installation. */
  readonly language?: string
}
