import type { RoutingState } from '#domain/routing/index.ts'
import type { World } from '../world.ts'
import { holds } from './truth.ts'

/** Of each agent, his browser and his phone. */
export function stationsAreAsTheEdgeSays({ agents, edge }: World, state: RoutingState): void {
  for (const { agentId, stationId, phone } of agents) {
    for (const id of phone ? [stationId, phone.stationId] : [stationId]) {
      const known = state.agents.get(agentId)?.stations.find((station) => station.stationId === id)
      const there = edge.stations.get(id)
      holds(
        (known?.isReachable ?? false) === (there?.reachable ?? false),
        'who can be reached is known to be reachable',
      )
      holds(!known?.legId || known.legId === there?.legId, 'an agent’s station has the leg that the edge says')
    }
  }
}
