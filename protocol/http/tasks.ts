import { type Static, Type } from 'typebox'
import { CaseNumber, Empty, idField, instant } from './fields.ts'
import { RegionCode } from './geography.ts'
import { RelaxationStep, Requirement } from './skills.ts'

/** Work from outside: what a system brings, and what it may do with it afterwards. */

/** Without a surprise for who clicks: HTTPS, and no name or password in it. */
export const TaskLink = Type.String({ maxLength: 2048, pattern: '^https://[^\\s/?#@]+([/?#]\\S*)?$' })
export const taskPayloadBytes = 16_384
const longestWaitMs = 30 * 86_400_000

/** What a task says, wherever it is shown. */
export const TaskContent = Type.Object({
  subject: Type.String(),
  payload: Type.Optional(Type.Unknown()),
  link: Type.Optional(Type.String()),
  reference: Type.Optional(Type.String()),
  dueAt: Type.Optional(instant),
})
export type TaskContent = Static<typeof TaskContent>

export const CreateTask = Type.Object({
  channel: Type.Literal('task'),
  queueId: idField('queue'),
  /** One line that says what is to be done. */
  subject: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
  /** Shown to the agent as names and values; at most 16 KB of JSON. */
  payload: Type.Optional(
    Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Type.Unknown(), { maxProperties: 100 }),
  ),
  /** Opened by the agent in a window of its own. */
  link: Type.Optional(TaskLink),
  customerId: Type.Optional(idField('customer')),
  /** The case to which it belongs, by id or by its number; its customer is the task's, and its owner is asked first where the queue waits for him. */
  caseId: Type.Optional(idField('case')),
  caseNumber: Type.Optional(CaseNumber),
  /** What your system calls it; comes back wherever the task does. */
  reference: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  /** By when it ought to be done: shown, and red when it is over. What is due before the end of the queue's promise counts as if it had come so much earlier. */
  dueAt: Type.Optional(instant),
  /** Whoever stands higher goes first, however long others wait. */
  level: Type.Optional(Type.Integer({ minimum: -1000, maximum: 1000 })),
  /** Counts as if it had waited this much longer. */
  boostMs: Type.Optional(Type.Integer({ minimum: -longestWaitMs, maximum: longestWaitMs })),
  /** Where it is to be done: the region of its customer, as far as that is known, unless you say another. */
  regionCode: Type.Optional(RegionCode),
  /** Who is asked for by name, the dearest first, each alone or with those before him for so long; then whoever else can. */
  preferred: Type.Optional(
    Type.Array(
      Type.Object({ agentId: idField('agent'), patienceMs: Type.Integer({ minimum: 1000, maximum: 86_400_000 }) }),
      { maxItems: 3 },
    ),
  ),
  /** What it asks of an agent besides what its queue asks. */
  requirement: Type.Optional(Requirement),
  /** Its own way of asking for less; absent: the queue's. */
  relaxation: Type.Optional(Type.Array(RelaxationStep, { maxItems: 10 })),
})
export type CreateTask = Static<typeof CreateTask>

export const CreatedTask = Type.Object({ interactionId: idField('interaction') })
export type CreatedTask = Static<typeof CreatedTask>

export const taskRoutes = {
  createTask: {
    method: 'POST',
    path: '/interactions',
    permission: 'tasks.create',
    summary: 'Bring work from outside: it is queued, offered and handled like a call',
    body: CreateTask,
    answer: CreatedTask,
    creates: true,
  },
  cancelTask: {
    method: 'DELETE',
    path: '/interactions/:id',
    permission: 'tasks.create',
    summary: 'Take a task back that you brought, whoever has it in hand',
    answer: Empty,
  },
  finishTask: {
    method: 'POST',
    path: '/interactions/:id/finish',
    permission: 'calls.take',
    summary: 'The task in hand is done',
    answer: Empty,
  },
} as const
