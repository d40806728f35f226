import type { Result } from '#kernel/result.ts'

/** Makes words into sound: a machine's voice, here or elsewhere. Slow, and never asked while a caller waits for the words. */
export interface TtsProvider {
  /** Shown to administrators: which engine it is. */
  readonly engine: 'espeak-ng' | 'http'
  /** The voice that speaks a language (BCP-47), by a name that changes when it would sound otherwise; `undefined`: none does. */
  voiceOf(language: string): string | undefined
  /** @returns a WAV file as the engine made it */
  speak(words: string, language: string): Promise<Result<Uint8Array, TtsFailure>>
}

export type TtsFailure =
  | { readonly kind: 'no-voice' }
  /** It did not answer in time, or cannot be run or reached: it may work later. `cause` is for engineers. */
  | { readonly kind: 'unavailable'; readonly cause: string }
  /** It answered that it will not, or with what is no sound. */
  | { readonly kind: 'refused'; readonly cause: string }

/** What an engine may answer with; more is no sentence that a caller listens to. */
export const mostEngineBytes = 64 * 1024 * 1024
/** The longest words that are spoken at once, in UTF-16 units. */
export const mostWords = 2000
