import type { TimerEntry, TimerHeap } from '../timer-heap.ts'
import type { Deed } from './machine.ts'
import { type TimerName, timerMs } from './timers.ts'

/** What the timers of all transactions share. */
export interface TimerHost {
  readonly timers: TimerHeap<() => void>
  nowMs(): number
}

/** The timers of one transaction: starts and stops them as its table says. */
export class RunningTimers {
  readonly #host: TimerHost
  readonly #isReliable: boolean
  readonly #entries = new Map<TimerName, TimerEntry<() => void>>()
  /** How often the message has been repeated, from which the next interval follows. */
  #rounds = 0

  constructor(host: TimerHost, isReliable: boolean) {
    this.#host = host
    this.#isReliable = isReliable
  }

  /** 17.1.2.2: once the server has shown that it lives, a non-INVITE is repeated every T2. */
  slowDown(): void {
    this.#rounds = Math.max(this.#rounds, 3)
  }

  run(deed: Extract<Deed, `start ${string}` | `stop ${string}`>, fire: (name: TimerName) => void): void {
    const [verb, name, condition] = deed.split(' ') as ['start' | 'stop', TimerName, string | undefined]
    const running = this.#entries.get(name)
    if (verb === 'stop') {
      if (running !== undefined) this.#host.timers.cancel(running)
      this.#entries.delete(name)
      return
    }
    if (condition !== undefined && this.#isReliable) return
    const afterMs = timerMs(name, this.#rounds, this.#isReliable)
    if (name === 'A' || name === 'E' || name === 'G') this.#rounds++
    const entry = this.#host.timers.schedule(this.#host.nowMs() + afterMs, () => {
      this.#entries.delete(name)
      fire(name)
    })
    this.#entries.set(name, entry)
  }

  stopAll(): void {
    for (const entry of this.#entries.values()) this.#host.timers.cancel(entry)
    this.#entries.clear()
  }
}
