import {
  type Call,
  type CalledParty,
  calledPartyOf,
  type Refusal,
  type RefusalCode,
  type RoutingCommand,
  type RoutingState,
} from '#domain/routing/index.ts'
import type { AgentId, InteractionId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { EdgeCommand } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'

/** What an agent does to a call that he is engaged in. */
export type CallControl =
  | { readonly verb: 'hold' }
  | { readonly verb: 'retrieve' }
  | { readonly verb: 'mute' }
  | { readonly verb: 'unmute' }
  | { readonly verb: 'digits'; readonly digits: string }
  | { readonly verb: 'hang-up' }

/**
 * The API's way to a call: the edge acts first and the record follows, so that hanging up and muting never wait for the
 * database. Refused before anything is done when this agent is not engaged in this interaction.
 */
export function controlCall(
  state: RoutingState,
  interactionId: InteractionId,
  agentId: AgentId,
  control: CallControl,
): Result<readonly Action[], Refusal> {
  const refused = (code: RefusalCode) => failure({ code })
  const interaction = state.calls.get(interactionId)
  if (!interaction) return refused('no-such-interaction')
  const { engagement, edgeId, customerLegId } = interaction
  const isHangUp = control.verb === 'hang-up'
  // A called colleague declines or goes, and has a voice of his own.
  const called = interaction.calledParties.find((party) => party.agentId === agentId)
  if (called && isHangUp && interaction.stage !== 'wrapUp') return success(goes(interaction, called))
  if (called && (control.verb === 'mute' || control.verb === 'unmute')) {
    return called.answeredAtMs === null ? refused('wrong-stage') : success(silences(interaction, called, control.verb))
  }
  if (engagement?.agentId !== agentId) {
    return isHangUp && interaction.goneAgentIds?.includes(agentId) ? success([]) : refused('not-your-interaction')
  }
  // Hung up already: he writes it up.
  if (interaction.stage === 'wrapUp' && isHangUp) return success([])
  const isRinging = interaction.stage === 'dialing' && isHangUp
  if (interaction.stage !== 'engaged' && !isRinging) return refused('wrong-stage')

  const { bridgeId, agentLegId, recordingId } = engagement
  const edge = (command: EdgeCommand): Action => ({ kind: 'edge', edgeId, command })
  const decide = (command: RoutingCommand): Action => ({ kind: 'decide', command })
  const ofAgent = { interactionId, agentId }
  const { consultation, members } = interaction
  const isAside = consultation?.talksTo === 'consulted'
  // Others talk on in a conference: it is the agent who stands aside.
  const heldLegId = members.length > 0 ? agentLegId : customerLegId
  switch (control.verb) {
    case 'hold':
      // The customer hears music already while somebody is consulted.
      return success([
        ...(isAside ? [] : [edge({ type: 'bridge.hold', bridgeId, legId: heldLegId, items: [] })]),
        decide({ type: 'HoldInteraction', ...ofAgent }),
      ])
    case 'retrieve':
      if (isAside) return refused('wrong-stage')
      return success([
        edge({ type: 'bridge.retrieve', bridgeId, legId: heldLegId }),
        decide({ type: 'RetrieveInteraction', ...ofAgent }),
      ])
    case 'mute':
      return success([
        edge({ type: 'leg.mute', legId: agentLegId, muted: true }),
        decide({ type: 'MuteAgent', ...ofAgent }),
      ])
    case 'unmute':
      return success([
        edge({ type: 'leg.mute', legId: agentLegId, muted: false }),
        decide({ type: 'UnmuteAgent', ...ofAgent }),
      ])
    case 'digits':
      return success([
        edge({ type: 'leg.digits', legId: isAside ? consultation.legId : customerLegId, digits: control.digits }),
      ])
    case 'hang-up': {
      const stop: Action[] = recordingId === null ? [] : [edge({ type: 'recording.stop', recordingId })]
      // A colleague's browser stays: it goes out of the bridge when this is durable.
      const isStationLeg = calledPartyOf(interaction, customerLegId)?.seat?.stationKind === 'browser'
      return success([
        ...(isStationLeg ? [] : [edge({ type: 'leg.end', legId: customerLegId, reason: 'hung-up' })]),
        ...stop,
        decide({ type: 'EndInteraction', reason: 'agent-ended', ...ofAgent }),
      ])
    }
  }
}

function goes({ interactionId, edgeId }: Call, { legId, seat, answeredAtMs }: CalledParty): readonly Action[] {
  const why = answeredAtMs === null ? ({ reason: 'declined' } as const) : {}
  const left: Action = { kind: 'decide', command: { type: 'CalledPartyLeft', interactionId, legId, ...why } }
  if (seat?.stationKind === 'browser') return [left]
  return [left, { kind: 'edge', edgeId, command: { type: 'leg.end', legId, reason: 'hung-up' } }]
}

function silences(
  { interactionId, edgeId }: Call,
  { legId, agentId }: CalledParty,
  verb: 'mute' | 'unmute',
): readonly Action[] {
  if (agentId === null) return []
  const type = verb === 'mute' ? 'MuteAgent' : 'UnmuteAgent'
  return [
    { kind: 'edge', edgeId, command: { type: 'leg.mute', legId, muted: verb === 'mute' } },
    { kind: 'decide', command: { type, interactionId, agentId } },
  ]
}
