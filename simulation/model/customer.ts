import type { Place } from '#domain/geography/index.ts'
import type { RoutingEvent } from '#domain/routing/index.ts'
import type { AgentId, InteractionId, LegId } from '#kernel/ids.ts'
import type { Carrier } from './carriers.ts'
import type { Line } from './line.ts'

/** Somebody who comes, or a piece of work that nobody holds a line for. */
export interface Customer {
  /** The queue into which he came, where he is counted whatever becomes of him. */
  readonly line: Line
  readonly cameAtMs: number
  readonly patienceMs: number
  /** Came after the warm-up. */
  readonly isCounted: boolean
  /** How often he came before. */
  readonly tries: number
  /** `null`: over none that ever fails. */
  readonly carrier: Carrier | null
  /** Had whom, when he was cut off before. */
  readonly lastAgentId: AgentId | undefined
  /** Where he is, and whom he wants; undefined: nobody knows, and nobody. */
  place: Place | undefined
  wantedAgentId: AgentId | undefined
  /** The product's, once it has begun; another one when he is called back, and that of his message when he left one. */
  interactionId: InteractionId
  legId: LegId
  /** From which he calls; `null`: from none that matters. */
  number: string | null
  /** On which a number outside is rung, or talks to him. */
  outsideLegId: LegId | null
  /**
   *     greeted --> waiting --> put-through --> served --> gone
   *                  | | | '--> outside -----------------^       a number outside has answered
   *                  | | '--> promised --> served                hung up, and will be called back; called ahead of an agent he
   *                  | |                                         waits once more
   *                  | '--> speaking --> message --> put-through says something to the voicemail; his message is work
   *                  '--> gone                                   left, was turned away, or was cut off
   */
  state: 'greeted' | 'waiting' | 'put-through' | 'promised' | 'speaking' | 'message' | 'served' | 'outside' | 'gone'
  /** The core has heard of him. */
  isKnown: boolean
  /** The decider has said where he waits, or where he goes instead. */
  hasEntered: boolean
  /** He has pressed the key of who wants to be called back. */
  hasAsked: boolean
  /** His telephone was rung, to call him back. */
  isDialed: boolean
  /** What is left to be talked about. */
  handleMs: number
  /** From when on his wait counts: a greeting is none. */
  waitFromMs: number
  /** He waits in some queue since then. */
  waitsSinceMs: number
  promisedAtMs: number | null
  /** When his message was left. */
  leftAtMs: number | null
  isDiverted: boolean
  isAnswered: boolean
  agentId: AgentId | null
  talksSinceMs: number
  /** Which of his talks it is: what was planned for an earlier one is void. */
  turn: number
  /** What he was told when he came and nobody was free for him. */
  foretold: ForetoldWait | null
}
export type ForetoldWait = NonNullable<Extract<RoutingEvent, { type: 'InteractionQueued' }>['expected']>

/** What is left of somebody who was cut off. */
export interface Rest {
  readonly handleMs: number
  readonly lastAgentId: AgentId | undefined
}

/** The times that count: from the end of the warm-up to the horizon. */
export interface Counted {
  readonly horizonMs: number
  readonly warmupMs: number
  within(fromMs: number, toMs: number): number
}
