import { type Static, Type } from 'typebox'
import { ChangeQueue } from './queues.ts'

/** Changes of a queue that are tried on a day that was, before anybody saves them. */
export const TryQueue = Type.Object({
  /** `yesterday`, `today` until now, or a date such as `2026-11-21`, where the installation is. Absent: yesterday. */
  day: Type.Optional(Type.String({ pattern: '^(yesterday|today|\\d{4}-\\d\\d-\\d\\d)$' })),
  /** As one would save it; what is not said stays. */
  change: ChangeQueue,
})
export type TryQueue = Static<typeof TryQueue>

const figure = Type.Union([Type.Number(), Type.Null()])
/** One figure of that day, simulated as it is and as it would be. `low` to `high` is the 95 % interval of the difference. */
export const TriedFigure = Type.Object({
  /** As `parley simulate --json` calls it, such as `serviceLevel.ofOffered`. */
  figure: Type.String(),
  before: figure,
  after: figure,
  change: Type.Object({ mean: figure, low: figure, high: figure }),
})
export type TriedFigure = Static<typeof TriedFigure>

export const QueueTrial = Type.Object({
  replications: Type.Integer(),
  /** Of this queue. */
  queue: Type.Array(TriedFigure),
  /** Of all queues together: what one gains another may lose. */
  all: Type.Array(TriedFigure),
  /** What the simulation leaves out of that day, in English sentences. */
  remarks: Type.Array(Type.String()),
})
export type QueueTrial = Static<typeof QueueTrial>

export const queueTrialRoutes = {
  tryQueue: {
    method: 'POST',
    path: '/queues/:id/trial',
    permission: 'queues.manage',
    summary: 'Try changes of a queue on the traffic of a day that was; nothing is saved. Takes up to a minute',
    body: TryQueue,
    answer: QueueTrial,
  },
} as const
