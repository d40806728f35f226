import { type Asked, ladder, type RelaxationStep } from './relaxation.ts'
import type { Requirement } from './requirement.ts'

/** The ladders of the same steps, by what is asked at their foot. */
type Ladders = Map<string, readonly Asked[]>

/**
 * A ladder is never changed, and most calls climb one of a few: the same, whichever queue they wait in and whoever wrote it. So
 * what is found out of a step (its demand) is found out once, and the few stay in the processor's caches: with a ladder for
 * each queue a decision cost a tenth more where two hundred queues ask for fifty skills.
 */
let known = new Map<string, Ladders>()
let knownFor = new WeakMap<readonly RelaxationStep[], Ladders>()
/** Beyond it they are forgotten, and found out anew. */
const knownAtMost = 10_000
let count = 0

export function knownLadder(requirement: Requirement | null, steps: readonly RelaxationStep[]): readonly Asked[] {
  const ladders = laddersOf(steps)
  // As it was written, to the letter: what a state holds must not depend on who asked for the same before.
  const key = JSON.stringify(requirement)
  const before = ladders.get(key)
  if (before) return before
  if (count >= knownAtMost) forget()
  const asked = ladder(requirement, steps)
  laddersOf(steps).set(key, asked)
  count++
  return asked
}

function laddersOf(steps: readonly RelaxationStep[]): Ladders {
  const before = knownFor.get(steps)
  if (before) return before
  const text = JSON.stringify(steps)
  const ladders = known.get(text) ?? new Map()
  known.set(text, ladders)
  knownFor.set(steps, ladders)
  return ladders
}

function forget(): void {
  known = new Map()
  knownFor = new WeakMap()
  count = 0
}
