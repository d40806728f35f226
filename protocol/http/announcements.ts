import { type Static, Type } from 'typebox'
import { idField, instant } from './fields.ts'

/** What callers hear while they wait, what was foretold of their waits, and how that turned out. */
const hourMs = 3_600_000

export const QueueAnnouncements = Type.Object({
  /** His place in the queue; of one to twenty, beyond that that there are more. */
  saysPosition: Type.Boolean(),
  /** How long it will likely take, in words; nothing where nobody can say. One of these two, or `comfort`, is to be said. */
  saysWait: Type.Boolean(),
  /** The prompt of a sentence that follows. Absent: none. */
  comfort: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$' })),
  /** So long after he came into the queue it is said first. */
  firstAfterMs: Type.Integer({ minimum: 0, maximum: hourMs }),
  /** And so much later again. */
  everyMs: Type.Integer({ minimum: 15_000, maximum: hourMs }),
})
export type QueueAnnouncements = Static<typeof QueueAnnouncements>

/** A wait as it is said: less than a minute, about so many minutes, more than an hour. */
export const WaitInWords = Type.Object({
  is: Type.Union([Type.Literal('under'), Type.Literal('about'), Type.Literal('over')]),
  minutes: Type.Integer(),
})
export type WaitInWords = Static<typeof WaitInWords>

/** What a caller who waited was told, and when. */
export const Announced = Type.Object({
  at: instant,
  queueId: idField('queue'),
  /** From 1. Absent: not said. */
  position: Type.Optional(Type.Integer()),
  /** Absent: not said, or nobody could. */
  wait: Type.Optional(WaitInWords),
})
export type Announced = Static<typeof Announced>

const expected = { likelyMs: Type.Number(), lowMs: Type.Number(), highMs: Type.Number() }

/** How long one would wait who came into a queue now, and how such words turned out. */
export const QueueWait = Type.Object({
  queueId: idField('queue'),
  queueName: Type.String(),
  waiting: Type.Integer(),
  /** Absent: nobody can say, for nobody has been taken yet. */
  now: Type.Optional(
    Type.Object({
      ...expected,
      /** An agent is free; by who stands before him and the pace at which agents take people; by how long the first has waited. */
      by: Type.Union([Type.Literal('free'), Type.Literal('queue-length'), Type.Literal('head-of-line')]),
    }),
  ),
  /** Of whom agents had in the last 24 hours, and of whom a wait had been foretold. Absent: there were none. */
  lastDay: Type.Optional(
    Type.Object({
      answered: Type.Integer(),
      /** How many of them waited no shorter and no longer than the bounds that were foretold; nine of ten should. */
      inside: Type.Integer(),
      /** How far what was likely lay from what came true: half of them lay nearer. */
      medianErrorMs: Type.Number(),
      /** The same, with its direction: negative where it went faster than foretold. */
      medianBiasMs: Type.Number(),
    }),
  ),
})
export type QueueWait = Static<typeof QueueWait>

export const announcementRoutes = {
  queueWaits: {
    method: 'GET',
    path: '/queue-waits',
    permission: 'floor.watch',
    summary: 'How long one would wait in each queue now, and how right such words were in the last 24 hours',
    answer: Type.Object({ items: Type.Array(QueueWait) }),
  },
} as const
