import type { RegionCode } from '#domain/geography/index.ts'
import type { RoutingEvent, RoutingEventOf } from '#domain/routing/index.ts'
import type { QueueId } from '#kernel/ids.ts'

/** What a log says of one queue. */
export interface QueueHistory {
  /** When customers came into it, as the log has it. */
  readonly cameAtMs: number[]
  /** How long agents had those whom they took from it, each from acceptance to the end of his wrap-up. */
  readonly handledMs: number[]
  /** The same of messages that callers left. */
  readonly messagesMs: number[]
  /** By the region of which they are: how many came of whom it is known. */
  readonly regions: Map<RegionCode, number>
  /** Of everybody, whatever became of it: how long they waited, added up. */
  waitedMs: number
  abandoned: number
}

interface InHand {
  readonly sinceMs: number
  readonly queueId: QueueId
  readonly isMessage: boolean
  isWritingUp: boolean
}

/**
 * Reads what customers and agents did out of a log, in its order. Whoever was lost, or is still in hand, says nothing of how
 * long one takes.
 */
export class HistoryReader {
  readonly queues = new Map<QueueId, QueueHistory>()
  /** Who has whom, by interaction and agent. */
  readonly #inHand = new Map<string, InHand>()
  /** Who has come, so that where his queue sends him, or a callback that he was promised, is no further customer. */
  readonly #known = new Set<string>()
  /** Nobody is on the line who could lose patience. */
  readonly #offTheLine = new Set<string>()
  readonly #messages = new Set<string>()
  /** Called back with an agent, who has him as soon as he answers. */
  readonly #dialed = new Map<string, { readonly agentId: string; readonly queueId: QueueId }>()
  readonly #waiting = new Map<string, { readonly sinceMs: number; readonly queueId: QueueId }>()

  /** A queue, or a flow, has had him. */
  hasCome = (interactionId: string): boolean => this.#known.has(interactionId)

  /** By a flow, where he counts: his queue is none that he came to. */
  cameThroughFlow(interactionId: string): void {
    this.#known.add(interactionId)
  }

  of(queueId: QueueId): QueueHistory {
    const known = this.queues.get(queueId)
    if (known) return known
    const begun: QueueHistory = {
      ...{ cameAtMs: [], handledMs: [], messagesMs: [], regions: new Map() },
      ...{ waitedMs: 0, abandoned: 0 },
    }
    this.queues.set(queueId, begun)
    return begun
  }

  read(event: RoutingEvent): void {
    switch (event.type) {
      case 'InteractionQueued':
        this.#isQueued(event)
        return
      case 'CallbackPromised':
        this.#known.add(event.interactionId)
        this.#offTheLine.add(event.interactionId)
        return
      case 'VoicemailLeft':
        this.#known.add(event.interactionId)
        this.#offTheLine.add(event.interactionId)
        this.#messages.add(event.interactionId)
        return
      case 'CallbackGranted':
        this.#stopsWaiting(event.interactionId, event.atMs)
        return
      case 'CallbackDialed':
        if (event.agentId !== null) this.#dialed.set(event.interactionId, { ...event, agentId: event.agentId })
        return
      case 'CallbackPutOff':
        this.#dialed.delete(event.interactionId)
        return
      case 'CalledPartyAnswered':
        this.#isReached(event.interactionId, event.atMs)
        return
      case 'InteractionTransferred':
        if (event.agentId !== null) this.#isGivenAway(event.interactionId, event.agentId, event.atMs)
        if (event.to.kind === 'queue') this.#comes(event.interactionId, event.to.queueId, event.atMs)
        return
      case 'OfferAccepted':
      case 'TaskAccepted':
        this.#stopsWaiting(event.interactionId, event.atMs)
        this.#inHand.set(keyOf(event), {
          ...{ sinceMs: event.atMs, queueId: event.queueId, isWritingUp: false },
          isMessage: this.#messages.has(event.interactionId),
        })
        return
      case 'InteractionDiverted':
        if (!this.#known.has(event.interactionId)) this.#counts(event.interactionId, event.queueId, event.atMs)
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

  #isQueued({ interactionId, queueId, atMs, wishes }: RoutingEventOf<'InteractionQueued'>): void {
    const code = wishes?.place?.regionCode
    if (this.#known.has(interactionId)) {
      if (!this.#offTheLine.has(interactionId)) this.#waiting.set(interactionId, { sinceMs: atMs, queueId })
      return
    }
    this.#comes(interactionId, queueId, atMs)
    const { regions } = this.of(queueId)
    if (code) regions.set(code, (regions.get(code) ?? 0) + 1)
  }

  #isReached(interactionId: string, atMs: number): void {
    const dialed = this.#dialed.get(interactionId)
    if (!dialed) return
    this.#dialed.delete(interactionId)
    const { agentId, queueId } = dialed
    this.#inHand.set(keyOf({ interactionId, agentId }), {
      sinceMs: atMs,
      queueId,
      isWritingUp: false,
      isMessage: false,
    })
  }

  #counts(interactionId: string, queueId: QueueId, atMs: number): void {
    this.#known.add(interactionId)
    this.of(queueId).cameAtMs.push(atMs)
  }

  #comes(interactionId: string, queueId: QueueId, atMs: number): void {
    this.#counts(interactionId, queueId, atMs)
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
    const { handledMs, messagesMs } = this.of(work.queueId)
    if (work.isMessage) messagesMs.push(atMs - work.sinceMs)
    else handledMs.push(atMs - work.sinceMs)
  }
}

const keyOf = ({ interactionId, agentId }: { readonly interactionId: string; readonly agentId: string }) =>
  `${interactionId} ${agentId}`
