import { overflowFlowId } from './published-flows.ts'
import type { World } from './world.ts'

/** What callers do who are asked in a flow: a key that leads somewhere, one that does not, nothing, or they hang up. */
export function answerFlows({ core, edge, callers, random: chance }: World): void {
  for (const { flow, stage, customerLegId } of core.state?.calls.values() ?? []) {
    if (!flow || stage !== 'inFlow' || chance.next() < 0.5) continue
    if (chance.next() < 0.1) callers.find(({ legId }) => legId === customerLegId)?.hangsUp()
    else edge.types(customerLegId, chance.pick(['1', '1', '2', '3', '9', '7', '12']))
  }
}

/** A flow is taken back, and published again, while callers are in it. */
export function changesFlows(world: World): void {
  if (world.random.next() < 0.5) world.takesBack(overflowFlowId)
  else world.publishes(overflowFlowId)
}
