import type { Call, CalledParty, Seat } from '#domain/routing/index.ts'
import type { AgentId } from '#kernel/ids.ts'
import { type Destination, dialed, type NoWay, sentOn } from './destination.ts'
import type { ProcessView } from './view.ts'

/** Where whom a desk calls is reached. */

/** How an agent is called at a phone or a number of his; `undefined` when he cannot be. */
export function stationCall(
  view: ProcessView,
  stationId: Seat['stationId'],
  stationKind: Seat['stationKind'],
  agentId: AgentId,
  callerNumber = 'anonymous',
): Destination['how'] | undefined {
  if (stationKind === 'number') {
    const number = view.numberOfStation(stationId)
    const to = number === undefined ? undefined : sentOn(view, number, { agentId }, { number: callerNumber })
    return to && 'how' in to ? to.how : undefined
  }
  if (stationKind === 'address') {
    const uri = view.addressOfStation?.(stationId)
    return uri === undefined ? undefined : { to: { kind: 'sip', uri }, stationId, callerNumber }
  }
  const user = view.userOfStation(stationId)
  return user === undefined ? undefined : { to: { kind: 'endpoint', user }, stationId, callerNumber }
}

/** A colleague at his phone, or at the outside number where he can be had; that one goes by his own permissions. */
export function toSeat(
  view: ProcessView,
  interaction: Call,
  { agentId, byAgentId }: CalledParty,
  { stationId, stationKind }: Seat,
): Destination | NoWay {
  if (agentId === null) return { refusal: 'dial.no-rule' }
  const called = stationCall(view, stationId, stationKind, agentId, callerShown(view, interaction, byAgentId))
  const isToAnswerAlone = stationKind === 'phone' && view.state.agents.get(agentId)?.settings.isAutoAnswered === true
  const how = called && isToAnswerAlone ? { ...called, isToAnswerAlone } : called
  return how ? { agentId, isOverTrunk: stationKind === 'number', isEmergency: false, how } : { refusal: 'dial.no-rule' }
}

/** The number that an agent asked for, by his permissions and limits as they are now. */
export function fromDesk(
  view: ProcessView,
  interaction: Call,
  { byAgentId }: CalledParty,
  number: string,
): Destination | NoWay {
  const who = byAgentId === null ? {} : { agentId: byAgentId }
  return dialed(view, number, who, { number: callerShown(view, interaction, byAgentId) })
}

/** Who is sent on is shown as the caller; of a call that an agent makes the rules say who is shown, and his phone stands for him inside. */
function callerShown(view: ProcessView, interaction: Call, byAgentId: CalledParty['byAgentId']): string {
  const { stage, customerLegId } = interaction
  const customer = view.leg(customerLegId)
  if (stage === 'through' && customer?.direction === 'inbound') return customer.callerNumber
  const station = byAgentId === null ? undefined : view.state.agents.get(byAgentId)?.station
  return (station && view.userOfStation(station.stationId)) ?? 'anonymous'
}
