import { spawn } from 'node:child_process'
import { failure, type Result, success } from '#kernel/result.ts'
import { mostEngineBytes, type TtsFailure, type TtsProvider } from './tts-provider.ts'

/** Languages that Parley speaks and eSpeak NG has a voice for. */
const voices = new Set(['en', 'az', 'fa', 'tr', 'ka', 'hu', 'ru'])
/** `+f3` is a calm female variant, which the telephone's band keeps clearer than the default. */
const variant = '+f3'
const wordsPerMinute = 150
const longestMs = 30_000

/** How eSpeak NG is run: the program of the optional package by Node, or the one that the system has. */
export type EspeakProgram =
  | { readonly kind: 'package'; readonly path: string }
  | { readonly kind: 'system'; readonly path: string }

/** eSpeak NG, each time as a process of its own: it is under the GPL and no part of us, and what crashes it ends no call. */
export function espeakProvider(program: EspeakProgram): TtsProvider {
  const voiceOf = (language: string) => {
    const primary = language.split('-', 1)[0] ?? ''
    return voices.has(primary) ? `espeak-ng ${primary}${variant}` : undefined
  }
  return {
    engine: 'espeak-ng',
    voiceOf,
    async speak(words, language) {
      if (voiceOf(language) === undefined) return failure({ kind: 'no-voice' })
      const primary = language.split('-', 1)[0] ?? language
      if (program.kind === 'package') {
        const job = JSON.stringify({ words, language: primary, rate: wordsPerMinute })
        return run(process.execPath, [program.path], job)
      }
      const voice = ['-v', `${primary}${variant}`, '-s', String(wordsPerMinute)]
      // Double brackets would be taken for phonemes. Markup is read as words, since `-m` is not given.
      return run(program.path, [...voice, '-b', '1', '--stdin', '--stdout'], words.replaceAll('[[', '[ ['))
    },
  }
}

/** Runs a program that is given text and answers with a file. */
function run(program: string, args: readonly string[], input: string): Promise<Result<Uint8Array, TtsFailure>> {
  return new Promise((resolve) => {
    const unavailable = (cause: string) => resolve(failure({ kind: 'unavailable', cause }))
    // No settings in its environment: it needs none of them.
    const env = { PATH: process.env.PATH }
    const child = spawn(program, [...args], { env, timeout: longestMs, stdio: ['pipe', 'pipe', 'pipe'] })
    const parts: Buffer[] = []
    let bytes = 0
    let complained = ''
    child.stdout.on('data', (part: Buffer) => {
      bytes += part.length
      if (bytes > mostEngineBytes) child.kill('SIGKILL')
      else parts.push(part)
    })
    child.stderr.on('data', (part: Buffer) => {
      complained = (complained + part).slice(0, 500)
    })
    child.on('error', (error) => unavailable(error.message))
    child.stdin.on('error', () => {})
    child.on('close', (code, ended) => {
      if (code === 2) resolve(failure({ kind: 'no-voice' }))
      else if (code !== 0) unavailable(complained.trim() || `it ended with ${code ?? ended}`)
      else if (bytes === 0) resolve(failure({ kind: 'refused', cause: complained.trim() || 'it said nothing' }))
      else resolve(success(Buffer.concat(parts)))
    })
    child.stdin.end(input)
  })
}
