import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { EdgeId } from '#kernel/ids.ts'
import { soundPartBytes } from '#protocol/edge/index.ts'
import type { EdgeLink } from '../core-services.ts'

interface CourierOptions {
  readonly db: Kysely<Database>
  readonly edge: Pick<EdgeLink, 'send' | 'subscribe'>
  readonly logger: Logger
  /** A sound that something wants to play is nowhere. */
  readonly missing: (hash: string) => void
}

const longestWaiting = 20_000

/**
 * Brings sounds from the tables to the edges that ask for them, one at a time an edge and part after part, each when the one
 * before was taken: what calls need of the link goes between.
 */
export class SoundCourier {
  readonly #options: CourierOptions
  readonly #waiting = new Map<EdgeId, Set<string>>()
  readonly #unsubscribe: () => void

  constructor(options: CourierOptions) {
    this.#options = options
    this.#unsubscribe = options.edge.subscribe({
      event: (event, edgeId) => {
        if (event.type === 'sounds.wanted') this.#want(edgeId, event.hashes)
      },
      connectionChanged: (edgeId, isConnected) => {
        // It says again what it wants when it is back.
        if (!isConnected) this.#waiting.get(edgeId)?.clear()
      },
    })
  }

  stop(): void {
    this.#unsubscribe()
    for (const waiting of this.#waiting.values()) waiting.clear()
  }

  #want(edgeId: EdgeId, hashes: readonly string[]): void {
    const known = this.#waiting.get(edgeId)
    const waiting = known ?? new Set<string>()
    for (const hash of hashes) if (waiting.size < longestWaiting) waiting.add(hash)
    if (known !== undefined) return
    this.#waiting.set(edgeId, waiting)
    void this.#deliver(edgeId, waiting).finally(() => this.#waiting.delete(edgeId))
  }

  async #deliver(edgeId: EdgeId, waiting: Set<string>): Promise<void> {
    for (const hash of waiting) {
      try {
        await this.#bring(edgeId, hash)
      } catch (error) {
        this.#options.logger.warn('A sound could not be brought to an edge', { edgeId, hash, error })
      }
      waiting.delete(hash)
    }
  }

  async #bring(edgeId: EdgeId, hash: string): Promise<void> {
    const { db, edge, logger, missing } = this.#options
    const sound = await db.selectFrom('sound').select('audio').where('sound_hash', '=', hash).executeTakeFirst()
    if (sound === undefined) {
      missing(hash)
      await edge.send({ type: 'sound.gone', hash }, { edgeId })
      return
    }
    const { audio } = sound
    for (let offset = 0; offset < audio.length; offset += soundPartBytes) {
      const partBase64 = audio.subarray(offset, offset + soundPartBytes).toString('base64')
      const put = { type: 'sound.put', hash, offset, bytes: audio.length, partBase64 } as const
      const taken = await edge.send(put, { edgeId })
      if (taken.ok) continue
      logger.warn('An edge did not take a sound', { edgeId, hash, ...taken.error })
      return
    }
  }
}
