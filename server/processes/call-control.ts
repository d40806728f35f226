import type { Refusal, RoutingState } from '#domain/routing/index.ts'
import type { AgentId, InteractionId } from '#kernel/ids.ts'
import { failure, type Result } from '#kernel/result.ts'
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
  _state: RoutingState,
  _interactionId: InteractionId,
  _agentId: AgentId,
  _control: CallControl,
): Result<readonly Action[], Refusal> {
  return failure({ code: 'not-your-interaction' })
}
