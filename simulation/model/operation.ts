import type { RoutingCommand, RoutingEvent, RoutingState } from '#domain/routing/index.ts'
import type { AgentId, FlowId, InteractionId, LegId, QueueId } from '#kernel/ids.ts'
import type { Customer } from './customer.ts'

/**
 * A contact centre in operation, as the customers and agents of a model meet it. Who comes, how long he waits and how he is
 * counted is the same code whichever it is:
 *
 *     DeciderAlone   the decider, and for the rest of the product a few lines that take no time: the quick one
 *     WholeProduct   decider and processes as they are, a log that is written in groups, an edge with calls and legs, and a
 *                    link between the two that takes its time
 */
export interface Operation {
  /** Milliseconds of the model. */
  readonly nowMs: number
  /** No core decides. */
  readonly isDown: boolean
  /** What the core knows that lives, or that lived last. */
  readonly state: RoutingState
  readonly decisions: number
  /** What signalling takes before somebody waits, at most: it is no wait. */
  readonly slackMs: number
  /** Called with what happens. */
  people: People
  /** For whoever looks on: called after each decision, before anything follows from it. */
  lookOn: ((state: RoutingState, events: readonly RoutingEvent[]) => void) | null

  // --- time ---

  /** Something of the world, which happens whether a core lives or not. */
  at(atMs: number, deed: () => void): void
  /** When something happens, or is due; `Infinity`: nothing ever will. */
  nextAtMs(): number
  /** Lives on to that moment, and through the first thing of it. */
  pass(atMs: number): void
  /** The moment at which something was decided. */
  momentOf(event: RoutingEvent): number

  // --- at desks, and from other systems ---

  /** What a core has to learn, or is asked: now, or as soon as there is one. */
  tell(deed: () => void): void
  does(command: RoutingCommand): void
  /** He says that it is done, or hangs up. */
  agentEnds(customer: Customer, agentId: AgentId): void

  // --- on the line ---

  /** Of somebody who is about to come. */
  newIds(): { readonly interactionId: InteractionId; readonly legId: LegId }
  /** He calls the number of his queue; or his work is brought, that nobody holds a line for. */
  comes(customer: Customer): void
  /** He hangs up, or his line is cut. */
  leaves(customer: Customer, reason: 'customer-left' | 'connection-lost'): void
  /** He hears that his queue does not take him. */
  isTurnedAway(customer: Customer): void
  /** He presses a key. */
  presses(customer: Customer, key: string): void
  /** He presses the key of who wants to be called back. */
  asksToBeCalled(customer: Customer, queueId: QueueId): void
  /** Nothing more will be heard of him. */
  forgets(customer: Customer): void
  /** What the product does on an event beyond deciding it; called when people have followed it. */
  follows(event: RoutingEvent): void

  // --- what fails ---

  dies(): void
  /** The next core. */
  takesOver(): void
}

/** Those around it. */
export interface People {
  of(interactionId: InteractionId): Customer | undefined
  /** What was decided at once. */
  follow(events: readonly RoutingEvent[]): void
  /** A telephone rings that we called. */
  rings(ringing: Ringing): void
  /** A telephone rings that his flow calls. */
  ringsForFlow(ringing: RingingFor): void
  /** He hears what his flow says. */
  hears(customer: Customer, heard: Heard): void
  /** He hears somebody. @param agentId `null`: at a number outside */
  talks(interactionId: InteractionId, agentId: AgentId | null): void
  /** Nobody is free, and there is no place to wait. */
  hasNoPlace(customer: Customer): void
  /** His line is dead, and he did not hang up. @param isRefused there was no core for him */
  isDropped(customer: Customer, isRefused: boolean): void
  /** Every leg that an edge carries for customers. */
  legIds(): readonly LegId[]
}

/** What somebody hears in a flow: a block that says something, and for how long. */
export interface Heard {
  readonly flowId: FlowId
  readonly blockId: string
  readonly lengthMs: number
}

/** A telephone that rings for somebody. */
export interface RingingFor {
  readonly interactionId: InteractionId
  picksUp(): void
  /** It rang in vain, or the network says that it cannot. */
  isNotAnswered(): void
}

/** A telephone that rings: of somebody who is called back, or at a number to which a queue sends others. */
export interface Ringing extends RingingFor {
  readonly queueId: QueueId
  /** By which rule of the queue it is rung; `null`: he is called back. */
  readonly place: number | null
}

export const nobody: People = {
  of: () => undefined,
  follow: () => {},
  rings: () => {},
  ringsForFlow: () => {},
  hears: () => {},
  talks: () => {},
  hasNoPlace: () => {},
  isDropped: () => {},
  legIds: () => [],
}
