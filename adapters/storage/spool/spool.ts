import { mkdir, open, statfs, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { RandomBytes, RecordingId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { type StorageFailure, storageFailure } from '../outcomes.ts'
import { partialSuffix, recordingPath } from '../recording-path.ts'
import { saltBytes } from '../sealed/format.ts'
import { type Condition, DiskCondition } from './disk-condition.ts'
import { repairSpool } from './repair.ts'
import { realFiles, type SpooledFile, type SpoolFiles, SpoolWriter } from './spool-writer.ts'
import { WriteSlots } from './write-slots.ts'

export interface SpoolOptions {
  /** The folder under which recordings lie; made when it is not there. */
  readonly root: string
  readonly randomBytes: RandomBytes
  readonly monotonicMs: () => number
  /** For tests: another disk. */
  readonly files?: SpoolFiles
  readonly slots?: WriteSlots
  readonly giveUpAfterMs?: number
}

/** Half a second: what the edge's death may cost, less the little that has not come so far. */
const chunkMs = 500
const giveUpAfterMs = 600_000

/** Where an edge writes recordings while they grow: files of its own disk, each encrypted from its first byte. */
export class Spool {
  readonly #options: SpoolOptions
  readonly #slots: WriteSlots
  readonly #condition = new DiskCondition()
  readonly #growing = new Set<SpoolWriter>()
  #key: { readonly keyId: string; readonly master: Uint8Array } | undefined

  constructor(options: SpoolOptions) {
    this.#options = options
    this.#slots = options.slots ?? new WriteSlots()
  }

  /** For recordings that are opened from now on. */
  setKey(keyId: string, master: Uint8Array): void {
    this.#key = { keyId, master: Uint8Array.from(master) }
  }

  /** At once, whatever the disk is doing: the file is made when it can be. Sound is interleaved 16 bit little-endian PCM. */
  open(
    recordingId: RecordingId,
    sound: { readonly rateHz: number; readonly channels: number },
  ): Result<SpoolWriter, StorageFailure> {
    if (this.#key === undefined) return failure({ kind: 'no-key' })
    const path = recordingPath(recordingId, 'wav.sealed')
    if (!path.ok) return path
    const { root, randomBytes, monotonicMs } = this.#options
    const finalPath = join(root, path.value)
    const { rateHz, channels } = sound
    const chunkBytes = ((rateHz * chunkMs) / 1000) * channels * 2
    const head = {
      coding: 'pcm',
      channels,
      rateHz,
      chunkBytes,
      keyId: this.#key.keyId,
      salt: randomBytes(saltBytes),
    } as const
    const place = { recordingId, finalPath, partialPath: finalPath + partialSuffix, relativePath: path.value }
    const parts = {
      slots: this.#slots,
      files: this.#options.files ?? realFiles,
      watch: this.#condition,
      monotonicMs,
      giveUpAfterMs: this.#options.giveUpAfterMs ?? giveUpAfterMs,
      done: () => this.#growing.delete(writer),
    }
    const writer: SpoolWriter = new SpoolWriter(parts, place, head, this.#key.master)
    this.#growing.add(writer)
    return success(writer)
  }

  /** Finishes what a former incarnation left behind; called before any `open`. */
  repairUnfinished(): Promise<readonly SpooledFile[]> {
    return repairSpool(this.#options.root)
  }

  /** For how long the oldest sound that is in memory alone has waited for the disk. */
  get waitingMs(): number {
    let longest = 0
    for (const writer of this.#growing) longest = Math.max(longest, writer.waitingMs)
    return longest
  }

  condition(): Condition {
    return this.#condition.judge(this.waitingMs)
  }

  async freeBytes(): Promise<number | undefined> {
    const found = await statfs(this.#options.root).catch(() => undefined)
    return found && found.bavail * found.bsize
  }

  /** Tries the disk when no recording does: otherwise nobody would notice that it is well again. */
  async probe(): Promise<void> {
    const path = join(this.#options.root, '.probe')
    await this.#slots.run(async () => {
      try {
        await mkdir(this.#options.root, { recursive: true, mode: 0o750 })
        const handle = await open(path, 'w', 0o640)
        try {
          // As much as a few recordings write at once, so that a disk with one free block does not count as well.
          await handle.write(Buffer.alloc(65_536))
          await handle.sync()
        } finally {
          await handle.close()
          await unlink(path).catch(() => undefined)
        }
        this.#condition.wrote()
      } catch (error) {
        this.#condition.failed(storageFailure(error))
      }
    })
  }
}
