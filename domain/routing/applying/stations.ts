import { unreachable } from '#kernel/assert.ts'
import { changeAgent, changeStations } from '../changes.ts'
import type { RoutingEventOf } from '../events.ts'
import type { RoutingTables } from '../state.ts'
import { stationThatCounts } from '../station.ts'

export type StationEvent = RoutingEventOf<'StationConnected' | 'StationDisconnected' | 'StationChosen'>

/** The part of `apply` that is about where agents can be reached. */
export function applyStations(state: RoutingTables, event: StationEvent): void {
  switch (event.type) {
    case 'StationConnected': {
      const { stationId, edgeId, legId } = event
      changeStations(state, event.agentId, (stations) => [
        ...stations.filter((station) => station.stationId !== stationId),
        { stationId, edgeId, legId, isReachable: true },
      ])
      return
    }
    case 'StationDisconnected': {
      const { stationId, isLegGone } = event
      changeStations(state, event.agentId, (stations) =>
        isLegGone
          ? stations.filter((station) => station.stationId !== stationId)
          : stations.map((station) => (station.stationId === stationId ? { ...station, isReachable: false } : station)),
      )
      return
    }
    case 'StationChosen':
      changeAgent(state, event.agentId, (agent) => ({
        ...agent,
        stationChoice: event.choice,
        station: stationThatCounts(event.choice, agent.stations),
      }))
      return
    default:
      unreachable(event)
  }
}
