import type { AgentId, BreakLimitId, BusinessUnitId, FlowId, QueueId } from '#kernel/ids.ts'
import type { Area } from '../geography/index.ts'
import type { Channel } from '../interactions/index.ts'
import type { RecordingConsent } from '../recordings/index.ts'
import type { AnnouncementSettings } from './announcing/settings.ts'
import type { Reach } from './asking/area.ts'
import type { RelaxationStep } from './asking/relaxation.ts'
import type { Requirement, Skills } from './asking/requirement.ts'
import type { CallbackSettings } from './callbacks/settings.ts'
import type { CustomerRule } from './priority/customer.ts'
import type { StrategyName } from './strategy/index.ts'
import type { VoicemailSettings } from './voicemail/settings.ts'

export interface QueueSettings {
  readonly channel: Channel
  readonly strategy: StrategyName
  /** How long an offer stands before it counts as missed. */
  readonly ringTimeoutMs: number
  /** How long wrap-up may last; 0 is none at all. */
  readonly wrapUpLimitMs: number
  /** How often the agent may ask for the wrap-up limit once more. */
  readonly wrapUpExtensions: number
  /** How much longer each of them makes it, counted from its end; absent: the limit once more, counted from then. */
  readonly wrapUpExtensionMs?: number
  /** Who did not ask for it while he talked or worked is free at once. Absent: everybody writes up. */
  readonly isWrapUpOptional?: boolean
  /** An agent who declined is not asked again for the same interaction before this has passed. */
  readonly declineCoolDownMs: number
  /** What becomes of who lets an offer ring out; absent: he is not ready from the first on. */
  readonly missedOffers?: MissedOffers
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
  /** What this queue asks of its members, besides what the interaction asks. */
  readonly requirement?: Requirement
  /** How far from a customer whose place is known agents may work; the nearest is asked first. Absent: it does not matter. */
  readonly reach?: Reach
  /** Asks for less, or asks more people, the longer an interaction waits. */
  readonly relaxation?: readonly RelaxationStep[]
  /** How many agents are asked at the same time, of whom the first to accept has it; absent: one. */
  readonly offersAtOnce?: number
  /** How long whoever talked with the customer last is waited for before others are asked; absent: not at all. */
  readonly lastAgentPatienceMs?: number
  /** How long the owner of a customer's affairs is waited for, before whoever talked with him last; absent: not at all. */
  readonly ownerPatienceMs?: number
  /** How long the owner of the case is waited for to which an interaction belongs, before anybody else; absent: not at all. */
  readonly caseOwnerPatienceMs?: number
  /** What it asks besides, and whom it lets stand before others, by who the customer is. */
  readonly customerRules?: readonly CustomerRule[]
  /** The unit whose queue it is and those above it, but for the root; absent: the root's. */
  readonly businessUnitIds?: readonly BusinessUnitId[]
  /** Whom it does not take, or keeps no longer, and where they go: the first rule that holds. Absent: it takes and keeps everybody. */
  readonly diversions?: readonly DiversionRule[]
  /** What is promised: so many of a hundred are answered within `thresholdMs`; absent: {@link usualServiceLevel}. */
  readonly serviceLevel?: ServiceLevel
  /** What callers are told while they wait; absent: nothing. */
  readonly announcements?: AnnouncementSettings
  /** How it calls back; absent: it promises that to nobody who waits. */
  readonly callback?: CallbackSettings
  /** How it takes messages from whom its diversions send to its voicemail; absent: {@link usualVoicemailSettings}. */
  readonly voicemail?: VoicemailSettings
  /** It is one person's: all of its work is his. Absent: nobody's. */
  readonly ownerAgentId?: AgentId
  /** How long a customer may stay parked; absent: {@link usualParkTimeoutMs}. */
  readonly parkTimeoutMs?: number
}

/** How an agent writes up; of a queue, or his own. */
export interface WrapUpRule {
  /** 0: not at all. */
  readonly limitMs: number
  readonly extensions: number
  readonly extensionMs?: number
  readonly isOptional?: boolean
}

export interface MissedOffers {
  /** After so many in a row, of whatever queue, he is not ready; 0: never. */
  readonly notReadyAfter: number
  /** Until then he stays available, and is offered nothing for so long: the next agent has his chance. */
  readonly coolDownMs: number
}

