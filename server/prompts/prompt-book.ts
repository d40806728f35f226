import { createHash } from 'node:crypto'
import type { Said } from '#domain/flows/index.ts'
import type { PromptId } from '#kernel/ids.ts'
import { isId } from '#kernel/ids.ts'
import type { PlayItem } from '#protocol/edge/index.ts'

/** The current sounds of one prompt. */
export interface KnownPrompt {
  readonly promptId: PromptId
  readonly name: string
  /** Hash by language, the language that it had first in front. */
  readonly sounds: ReadonlyMap<string, string>
}

/** Words that were spoken ahead. */
export interface SpokenWords {
  readonly language: string
  /** See {@link hashOfWords}. */
  readonly wordsHash: string
  readonly soundHash: string
}

/** What callers hear, as the tables say it: made anew with each reading, looked into on the way of every call. */
export class PromptBook {
  readonly #prompts: ReadonlyMap<string, KnownPrompt>
  readonly #spoken: ReadonlyMap<string, string>
  /** Of every sound in it, once each, sorted. */
  readonly hashes: readonly string[]

  constructor(prompts: readonly KnownPrompt[], spoken: readonly SpokenWords[]) {
    this.#prompts = new Map(prompts.map((prompt) => [prompt.promptId, prompt]))
    this.#spoken = new Map(spoken.map((words) => [`${words.language} ${words.wordsHash}`, words.soundHash]))
    const hashes = new Set(spoken.map(({ soundHash }) => soundHash))
    for (const { sounds } of prompts) for (const hash of sounds.values()) hashes.add(hash)
    this.hashes = [...hashes].sort()
  }

  get prompts(): Iterable<KnownPrompt> {
    return this.#prompts.values()
  }

  /** Whether this is one of the organisation's own, with a sound. */
  has(name: string): boolean {
    return this.#prompts.has(name)
  }

  /**
   * What is played for the prompt that a setting names: a managed one by its id, in this language, else in the first that it
   * has; any other name is one that comes with Parley. A managed one without sound is named as it is, and the edge refuses it.
   */
  itemOf(name: string, language: string): PlayItem {
    const sound = isId('prompt', name) ? this.#soundOfPrompt(name, language) : undefined
    return sound ?? { kind: 'prompt', name, language }
  }

  /**
   * What is played for one thing that a flow says; `undefined`: it cannot be said now (the prompt is gone or empty, the words
   * are not spoken yet), and the block that wants to say it fails.
   *
   * A `value` is not one of them: read it to words or pieces first (`domain/flows/reading`) and ask {@link soundOfWords}.
   */
  soundOf(item: Said, language: string): PlayItem[] | undefined {
    if (item.kind === 'value') return undefined
    const sound =
      item.kind === 'prompt' ? this.#soundOfPrompt(item.promptId, language) : this.#soundOfText(item.words, language)
    return sound && [sound]
  }

  /** What is played for exactly these words, spoken ahead in this language. */
  soundOfWords(words: string, language: string): PlayItem | undefined {
    const hash = this.#spoken.get(`${language} ${hashOfWords(words)}`)
    return hash === undefined ? undefined : { kind: 'sound', hash }
  }

  #soundOfPrompt(promptId: string, language: string): PlayItem | undefined {
    const sounds = this.#prompts.get(promptId)?.sounds
    if (sounds === undefined) return undefined
    const [first] = sounds.values()
    const hash = sounds.get(language) ?? sounds.get(primaryOf(language)) ?? first
    return hash === undefined ? undefined : { kind: 'sound', hash }
  }

  #soundOfText(words: Readonly<Record<string, string>>, language: string): PlayItem | undefined {
    const given = words[language] === undefined ? Object.entries(words)[0] : ([language, words[language]] as const)
    return given && this.soundOfWords(given[1], given[0])
  }
}

export const emptyPromptBook = new PromptBook([], [])

/** SHA-256, lower-case hexadecimal: by it words are found that may be long. */
export const hashOfWords = (words: string): string => createHash('sha256').update(words).digest('hex')

/** `en` of `en-GB`. */
const primaryOf = (language: string): string => language.split('-', 1)[0] ?? language
