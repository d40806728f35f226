import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '#adapters/system/clock.ts'
import { type Finding, problem, warning, well } from './finding.ts'

/** Parley is younger than this: a clock that says otherwise has lost its battery, or was never set. */
const earliestMs = Date.UTC(2026, 0, 1)

/** Whether the wall clock is plausible and goes as fast as the monotonic one. Takes half a second. */
export async function checkClock(clock: Clock): Promise<Finding> {
  const [wallMs, monotonicMs] = [clock.wallMs(), clock.monotonicMs()]
  await sleep(500)
  return judgeClock(wallMs, clock.wallMs() - wallMs - (clock.monotonicMs() - monotonicMs))
}

export function judgeClock(wallMs: number, driftMs: number): Finding {
  const shown = new Date(wallMs).toISOString()
  if (wallMs < earliestMs) return problem('clock', `it says ${shown}: set it, or switch time synchronization on.`)
  if (Math.abs(driftMs) > 50) {
    return warning('clock', `it jumped by ${Math.round(driftMs)} ms while we looked: switch time synchronization on.`)
  }
  return well('clock', `${shown}; compare it with your own.`)
}
