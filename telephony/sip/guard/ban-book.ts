/** `guessing`: wrong passwords. `probing`: calls to what strangers may not call. `flooding`, `malformed`: as they say. */
export type Misdeed = 'guessing' | 'probing' | 'flooding' | 'malformed'

export interface StandingBan {
  /** As {@link import('./source-address.ts').sourceKey} writes it. */
  readonly source: string
  readonly reason: Misdeed | 'by-hand'
  readonly offences: number
  /** UTC milliseconds. */
  readonly sinceMs: number
  readonly untilMs: number
}

interface Entry extends StandingBan {
  /** How often this source has been banned, this time included; the next one lasts twice as long. */
  readonly times: number
}

const longestMs = 86_400_000
/** How long a ban that is over still makes the next one longer. */
const remembersMs = 86_400_000
const capacity = 10_000

/** Who is shut out, and until when. Bounded: past 10,000 the one that ends first makes room. */
export class BanBook {
  readonly #entries = new Map<string, Entry>()

  /** Cheap enough for every packet. */
  isBanned(source: string, nowMs: number): boolean {
    if (this.#entries.size === 0) return false
    const entry = this.#entries.get(source)
    return entry !== undefined && entry.untilMs > nowMs
  }

  /** Twice as long as the last time, at most a day. */
  ban(
    source: string,
    of: { readonly reason: Misdeed; readonly offences: number; readonly banMs: number },
    nowMs: number,
  ): StandingBan {
    const known = this.#entries.get(source)
    const times = known === undefined || known.untilMs + remembersMs <= nowMs ? 1 : known.times + 1
    const lastsMs = Math.min(longestMs, of.banMs * 2 ** Math.min(times - 1, 20))
    const entry = {
      source,
      reason: of.reason,
      offences: of.offences,
      sinceMs: nowMs,
      untilMs: nowMs + lastsMs,
      times,
    }
    this.#store(entry, nowMs)
    return entry
  }

  /** One that somebody else decided: an administrator, or the core that remembers. */
  add(ban: StandingBan, nowMs: number): void {
    const known = this.#entries.get(ban.source)
    if (ban.untilMs <= nowMs || (known !== undefined && known.untilMs >= ban.untilMs)) return
    this.#store({ ...ban, times: known?.times ?? 1 }, nowMs)
  }

  /** @returns whether it was banned; it begins anew, without a past */
  lift(source: string, nowMs: number): boolean {
    const wasBanned = this.isBanned(source, nowMs)
    this.#entries.delete(source)
    return wasBanned
  }

  /** The oldest first. */
  standing(nowMs: number): StandingBan[] {
    return [...this.#entries.values()].filter((entry) => entry.untilMs > nowMs).map(({ times: _, ...ban }) => ban)
  }

  /** When the first of those that stand ends. */
  nextEndMs(nowMs: number): number | undefined {
    let next: number | undefined
    for (const { untilMs } of this.#entries.values()) {
      if (untilMs > nowMs && (next === undefined || untilMs < next)) next = untilMs
    }
    return next
  }

  #store(entry: Entry, nowMs: number): void {
    this.#entries.delete(entry.source)
    if (this.#entries.size >= capacity) this.#makeRoom(nowMs)
    this.#entries.set(entry.source, entry)
  }

  #makeRoom(nowMs: number): void {
    let first: Entry | undefined
    for (const entry of this.#entries.values()) {
      if (entry.untilMs + remembersMs <= nowMs) this.#entries.delete(entry.source)
      else if (first === undefined || entry.untilMs < first.untilMs) first = entry
    }
    if (first !== undefined && this.#entries.size >= capacity) this.#entries.delete(first.source)
  }
}
