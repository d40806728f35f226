import { type Static, Type } from 'typebox'
import { Empty, idField, instant, PageQuery, pageOf } from './fields.ts'

/** Callbacks: whom we promised to call, and how a queue keeps such promises. */
const minuteMs = 60_000
const dayMs = 86_400_000

export const CallbackAskedBy = Type.Union([Type.Literal('key'), Type.Literal('rule'), Type.Literal('outside')])
export type CallbackAskedBy = Static<typeof CallbackAskedBy>

export const CallbackSettings = Type.Object({
  /** An agent takes it and the customer is called; or the customer is called when an agent will likely be free by the time that he answers. */
  dials: Type.Union([Type.Literal('agent-first'), Type.Literal('ahead')]),
  /** After a dial that reached nobody the next one follows so much later; after the last it is given up. */
  retryAfterMs: Type.Array(Type.Integer({ minimum: 10_000, maximum: 7 * dayMs }), { maxItems: 20 }),
  ringTimeoutMs: Type.Integer({ minimum: 5000, maximum: 2 * minuteMs }),
  /** Customers may ask for it on the page from which they can call. Absent: they may not. */
  isOnWeb: Type.Optional(Type.Boolean()),
  /** Whoever waits is offered it by a key. Absent: only by a rule and from outside. */
  offer: Type.Optional(
    Type.Object({
      /** As soon as he will likely wait longer than that, or has waited so long. */
      standardMs: Type.Integer({ minimum: 0, maximum: dayMs }),
      key: Type.String({ pattern: '^[0-9*#]$' }),
      /** The prompt that says so. */
      prompt: Type.String({ minLength: 1, maxLength: 100 }),
    }),
  ),
})
export type CallbackSettings = Static<typeof CallbackSettings>

export const CreateCallback = Type.Object({
  queueId: idField('queue'),
  /** As a person writes it; read as a number of the installation's country where it says none. */
  number: Type.String({ minLength: 2, maxLength: 40 }),
  /** Shown to the agent. */
  name: Type.Optional(Type.String({ maxLength: 120 })),
  note: Type.Optional(Type.String({ maxLength: 500 })),
  /** Not before then. Absent: as soon as it is his turn. */
  notBefore: Type.Optional(instant),
  /** IANA. Absent: that of the number's country, where it has one only. */
  timeZone: Type.Optional(Type.String({ maxLength: 64 })),
  /** What he is spoken to in, BCP-47. */
  language: Type.Optional(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 20 })),
  level: Type.Optional(Type.Integer({ minimum: -1000, maximum: 1000 })),
})
export type CreateCallback = Static<typeof CreateCallback>

export const Callback = Type.Object({
  interactionId: idField('interaction'),
  queueId: idField('queue'),
  queueName: Type.String(),
  number: Type.String(),
  name: Type.Optional(Type.String()),
  note: Type.Optional(Type.String()),
  askedBy: CallbackAskedBy,
  askedAt: instant,
  /** `scheduled`: at a later time. `waiting`: in the queue. `dialing`: his telephone rings. */
  state: Type.Union([
    Type.Literal('scheduled'),
    Type.Literal('waiting'),
    Type.Literal('offered'),
    Type.Literal('dialing'),
    Type.Literal('reached'),
    Type.Literal('given-up'),
    Type.Literal('cancelled'),
  ]),
  /** Only while `scheduled`. */
  dueAt: Type.Optional(instant),
  timeZone: Type.Optional(Type.String()),
  /** How often he was called. */
  dials: Type.Integer(),
  /** What became of the last dial: busy, no-answer, window … */
  lastOutcome: Type.Optional(Type.String()),
  /** The call in which he asked. */
  fromInteractionId: Type.Optional(idField('interaction')),
})
export type Callback = Static<typeof Callback>

export const CallbackFigures = Type.Object({
  queueId: idField('queue'),
  queueName: Type.String(),
  asked: Type.Integer(),
  reached: Type.Integer(),
  givenUp: Type.Integer(),
  cancelled: Type.Integer(),
  open: Type.Integer(),
})
export type CallbackFigures = Static<typeof CallbackFigures>

export const callbackRoutes = {
  createCallback: {
    method: 'POST',
    path: '/callbacks',
    permission: 'tasks.create',
    summary: 'Ask for somebody to be called; the same number in the same queue gets the callback that it has',
    body: CreateCallback,
    answer: Type.Object({ interactionId: idField('interaction') }),
    creates: true,
  },
  listCallbacks: {
    method: 'GET',
    path: '/callbacks',
    permission: 'queues.direct',
    summary: 'Callbacks, the latest first; those that are still to be made, or all',
    query: Type.Object({
      ...PageQuery.properties,
      queueId: Type.Optional(idField('queue')),
      isOpen: Type.Optional(Type.Boolean()),
    }),
    answer: pageOf(Callback),
  },
  getCallback: {
    method: 'GET',
    path: '/callbacks/:id',
    permission: 'tasks.create',
    summary: 'One callback; who brings work from outside sees his own',
    answer: Callback,
  },
  cancelCallback: {
    method: 'DELETE',
    path: '/callbacks/:id',
    permission: 'tasks.create',
    summary: 'Call him no more; whoever talks with him already goes on',
    answer: Empty,
  },
  callbackFigures: {
    method: 'GET',
    path: '/callback-figures',
    permission: 'queues.direct',
    summary: 'How many callbacks were asked for between two moments, by queue, and what became of them',
    query: Type.Object({ from: instant, to: instant }),
    answer: Type.Object({ items: Type.Array(CallbackFigures) }),
  },
} as const
