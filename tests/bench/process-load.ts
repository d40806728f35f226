import { readFileSync } from 'node:fs'

/** Linux counts a process's time in ticks of 10 ms (USER_HZ is 100 on every architecture that Node runs on). */
const tickMs = 10

/** CPU time that a process has used so far, user and system, in milliseconds. */
export function processTimeMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickMs
}

/** Measures the share of one core that `pid` uses between now and the call of what it gives, in per cent. */
export function watchLoad(pid: number): () => number {
  const fromMs = performance.now()
  const usedMs = processTimeMs(pid)
  return () => ((processTimeMs(pid) - usedMs) / (performance.now() - fromMs)) * 100
}
