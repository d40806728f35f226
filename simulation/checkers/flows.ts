import type { RoutingState } from '#domain/routing/index.ts'
import type { World } from '../world.ts'
import { holds } from './truth.ts'

/** So late a timer may be when a core was away. */
const lateMs = 1000

/** When nothing is under way: whoever is in a flow is carried through it, and nobody is whose call is over. */
export function everyFlowIsCarried({ core, clock, edge }: World, state: RoutingState): void {
  for (const [interactionId] of core.runs.runs) {
    const stage = state.calls.get(interactionId)?.stage
    holds(stage !== undefined && stage !== 'wrapUp', 'no run is left of a call that is over')
  }
  for (const { interactionId, flow, stage, customerLegId } of state.calls.values()) {
    const carried = core.runs.runOf(interactionId)
    if (!flow) {
      holds(carried === undefined || carried.isOver === true, 'whoever has left a flow is not in it')
      continue
    }
    const isCarried = carried?.enteredAtMs === flow.enteredAtMs && !carried.isOver
    holds(isCarried, 'who is in a flow is carried through it')
    if (stage === 'through' || !carried) continue
    const { run } = carried
    holds(run.blockId === flow.blockId && run.versionId === flow.versionId, 'a run is where the log says that it is')
    const { playing, collecting } = edge.sounds
    const hears = playing.has(customerLegId) || collecting.has(customerLegId)
    const isWoken = run.wakesAtMs !== null && run.wakesAtMs > clock.nowMs - lateMs
    holds(hears || isWoken, 'who is in a flow hears something, or is waited for')
  }
}
