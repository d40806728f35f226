import type { AgentId, BreakLimitId, InteractionId, OfferId, SkillId } from '#kernel/ids.ts'
import { applyAmongOthers } from './apply.ts'
import { holding } from './asking/reservation.ts'
import { routingEventCatalogue } from './event-catalogue.ts'
import type { RoutingEvent } from './events.ts'
import { draftOf, type RoutingState, type RoutingTables } from './state.ts'

/** Clock and chance, which the decider has none of its own. */
export interface DecideEnvironment {
  /** UTC milliseconds. */
  readonly nowMs: number
  readonly newOfferId: () => OfferId
}

const none: ReadonlySet<SkillId> = new Set()

type Undated<Event extends RoutingEvent> = Event extends RoutingEvent ? Omit<Event, 'version' | 'atMs'> : never

/** Whom events may touch. */
interface Touching {
  readonly agentId?: AgentId | null
  readonly fromAgentId?: AgentId | null
  readonly interactionId?: InteractionId
}

/**
 * One command's decision while it is made. Each event that is added is at once true in `draft`, a sheet over the state
 * that is thrown away, so that the second half of a decision already sees the first.
 */
export class Decision {
  readonly draft: RoutingTables
  readonly nowMs: number
  readonly newOfferId: () => OfferId
  readonly events: RoutingEvent[] = []
  /** Whom the decision has touched since work was offered last: only they can have become a match. */
  readonly agentIds = new Set<AgentId>()
  readonly interactionIds = new Set<InteractionId>()
  /** Limits of breaks that hold for others than before. */
  readonly breakLimitIds = new Set<BreakLimitId>()

  /** For which skills agents were kept back when work was offered last. */
  heldSkillIds: ReadonlySet<SkillId> = none

  /** @param draft what the events are made true in; absent: a sheet over the state */
  constructor(state: RoutingState, environment: DecideEnvironment, draft: RoutingTables = draftOf(state)) {
    this.draft = draft
    // A clock that was set back does not make the log run backwards.
    this.nowMs = Math.max(environment.nowMs, state.latestMs)
    this.newOfferId = environment.newOfferId
    if (this.draft.reservations.size > 0) this.heldSkillIds = holding(this.draft)
  }

  add(undated: Undated<RoutingEvent>): void {
    const event = dated(undated, this.nowMs)
    this.events.push(event)
    applyAmongOthers(this.draft, event)
    const { agentId, fromAgentId, interactionId } = event as Touching
    if (agentId) this.agentIds.add(agentId)
    if (fromAgentId) this.agentIds.add(fromAgentId)
    if (interactionId) this.interactionIds.add(interactionId)
  }
}

/** Set one by one: to assign them as an object costs some 100 ns an event. */
function dated(undated: Undated<RoutingEvent>, atMs: number): RoutingEvent {
  const event = undated as { -readonly [Field in keyof RoutingEvent]: RoutingEvent[Field] }
  event.version = routingEventCatalogue[undated.type].version
  event.atMs = atMs
  return event as RoutingEvent
}
