import { type Static, Type } from 'typebox'
import { Empty } from './fields.ts'

export const PlanWrapUp = Type.Object({ isWanted: Type.Boolean() })
export type PlanWrapUp = Static<typeof PlanWrapUp>

export const wrapUpRoutes = {
  finishWrapUp: {
    method: 'POST',
    path: '/interactions/:id/finish-wrap-up',
    permission: 'calls.take',
    summary: 'Finish the work after the call',
    answer: Empty,
  },
  extendWrapUp: {
    method: 'POST',
    path: '/interactions/:id/extend-wrap-up',
    permission: 'calls.take',
    summary: 'Take more time to write up, as far as its rule allows',
    answer: Empty,
  },
  planWrapUp: {
    method: 'PUT',
    path: '/interactions/:id/wrap-up',
    permission: 'calls.take',
    summary: 'Say before the end whether you will write up, where that is optional',
    body: PlanWrapUp,
    answer: Empty,
  },
} as const
