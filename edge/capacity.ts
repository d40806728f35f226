/** What sound cost in a stretch of time. */
export interface SoundEffort {
  /** The share of the event loop's time that went into packets, mixing and sending, 0 to 1. */
  readonly share: number
  /** Calls that were there. */
  readonly calls: number
}

/** So much of the loop sound may take: the rest is for signalling, and for what a second brings that the one before did not. */
const mostShare = 0.75
/** With fewer calls what each costs cannot be told from what being there costs. */
const leastCalls = 20
const newestWeight = 0.4

/**
 * How many calls this machine carries, learned from those that it carries: what one costs, times how many there would be. Told
 * once a second; a burst between two tellings is counted by the number of its calls.
 */
export class Capacity {
  #share = 0
  #costOfCall = 0

  measured({ share, calls }: SoundEffort): void {
    this.#share += (share - this.#share) * newestWeight
    this.#costOfCall = calls < leastCalls ? 0 : this.#share / calls
  }

  /** Whether sound would stay in time with so many calls; `true` as long as nothing is known. */
  carries(calls: number): boolean {
    return this.#costOfCall * calls <= mostShare
  }

  /** The share of the loop's time that sound takes now. */
  get share(): number {
    return this.#share
  }
}
