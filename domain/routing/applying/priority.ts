import { unreachable } from '#kernel/assert.ts'
import type { Wishes } from '../asking/wishes.ts'
import { putIncident } from '../bookkeeping.ts'
import { changeInteraction } from '../changes.ts'
import type { RoutingEventOf } from '../events.ts'
import type { Lifted } from '../priority/lift.ts'
import { liftsIn } from '../priority/lifting.ts'
import type { RoutingTables, Waiting } from '../state.ts'
import { whomToAsk } from '../substitution/whom-to-ask.ts'

export type PriorityEvent = RoutingEventOf<
  | 'CustomerTiersConfigured'
  | 'CustomerNoted'
  | 'IncidentDeclared'
  | 'IncidentEnded'
  | 'IncidentSettled'
  | 'InteractionLifted'
  | 'InteractionLowered'
>

/** The part of `apply` that is about who stands before others. */
export function applyPriority(state: RoutingTables, event: PriorityEvent): void {
  switch (event.type) {
    case 'CustomerTiersConfigured':
      state.customerTiers = event.tiers
      return
    case 'CustomerNoted':
      noteCustomer(state, event)
      return
    case 'IncidentDeclared': {
      const { incidentId, match, lift, endsAtMs, atMs: declaredAtMs } = event
      putIncident(state, incidentId, { incidentId, match, lift, declaredAtMs, endsAtMs })
      return
    }
    case 'IncidentEnded': {
      const known = state.incidents.get(event.incidentId)
      if (known) putIncident(state, event.incidentId, { ...known, isOver: true })
      return
    }
    case 'IncidentSettled':
      putIncident(state, event.incidentId, null)
      return
    case 'InteractionLifted':
      lift(state, event)
      return
    case 'InteractionLowered': {
      const { interactionId, incidentId } = event
      changeInteraction(state, interactionId, ({ wishes, waiting, ...interaction }) => ({
        ...interaction,
        wishes: unmarked(wishes, incidentId),
        waiting:
          waiting &&
          withLifts(
            waiting,
            (waiting.lifts ?? []).filter((one) => !isBy(one, incidentId)),
          ),
      }))
      return
    }
    default:
      unreachable(event)
  }
}

const isBy = (lifted: Lifted, incidentId: string): boolean =>
  lifted.by === 'incident' && lifted.incidentId === incidentId

export const withLifts = ({ lifts: _, ...waiting }: Waiting, lifts: readonly Lifted[]): Waiting =>
  lifts.length === 0 ? waiting : { ...waiting, lifts }

const unmarked = ({ incidentIds = [], ...wishes }: Wishes, incidentId: string): Wishes => {
  const left = incidentIds.filter((one) => one !== incidentId)
  return left.length === 0 ? wishes : { ...wishes, incidentIds: left }
}

function lift(state: RoutingTables, event: RoutingEventOf<'InteractionLifted'>): void {
  const { interactionId, incidentId, level, boostMs } = event
  const isMarked = state.incidents.get(incidentId)?.match.isMarked === true
  changeInteraction(state, interactionId, ({ wishes, waiting, ...interaction }) => {
    const marks = wishes.incidentIds ?? []
    const incidentIds = isMarked && !marks.includes(incidentId) ? [...marks, incidentId] : marks
    const lifted: Lifted = { by: 'incident', incidentId, level, boostMs }
    return {
      ...interaction,
      wishes: incidentIds.length === 0 ? wishes : { ...wishes, incidentIds },
      waiting: waiting && withLifts(waiting, [...(waiting.lifts ?? []), lifted]),
    }
  })
}

/** What is asked of agents, and where it stands, by who he is; the time that it has waited with each step stays. */
function noteCustomer(state: RoutingTables, event: RoutingEventOf<'CustomerNoted'>): void {
  const { interactionId, customer, atMs } = event
  changeInteraction(state, interactionId, ({ wishes: before, waiting, ...interaction }) => {
    const { customer: _, ...others } = before
    const wishes = customer ? { ...others, customer } : others
    const queue = waiting && state.queues.get(waiting.queueId)
    if (!waiting || !queue) return { ...interaction, wishes, waiting }
    return { ...interaction, wishes, waiting: askingFor(state, waiting, wishes, atMs) }
  })
}

/** Waiting as it is when its wishes are these from now on. */
export function askingFor(state: RoutingTables, waiting: Waiting, wishes: Wishes, nowMs: number): Waiting {
  const queue = state.queues.get(waiting.queueId)
  if (!queue) return waiting
  const lifted = withLifts(waiting, liftsIn(state, queue, wishes))
  const whom = whomToAsk(state, queue, wishes)
  if (JSON.stringify(whom.asked) === JSON.stringify(waiting.asked)) return lifted
  const { ofAgentIds: _, dependsOn: __, handedOver: ___, ...kept } = lifted
  const passedMs = nowMs - waiting.askedSinceMs
  const step = whom.asked.findLastIndex(({ afterMs }) => afterMs <= passedMs)
  return { ...kept, ...whom, step: Math.max(step, 0) }
}
