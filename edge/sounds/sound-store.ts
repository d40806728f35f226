import { type Result, success } from '#kernel/result.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import { AwaitedClip } from '#telephony/audio/awaited-clip.ts'
import type { AudioSource } from '#telephony/audio/frame.ts'
import { promptSamples } from '#telephony/audio/prompts.ts'
import { refuse } from '../refusal.ts'
import { Arrivals } from './arrivals.ts'
import type { SoundFolder } from './sound-folder.ts'

export interface SoundStoreOptions {
  readonly folder: SoundFolder
  /** Asks the core for these; at most {@link mostWantedAtOnce}. */
  readonly want: (hashes: readonly string[]) => void
  readonly monotonicMs: () => number
  /** How many bytes of samples are kept in memory; more lie on the disk alone. Default: 128 MiB, two hours and a quarter. */
  readonly mostMemoryBytes?: number
}

interface Entry {
  samples: Int16Array | undefined
  isLost: boolean
  isBeingRead: boolean
  wantedAtMs: number
}

const mostWantedAtOnce = 100
const patienceMs = 3000
/** A sound that was asked for and did not come is asked for again by the next who wants to hear it, but not by each. */
const wantAgainAfterMs = 1000

/**
 * Sounds by the hash of their bytes: decoded in memory, the file on the disk behind it. Playing one that is here touches
 * nothing else, so it goes on without a core; one that is not is read, or asked for, while whoever listens hears silence.
 *
 *     open, or sounds.set --> in memory? --> on the disk? --> sounds.wanted --(sound.put ...)--> memory and disk
 *                                              '--damaged--> thrown away, then as if it were not there
 */
export class SoundStore {
  readonly #options: SoundStoreOptions
  readonly #mostMemoryBytes: number
  readonly #arrivals = new Arrivals()
  /** The one that was heard longest ago first. */
  readonly #entries = new Map<string, Entry>()
  #expected: ReadonlySet<string> = new Set()
  #memoryBytes = 0
  #toWant: string[] = []

  constructor(options: SoundStoreOptions) {
    this.#options = options
    this.#mostMemoryBytes = options.mostMemoryBytes ?? 128 * 1024 * 1024
  }

  /** From its beginning. Never `undefined`: a sound that is not here may come. */
  open(hash: string): AudioSource {
    const entry = this.#entryOf(hash)
    // Heard now: the last to go.
    this.#entries.delete(hash)
    this.#entries.set(hash, entry)
    if (entry.samples === undefined) this.#fetch(hash, entry)
    return new AwaitedClip(entry, patienceMs)
  }

  /** The whole set of those that may be played: each is made ready now. */
  expect(hashes: readonly string[]): void {
    this.#expected = new Set(hashes)
    this.#options.folder.keepFirst(this.#expected)
    for (const [hash, entry] of this.#entries) {
      if (this.#expected.has(hash)) continue
      // Nobody asks again for what nobody may play any more.
      if (entry.samples === undefined) this.#entries.delete(hash)
      else this.#forget(hash, entry)
    }
    for (const hash of hashes) {
      const entry = this.#entryOf(hash)
      const isElsewhere = this.#hasRoom || !this.#options.folder.has(hash)
      if (entry.samples === undefined && isElsewhere) this.#fetch(hash, entry)
    }
  }

  put(part: EdgeCommandOf<'sound.put'>): Result<void, EdgeError> {
    const taken = this.#arrivals.take(part)
    if (!taken.ok) return refuse('bad-command', taken.error)
    if (taken.value === undefined) return success(undefined)
    void this.#options.folder.write(part.hash, taken.value)
    this.#here(part.hash, this.#entryOf(part.hash), taken.value)
    return success(undefined)
  }

  /** The core does not have it. */
  gone(hash: string): void {
    const entry = this.#entries.get(hash)
    if (entry === undefined || entry.samples !== undefined) return
    entry.isLost = true
    // Whoever wants it later begins anew: it may have been made by then.
    this.#entries.delete(hash)
  }

  /** A core has come: what was asked for while none was there is asked for again. */
  coreCame(): void {
    for (const [hash, entry] of this.#entries) if (entry.samples === undefined) this.#fetch(hash, entry)
  }

  get #hasRoom(): boolean {
    return this.#memoryBytes < this.#mostMemoryBytes
  }

  #entryOf(hash: string): Entry {
    const known = this.#entries.get(hash)
    if (known !== undefined) return known
    const entry: Entry = { samples: undefined, isLost: false, isBeingRead: false, wantedAtMs: Number.NEGATIVE_INFINITY }
    this.#entries.set(hash, entry)
    return entry
  }

  #fetch(hash: string, entry: Entry): void {
    if (entry.isBeingRead) return
    if (!this.#options.folder.has(hash)) {
      this.#want(hash, entry)
      return
    }
    entry.isBeingRead = true
    void this.#options.folder.read(hash).then((bytes) => {
      entry.isBeingRead = false
      if (bytes === undefined) this.#want(hash, entry)
      else if (entry.samples === undefined) this.#here(hash, entry, bytes)
    })
  }

  #want(hash: string, entry: Entry): void {
    const nowMs = this.#options.monotonicMs()
    if (nowMs - entry.wantedAtMs < wantAgainAfterMs) return
    entry.wantedAtMs = nowMs
    this.#toWant.push(hash)
    if (this.#toWant.length === 1) setImmediate(() => this.#tellWanted())
  }

  #tellWanted(): void {
    const hashes = this.#toWant
    this.#toWant = []
    for (let from = 0; from < hashes.length; from += mostWantedAtOnce) {
      this.#options.want(hashes.slice(from, from + mostWantedAtOnce))
    }
  }

  #here(hash: string, entry: Entry, bytes: Uint8Array): void {
    if (entry.samples !== undefined) return
    entry.samples = promptSamples(bytes)
    this.#memoryBytes += entry.samples.byteLength
    for (const [oldest, other] of this.#entries) {
      if (this.#memoryBytes <= this.#mostMemoryBytes) break
      if (oldest !== hash) this.#forget(oldest, other)
    }
  }

  /** Whoever listens to it keeps its samples to the end. */
  #forget(hash: string, entry: Entry): void {
    if (entry.samples === undefined) return
    this.#memoryBytes -= entry.samples.byteLength
    this.#entries.delete(hash)
  }
}
