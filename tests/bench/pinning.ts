import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { processTimeMs } from './process-load.ts'

/** Lets these processes, all their threads included, run on one core alone: a figure "on one core" means it. */
export function pinTo(core: number, pids: readonly number[]): void {
  for (const pid of pids) {
    const done = spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)])
    if (done.status !== 0) throw new Error(`taskset could not bind process ${pid}: ${done.stderr}`)
  }
}

/** A process and all that it started, from /proc. */
export function familyOf(root: number): number[] {
  const family = [root]
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It ended while we read.
    }
  }
  for (const pid of family) for (const [child, parent] of parents) if (parent === pid) family.push(child)
  return family
}

/** The share of one core that these processes use together between now and the call of what it gives, in per cent. */
export function watchFamily(pids: readonly number[]): () => number {
  const fromMs = performance.now()
  const spentMs = watchTime(pids)
  return () => (spentMs() / (performance.now() - fromMs)) * 100
}

/** The CPU time that these processes use together between now and the call of what it gives, in milliseconds. */
export function watchTime(pids: readonly number[]): () => number {
  const before = new Map(pids.map((pid) => [pid, timeOf(pid)]))
  // One that has ended meanwhile leaves no figure behind.
  return () => [...before].reduce((sum, [pid, beforeMs]) => sum + Math.max(0, timeOf(pid) - beforeMs), 0)
}

function timeOf(pid: number): number {
  try {
    return processTimeMs(pid)
  } catch {
    return 0
  }
}
