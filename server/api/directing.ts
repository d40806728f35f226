import type { RoutingCommand } from '#domain/routing/index.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { type AuditAction, audit } from '../accounts/audit.ts'
import type { Caller } from '../accounts/caller.ts'
import type { ApiServices } from './api-services.ts'
import { refusalOfDecider } from './decided.ts'
import type { Handlers } from './handler.ts'
import { presenceFromShown } from './presence.ts'
import { useShownReason } from './presence-reasons.ts'
import type { Refusal } from './refusal.ts'

type Routes = 'pushInteraction' | 'moveInteraction' | 'setPriority' | 'removeInteraction' | 'setAgentPresence'

/** A supervisor's hand on what waits: each is one decision, and stands in the audit log when it was granted. */
export function directingHandlers({ db, decider }: Pick<ApiServices, 'db' | 'decider'>): Pick<Handlers, Routes> {
  async function carryOut(
    { caller, address }: { readonly caller: Caller; readonly address: string },
    command: RoutingCommand,
    note: {
      readonly action: AuditAction
      readonly subject: string
      readonly details?: Readonly<Record<string, unknown>>
    },
  ): Promise<Result<Record<string, never>, Refusal>> {
    const decided = await decider.execute(command)
    if (!decided.ok) return failure(refusalOfDecider(decided.error))
    // What was so already is nobody's deed.
    if (decided.value.length > 0) await audit(db, { ...note, personId: caller.personId, address })
    return success({})
  }

  return {
    pushInteraction: (call) => {
      const { id: interactionId, body } = call
      const command = { type: 'PushInteraction', interactionId, agentId: body.agentId } as const
      return carryOut(call, command, { action: 'interaction.pushed', subject: interactionId, details: body })
    },

    moveInteraction: (call) => {
      const { id: interactionId, body } = call
      const command = { type: 'MoveInteraction', interactionId, queueId: body.queueId } as const
      return carryOut(call, command, { action: 'interaction.moved', subject: interactionId, details: body })
    },

    setPriority: (call) => {
      const { id: interactionId, body } = call
      const { level, boostMs = 0 } = body
      const command = { type: 'ChangePriority', interactionId, level, boostMs } as const
      return carryOut(call, command, { action: 'interaction.raised', subject: interactionId, details: body })
    },

    removeInteraction: (call) => {
      const { id: interactionId } = call
      const command = { type: 'RemoveInteraction', interactionId } as const
      return carryOut(call, command, { action: 'interaction.removed', subject: interactionId })
    },

    setAgentPresence: async (call) => {
      const { id: agentId, body } = call
      const obstacle = await useShownReason(db, body)
      if (obstacle) return failure(obstacle)
      const command = { type: 'SetPresence', agentId, presence: presenceFromShown(body), by: 'supervisor' } as const
      return carryOut(call, command, { action: 'agent.presence-set', subject: agentId, details: body })
    },
  }
}
