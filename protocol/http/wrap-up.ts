import { type Static, Type } from 'typebox'

export const PlanWrapUp = Type.Object({ isWanted: Type.Boolean() })
export type PlanWrapUp = Static<typeof PlanWrapUp>
