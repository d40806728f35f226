import { type Static, Type } from 'typebox'
import { instant } from './fields.ts'

const ms = Type.Number({ minimum: 0 })
const mean = Type.Optional(ms)
/** What an agent did since midnight of his own time zone, as `domain/reporting` counts it. A mean or share that there is nothing to take of is absent. */
export const OwnDay = Type.Object({
  from: instant,
  to: instant,
  handled: Type.Integer(),
  offers: Type.Object({ accepted: Type.Integer(), declined: Type.Integer(), missed: Type.Integer() }),
  talkMs: ms,
  holdMs: ms,
  wrapUpMs: ms,
  meanTalkMs: mean,
  meanHoldMs: mean,
  meanWrapUpMs: mean,
  availableMs: ms,
  notReadyMs: ms,
  breaks: Type.Array(Type.Object({ reason: Type.String(), ms, times: Type.Integer() })),
  /** 0 to 1. */
  occupancy: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
})
export type OwnDay = Static<typeof OwnDay>

export const ownDayRoutes = {
  ownDay: {
    method: 'GET',
    path: '/me/today',
    permission: 'calls.take',
    summary: 'Your own figures since midnight',
    answer: OwnDay,
  },
} as const
