import type { RoutingState } from '#domain/routing/index.ts'
import type { SimulatedEdge } from '../edge.ts'
import { holds } from './truth.ts'

/** At each moment, whatever is under way. */
export function endedLegsAreInNoBridge({ bridges, legs }: SimulatedEdge): void {
  for (const bridge of bridges.values()) {
    for (const legId of bridge.legIds) holds(legs.has(legId), 'an ended leg is in no bridge')
  }
}

export function nobodyIsKeptOnTheLine({ legs }: SimulatedEdge, { indexes }: RoutingState): void {
  const { customerLegs, agentLegs, calledLegs, monitorLegs } = indexes
  for (const { legId, transport, state, direction } of legs.values()) {
    const isKnown = customerLegs.has(legId) || agentLegs.has(legId) || calledLegs.has(legId) || monitorLegs.has(legId)
    const isCall = transport === 'sip' && (state === 'connected' || direction === 'outbound')
    holds(!isCall || isKnown, 'nobody is kept on the line, or rung, whose contact is over')
  }
}

/** When everybody has hung up; an agent’s browser keeps its leg. */
export function noLineIsLeft({ bridges, legs }: SimulatedEdge): void {
  holds(bridges.size === 0, 'no bridge remains')
  for (const { stationId, direction } of legs.values()) {
    holds(stationId !== undefined && direction === 'inbound', 'no leg of a call remains')
  }
}
