import type { Figures } from './answer.ts'
import { figuresOf } from './answer.ts'
import { type QueueCounts, type ReplicationCounts, sumOf } from './counts.ts'
import { type Estimate, meanEstimate } from './estimate.ts'
import type { Model } from './model.ts'

/** One figure in two worlds. The interval is of the difference, replication by replication: both met the same customers. */
export interface Difference {
  readonly figure: string
  readonly before: number | null
  readonly after: number | null
  readonly change: Estimate
}

export interface Comparison {
  readonly queues: readonly { readonly id: string; readonly differences: readonly Difference[] }[]
  readonly all: readonly Difference[]
}

interface World {
  readonly model: Model
  readonly counted: readonly ReplicationCounts[]
}

/** @param before and `after` have the same queues and the same number of replications */
export function compareWorlds(before: World, after: World): Comparison {
  const of = (pick: (counts: ReplicationCounts) => QueueCounts) =>
    differences(
      before.counted.map(pick),
      after.counted.map(pick),
      before.model.horizonMs - (before.model.warmupMs ?? 0),
    )
  return {
    queues: before.model.queues.map(({ id }, i) => ({ id, differences: of(({ queues }) => queues[i] as QueueCounts) })),
    all: of(({ queues }) => sumOf(queues)),
  }
}

/** Every figure of {@link Figures}, by its path. */
function differences(before: readonly QueueCounts[], after: readonly QueueCounts[], lengthMs: number): Difference[] {
  const each = (counts: readonly QueueCounts[]) => counts.map((one) => flat(figuresOf([one], lengthMs)))
  const [inAllBefore, inAllAfter] = [flat(figuresOf(before, lengthMs)), flat(figuresOf(after, lengthMs))]
  const [eachBefore, eachAfter] = [each(before), each(after)]
  return [...inAllBefore].map(([figure, { mean }]) => {
    const pairs = eachBefore.flatMap((one, i) => {
      const [a, b] = [one.get(figure)?.mean, eachAfter[i]?.get(figure)?.mean]
      return typeof a === 'number' && typeof b === 'number' ? [b - a] : []
    })
    return { figure, before: mean, after: inAllAfter.get(figure)?.mean ?? null, change: meanEstimate(pairs) }
  })
}

function flat(figures: Figures): Map<string, Estimate> {
  const paths = new Map<string, Estimate>()
  for (const [name, value] of Object.entries(figures)) {
    if ('mean' in value) paths.set(name, value as Estimate)
    else for (const [inner, estimate] of Object.entries(value)) paths.set(`${name}.${inner}`, estimate as Estimate)
  }
  return paths
}
