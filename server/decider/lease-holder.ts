import { hostname } from 'node:os'

/** Who holds a lease, and how to know that somebody who did is gone. */
export interface LeaseHolder {
  readonly name: string
  isDead(holder: string): boolean
}

/**
 * This process. A holder that was a process of this machine and is gone need not be waited for. Should that be wrong (a pid
 * of another container), the epoch still keeps the other from writing.
 * @param instance tells this run from every other one with the same pid
 */
export function thisProcess(instance: string): LeaseHolder {
  const name = `${hostname()}/${process.pid}/${instance}`
  return {
    name,
    isDead(holder) {
      const [host, pid] = holder.split('/')
      if (holder === '' || holder === name || host !== hostname() || pid === undefined) return false
      return Number(pid) === process.pid || !isAlive(Number(pid))
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
