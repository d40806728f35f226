import type { CarrierCounts } from './counts.ts'
import { drawsOf } from './distributions.ts'
import type { Model, ModelCarrier } from './model.ts'
import type { Operation } from './operation.ts'
import type { Uniform } from './random-stream.ts'
import type { Streams } from './streams.ts'

/** A carrier, and whether it is down. */
export interface Carrier {
  readonly share: number
  readonly counts: CarrierCounts
  isDown: boolean
}

/** Carriers, over which customers come, and when each of them fails. */
export class Carriers {
  readonly all: readonly Carrier[]

  /** @param onCut everybody is cut off who came over it; @param within how much of a time counts */
  constructor(
    { carriers = [], horizonMs }: Model,
    operation: Operation,
    streams: Streams,
    { onCut, within }: { onCut(carrier: Carrier): void; within(fromMs: number, toMs: number): number },
  ) {
    this.all = carriers.map((carrier, index) => {
      const one: Carrier = {
        share: carrier.share,
        counts: { failures: 0, downMs: 0, lost: 0, cutOff: 0 },
        isDown: false,
      }
      const plan = (next: Iterator<Outage>) => {
        const { value: outage, done } = next.next()
        if (done || outage.fromMs >= horizonMs) return
        operation.at(outage.fromMs, () => {
          one.isDown = true
          one.counts.failures++
          one.counts.downMs += within(outage.fromMs, outage.toMs)
          if (carrier.cutsCalls) onCut(one)
        })
        operation.at(outage.toMs, () => {
          one.isDown = false
          plan(next)
        })
      }
      plan(outagesOf(carrier, () => streams.ofCarrier(index)))
      return one
    })
  }

  /** Over which of them the next customer comes; `null`: over one that never fails. */
  next(chance: Uniform): Carrier | null {
    let left = chance()
    for (const carrier of this.all) {
      left -= carrier.share
      if (left < 0) return carrier
    }
    return null
  }
}

interface Outage {
  readonly fromMs: number
  readonly toMs: number
}

function* outagesOf({ fails }: ModelCarrier, chance: () => Uniform): Generator<Outage, void> {
  if (Array.isArray(fails)) {
    yield* fails
    return
  }
  const uniform = chance()
  const everyMs = drawsOf(fails.every, uniform)
  const lastsMs = drawsOf(fails.lasts, uniform)
  for (let atMs = 0; ; ) {
    const fromMs = atMs + Math.max(leastMs, everyMs())
    atMs = fromMs + Math.max(leastMs, lastsMs())
    yield { fromMs, toMs: atMs }
  }
}
/** Time goes on, whatever a model says. */
const leastMs = 1000
