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
  /** Another one when he is called back. */
  interactionId: InteractionId
  legId: LegId
  /** On which a number outside is rung, or talks to him. */
  outsideLegId: LegId | null
  /**
   *     waiting --> served --> gone
   *      | |  '--> outside ----^       a number outside has answered
   *      | '--> promised --> served    hung up, and will be called back; called ahead of an agent he waits once more
   *      '--> gone                     left, was turned away, or was cut off
   */
  state: 'waiting' | 'promised' | 'served' | 'outside' | 'gone'
  /** The core has heard of him. */
  isKnown: boolean
  /** What is left to be talked about. */
  handleMs: number
  waitsSinceMs: number
  promisedAtMs: number | null
  isDiverted: boolean
  isAnswered: boolean
  agentId: AgentId | null
  talksSinceMs: number
  /** Which of his talks, or tries to reach somebody outside, it is: what was planned for an earlier one is void. */
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
