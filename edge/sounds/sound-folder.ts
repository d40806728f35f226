import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { mostSoundBytes } from '#protocol/edge/commands.ts'

export interface SoundFolderOptions {
  /** Made when it is not there. */
  readonly path: string
  /** Default: 512 MiB, eighteen hours of sound. */
  readonly mostBytes?: number
  /** What goes wrong here costs no call its sound: it is fetched again, or kept in memory alone. */
  readonly failed: (what: string, fields: Readonly<Record<string, unknown>>) => void
}

const extension = '.ulaw'
const isSoundFile = (name: string): boolean => /^[0-9a-f]{64}\.ulaw$/.test(name)

/** Sounds on the edge's disk, `HASH.ulaw`, so that a new start needs no core to say them. A cache: all of it may be deleted. */
export class SoundFolder {
  readonly #options: SoundFolderOptions
  readonly #mostBytes: number
  /** Bytes of each file, the one that was used longest ago first. */
  readonly #files = new Map<string, number>()
  #bytes = 0
  #keptFirst: ReadonlySet<string> = new Set()

  constructor(options: SoundFolderOptions) {
    this.#options = options
    this.#mostBytes = options.mostBytes ?? 512 * 1024 * 1024
  }

  /** Learns what is there, and removes what a crash left half-written. */
  async load(): Promise<void> {
    const { path, failed } = this.#options
    try {
      await mkdir(path, { recursive: true, mode: 0o750 })
      const found: { readonly hash: string; readonly bytes: number; readonly usedMs: number }[] = []
      for (const name of await readdir(path)) {
        if (isSoundFile(name)) {
          const { size, mtimeMs } = await stat(join(path, name))
          found.push({ hash: name.slice(0, -extension.length), bytes: size, usedMs: mtimeMs })
        } else await unlink(join(path, name)).catch(() => undefined)
      }
      found.sort((a, b) => a.usedMs - b.usedMs)
      for (const { hash, bytes } of found) this.#note(hash, bytes)
    } catch (error) {
      failed('The folder of sounds cannot be read', { error })
    }
  }

  has(hash: string): boolean {
    return this.#files.has(hash)
  }

  /** These go last when room has to be made. */
  keepFirst(hashes: ReadonlySet<string>): void {
    this.#keptFirst = hashes
  }

  /** `undefined`: it is not there, or was damaged and is not there any more. */
  async read(hash: string): Promise<Uint8Array | undefined> {
    const path = this.#pathOf(hash)
    try {
      const { size } = await stat(path)
      const bytes = size > 0 && size <= mostSoundBytes ? await readFile(path) : new Uint8Array(0)
      if (createHash('sha256').update(bytes).digest('hex') === hash) {
        this.#note(hash, bytes.length)
        return bytes
      }
      this.#options.failed('A sound was damaged on the disk and is fetched anew', { hash })
    } catch (error) {
      this.#options.failed('A sound cannot be read from the disk', { hash, error })
    }
    await this.#remove(hash)
    return undefined
  }

  /** Whole or not at all. */
  async write(hash: string, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf(hash)
    const partial = `${path}.partial`
    try {
      const file = await open(partial, 'w', 0o640)
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(partial, path)
      this.#note(hash, bytes.length)
      await this.#makeRoom()
    } catch (error) {
      await unlink(partial).catch(() => undefined)
      this.#options.failed('A sound cannot be kept on the disk', { hash, error })
    }
  }

  async #makeRoom(): Promise<void> {
    const others = [...this.#files.keys()]
    const first = others.filter((hash) => !this.#keptFirst.has(hash))
    for (const hash of [...first, ...others.filter((hash) => this.#keptFirst.has(hash))]) {
      if (this.#bytes <= this.#mostBytes) return
      await this.#remove(hash)
    }
  }

  #note(hash: string, bytes: number): void {
    this.#bytes += bytes - (this.#files.get(hash) ?? 0)
    this.#files.delete(hash)
    this.#files.set(hash, bytes)
  }

  async #remove(hash: string): Promise<void> {
    this.#bytes -= this.#files.get(hash) ?? 0
    this.#files.delete(hash)
    await unlink(this.#pathOf(hash)).catch(() => undefined)
  }

  #pathOf(hash: string): string {
    return join(this.#options.path, `${hash}${extension}`)
  }
}
