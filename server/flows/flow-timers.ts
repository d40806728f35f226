import type { InteractionId } from '#kernel/ids.ts'

/** When each run is to be woken: one timer for each, the latest that it asked for. */
export class FlowTimers {
  readonly #timers = new Map<InteractionId, NodeJS.Timeout>()
  readonly #wake: (interactionId: InteractionId, rest: number) => void
  readonly #wallMs: () => number

  constructor(options: {
    readonly wallMs: () => number
    readonly wake: (interactionId: InteractionId, rest: number) => void
  }) {
    this.#wallMs = options.wallMs
    this.#wake = options.wake
  }

  aim(interactionId: InteractionId, rest: number, atMs: number): void {
    this.stop(interactionId)
    const timer = setTimeout(
      () => {
        this.#timers.delete(interactionId)
        this.#wake(interactionId, rest)
      },
      Math.max(0, atMs - this.#wallMs()),
    )
    this.#timers.set(interactionId, timer)
  }

  stop(interactionId: InteractionId): void {
    clearTimeout(this.#timers.get(interactionId))
    this.#timers.delete(interactionId)
  }

  stopAll(): void {
    for (const interactionId of [...this.#timers.keys()]) this.stop(interactionId)
  }
}
