import type { Place } from '#domain/geography/index.ts'
import type { RoutingEvent } from '#domain/routing/index.ts'
import type { AgentId, InteractionId, LegId } from '#kernel/ids.ts'
import type { Carrier } from './carriers.ts'
import type { Line } from './line.ts'

/** Somebody who comes, or a piece of work that nobody holds a line for. */
export interface Customer {
  /** The queue into which he came, where he is counted whatever becomes of him; before a flow leads him to one, the door. */
  line: Line
  /** By which he came, and would come again. */
  readonly door: Line
  readonly cameAtMs: number
  patienceMs: number
  /** What is left to be talked about since he was cut off; undefined: he is here for the first time. */
  readonly restMs: number | undefined
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
   *     in-flow --> greeted                                    goes through a flow, which leads him to a queue or lets him go
   *     greeted --> waiting --> put-through --> served --> gone
   *                  | | | '--> outside -----------------^       a number outside has answered
   *                  | | '--> promised --> served                hung up, and will be called back; called ahead of an agent he
   *                  | |                                         waits once more
   *                  | '--> speaking --> message --> put-through says something to the voicemail; his message is work
   *                  '--> gone                                   left, was turned away, or was cut off
   */
  state:
    | 'in-flow'
    | 'greeted'
    | 'waiting'
    | 'put-through'
    | 'promised'
    | 'speaking'
    | 'message'
    | 'served'
    | 'outside'
    | 'gone'
  /** He goes through a flow; `null`: through none. */
  inFlow: InFlow | null
  /** Out of which all that he does in flows follows. */
  readonly seed: number
  /** Some queue has had him. */
  hasReached: boolean
  /** Which of his waits it is: what he planned in an earlier one is void. */
  wait: number
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
/** Where somebody is who goes through a flow. */
export interface InFlow {
  /** The flow into which he came, by its place in the model. */
  readonly flow: number
  readonly sinceMs: number
  /** Where he is, perhaps in another flow that this one called. */
  at: { readonly flow: number; readonly blockId: string }
  /** Which of the things that he heard it is: what he wanted to do about an earlier one is void. */
  heard: number
  /** How often he heard the same block. */
  readonly asked: Map<string, number>
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
