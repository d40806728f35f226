import { type Static, Type } from 'typebox'
import { Empty, idField, instant, PageQuery, pageOf } from './fields.ts'

/** What comes up at a desk by somebody's will: words of a supervisor, and what an agent wants to be reminded of. */

const shortText = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })

/** One agent, all of a team, or all who serve a queue, whether they are there or not. */
export const FloorMessageTo = Type.Union([
  Type.Object({ kind: Type.Literal('agent'), id: idField('agent') }),
  Type.Object({ kind: Type.Literal('team'), id: idField('team') }),
  Type.Object({ kind: Type.Literal('queue'), id: idField('queue') }),
])
export type FloorMessageTo = Static<typeof FloorMessageTo>

export const FloorMessage = Type.Object({
  floorMessageId: idField('floor-message'),
  text: Type.String(),
  sentTo: Type.Object({
    kind: Type.Union([Type.Literal('agent'), Type.Literal('team'), Type.Literal('queue')]),
    /** Absent: it is gone. */
    name: Type.Optional(Type.String()),
  }),
  createdAt: instant,
  /** Until when it comes up at desks. */
  expiresAt: instant,
  readers: Type.Array(
    Type.Object({
      agentId: idField('agent'),
      name: Type.String(),
      /** Absent: not yet. */
      readAt: Type.Optional(instant),
    }),
  ),
})
export type FloorMessage = Static<typeof FloorMessage>
export const CreateFloorMessage = Type.Object({
  text: shortText,
  to: FloorMessageTo,
  /** For how long it comes up at desks that have not read it; absent: eight hours. */
  expiresInMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 7 * 24 * 60 })),
})
export type CreateFloorMessage = Static<typeof CreateFloorMessage>

export const Reminder = Type.Object({
  reminderId: idField('reminder'),
  text: Type.String(),
  dueAt: instant,
  customerId: Type.Optional(idField('customer')),
  /** In which contact it was set. */
  interactionId: Type.Optional(idField('interaction')),
})
export type Reminder = Static<typeof Reminder>
export const CreateReminder = Type.Object({
  text: shortText,
  /** At most a year ahead; a time that is over comes up at once. */
  dueAt: instant,
  customerId: Type.Optional(idField('customer')),
  interactionId: Type.Optional(idField('interaction')),
})
export type CreateReminder = Static<typeof CreateReminder>
export const MoveReminder = Type.Object({ dueAt: instant })
export type MoveReminder = Static<typeof MoveReminder>

export const deskAlertRoutes = {
  floorMessages: {
    method: 'GET',
    path: '/floor-messages',
    permission: 'queues.direct',
    summary: 'What the caller wrote to agents, newest first, and who has read it',
    query: PageQuery,
    answer: pageOf(FloorMessage),
  },
  createFloorMessage: {
    method: 'POST',
    path: '/floor-messages',
    permission: 'queues.direct',
    summary: 'Write to an agent, a team, or all who serve a queue: it comes up at their desks until they have read it',
    body: CreateFloorMessage,
    answer: FloorMessage,
    creates: true,
  },
  removeFloorMessage: {
    method: 'DELETE',
    path: '/floor-messages/:id',
    permission: 'queues.direct',
    summary: 'Take back what the caller wrote to agents',
    answer: Empty,
  },
  readFloorMessage: {
    method: 'POST',
    path: '/me/floor-messages/:id/read',
    permission: 'calls.take',
    summary: 'Say that one has read what a supervisor wrote',
    answer: Empty,
  },
  reminders: {
    method: 'GET',
    path: '/me/reminders',
    permission: 'calls.take',
    summary: 'The own reminders that are not done, by their time',
    answer: Type.Object({ items: Type.Array(Reminder) }),
  },
  createReminder: {
    method: 'POST',
    path: '/me/reminders',
    permission: 'calls.take',
    summary: 'Be reminded of something at a time',
    body: CreateReminder,
    answer: Reminder,
    creates: true,
  },
  moveReminder: {
    method: 'PUT',
    path: '/me/reminders/:id',
    permission: 'calls.take',
    summary: 'Be reminded at another time',
    body: MoveReminder,
    answer: Reminder,
  },
  finishReminder: {
    method: 'DELETE',
    path: '/me/reminders/:id',
    permission: 'calls.take',
    summary: 'Say that what one was reminded of is done',
    answer: Empty,
  },
} as const
