import { failure, type Result, success } from '#kernel/result.ts'
import { type AudioSource, frameMs } from '../audio/frame.ts'
import type { PlayPiece, PromptSource } from './ports.ts'

/**
 * Pieces heard one after another, once or for ever. Every piece is known to exist when it begins; a piece that is
 * empty is passed over, and a round in which nothing sounded ends even an endless playback.
 */
export class Playback implements AudioSource {
  readonly #pieces: readonly PlayPiece[]
  readonly #prompts: PromptSource
  readonly #isLooped: boolean
  #next = 0
  #source: AudioSource | undefined
  #framesLeft = 0
  #soundedThisRound = false
  #isMissing = false

  private constructor(pieces: readonly PlayPiece[], isLooped: boolean, prompts: PromptSource) {
    this.#pieces = pieces
    this.#isLooped = isLooped
    this.#prompts = prompts
  }

  /** @returns what to listen to, or the name of the first piece that is not there */
  static open(pieces: readonly PlayPiece[], isLooped: boolean, prompts: PromptSource): Result<Playback, string> {
    for (const piece of pieces) {
      if (piece.kind !== 'silence' && prompts.open(piece) === undefined) {
        return failure('name' in piece ? (piece.name ?? piece.kind) : piece.kind)
      }
    }
    return success(new Playback(pieces, isLooped, prompts))
  }

  /** A piece was not there and did not come: nothing after it was heard. */
  get isMissing(): boolean {
    return this.#isMissing
  }

  read(into: Int16Array): boolean {
    // Each turn begins a piece; a round without sound ends, so the turns are bounded.
    for (let turn = 0; turn <= 2 * this.#pieces.length + 1; turn++) {
      if (this.#readPiece(into)) {
        this.#soundedThisRound = true
        return true
      }
      if (this.#source?.isMissing) {
        this.#isMissing = true
        break
      }
      if (this.#next >= this.#pieces.length) {
        if (!this.#isLooped || !this.#soundedThisRound) break
        this.#next = 0
        this.#soundedThisRound = false
      }
      this.#begin(this.#pieces[this.#next++])
    }
    this.#source = undefined
    into.fill(0)
    return false
  }

  #begin(piece: PlayPiece | undefined): void {
    if (piece === undefined) return
    const durationMs = 'durationMs' in piece ? piece.durationMs : undefined
    this.#framesLeft = durationMs === undefined ? Number.POSITIVE_INFINITY : Math.ceil(durationMs / frameMs)
    this.#source = piece.kind === 'silence' ? silence : this.#prompts.open(piece)
  }

  #readPiece(into: Int16Array): boolean {
    if (this.#source === undefined || this.#framesLeft <= 0) return false
    this.#framesLeft--
    return this.#source.read(into)
  }
}

const silence: AudioSource = {
  read(into) {
    into.fill(0)
    return true
  },
}
