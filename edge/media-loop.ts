import { frameMs } from '#telephony/audio/frame.ts'

/** How late ticks were, in classes whose upper bounds are these milliseconds; the last class has none. */
export const latenessBoundsMs = [1, 2, 4, 8, 16, 32, 64, 128] as const

const mostCaughtUp = 2

/**
 * Calls `tick` each 20 ms by a clock that does not drift. A tick that comes late makes up for at most two missed ones;
 * the time beyond that is dropped, since sound that is sent in a burst is only thrown away by whoever hears it.
 */
export class MediaLoop {
  readonly #tick: (nowMs: number) => void
  readonly #monotonicMs: () => number
  readonly #late: (lateMs: number) => void
  readonly #failed: (error: unknown) => void
  #dueMs = 0
  #timer: NodeJS.Timeout | undefined
  #isRunning = false
  #worstMs = 0
  #busyMs = 0
  /** Ticks in each class of lateness since the start. */
  readonly histogram = new Float64Array(latenessBoundsMs.length + 1)
  ticks = 0
  /** Ticks that were dropped altogether. */
  dropped = 0
  /** A mean in which the last second weighs most. */
  latenessMs = 0

  constructor(of: {
    tick: (nowMs: number) => void
    /** Told after each tick how late it was. */
    late: (lateMs: number) => void
    monotonicMs: () => number
    failed: (error: unknown) => void
  }) {
    this.#tick = of.tick
    this.#late = of.late
    this.#monotonicMs = of.monotonicMs
    this.#failed = of.failed
  }

  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#dueMs = this.#monotonicMs() + frameMs
    this.#arm(frameMs)
  }

  stop(): void {
    this.#isRunning = false
    clearTimeout(this.#timer)
  }

  /** The latest tick since this was asked last. */
  takeWorstMs(): number {
    const worst = this.#worstMs
    this.#worstMs = 0
    return worst
  }

  /** So long ticks took since this was asked last. */
  takeBusyMs(): number {
    const busyMs = this.#busyMs
    this.#busyMs = 0
    return busyMs
  }

  readonly #run = (): void => {
    if (!this.#isRunning) return
    const nowMs = this.#monotonicMs()
    const lateMs = Math.max(0, nowMs - this.#dueMs)
    this.#note(lateMs)
    const missed = Math.floor(lateMs / frameMs)
    const caughtUp = Math.min(missed, mostCaughtUp)
    this.dropped += missed - caughtUp
    for (let i = 0; i <= caughtUp; i++) this.#runOne(nowMs)
    this.#dueMs += (missed + 1) * frameMs
    const doneMs = this.#monotonicMs()
    this.#busyMs += doneMs - nowMs
    this.#arm(this.#dueMs - doneMs)
    this.#late(lateMs)
  }

  #runOne(nowMs: number): void {
    try {
      this.#tick(nowMs)
    } catch (error) {
      // The tick guards each leg by itself; whatever comes through must not stop all sound.
      this.#failed(error)
    }
  }

  #arm(waitMs: number): void {
    this.#timer = setTimeout(this.#run, Math.max(0, waitMs))
  }

  #note(lateMs: number): void {
    this.ticks++
    this.latenessMs += (lateMs - this.latenessMs) / 50
    if (lateMs > this.#worstMs) this.#worstMs = lateMs
    let index = 0
    while (index < latenessBoundsMs.length && lateMs > (latenessBoundsMs[index] as number)) index++
    this.histogram[index] = (this.histogram[index] as number) + 1
  }
}
