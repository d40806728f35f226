import type { Place } from '#domain/geography/index.ts'
import type { AgentId, QueueId } from '#kernel/ids.ts'
import { arrivalsOf, type NextArrivalMs } from './arrivals.ts'
import { noCounts, type QueueCounts } from './counts.ts'
import { shipped } from './describing/sensible.ts'
import { type DrawMs, drawsOf } from './distributions.ts'
import { entranceIdAt, type House, queueIdAt } from './house.ts'
import type { Duration, Model, ModelEntrance, ModelQueue } from './model.ts'
import type { Uniform } from './random-stream.ts'
import type { Streams } from './streams.ts'

/** A queue of the model, and its own chance. */
export interface Line {
  readonly queueId: QueueId
  readonly queue: ModelQueue
  readonly counts: QueueCounts
  readonly thresholdMs: number
  readonly nextArrivalMs: NextArrivalMs
  readonly handleMs: DrawMs
  readonly patienceMs: DrawMs | null
  readonly retrial: {
    readonly share: number
    readonly afterMs: DrawMs
    readonly most: number
    readonly chance: Uniform
  } | null
  /** Where the next customer is; undefined: nobody knows. */
  readonly place: (() => Place | undefined) | null
  /** Whom the next customer wants; undefined: nobody. */
  readonly preferred: (() => AgentId | undefined) | null
  readonly callback: { readonly chance: Uniform; readonly ringMs: DrawMs } | null
  readonly outside: Uniform
  readonly wrapUpMs: DrawMs | null
  readonly carrier: Uniform | null
  readonly voicemail: Uniform
  /** Who comes goes through a flow first. */
  readonly isThroughFlow: boolean
  /** A door into a flow, and no queue: nobody is counted here. */
  readonly isEntrance: boolean
  /** What its customers do in flows, drawn when they come; `null`: the model has none. */
  readonly flows: Uniform | null
}

const usualThresholdMs = 20_000
/** How long a telephone outside rings until somebody answers. */
export const usualOutsideRing: Duration = { constantMs: 5000 }

export const isOnLine = ({ channel = 'voice' }: ModelQueue): boolean => channel === 'voice'

/** Waits are differences of sums: what is asked again after exactly so long is not late by a last digit. */
export const isInTime = ({ thresholdMs }: Line, waitMs: number): boolean => waitMs <= thresholdMs + 1e-3

export function lineOf(model: Model, house: House, streams: Streams, index: number): Line {
  const queue = model.queues[index] as ModelQueue
  const { retrial = null, patience = null, callback, wrapUp, preferred } = queue
  const of = (purpose: Parameters<Streams['ofQueue']>[1]) => streams.ofQueue(index, purpose)
  const again = retrial && of('retrial')
  const calledBack = callback && of('callback')
  let outside: Uniform | undefined
  let voicemail: Uniform | undefined
  return {
    queueId: queueIdAt(index),
    queue,
    counts: noCounts(),
    thresholdMs: queue.serviceLevel?.thresholdMs ?? usualThresholdMs,
    nextArrivalMs: queue.arrivals ? arrivalsOf(queue.arrivals, of('arrivals')) : nobodyComes,
    handleMs: drawsOf(queue.handle, of('handle')),
    patienceMs: patience && drawsOf(patience, of('patience')),
    retrial: retrial &&
      again && { share: retrial.share, afterMs: drawsOf(retrial.after, again), most: retrial.most ?? 1, chance: again },
    place: queue.regions ? placesOf(queue.regions, of('place')) : null,
    preferred: preferred ? preferredOf(preferred, model, house, of('preferred')) : null,
    callback:
      callback && calledBack
        ? { chance: calledBack, ringMs: drawsOf(callback.after ?? usualOutsideRing, calledBack) }
        : null,
    outside: () => {
      outside ??= of('outside')
      return outside()
    },
    voicemail: () => {
      voicemail ??= streams.ofVoicemail(index)
      return voicemail()
    },
    wrapUpMs: wrapUp ? drawsOf(wrapUp.takes, of('wrapUp')) : null,
    // Work that nobody holds a line for comes over none.
    carrier: model.carriers && isOnLine(queue) ? of('carrier') : null,
    isThroughFlow: queue.arrivesThrough !== undefined,
    isEntrance: false,
    flows: model.flows ? streams.ofFlows(index) : null,
  }
}

const nobodyComes: NextArrivalMs = () => Number.POSITIVE_INFINITY

/** Customers who come through a flow stand in no queue before it leads them to one. */
export function entranceOf(
  { id, arrivals, regions }: ModelEntrance,
  index: number,
  model: Model,
  streams: Streams,
): Line {
  const never: Uniform = () => 1
  return {
    queueId: entranceIdAt(index),
    queue: { id, handle: { constantMs: 0 } },
    counts: noCounts(),
    thresholdMs: usualThresholdMs,
    nextArrivalMs: arrivalsOf(arrivals, streams.ofEntrance(index, 'arrivals')),
    handleMs: () => 0,
    ...{ patienceMs: null, retrial: null, preferred: null, callback: null, wrapUpMs: null },
    place: regions ? placesOf(regions, streams.ofEntrance(index, 'place')) : null,
    ...{ outside: never, voicemail: never },
    carrier: model.carriers ? streams.ofEntrance(index, 'carrier') : null,
    ...{ isThroughFlow: true, isEntrance: true },
    flows: streams.ofEntrance(index, 'flow'),
  }
}

function placesOf(regions: NonNullable<ModelQueue['regions']>, chance: Uniform): () => Place | undefined {
  const places = regions.map(({ region, share }) => ({ share, place: shipped().place(region) }))
  return () => {
    let left = chance()
    for (const { share, place } of places) {
      left -= share
      if (left < 0) return place
    }
    return undefined
  }
}

function preferredOf(
  { share, group }: NonNullable<ModelQueue['preferred']>,
  model: Model,
  house: House,
  chance: Uniform,
): () => AgentId | undefined {
  const index = model.agents.findIndex(({ id }) => id === group)
  const agentIds = [...house.groupOf].flatMap(([agentId, of]) => (of === index ? [agentId] : []))
  return () => {
    // Two numbers each time, so that worlds with other shares keep step.
    const [wants, which] = [chance(), chance()]
    return wants < share ? agentIds[Math.floor(which * agentIds.length)] : undefined
  }
}
