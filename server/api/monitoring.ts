import type { RoutingCommand } from '#domain/routing/index.ts'
import { type AgentId, type InteractionId, newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { type AuditAction, audit } from '../accounts/audit.ts'
import type { Caller } from '../accounts/caller.ts'
import type { ApiServices } from './api-services.ts'
import { refusalOfDecider } from './decided.ts'
import type { Handlers } from './handler.ts'
import { isAgent } from './offers.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'setMonitoring' | 'stopMonitoring' | 'takeOver' | 'setAgentMuted'
type Services = Pick<ApiServices, 'db' | 'decider' | 'clock' | 'randomBytes'>

/** A supervisor beside the calls of others. Who listened to whom is in the audit log before a word is heard. */
export function monitoringHandlers({ db, decider, clock, randomBytes }: Services): Pick<Handlers, Routes> {
  async function carryOut(
    caller: Caller,
    interactionId: InteractionId,
    address: string,
    of: { readonly action?: AuditAction; readonly details?: Readonly<Record<string, unknown>> },
    commandOf: (agentId: AgentId) => RoutingCommand | Refusal,
  ): Promise<Result<Record<string, never>, Refusal>> {
    if (!isAgent(caller)) return refuse('agent.no-station')
    if (!decider.state?.interactions.has(interactionId)) return refuse('interaction.not-found')
    const command = commandOf(caller.agentId)
    if ('code' in command) return failure(command)
    const { action, details } = of
    if (action !== undefined) {
      const note = { action, personId: caller.personId, subject: interactionId, address }
      await audit(db, details === undefined ? note : { ...note, details })
    }
    const decided = await decider.execute(command)
    return decided.ok ? success({}) : failure(refusalOfDecider(decided.error))
  }

  return {
    setMonitoring: ({ caller, id, body: { mode }, address }) =>
      carryOut(caller, id, address, { action: 'call.monitored', details: { mode } }, (agentId) => ({
        type: 'Monitor',
        interactionId: id,
        agentId,
        mode,
        legId: newId('leg', clock.wallMs(), randomBytes),
      })),

    stopMonitoring: ({ caller, id, address }) =>
      carryOut(caller, id, address, {}, (agentId) => ({ type: 'StopMonitoring', interactionId: id, agentId })),

    takeOver: ({ caller, id, address }) =>
      carryOut(caller, id, address, { action: 'call.taken-over' }, (agentId) => ({
        type: 'TakeOver',
        interactionId: id,
        agentId,
      })),

    setAgentMuted: ({ caller, id, body: { isMuted }, address }) =>
      carryOut(caller, id, address, { action: 'call.agent-muted', details: { isMuted } }, (byAgentId) => {
        const agentId = decider.state?.calls.get(id)?.engagement?.agentId
        if (agentId === undefined) return { code: 'interaction.wrong-state' }
        return { type: isMuted ? 'MuteAgent' : 'UnmuteAgent', interactionId: id, agentId, byAgentId }
      }),
  }
}
