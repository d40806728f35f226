import { figuresOf } from './answer.ts'
import { type FlowCounts, type QueueCounts, type ReplicationCounts, sumOf } from './counts.ts'
import { type Estimate, meanEstimate } from './estimate.ts'
import { flowFiguresOf } from './flows/figures.ts'
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
  /** Of the flows that both worlds have. */
  readonly flows?: readonly { readonly id: string; readonly differences: readonly Difference[] }[]
}

interface World {
  readonly model: Model
  readonly counted: readonly ReplicationCounts[]
}

/** @param before and `after` have the same queues and the same number of replications */
export function compareWorlds(before: World, after: World): Comparison {
  const lengthMs = before.model.horizonMs - (before.model.warmupMs ?? 0)
  const of = (pick: (counts: ReplicationCounts) => QueueCounts) =>
    differences(before.counted.map(pick), after.counted.map(pick), (counts) => figuresOf(counts, lengthMs))
  return {
    queues: before.model.queues.map(({ id }, i) => ({ id, differences: of(({ queues }) => queues[i] as QueueCounts) })),
    all: of(({ queues }) => sumOf(queues)),
    ...(before.model.flows && { flows: flowDifferences(before.model.flows, before, after) }),
  }
}

const flowDifferences = (flows: NonNullable<Model['flows']>, before: World, after: World) =>
  flows.flatMap((flow, i) => {
    const k = after.model.flows?.findIndex(({ id }) => id === flow.id) ?? -1
    const [one, other] = [before.counted.map(({ flows }) => flows[i]), after.counted.map(({ flows }) => flows[k])]
    const isCounted = (counts: readonly (FlowCounts | undefined)[]): counts is FlowCounts[] =>
      !counts.includes(undefined)
    if (!isCounted(one) || !isCounted(other)) return []
    return [{ id: flow.id, differences: differences(one, other, (counts) => flowFiguresOf(flow, counts)) }]
  })

/** Every figure that is made of such counts, by its path. */
function differences<Counts>(
  before: readonly Counts[],
  after: readonly Counts[],
  figures: (counts: readonly Counts[]) => object,
): Difference[] {
  const each = (counts: readonly Counts[]) => counts.map((one) => flat(figures([one])))
  const [inAllBefore, inAllAfter] = [flat(figures(before)), flat(figures(after))]
  const [eachBefore, eachAfter] = [each(before), each(after)]
  return [...inAllBefore].map(([figure, { mean }]) => {
    const pairs = eachBefore.flatMap((one, i) => {
      const [a, b] = [one.get(figure)?.mean, eachAfter[i]?.get(figure)?.mean]
      return typeof a === 'number' && typeof b === 'number' ? [b - a] : []
    })
    return { figure, before: mean, after: inAllAfter.get(figure)?.mean ?? null, change: meanEstimate(pairs) }
  })
}

/** What stands in a list goes by its id. */
function flat(figures: object, begins = '', paths = new Map<string, Estimate>()): Map<string, Estimate> {
  for (const [name, value] of Object.entries(figures)) {
    if (typeof value !== 'object' || value === null) continue
    const path = begins + ('id' in value ? String(value.id) : name)
    if ('mean' in value) paths.set(path, value as Estimate)
    else flat(value, `${path}.`, paths)
  }
  return paths
}
