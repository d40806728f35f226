import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { specialInformationTone } from '#telephony/audio/announcements.ts'
import { AwaitedClip } from '#telephony/audio/awaited-clip.ts'
import { Clip } from '#telephony/audio/clip.ts'
import type { AudioSource } from '#telephony/audio/frame.ts'
import { composeHoldMusic } from '#telephony/audio/music.ts'
import { pieceFolder, promptNames, promptSamples, promptSubstitute } from '#telephony/audio/prompts.ts'
import { beep, callProgressTone, ToneSource, testTone } from '#telephony/audio/tones.ts'
import type { PlayPiece, PromptSource } from '#telephony/calls/ports.ts'

const defaultLanguage = 'en'
const mostPrompts = 2000

/** All sound that can be asked for by name, in memory: prompts of each language, tones, and the hold music. */
export class PromptLibrary implements PromptSource {
  readonly #prompts = new Map<string, Int16Array>()
  /** One of each name, in whatever language: better than silence. */
  readonly #anyLanguage = new Map<string, Int16Array>()
  readonly #music = composeHoldMusic()
  readonly #notInService = specialInformationTone()

  readonly #openSound: (hash: string) => AudioSource

  /** @param openSound sounds by their hash; without it there are none */
  constructor(
    openSound: (hash: string) => AudioSource = () => new AwaitedClip({ samples: undefined, isLost: true }, 0),
  ) {
    this.#openSound = openSound
    for (const name of promptNames) this.#prompts.set(`${defaultLanguage}/${name}`, promptSubstitute(name))
  }

  /**
   * Reads `FOLDER/LANGUAGE/NAME.ulaw` and `FOLDER/LANGUAGE/pieces/NAME.ulaw`. A folder that is not there leaves the generated
   * stand-ins. @returns how many were read
   */
  async load(folder: string): Promise<number> {
    let count = 0
    for (const language of await readdir(folder).catch((): string[] => [])) {
      for (const part of ['', pieceFolder]) {
        for (const file of await readdir(join(folder, language, part)).catch((): string[] => [])) {
          if (!file.endsWith('.ulaw') || count >= mostPrompts) continue
          const name = file.slice(0, -5)
          const samples = promptSamples(await readFile(join(folder, language, part, file)))
          this.#prompts.set(`${language}/${name}`, samples)
          this.#anyLanguage.set(name, samples)
          count++
        }
      }
    }
    return count
  }

  /** A prompt in the language that was asked for, else in English, else in one that it was recorded in. */
  open(piece: PlayPiece): AudioSource | undefined {
    switch (piece.kind) {
      case 'prompt': {
        const samples =
          this.#prompts.get(`${piece.language ?? defaultLanguage}/${piece.name}`) ??
          this.#prompts.get(`${defaultLanguage}/${piece.name}`) ??
          this.#anyLanguage.get(piece.name)
        return samples && new Clip(samples)
      }
      case 'sound':
        return this.#openSound(piece.hash)
      case 'music':
        return piece.name === undefined || piece.name === 'default' ? this.holdMusic() : undefined
      case 'silence':
        return undefined
      case 'tone':
        return this.#tone(piece.tone)
    }
  }

  holdMusic(): AudioSource {
    return new Clip(this.#music, { loop: true })
  }

  #tone(name: (PlayPiece & { kind: 'tone' })['tone']): AudioSource {
    switch (name) {
      case 'beep':
        return new ToneSource(beep())
      case 'milliwatt':
        return new ToneSource(testTone())
      case 'not-in-service':
        return new Clip(this.#notInService)
      default:
        return new ToneSource(callProgressTone(name))
    }
  }
}
