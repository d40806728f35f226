import { type FlowCounts, type ReplicationCounts, type WayOut, waysOut } from '../counts.ts'
import { definitionOf } from '../describing/flows.ts'
import { type Estimate, meanEstimate, ratioEstimate } from '../estimate.ts'
import type { ModelFlow } from '../model.ts'

export interface FlowFigures {
  /** By a number, or because a queue sent them. In all they left by the ways of `left`. */
  readonly entered: Estimate
  /** Into a queue, to a number that answered, to a voicemail, to be called back; let go by it, by hanging up, by a failure, cut off, or not yet. */
  readonly left: Readonly<Record<WayOut, Estimate>>
  /** From coming in to leaving, of who left. */
  readonly timeMs: Estimate
  /** As they are drawn. */
  readonly blocks: readonly ({ readonly id: string; readonly name?: string } & BlockFigures)[]
}

export interface BlockFigures {
  readonly entered: Estimate
  /** Hung up there. */
  readonly gaveUp: Estimate
  /** By which exit they went on, each that somebody took. */
  readonly exits: Readonly<Record<string, Estimate>>
}

export const flowsOf = (flows: readonly ModelFlow[], counted: readonly ReplicationCounts[]) =>
  flows.map((flow, i) => ({
    id: flow.id,
    ...flowFiguresOf(
      flow,
      counted.map(({ flows }) => flows[i] as FlowCounts),
    ),
  }))

export function flowFiguresOf(flow: ModelFlow, counts: readonly FlowCounts[]): FlowFigures {
  const of = (value: (one: FlowCounts) => number) => counts.map(value)
  return {
    entered: meanEstimate(of(({ entered }) => entered)),
    left: Object.fromEntries(
      waysOut.map((way) => [way, meanEstimate(of(({ ways }) => ways[way]))]),
    ) as FlowFigures['left'],
    timeMs: ratioEstimate(
      of(({ timeMs }) => timeMs),
      of(({ ways }) => waysOut.reduce((sum, way) => sum + ways[way], -ways.unfinished)),
    ),
    blocks: definitionOf(flow).blocks.map(({ blockId, name }) => {
      const block = (one: FlowCounts) => one.blocks.get(blockId)
      const exits = new Set(counts.flatMap((one) => Object.keys(block(one)?.exits ?? {})))
      return {
        id: blockId,
        ...(name && { name }),
        entered: meanEstimate(of((one) => block(one)?.entered ?? 0)),
        gaveUp: meanEstimate(of((one) => block(one)?.gaveUp ?? 0)),
        exits: Object.fromEntries(
          [...exits].sort().map((exit) => [exit, meanEstimate(of((one) => block(one)?.exits[exit] ?? 0))]),
        ),
      }
    }),
  }
}
