import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { packageRoot } from '../system/package-root.ts'
import { type EspeakProgram, espeakProvider } from './espeak.ts'
import { type HttpSpeechOptions, httpSpeech } from './http-speech.ts'
import { type HttpTranscriberOptions, httpTranscriber } from './http-transcriber.ts'
import { pocketsphinx } from './pocketsphinx.ts'
import type { Transcriber } from './transcriber.ts'
import type { TtsProvider } from './tts-provider.ts'

export type { Transcriber, Utterance } from './transcriber.ts'
export { mostWords, type TtsFailure, type TtsProvider } from './tts-provider.ts'

/** The voice that this installation has: the server that it names, else eSpeak NG where it is installed, else none. */
export function openTts(server: HttpSpeechOptions | undefined): TtsProvider | undefined {
  if (server !== undefined) return httpSpeech(server)
  const program = findEspeak(process.env.PATH ?? '')
  return program && espeakProvider(program)
}

function findEspeak(path: string): EspeakProgram | undefined {
  const speech = join(packageRoot(), 'speech')
  if (existsSync(join(speech, 'node_modules/@echogarden/espeak-ng-emscripten/espeak-ng.js'))) {
    return { kind: 'package', path: join(speech, 'speak.mjs') }
  }
  const program = findProgram(path, 'espeak-ng')
  return program === undefined ? undefined : { kind: 'system', path: program }
}

/** Where Debian's `pocketsphinx-en-us` has what it knows of English. */
const englishDictionary = '/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict'

/** Who understands callers: the server that is named, else PocketSphinx where it and its English are installed, else nobody. */
export function openTranscriber(server: HttpTranscriberOptions | undefined): Transcriber | undefined {
  if (server !== undefined) return httpTranscriber(server)
  const program = findProgram(process.env.PATH ?? '', 'pocketsphinx_continuous')
  if (program === undefined || !existsSync(englishDictionary)) return undefined
  return pocketsphinx({ program, dictionary: englishDictionary })
}

function findProgram(path: string, name: string): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}