export interface DiversionRule {
  readonly when: DivertedWhen
  readonly to: Diversion
}

/** All but `waited` are asked once, when somebody comes. */
export type DivertedWhen =
  /** Outside of its hours. */
  | { readonly kind: 'closed' }
  /** Nobody is logged in who could ever be asked for it, however little is asked. */
  | { readonly kind: 'nobody' }
  /** So many wait already. */
  | { readonly kind: 'full'; readonly waiting: number }
  /** He would wait longer than that, likely. */
  | { readonly kind: 'expected-wait'; readonly overMs: number }
  /** Of a hundred, fewer were answered within the promised time lately. */
  | { readonly kind: 'service-level'; readonly belowPercent: number }
  /** He has waited so long in this queue. */
  | { readonly kind: 'waited'; readonly afterMs: number }

export type Diversion =
  | { readonly kind: 'queue'; readonly queueId: QueueId }
  /** He hears the prompt of this name, and the call ends. */
  | { readonly kind: 'announcement'; readonly prompt: string }
  /** He is promised to be called back, hears so, and the call ends. Who shows no number waits all the same. */
  | { readonly kind: 'callback' }
  /** He goes through this flow. Where it is not published, or no more, he waits after all. */
  | { readonly kind: 'flow'; readonly flowId: FlowId }
  /** He leaves a message, which waits in this queue in his place, and the call ends. */
  | { readonly kind: 'voicemail' }
  /**
   * His call goes on to the number outside that stands at this place among the queue's diversions, from 0: no log holds the
   * number itself. Whom nobody answers there waits after all.
   */
  | { readonly kind: 'outside'; readonly place: number }

export interface ServiceLevel {
  readonly thresholdMs: number
  /** 1 to 99. */
  readonly percent: number
}

/** The 80/20 of the trade. */
export const usualServiceLevel: ServiceLevel = { thresholdMs: 20_000, percent: 80 }

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
  /** 1 is asked first; the next ones when the queue's relaxation names them. Absent: 1. */
  readonly ring?: number
  /** How many lots he has where the queue draws them; absent: 1. */
  readonly weight?: number
  /** Where he chooses by share: of his work in queues of the same priority, so many parts; absent: 1. */
  readonly share?: number
  /** His place where the queue has a fixed order, lower first; absent: 0. */
  readonly position?: number
  /** He is asked for the work of somebody for whom he stands in, and for nothing else of this queue. Absent: for all of it. */
  readonly isStandIn?: true
}

/** An agent's RoutingProfile as the decider needs it. */
export interface AgentSettings {
  readonly memberships: readonly Membership[]
  /** How many interactions at a time, for each channel; an absent channel is 0. */
  readonly capacity: Readonly<Partial<Record<Channel, number>>>
  /** What one interaction of a channel takes of him, of a hundred; an absent channel as in `usualWeights`. */
  readonly weights?: Readonly<Partial<Record<Channel, number>>>
  /** By which channels work of a channel in his hands is interrupted; absent: `usualInterruptions`. */
  readonly interruptedBy?: Readonly<Partial<Record<Channel, readonly Channel[]>>>
  readonly skills?: Skills
  /** The regions in which he works; absent: nobody said. */
  readonly areas?: readonly Area[]
  /**
   * Which of his queues of the same priority goes first: the one whose customer has waited longest (`turn`, the usual), the one
   * that is nearest to missing its promise (`service-level`), or the one that has had least of its share (`share`).
   */
  readonly choosesBy?: 'turn' | 'service-level' | 'share'
  /** Whatever is offered to him, or whoever calls him, is answered by itself where he sits at a browser or a phone. */
  readonly isAutoAnswered?: boolean
  /** His own rule of writing up, before that of any queue; absent: the queue's. */
  readonly wrapUp?: WrapUpRule
  /** Limits of breaks that hold for him, by his teams and queues; absent: none. */
  readonly breakLimits?: readonly BreakLimitId[]
  /** Nobody sits at a desk to say that he is there: he is available from the beginning, and again after whatever failed. */
  readonly isAlwaysAvailable?: boolean
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
  /** With neither queue nor greeting: the flow that he goes through. */
  readonly flowId?: FlowId
}
