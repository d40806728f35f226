import type { RoutingEvent } from '#domain/routing/index.ts'
import type { InteractionId, QueueId } from '#kernel/ids.ts'
import type { ModelQueue } from '../model.ts'

/** What became of those whom a queue did not keep waiting on the line. */
interface Elsewhere {
  callbacksOffered: number
  callbacksTaken: number
  /** How often customers were rung, and how long it rang until they answered. */
  dials: number
  readonly ringMs: number[]
  /** By the place of the rule: whose call went to a number outside, and who came back because nobody answered there. */
  readonly outside: Map<number, { tried: number; failed: number }>
  readonly spokenMs: number[]
}

/** Reads out of a log what customers did whom a queue promised a call, sent outside, or to its voicemail. */
export class SentElsewhere {
  readonly #queues = new Map<QueueId, Elsewhere>()
  readonly #ringing = new Map<InteractionId, { readonly queueId: QueueId; readonly sinceMs: number }>()
  readonly #outside = new Map<InteractionId, { tried: number; failed: number }>()
  /** Who asked for it by the web or the API, and was no caller. */
  askedFromOutside = 0

  of(queueId: QueueId): Elsewhere {
    const known = this.#queues.get(queueId)
    if (known) return known
    const begun = {
      ...{ callbacksOffered: 0, callbacksTaken: 0, dials: 0 },
      ...{ ringMs: [], outside: new Map(), spokenMs: [] },
    }
    this.#queues.set(queueId, begun)
    return begun
  }

  read(event: RoutingEvent): void {
    switch (event.type) {
      case 'CallbackOffered':
        this.of(event.queueId).callbacksOffered++
        return
      case 'CallbackPromised':
        if (event.promise.fromInteractionId === null) this.askedFromOutside++
        else if (event.promise.askedBy === 'key') this.of(event.promise.queueId).callbacksTaken++
        return
      case 'CallbackDialed':
        this.of(event.queueId).dials++
        this.#ringing.set(event.interactionId, { queueId: event.queueId, sinceMs: event.atMs })
        return
      case 'CalledPartyAnswered': {
        const ringing = this.#ringing.get(event.interactionId)
        this.#ringing.delete(event.interactionId)
        if (ringing) this.of(ringing.queueId).ringMs.push(event.atMs - ringing.sinceMs)
        return
      }
      case 'CallbackPutOff':
        this.#ringing.delete(event.interactionId)
        return
      case 'InteractionDiverted': {
        if (event.to.kind !== 'outside') return
        const { outside } = this.of(event.queueId)
        const told = outside.get(event.to.place) ?? { tried: 0, failed: 0 }
        told.tried++
        outside.set(event.to.place, told)
        this.#outside.set(event.interactionId, told)
        return
      }
      case 'InteractionReturned':
      case 'InteractionEnded': {
        const told = this.#outside.get(event.interactionId)
        this.#outside.delete(event.interactionId)
        if (told && event.type === 'InteractionReturned') told.failed++
        return
      }
      case 'VoicemailLeft':
        if (event.durationMs !== null) this.of(event.queueId).spokenMs.push(event.durationMs)
        return
      default:
    }
  }

  /** How somebody who is called back, or offered it, acts: as on that day, as far as it happened. */
  callbackHabits(queueId: QueueId): Pick<NonNullable<ModelQueue['callback']>, 'answerShare' | 'after'> & {
    readonly acceptShare: number
  } {
    const { callbacksOffered, callbacksTaken, dials, ringMs } = this.of(queueId)
    return {
      acceptShare: callbacksOffered === 0 ? 0 : Math.min(1, callbacksTaken / callbacksOffered),
      ...(dials > 0 && { answerShare: ringMs.length / dials }),
      ...(ringMs.length > 0 && { after: { empiricalMs: ringMs } }),
    }
  }

  /** @param place of the rule among the queue's. Where nobody was sent there, somebody always answers. */
  answerShare(queueId: QueueId, place: number): number {
    const { tried, failed } = this.of(queueId).outside.get(place) ?? { tried: 0, failed: 0 }
    return tried === 0 ? 1 : 1 - failed / tried
  }
}
