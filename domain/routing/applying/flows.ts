import { unreachable } from '#kernel/assert.ts'
import { changeCall, editCall, settleParties } from '../changes.ts'
import { clear } from '../copies.ts'
import type { FlowPlace } from '../events/flows.ts'
import type { RoutingEventOf } from '../events.ts'
import type { RoutingTables } from '../state.ts'
import { voicemailPrompt } from '../voicemail/settings.ts'

export type FlowEvent = RoutingEventOf<'FlowEntered' | 'FlowAdvanced' | 'FlowLeft' | 'FlowReturned'>

/** The part of `apply` that is about callers in a flow. */
export function applyFlows(state: RoutingTables, event: FlowEvent): void {
  const { interactionId, atMs } = event
  switch (event.type) {
    case 'FlowEntered':
      editCall(state, interactionId, (call) => {
        call.flow = { ...placeOf(event), enteredAtMs: atMs }
      })
      return
    case 'FlowAdvanced':
      editCall(state, interactionId, (call) => {
        call.flow = { ...placeOf(event), enteredAtMs: call.flow?.enteredAtMs ?? atMs }
        if (event.language !== undefined) call.entry = { ...call.entry, language: event.language }
      })
      return
    case 'FlowLeft':
      editCall(state, interactionId, (call) => {
        const { queueId, kind } = event.to
        const { flowId: _, ...entry } = call.entry
        clear(call, 'flow')
        if (kind === 'voicemail') {
          call.entry = { ...entry, queueId: null, greeting: voicemailPrompt }
          call.voicemail = { queueId, speaking: null }
        } else {
          call.entry = { ...entry, queueId, greeting: null }
          call.callbackDueIn = queueId
        }
      })
      return
    case 'FlowReturned':
      changeCall(state, interactionId, (call) => ({ ...call, stage: 'inFlow', farLegId: null }))
      settleParties(state, interactionId, atMs)
      return
    default:
      unreachable(event)
  }
}

const placeOf = ({ flowId, versionId, blockId }: FlowPlace): FlowPlace => ({ flowId, versionId, blockId })
