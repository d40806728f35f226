import type { RoutingEvent } from '#domain/routing/index.ts'
import type { QueueId } from '#kernel/ids.ts'

/** What a log says of one queue. */
export interface QueueHistory {
  /** When customers came into it, as the log has it. */
  readonly cameAtMs: number[]
  /** How long agents had those whom they took from it, each from acceptance to the end of his wrap-up. */
  readonly handledMs: number[]
  /** Of everybody, whatever became of it: how long they waited, added up. */
  waitedMs: number
  abandoned: number
}

/**
 * Reads what customers and agents did out of a log, in its order. Whoever was lost, or is still in hand, says nothing of how
 * long one takes.
 */
export class HistoryReader {
  readonly queues = new Map<QueueId, QueueHistory>()
  /** Who has whom, by interaction and agent. */
  readonly #inHand = new Map<string, { readonly sinceMs: number; readonly queueId: QueueId; isWritingUp: boolean }>()
  readonly #waiting = new Map<string, { readonly sinceMs: number; readonly queueId: QueueId }>()

  of(queueId: QueueId): QueueHistory {
    const known = this.queues.get(queueId)
    if (known) return known
    const begun: QueueHistory = { cameAtMs: [], handledMs: [], waitedMs: 0, abandoned: 0 }
    this.queues.set(queueId, begun)
    return begun
  }

  read(event: RoutingEvent): void {
    switch (event.type) {
      case 'InteractionQueued':
        this.#comes(event.interactionId, event.queueId, event.atMs)
        return
      case 'InteractionTransferred':
        if (event.agentId !== null) this.#isGivenAway(event.interactionId, event.agentId, event.atMs)
        if (event.to.kind === 'queue') this.#comes(event.interactionId, event.to.queueId, event.atMs)
        return
      case 'OfferAccepted':
      case 'TaskAccepted':
        this.#stopsWaiting(event.interactionId, event.atMs)
        this.#inHand.set(keyOf(event), { sinceMs: event.atMs, queueId: event.queueId, isWritingUp: false })
        return
      case 'InteractionDiverted':
        this.#stopsWaiting(event.interactionId, event.atMs)
        return
      case 'InteractionReturned':
        if (event.agentId !== null) this.#inHand.delete(keyOf({ ...event, agentId: event.agentId }))
        return
      case 'TaskReturned':
        this.#inHand.delete(keyOf(event))
        return
      case 'WrapUpStarted': {
        const work = this.#inHand.get(keyOf(event))
        if (work) work.isWritingUp = true
        return
      }
      case 'WrapUpFinished':
        this.#isDone(keyOf(event), event.atMs)
        return
      case 'InteractionEnded': {
        const queue = this.#stopsWaiting(event.interactionId, event.atMs)
        if (event.isAbandoned && queue) queue.abandoned++
        if (event.agentId !== null && !event.isWrapUpDue) {
          this.#isDone(keyOf({ ...event, agentId: event.agentId }), event.atMs)
        }
        return
      }
      case 'TaskEnded':
        this.#stopsWaiting(event.interactionId, event.atMs)
        if (event.agentId !== null && !event.isWrapUpDue) {
          this.#isDone(keyOf({ ...event, agentId: event.agentId }), event.atMs)
        }
        return
      default:
    }
  }

  #comes(interactionId: string, queueId: QueueId, atMs: number): void {
    this.of(queueId).cameAtMs.push(atMs)
    this.#waiting.set(interactionId, { sinceMs: atMs, queueId })
  }

  #stopsWaiting(interactionId: string, atMs: number): QueueHistory | null {
    const waited = this.#waiting.get(interactionId)
    if (!waited) return null
    this.#waiting.delete(interactionId)
    const queue = this.of(waited.queueId)
    queue.waitedMs += atMs - waited.sinceMs
    return queue
  }

  /** With nothing to write up his work is over; else it is when that is. */
  #isGivenAway(interactionId: string, agentId: string, atMs: number): void {
    const key = keyOf({ interactionId, agentId })
    if (!this.#inHand.get(key)?.isWritingUp) this.#isDone(key, atMs)
  }

  #isDone(key: string, atMs: number): void {
    const work = this.#inHand.get(key)
    if (!work) return
    this.#inHand.delete(key)
    this.of(work.queueId).handledMs.push(atMs - work.sinceMs)
  }
}

const keyOf = ({ interactionId, agentId }: { readonly interactionId: string; readonly agentId: string }) =>
  `${interactionId} ${agentId}`
