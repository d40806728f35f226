import type { EdgeEventOf } from '#protocol/edge/events.ts'
import type { RecordingStore } from '#telephony/calls/ports.ts'
import type { Emit } from './legs.ts'

const lookEveryMs = 250
const probeEveryMs = 2000
/** How long the size of the disk may keep the news that it is full: a dead disk tells no size either. */
const sizeWithinMs = 200

/** Watches the disk that recordings go to, and says at once when it is slow, full or gone, and when it is well again. */
export class RecordingStorage {
  readonly #store: Pick<RecordingStore, 'condition' | 'waitingMs' | 'freeBytes' | 'probe'>
  readonly #emit: Emit
  readonly #log: (condition: string, fields: Readonly<Record<string, unknown>>) => void
  #condition: EdgeEventOf<'recording.storage'>['condition'] = 'well'
  #timer: NodeJS.Timeout | undefined
  #sinceProbeMs = 0
  #isProbing = false
  #isStopped = false

  constructor(parts: {
    readonly store: Pick<RecordingStore, 'condition' | 'waitingMs' | 'freeBytes' | 'probe'>
    readonly emit: Emit
    readonly log: (condition: string, fields: Readonly<Record<string, unknown>>) => void
  }) {
    this.#store = parts.store
    this.#emit = parts.emit
    this.#log = parts.log
  }

  start(): void {
    this.#timer = setTimeout(() => this.#look(), lookEveryMs).unref()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  /** For a core that has just come: it is told unless all is well. */
  coreCame(): void {
    if (this.#condition !== 'well') void this.#tell()
  }

  #look(): void {
    const condition = this.#store.condition()
    if (condition !== this.#condition) {
      this.#condition = condition
      this.#log(condition, { waitingMs: this.#store.waitingMs })
      void this.#tell()
    }
    // While sound waits the recordings themselves try the disk.
    this.#sinceProbeMs += lookEveryMs
    if (condition !== 'well' && this.#store.waitingMs === 0 && this.#sinceProbeMs >= probeEveryMs) this.#probe()
    if (!this.#isStopped) this.start()
  }

  #probe(): void {
    this.#sinceProbeMs = 0
    if (this.#isProbing) return
    this.#isProbing = true
    void this.#store.probe().finally(() => {
      this.#isProbing = false
    })
  }

  async #tell(): Promise<void> {
    const condition = this.#condition
    const waitingMs = Math.round(this.#store.waitingMs)
    const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), sizeWithinMs).unref())
    const freeBytes = await Promise.race([this.#store.freeBytes(), late])
    this.#emit({
      type: 'recording.storage',
      condition,
      waitingMs,
      ...(freeBytes === undefined ? {} : { freeBytes }),
    })
  }
}
