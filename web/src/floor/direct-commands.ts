import type { AgentId, QueueId } from '#kernel/ids.ts'
import type { SetPresence } from '#protocol/http/people.ts'
import type { AnswerBreak } from '#protocol/http/presence-reasons.ts'
import type { WaitingEntry } from '#protocol/realtime/index.ts'
import { reportFailure } from '../app/failures.ts'
import { call } from '../sign-in/api.ts'

/** What a supervisor does with what waits. Each reports its own failure; none throws. */
type Waiting = Pick<WaitingEntry, 'interactionId'>

export const push = ({ interactionId: id }: Waiting, agentId: AgentId): Promise<unknown> =>
  call('pushInteraction', { id, body: { agentId } }).catch(reportFailure)

export const move = ({ interactionId: id }: Waiting, queueId: QueueId): Promise<unknown> =>
  call('moveInteraction', { id, body: { queueId } }).catch(reportFailure)

export const raise = ({ interactionId: id }: Waiting, level: number): Promise<unknown> =>
  call('setPriority', { id, body: { level } }).catch(reportFailure)

export const remove = ({ interactionId: id }: Waiting): Promise<unknown> =>
  call('removeInteraction', { id }).catch(reportFailure)

export const setAgentPresence = (agentId: AgentId, body: SetPresence): Promise<unknown> =>
  call('setAgentPresence', { id: agentId, body }).catch(reportFailure)

export const answerBreak = (agentId: AgentId, body: AnswerBreak): Promise<unknown> =>
  call('answerBreak', { id: agentId, body }).catch(reportFailure)
