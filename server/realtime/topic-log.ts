/** What changed in a topic between two positions. */
export interface TopicDelta {
  readonly position: number
  readonly set: Readonly<Record<string, unknown>>
  readonly remove: readonly string[]
}
export interface TopicSnapshot {
  readonly position: number
  readonly entries: Readonly<Record<string, unknown>>
}

/** Positions of all topics of one stream origin come from here, so that one topic's position never fits another's. */
export interface Positions {
  next(): number
}
export function createPositions(): Positions {
  let last = 0
  return { next: () => ++last }
}

const deltasKept = 256

/**
 * One topic's entries, with the changes of late, so that a page that was away for a moment gets only what it missed.
 * Entries are compared by what they say: setting one to what it is already is no change.
 */
export class TopicLog {
  readonly #positions: Positions
  readonly #entries = new Map<string, { readonly json: string; readonly entry: unknown }>()
  readonly #history: TopicDelta[] = []
  #position: number
  /** The position before the oldest delta that is kept. */
  #base: number

  constructor(positions: Positions) {
    this.#positions = positions
    this.#position = positions.next()
    this.#base = this.#position
  }

  get position(): number {
    return this.#position
  }

  snapshot(): TopicSnapshot {
    const entries: Record<string, unknown> = {}
    for (const [key, { entry }] of this.#entries) entries[key] = entry
    return { position: this.#position, entries }
  }

  /** Makes the topic exactly this. */
  replace(entries: Readonly<Record<string, unknown>>): TopicDelta | undefined {
    const gone = [...this.#entries.keys()].filter((key) => !(key in entries))
    return this.change(entries, gone)
  }

  /** Sets and removes entries; `undefined` when nothing is different after it. */
  change(set: Readonly<Record<string, unknown>>, remove: readonly string[] = []): TopicDelta | undefined {
    const changed: Record<string, unknown> = {}
    const removed: string[] = []
    for (const [key, entry] of Object.entries(set)) {
      const json = JSON.stringify(entry)
      if (this.#entries.get(key)?.json === json) continue
      this.#entries.set(key, { json, entry })
      changed[key] = entry
    }
    for (const key of remove) if (!(key in set) && this.#entries.delete(key)) removed.push(key)
    if (Object.keys(changed).length === 0 && removed.length === 0) return undefined

    this.#position = this.#positions.next()
    const delta = { position: this.#position, set: changed, remove: removed }
    this.#history.push(delta)
    if (this.#history.length > deltasKept) this.#base = (this.#history.shift() as TopicDelta).position
    return delta
  }

  /**
   * Everything that changed after `position`, as one delta; `undefined` when that is not known any more or the position is
   * none of this topic's.
   */
  since(position: number): TopicDelta | undefined {
    const isMine = position === this.#base || this.#history.some((delta) => delta.position === position)
    if (!isMine) return undefined
    const set = new Map<string, unknown>()
    const remove = new Set<string>()
    for (const delta of this.#history) {
      if (delta.position <= position) continue
      for (const [key, entry] of Object.entries(delta.set)) {
        set.set(key, entry)
        remove.delete(key)
      }
      for (const key of delta.remove) {
        set.delete(key)
        remove.add(key)
      }
    }
    return { position: this.#position, set: Object.fromEntries(set), remove: [...remove] }
  }
}
