import type { Segment } from '#domain/interactions/index.ts'
import type { RoutingEvent } from '#domain/routing/index.ts'
import type { FlowId, FlowVersionId } from '#kernel/ids.ts'

/** One stay at a block. Times are UTC milliseconds. */
export interface FlowStep {
  /** 1, 2, 3 … in the order in which he came to them. */
  readonly ordinal: number
  readonly flowId: FlowId
  readonly versionId: FlowVersionId
  readonly blockId: string
  readonly atMs: number
  /** `null`: he is there, or left the flow from it. */
  readonly exit: string | null
  readonly leftAtMs: number | null
  /** How his time in the flow ended there; `null`: it did not. */
  readonly leftAs: string | null
}

/** The way of one interaction through its flows, as far as the tables need it to go on. */
export interface FlowWalk {
  /** Of the latest step. */
  ordinal: number
  open: FlowStep | null
  /** What is not written yet, by its ordinal. */
  changed: Map<number, FlowStep>
}

/** Whoever goes in circles for hours has shown by then what he does. */
const mostSteps = 1000

export const noWalk = (): FlowWalk => ({ ordinal: 0, open: null, changed: new Map() })

/** Follows one event; `segments` are those of its interaction after it. */
export function walkOn(walk: FlowWalk, event: RoutingEvent, segments: readonly Segment[]): void {
  if (event.type === 'FlowEntered' || event.type === 'FlowReturned') {
    leave(walk, event.atMs, { leftAs: event.type === 'FlowEntered' ? 'diverted' : event.cause })
    come(walk, event)
    return
  }
  if (event.type === 'FlowAdvanced') {
    const { atMs, passed } = event
    for (const [at, block] of passed.entries()) {
      if (!isAt(walk, block)) come(walk, { ...block, atMs })
      // Its way out leads nowhere: he is still there, and is lost from there.
      if (at === passed.length - 1 && block.exit === 'failed' && isSame(block, event)) fail(walk)
      else leave(walk, atMs, { exit: block.exit })
    }
    if (!isAt(walk, event)) come(walk, event)
    return
  }
  if (!walk.open || segments.some(({ kind, toMs }) => kind === 'flow' && toMs === null)) return
  const last = segments.findLast(({ kind }) => kind === 'flow')
  leave(walk, last?.toMs ?? event.atMs, { leftAs: last?.outcome ?? 'left' })
}

type Place = Pick<FlowStep, 'flowId' | 'versionId' | 'blockId'>

const isSame = (one: Place, other: Place): boolean =>
  one.blockId === other.blockId && one.flowId === other.flowId && one.versionId === other.versionId
const isAt = ({ open }: FlowWalk, place: Place): boolean => open !== null && isSame(open, place)

function fail(walk: FlowWalk): void {
  if (!walk.open) return
  walk.open = { ...walk.open, exit: 'failed' }
  put(walk, walk.open)
}

function come(walk: FlowWalk, { flowId, versionId, blockId, atMs }: Place & Pick<FlowStep, 'atMs'>): void {
  walk.open = null
  if (walk.ordinal >= mostSteps) return
  walk.ordinal += 1
  const step = { ordinal: walk.ordinal, flowId, versionId, blockId, atMs, exit: null, leftAtMs: null, leftAs: null }
  put(walk, step)
  walk.open = step
}

function leave(walk: FlowWalk, atMs: number, how: Partial<Pick<FlowStep, 'exit' | 'leftAs'>>): void {
  if (!walk.open) return
  put(walk, { ...walk.open, leftAtMs: atMs, ...how })
  walk.open = null
}

const put = (walk: FlowWalk, step: FlowStep): void => {
  walk.changed.set(step.ordinal, step)
}
