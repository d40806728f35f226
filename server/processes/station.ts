import type { Action } from './actions.ts'
import type { ProcessInput, ProcessView } from './view.ts'

/** An agent's station comes and goes. A browser's without its leg is not there yet. */
export function station(view: ProcessView, input: ProcessInput): readonly Action[] {
  if (input.kind !== 'edge' || input.event.type !== 'station.changed') return []
  const { stationId, reachable, kind, legId } = input.event.station
  const agentId = view.agentOfStation(stationId)
  if (agentId === undefined) return []
  if (reachable && (kind === 'endpoint' || legId !== undefined)) {
    const { edgeId } = input
    // A phone's leg, while it has one, is one call's and not the station's.
    const persistentLegId = kind === 'browser' ? (legId ?? null) : null
    const command = { type: 'StationReachable', agentId, stationId, edgeId, legId: persistentLegId } as const
    return [{ kind: 'decide', command }]
  }
  return [{ kind: 'decide', command: { type: 'StationUnreachable', agentId, stationId } }]
}
