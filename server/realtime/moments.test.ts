import { expect, it } from 'vitest'
import type { RoutingEvent, RoutingEventOf } from '#domain/routing/index.ts'
import type { AgentId, InteractionId } from '#kernel/ids.ts'
import { Moments } from './moments.ts'

const agentId = 'agt_1' as AgentId
const interactionId = 'int_1' as InteractionId
const ended = (more: Partial<RoutingEventOf<'TaskEnded'>>): RoutingEvent => ({
  ...{ type: 'TaskEnded', version: 1, atMs: 5, interactionId, reason: 'cancelled', stage: 'engaged' },
  ...{ agentId, isWrapUpDue: false },
  ...more,
})

it('keeps for the desk that a task was taken back, until the next one', () => {
  const moments = new Moments(0)
  moments.noteGoneTask(ended({ isWrapUpDue: true }), 'Send it')
  moments.noteGoneTask(ended({ agentId: null }), 'Send it')
  expect(moments.goneTask(agentId)).toBeUndefined()
  moments.noteGoneTask(ended({}), 'Send it')
  expect(moments.goneTask(agentId)).toEqual({ interactionId, subject: 'Send it', atMs: 5 })
  const next = { type: 'WrapUpFinished', version: 1, atMs: 6, interactionId, agentId, cause: 'agent' } as const
  moments.noteGoneTask(next, undefined)
  expect(moments.goneTask(agentId)).toBeUndefined()
})
