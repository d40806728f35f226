import type { Result } from '#kernel/result.ts'

/** What somebody said, and what he may have said. */
export interface Utterance {
  /** 8 kHz, one channel. */
  readonly samples: Int16Array
  /** BCP-47 */
  readonly language: string
  /** One of these; small letters, words parted by a space. */
  readonly phrases: readonly string[]
}

export type TranscriberFailure =
  /** Nobody here understands that language. */
  | { readonly kind: 'no-engine' }
  /** Now it cannot; later it may. */
  | { readonly kind: 'unavailable'; readonly cause: string }
  /** It will not, however often it is asked. */
  | { readonly kind: 'refused'; readonly cause: string }

export interface TranscriberEngine {
  /** For people. */
  readonly name: string
  /** Of a hundred answers at a menu, how many it understood rightly where that was measured here. */
  readonly rightOf100?: number
}

/** Understands what callers say in the place of keys. */
export interface Transcriber {
  /** What understands this language; `undefined`: nothing does. */
  engineOf(language: string): TranscriberEngine | undefined
  /** Which of the phrases it was, and how sure that is, from 0 to 1; `null`: none of them. */
  transcribe(
    utterance: Utterance,
  ): Promise<Result<{ readonly text: string; readonly confidence: number } | null, TranscriberFailure>>
}
