import { type Static, Type } from 'typebox'
import { Empty, idField } from './fields.ts'
import { SetPresence } from './people.ts'

/** What supervisors do with what waits, and with who does not. */
export const PushInteraction = Type.Object({ agentId: idField('agent') })
export type PushInteraction = Static<typeof PushInteraction>
export const MoveInteraction = Type.Object({ queueId: idField('queue') })
export type MoveInteraction = Static<typeof MoveInteraction>
export const SetPriority = Type.Object({
  /** Whoever stands higher goes first, however long others wait; 0 is usual. */
  level: Type.Integer({ minimum: -1000, maximum: 1000 }),
  /** Counts as if it had waited this much longer; absent: 0. */
  boostMs: Type.Optional(Type.Integer({ minimum: -2_592_000_000, maximum: 2_592_000_000 })),
})
export type SetPriority = Static<typeof SetPriority>

const permission = 'queues.direct'

export const directingRoutes = {
  pushInteraction: {
    method: 'POST',
    path: '/interactions/:id/push',
    permission,
    summary: 'Ask this agent for what waits, though it is not his turn',
    body: PushInteraction,
    answer: Empty,
  },
  moveInteraction: {
    method: 'POST',
    path: '/interactions/:id/move',
    permission,
    summary: 'Let it wait in another queue, with the time that it has waited',
    body: MoveInteraction,
    answer: Empty,
  },
  setPriority: {
    method: 'PUT',
    path: '/interactions/:id/priority',
    permission,
    summary: 'Raise or lower what waits',
    body: SetPriority,
    answer: Empty,
  },
  removeInteraction: {
    method: 'POST',
    path: '/interactions/:id/remove',
    permission,
    summary: 'End what waits; whoever has it already keeps it',
    answer: Empty,
  },
  setAgentPresence: {
    method: 'PUT',
    path: '/agents/:id/presence',
    permission,
    summary: 'Say for an agent whether work may reach him',
    body: SetPresence,
    answer: Empty,
  },
} as const
