import type { Leg } from '#protocol/edge/index.ts'
import type { Action } from '../actions.ts'
import { onwards } from '../destination.ts'
import { receive } from '../inbound-call.ts'
import type { ProcessEnvironment, ProcessView } from '../view.ts'
import type { Connected } from './snapshot.ts'

/** A leg that belongs to no live interaction: a caller who came meanwhile, or one whose call is over. */
export function forLeg(
  view: ProcessView,
  { edgeId, snapshot }: Connected,
  leg: Leg,
  environment: ProcessEnvironment,
): readonly Action[] {
  const { indexes } = view.state
  if (leg.transport === 'link' || indexes.customerLegs.has(leg.legId) || indexes.calledLegs.has(leg.legId)) return []
  if (indexes.monitorLegs.has(leg.legId)) return []
  const end: Action = { kind: 'edge', edgeId, command: { type: 'leg.end', legId: leg.legId, reason: 'hung-up' } }
  if (leg.direction === 'inbound' && indexes.agentLegs.has(leg.legId)) return []
  if ((leg.stationId !== undefined && leg.transport === 'web') || leg.direction === 'outbound') {
    const kind = snapshot.stations.find((station) => station.stationId === leg.stationId)?.kind
    const isPhone = leg.direction === 'outbound' && kind !== 'browser'
    return isPhone && !indexes.agentLegs.has(leg.legId) ? [end] : []
  }
  // One that is alerting came while nothing could be decided: it hears music and is not answered yet.
  if (leg.state === 'initiated' || leg.state === 'alerting') return receive(view, edgeId, leg, environment)
  // Numbers that the edge answers alone, such as the echo, are none of ours.
  const isOurs = leg.replacesLegId !== undefined || view.numberRoute(leg.dialedNumber) || 'how' in onwards(view, leg)
  return isOurs ? [end] : []
}
