import type { InteractionId, QueueId } from '#kernel/ids.ts'
import type { RoutingEvent } from './events.ts'
import { learned } from './expected-wait/spread.ts'
import { figuresAt, type QueueFigures } from './figures.ts'
import { usualServiceLevel } from './settings.ts'
import type { Interaction, Queue, RoutingTables } from './state.ts'

/** Counts for its queue what an event says, before it is applied: what has passed until now is counted with who waited in it. */
export function countForQueue(state: RoutingTables, event: RoutingEvent): void {
  switch (event.type) {
    case 'InteractionQueued':
    case 'InteractionDiverted':
    case 'InteractionReturned':
    case 'TaskReturned':
    case 'OfferMade':
    case 'OfferDeclined':
    case 'OfferMissed':
    case 'OfferWithdrawn':
    case 'CallbackGranted':
    case 'CallbackPutOff':
    case 'CallbackEnded':
      count(state, event.queueId, event.atMs)
      return
    case 'InteractionTransferred':
      if (event.to.kind === 'queue') count(state, event.to.queueId, event.atMs)
      return
    case 'InteractionMoved':
      count(state, event.fromQueueId, event.atMs)
      count(state, event.queueId, event.atMs)
      return
    case 'OfferAccepted':
    case 'TaskAccepted':
    case 'CallbackDialed': {
      const interaction = state.interactions.get(event.interactionId)
      const isByAgent = event.agentId !== null
      count(state, event.queueId, event.atMs, (figures, queue) =>
        isByAgent ? taken(figures, queue, interaction, event.atMs) : figures,
      )
      return
    }
    case 'InteractionEnded':
    case 'TaskEnded': {
      const interaction = state.interactions.get(event.interactionId)
      if (!interaction) return
      const { waiting, engagement } = interaction
      if (waiting) {
        count(state, waiting.queueId, event.atMs, (figures, queue) =>
          event.type === 'InteractionEnded' && event.isAbandoned
            ? abandoned(figures, queue, interaction, event.atMs)
            : figures,
        )
      }
      if (engagement && engagement.queueId !== null && !event.isWrapUpDue) {
        handled(state, engagement.queueId, event.atMs, engagement.acceptedAtMs)
      }
      return
    }
    case 'WrapUpFinished': {
      const wrapUp = wrapUpOf(state, event.interactionId, event.agentId)
      if (wrapUp) handled(state, wrapUp.queueId, event.atMs, wrapUp.acceptedAtMs)
      return
    }
    default:
  }
}

function count(
  state: RoutingTables,
  queueId: QueueId,
  atMs: number,
  change: (figures: QueueFigures, queue: Queue) => QueueFigures = (figures) => figures,
): void {
  const queue = state.queues.get(queueId)
  if (!queue) return
  const waiting = state.indexes.of(queueId)?.waiting.size ?? 0
  const figures = change(figuresAt(queue.figures, waiting, atMs), queue)
  if (figures !== queue.figures) state.queues.set(queueId, { ...queue, figures })
}

const thresholdOf = ({ settings }: Queue) => (settings.serviceLevel ?? usualServiceLevel).thresholdMs

function taken(figures: QueueFigures, queue: Queue, interaction: Interaction | undefined, atMs: number): QueueFigures {
  const waiting = interaction?.waiting
  if (!waiting) return figures
  const waitedMs = atMs - waiting.queuedAtMs
  const wasTaken = waitedMs > 0 && waiting.expected?.by !== 'free' ? 1 : 0
  // Nobody was on the line, and what is promised to callers was not promised to him.
  if (interaction.kind !== 'task' && interaction.promise) return { ...figures, taken: figures.taken + wasTaken }
  const isWithin = waitedMs <= thresholdOf(queue)
  return {
    ...withSpread(figures, interaction, waitedMs, true),
    // Whoever found an agent free says nothing of the pace at which those go who have to wait.
    taken: figures.taken + wasTaken,
    within: figures.within + (isWithin ? 1 : 0),
    late: figures.late + (isWithin ? 0 : 1),
  }
}

function abandoned(figures: QueueFigures, queue: Queue, interaction: Interaction, atMs: number): QueueFigures {
  const waitedMs = atMs - (interaction.waiting?.queuedAtMs ?? atMs)
  return {
    ...withSpread(figures, interaction, waitedMs, false),
    abandoned: figures.abandoned + 1,
    late: figures.late + (waitedMs > thresholdOf(queue) ? 1 : 0),
  }
}

function withSpread(
  figures: QueueFigures,
  { waiting }: Interaction,
  waitedMs: number,
  hasEnded: boolean,
): QueueFigures {
  // Who came back stands before all others: nothing was foretold for that.
  if (!waiting?.expected || waiting.isReturned) return figures
  const { by, foretoldMs } = waiting.expected
  const regime = by === 'free' ? 'free' : 'waiting'
  const spread = learned(figures.spreads[regime], foretoldMs, waitedMs, hasEnded)
  return { ...figures, spreads: { ...figures.spreads, [regime]: spread } }
}

const handled = (state: RoutingTables, queueId: QueueId, atMs: number, sinceMs: number): void =>
  count(state, queueId, atMs, (figures) => ({
    ...figures,
    handled: figures.handled + 1,
    handledMs: figures.handledMs + atMs - sinceMs,
  }))

const wrapUpOf = (state: RoutingTables, interactionId: InteractionId, agentId: string) =>
  state.interactions.get(interactionId)?.wrapUps.find((wrapUp) => wrapUp.agentId === agentId)
