import type { Model } from './model.ts'
import { placeOf, streamAt, type Uniform } from './random-stream.ts'

/** Streams of one queue, in this order; after those of all queues come one of each group of agents: how they answer. */
const ofQueue = ['arrivals', 'handle', 'patience', 'retrial'] as const
/** After those, so that a model that says nothing of it meets the customers that it always met. */
const moreOfQueue = ['place', 'preferred', 'callback', 'outside', 'wrapUp', 'carrier'] as const
const moreOfGroup = ['mistakes', 'breaks', 'late'] as const

const mostCarriers = 100
const ofEntrance = ['flow', 'arrivals', 'place', 'carrier'] as const

/** Everything in a model has chance of its own, in each replication another: worlds that are compared keep step. */
export class Streams {
  readonly #place
  readonly #replication: number
  readonly #queues: number
  readonly #groups: number

  constructor({ queues, agents }: Model, seed: number, replication: number) {
    this.#place = placeOf(seed)
    this.#replication = replication
    this.#queues = queues.length
    this.#groups = agents.length
  }

  ofQueue(index: number, purpose: (typeof ofQueue)[number] | (typeof moreOfQueue)[number]): Uniform {
    const known = ofQueue.indexOf(purpose as (typeof ofQueue)[number])
    if (known >= 0) return this.#at(index * ofQueue.length + known)
    return this.#at(
      this.#more + index * moreOfQueue.length + moreOfQueue.indexOf(purpose as (typeof moreOfQueue)[number]),
    )
  }

  ofAnswers(group: number): Uniform {
    return this.#at(this.#queues * ofQueue.length + group)
  }

  ofGroup(index: number, purpose: (typeof moreOfGroup)[number]): Uniform {
    const before = this.#more + this.#queues * moreOfQueue.length
    return this.#at(before + index * moreOfGroup.length + moreOfGroup.indexOf(purpose))
  }

  /** The core's is that of -1. */
  ofCarrier(index: number): Uniform {
    return this.#at(this.#more + this.#queues * moreOfQueue.length + this.#groups * moreOfGroup.length + 1 + index)
  }

  /** Who speaks to a queue's voicemail. */
  ofVoicemail(index: number): Uniform {
    const before = this.#more + this.#queues * moreOfQueue.length + this.#groups * moreOfGroup.length
    return this.#at(before + 1 + mostCarriers + index)
  }

  /** What customers of a queue do in flows. */
  ofFlows(index: number): Uniform {
    return this.#at(this.#afterVoicemails + index)
  }

  ofEntrance(index: number, purpose: (typeof ofEntrance)[number]): Uniform {
    return this.#at(this.#afterVoicemails + this.#queues + index * ofEntrance.length + ofEntrance.indexOf(purpose))
  }

  get #afterVoicemails(): number {
    const before = this.#more + this.#queues * moreOfQueue.length + this.#groups * moreOfGroup.length
    return before + 1 + mostCarriers + this.#queues
  }

  get #more(): number {
    return this.#queues * ofQueue.length + this.#groups
  }

  #at = (stream: number): Uniform => streamAt(this.#place, stream, this.#replication)
}
