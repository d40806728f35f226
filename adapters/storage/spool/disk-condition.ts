import type { StorageFailure } from '../outcomes.ts'
import type { DiskWatch } from './spool-writer.ts'

/** How it goes with the disk that recordings are written to. */
export type Condition = 'well' | 'slow' | 'full' | 'failing'

const slowFromMs = 3000
const failingFromMs = 10_000
const wellBelowMs = 1000

/**
 * Judges the disk by what became of the last write and by how long sound waits for it: full or failing from the first write
 * that fails until one succeeds, slow from three seconds of waiting until less than one, failing after ten.
 */
export class DiskCondition implements DiskWatch {
  #failure: StorageFailure | undefined
  #last: Condition = 'well'

  wrote(): void {
    this.#failure = undefined
  }

  failed(failure: StorageFailure): void {
    this.#failure = failure
  }

  /** @param waitingMs for how long the oldest sound that is in memory alone has waited */
  judge(waitingMs: number): Condition {
    if (this.#failure !== undefined) this.#last = this.#failure.kind === 'disk-full' ? 'full' : 'failing'
    else if (waitingMs >= failingFromMs) this.#last = 'failing'
    else if (waitingMs >= slowFromMs) this.#last = 'slow'
    else if (waitingMs < wellBelowMs || this.#last === 'full') this.#last = 'well'
    else if (this.#last === 'failing') this.#last = 'slow'
    return this.#last
  }
}
