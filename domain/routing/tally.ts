import { copyOfTally } from './copies.ts'
import type { Agent, Tally } from './state.ts'

/** What an agent does with his time, as strategies count it. */
type Phase = 'engaged' | 'wrapUp' | 'awayWork' | 'idle'

function phaseOf({ presence, work }: Agent): Phase | null {
  if (work.some((held) => held.workState === 'engaged')) return 'engaged'
  if (work.some((held) => held.workState === 'wrapUp')) return 'wrapUp'
  if (presence.kind === 'break' && presence.countsAs === 'work') return 'awayWork'
  if (presence.kind === 'break' && presence.countsAs === 'idle') return 'idle'
  return presence.kind === 'available' ? 'idle' : null
}

export const newTally = (nowMs: number): Tally => ({
  sinceMs: nowMs,
  handled: 0,
  engagedMs: 0,
  wrapUpMs: 0,
  idleMs: 0,
  countedToMs: nowMs,
})

/** The tally of an agent who becomes `next`: counted on only where something of it ends, so most changes leave it as it is. */
export function countOn(before: Agent, next: Agent, nowMs: number): Tally {
  // Begun anew.
  if (next.tally !== before.tally) return next.tally
  const { tally } = before
  const phase = phaseOf(before)
  const over = before.work.filter((held) => held.workState === 'engaged' && !isEngaged(next, held.interactionId)).length
  if (phase === phaseOf(next) && over === 0) return tally
  const counted = copyOfTally(tally)
  counted.handled += over
  counted.countedToMs = nowMs
  if (phase === null) return counted
  const sum = `${phase}Ms` as const
  counted[sum] = (tally[sum] ?? 0) + nowMs - tally.countedToMs
  return counted
}

const isEngaged = ({ work }: Agent, interactionId: string): boolean =>
  work.some((held) => held.interactionId === interactionId && held.workState === 'engaged')
