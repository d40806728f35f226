import type { AgentId, InteractionId } from '#kernel/ids.ts'
import type { Channel } from '../../interactions/index.ts'
import { hastened } from '../asking/promised-time.ts'
import { areWishes } from '../asking/wishes.ts'
import { interruptedBy, isSpoken } from '../capacity.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { TaskReturnCause } from '../events.ts'
import type { RefusalCode } from '../refusals.ts'
import { usualServiceLevel } from '../settings.ts'
import { type DeskWork, isDeskWork, type Offer } from '../state.ts'
import type { SubstitutionRule } from '../substitution/rule.ts'
import { ruleFor } from '../substitution/standing-in.ts'
import { comeInto } from './diverting.ts'

/** Work that no edge carries: how it comes, who has it, and how it leaves his hands. */

export function beginTask(decision: Decision, command: RoutingCommandOf<'BeginTask'>): RefusalCode | null {
  const { interactionId, channel, queueId, dueAtMs, wishes } = command
  const { interactions, queues } = decision.draft
  if (interactions.has(interactionId)) return 'interaction-exists'
  const settings = queues.get(queueId)?.settings
  if (isSpoken(channel) || settings?.channel !== channel) return 'no-such-queue'
  if (dueAtMs !== null && !Number.isSafeInteger(dueAtMs)) return 'wrong-settings'
  if (wishes && !areWishes(wishes)) return 'wrong-settings'
  decision.add({ type: 'TaskBegan', interactionId, channel, dueAtMs })
  const task = interactions.get(interactionId)
  const { thresholdMs: promiseMs } = settings.serviceLevel ?? usualServiceLevel
  if (task) comeInto(decision, task, queueId, hastened(wishes, { dueAtMs, promiseMs, nowMs: decision.nowMs }))
  return null
}

export function takeTask(
  decision: Decision,
  { offerId, interactionId, agentId, queueId }: Offer,
  isAutomatic: boolean,
): void {
  decision.add({ type: 'TaskAccepted', offerId, interactionId, agentId, queueId, isAutomatic })
}

/** An agent takes work of this channel: what it interrupts goes back to where it waited, with its place. */
export function interruptTasks(decision: Decision, agentId: AgentId, channel: Channel): void {
  const agent = decision.draft.agents.get(agentId)
  for (const { interactionId } of agent ? interruptedBy(agent, channel) : []) {
    returnTask(decision, agentId, interactionId, 'interrupted')
  }
}

/** He is gone: others do what he had in hand. What he writes up is over by its own clock. */
export function giveTasksBack(decision: Decision, agentId: AgentId): void {
  for (const { interactionId, workState } of decision.draft.agents.get(agentId)?.work ?? []) {
    if (workState !== 'engaged') continue
    const rule = ruleOfHeld(decision, agentId, interactionId)
    returnTask(decision, agentId, interactionId, 'agent-left', rule?.patienceMs)
  }
}

/** He is absent: what he had in hand stays his, and is done by who stands in for him. */
export function handTasksOver(decision: Decision, agentId: AgentId): void {
  for (const { interactionId, workState } of decision.draft.agents.get(agentId)?.work ?? []) {
    const rule = workState === 'engaged' ? ruleOfHeld(decision, agentId, interactionId) : undefined
    if (rule?.when.kind === 'absence') {
      returnTask(decision, agentId, interactionId, 'substituted', rule.patienceMs)
    }
  }
}

/** By which rule others would do what he has in hand. */
function ruleOfHeld({ draft }: Decision, agentId: AgentId, interactionId: InteractionId): SubstitutionRule | undefined {
  const task = draft.interactions.get(interactionId)
  const queueId = task?.engagement?.queueId
  return task && queueId ? ruleFor(draft, agentId, { queueId, channel: task.channel, requirement: null }) : undefined
}

function returnTask(
  decision: Decision,
  agentId: AgentId,
  interactionId: DeskWork['interactionId'],
  cause: TaskReturnCause,
  keptForMs?: number,
): void {
  const task = decision.draft.interactions.get(interactionId)
  const queueId = task?.engagement?.queueId
  if (!task || !isDeskWork(task) || !queueId) return
  decision.add({
    type: 'TaskReturned',
    ...{ interactionId, queueId, agentId, cause },
    ...(keptForMs !== undefined && { keptForMs }),
  })
}
