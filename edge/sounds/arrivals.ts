import { createHash, type Hash } from 'node:crypto'
import { failure, type Result, success } from '#kernel/result.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'

interface Arrival {
  readonly bytes: Buffer
  readonly hash: Hash
  filled: number
}

/** Sounds that the core is sending at the same time; beyond these the one begun first is given up. */
const mostAtOnce = 8

/** Puts sounds together from their parts. Each is hashed as it comes, so that no part takes the media's time for the whole. */
export class Arrivals {
  readonly #arrivals = new Map<string, Arrival>()

  /** @returns the whole when this was its last part, `undefined` before; fails when it is not what its hash says */
  take({ hash, offset, bytes, partBase64 }: EdgeCommandOf<'sound.put'>): Result<Uint8Array | undefined, string> {
    const part = Buffer.from(partBase64, 'base64')
    if (offset === 0) this.#begin(hash, bytes)
    const arrival = this.#arrivals.get(hash)
    if (arrival === undefined) return failure('The parts before this one are not here.')
    const isNext = offset === arrival.filled && arrival.bytes.length === bytes && offset + part.length <= bytes
    if (!isNext) return this.#giveUp(hash, 'That is not the part that comes next.')
    part.copy(arrival.bytes, offset)
    arrival.hash.update(part)
    arrival.filled += part.length
    if (arrival.filled < bytes) return success(undefined)
    if (arrival.hash.digest('hex') !== hash) return this.#giveUp(hash, 'The bytes are not those of this hash.')
    this.#arrivals.delete(hash)
    return success(arrival.bytes)
  }

  #begin(hash: string, bytes: number): void {
    this.#arrivals.delete(hash)
    const [first] = this.#arrivals.keys()
    if (first !== undefined && this.#arrivals.size >= mostAtOnce) this.#arrivals.delete(first)
    this.#arrivals.set(hash, { bytes: Buffer.alloc(bytes), hash: createHash('sha256'), filled: 0 })
  }

  #giveUp(hash: string, sentence: string): Result<never, string> {
    this.#arrivals.delete(hash)
    return failure(sentence)
  }
}
