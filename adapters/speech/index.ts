import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { packageRoot } from '../system/package-root.ts'
import { type EspeakProgram, espeakProvider } from './espeak.ts'
import { type HttpSpeechOptions, httpSpeech } from './http-speech.ts'
import type { TtsProvider } from './tts-provider.ts'

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
  const found = path.split(delimiter).map((folder) => join(folder, 'espeak-ng'))
  const program = found.find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
  return program === undefined ? undefined : { kind: 'system', path: program }
}
