import type { Agent, HeldWork } from '#domain/routing/index.ts'

/** In words of its own, as agents are in every world: two tasks at once, each a fifth of him; a call takes all of him. */
export const isTask = ({ channel }: HeldWork): boolean => channel === 'task'
export const isInterruptedByCall = (held: HeldWork): boolean => isTask(held) && held.workState === 'engaged'
export const canBearTask = ({ work }: Agent): boolean => work.every(isTask) && work.length < 2
