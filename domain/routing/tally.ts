import { copyOfTally } from './copies.ts'
import type { Agent, Tally } from './state.ts'

/** What an agent does with his time, as strategies count it. */
type Phase = 'engaged' | 'wrapUp' | 'awayWork' | 'idle'

function phaseOf({ presence, work }: Agent): Phase | null {
  let isWritingUp = false
  for (const { workState } of work) {
    if (workState === 'engaged') return 'engaged'
    if (workState === 'wrapUp') isWritingUp = true
  }
  if (isWritingUp) return 'wrapUp'
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
  if (before.work === next.work && before.presence === next.presence) return tally
  const phase = phaseOf(before)
  let over = 0
  for (const { workState, interactionId } of before.work) {
    if (workState === 'engaged' && !isEngaged(next, interactionId)) over++
  }
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
