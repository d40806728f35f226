import { setTimeout as delay } from 'node:timers/promises'

/** Repeats `check` until it no longer throws, and gives what it returned; its last error when the time is over. */
export async function eventually<Value>(check: () => Promise<Value>, timeoutMs = 15_000): Promise<Value> {
  const until = Date.now() + timeoutMs
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > until) throw error
    }
    await delay(100)
  }
}
