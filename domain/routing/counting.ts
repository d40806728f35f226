import type { InteractionId, QueueId } from '#kernel/ids.ts'
import { copyOfFigures, copyOfQueue, type Own } from './copies.ts'
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
  if (figures === queue.figures) return
  const next = copyOfQueue(queue)
  next.figures = figures
  state.queues.set(queueId, next)
}

const thresholdOf = ({ settings }: Queue) => (settings.serviceLevel ?? usualServiceLevel).thresholdMs

function taken(figures: QueueFigures, queue: Queue, interaction: Interaction | undefined, atMs: number): QueueFigures {
  const waiting = interaction?.waiting
  if (!waiting) return figures
  const waitedMs = atMs - waiting.queuedAtMs
  const wasTaken = waitedMs > 0 && waiting.expected?.by !== 'free' ? 1 : 0
  // Nobody was on the line, and what is promised to callers was not promised to him.
  const next = copyOfFigures(figures)
  // Whoever found an agent free says nothing of the pace at which those go who have to wait.
  next.taken += wasTaken
  if (interaction.kind === 'voicemail' || (interaction.kind !== 'task' && interaction.promise)) return next
  if (waitedMs <= thresholdOf(queue)) next.within++
  else next.late++
  learn(next, interaction, waitedMs, true)
  return next
}

function abandoned(figures: QueueFigures, queue: Queue, interaction: Interaction, atMs: number): QueueFigures {
  const waitedMs = atMs - (interaction.waiting?.queuedAtMs ?? atMs)
  const next = copyOfFigures(figures)
  next.abandoned++
  if (waitedMs > thresholdOf(queue)) next.late++
  learn(next, interaction, waitedMs, false)
  return next
}

function learn(figures: Own<QueueFigures>, { waiting }: Interaction, waitedMs: number, hasEnded: boolean): void {
  // Who came back stands before all others: nothing was foretold for that.
  if (!waiting?.expected || waiting.isReturned) return
  const { by, foretoldMs } = waiting.expected
  const { free, waiting: whoWait } = figures.spreads
  figures.spreads =
    by === 'free'
      ? { free: learned(free, foretoldMs, waitedMs, hasEnded), waiting: whoWait }
      : { free, waiting: learned(whoWait, foretoldMs, waitedMs, hasEnded) }
}

const handled = (state: RoutingTables, queueId: QueueId, atMs: number, sinceMs: number): void =>
  count(state, queueId, atMs, (figures) => {
    const next = copyOfFigures(figures)
    next.handled++
    next.handledMs += atMs - sinceMs
    return next
  })

const wrapUpOf = (state: RoutingTables, interactionId: InteractionId, agentId: string) =>
  state.interactions.get(interactionId)?.wrapUps.find((wrapUp) => wrapUp.agentId === agentId)
