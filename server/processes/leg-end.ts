import type { Call, RoutingCommand } from '#domain/routing/index.ts'
import { unreachable } from '#kernel/assert.ts'
import type { LegId } from '#kernel/ids.ts'
import type { EdgeEventOf, EndReason } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import type { ProcessInput, ProcessView } from './view.ts'

/** A leg is over: whose was it, and what does that mean for the interaction? */
export function legEnd(view: ProcessView, input: ProcessInput): readonly Action[] {
  if (input.kind === 'edge' && input.event.type === 'leg.ended') return ended(view, input.event)
  // The edge knows its legs best: a customer's leg that it does not know has ended.
  if (input.kind === 'edge-refused' && input.error.code === 'no-such-leg' && 'legId' in input.command) {
    return customerLegEnded(view, input.command.legId, 'error')
  }
  return []
}

function ended(view: ProcessView, event: EdgeEventOf<'leg.ended'>): readonly Action[] {
  const { legId, reason, stationId, neverJoined } = event
  const { indexes, calls } = view.state
  // Many a phone hangs up as soon as it has asked for a transfer: that goes on without it.
  const sentOn = transferAskedOn(view, legId)
  if (sentOn && (reason === 'party-left' || reason === 'hung-up')) return [{ kind: 'decide', command: sentOn }]
  const talking = indexes.agentLegs.get(legId)
  const engagement = talking && calls.get(talking)?.engagement
  if (engagement) {
    const { agentId, isPhoneLeg, isConfirmed } = engagement
    // A handset that is put down ends the call. A browser's leg is for the whole shift: however it ended, its agent is lost.
    // Who answers an agent's number and hangs up without a word was perhaps a machine; and who puts his handset down before
    // he heard anybody did not end a talk: his caller goes back to the front.
    const hasTalked = isPhoneLeg && isConfirmed && !neverJoined
    const isHungUp = hasTalked && hangUps.includes(reason) && !doOthersTalkOn(calls.get(talking))
    return [
      isHungUp
        ? {
            kind: 'decide',
            command: { type: 'EndInteraction', interactionId: talking, reason: 'agent-ended', agentId },
          }
        : { kind: 'decide', command: { type: 'AgentLegLost', agentId, legId } },
    ]
  }
  const agentId = indexes.stationLegs.get(legId)
  const monitored = indexes.monitorLegs.get(legId)
  if (monitored && !agentId)
    return [{ kind: 'decide', command: { type: 'MonitorLeft', interactionId: monitored, legId } }]
  if (agentId) return [{ kind: 'decide', command: { type: 'AgentLegLost', agentId, legId } }]
  return stationId === undefined || indexes.customerLegs.has(legId) ? customerLegEnded(view, legId, reason) : []
}

/** In a conference a handset that is put down ends one part of it. */
const doOthersTalkOn = (interaction: Call | undefined): boolean => (interaction?.members.length ?? 0) > 0

/** The last before its call was answered. */
const hangUps: readonly EndReason[] = ['party-left', 'hung-up', 'cancelled']

function transferAskedOn({ state }: ProcessView, legId: LegId): RoutingCommand | undefined {
  const { agentLegs, calledLegs, customerLegs } = state.indexes
  const interactionId = agentLegs.get(legId) ?? calledLegs.get(legId) ?? customerLegs.get(legId)
  if (!interactionId) return undefined
  const transfer = state.calls.get(interactionId)?.transfer
  if (transfer?.askedByLegId !== legId) return undefined
  return { type: 'CompleteTransfer', interactionId, transferId: transfer.transferId }
}

function customerLegEnded({ state }: ProcessView, legId: LegId, reason: EndReason): readonly Action[] {
  const interactionId = state.indexes.customerLegs.get(legId)
  const interaction = interactionId && state.calls.get(interactionId)
  // Of one who is still being called, `call-through` says what his end means.
  if (!interaction || interaction.stage === 'dialing') return []
  return [{ kind: 'decide', command: meaningOf(interaction, reason) }]
}

function meaningOf({ interactionId, stage }: Call, reason: EndReason): RoutingCommand {
  switch (reason) {
    case 'party-left':
    case 'cancelled':
      return { type: 'CustomerLeft', interactionId, reason: 'customer-left' }
    case 'connection-lost':
    case 'unreachable':
    case 'no-answer':
    case 'busy':
    case 'declined':
      return { type: 'CustomerLeft', interactionId, reason: 'connection-lost' }
    case 'hung-up':
      // Hanging up does not wait for the record, so the edge's word may be here first.
      return { type: 'EndInteraction', interactionId, reason: stage === 'engaged' ? 'agent-ended' : 'supervisor-ended' }
    case 'edge-lost':
      return { type: 'EndInteraction', interactionId, reason: 'edge-lost' }
    case 'unknown-number':
    case 'refused':
    case 'error':
      return { type: 'CustomerLeft', interactionId, reason: 'error' }
    default:
      return unreachable(reason)
  }
}
