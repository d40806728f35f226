import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Transcriber, TranscriberFailure, Utterance } from './transcriber.ts'
import { wavOf } from './wav.ts'

/** Of the model for English; it hears what a telephone lets through as well. */
const modelRateHz = 16_000
const longestMs = 8000
/** Each needs a processor for a third of a second. */
const mostAtOnce = 2
/** Beyond that an answer would come too late to be one. */
const mostWaiting = 20
/** A grammar says yes or no; how sure it is cannot be told from what the program prints. */
const sure = 0.8

/** The lower of what `bench -- spoken-menu` finds for a clean line and for one with noise. */
const engine = { name: 'PocketSphinx', rightOf100: 76 }

/** Where the program and its model for English are. */
export interface PocketsphinxProgram {
  readonly program: string
  /** Which words it can pronounce, one a line (CMUdict). */
  readonly dictionary: string
}

/**
 * PocketSphinx for English, each time as a process of its own that is told by a grammar (JSGF) what may be said. What was said and
 * is none of it mostly leads to no result, see `bench -- spoken-menu` for how often. A phrase with a word that it does not know is
 * left out.
 */
export function pocketsphinx({ program, dictionary }: PocketsphinxProgram): Transcriber {
  let known: Promise<Buffer> | undefined
  let atWork = 0
  const waiting: (() => void)[] = []
  const engineOf = (language: string) => (language.split('-', 1)[0] === 'en' ? engine : undefined)

  async function turn(): Promise<boolean> {
    if (atWork < mostAtOnce) {
      atWork++
      return true
    }
    if (waiting.length >= mostWaiting) return false
    await new Promise<void>((resolve) => waiting.push(resolve))
    return true
  }
  function done(): void {
    const next = waiting.shift()
    // His turn passes from one to the next.
    if (next) next()
    else atWork--
  }

  return {
    engineOf,
    async transcribe({ samples, language, phrases }) {
      if (engineOf(language) === undefined) return failure({ kind: 'no-engine' })
      known ??= readFile(dictionary)
      const words = await known.catch(() => undefined)
      if (words === undefined) {
        known = undefined
        return failure({ kind: 'unavailable', cause: 'its dictionary cannot be read' })
      }
      const sayable = phrases.filter((phrase) => phrase.split(' ').every((word) => isKnown(words, word)))
      if (sayable.length === 0) return failure({ kind: 'refused', cause: 'none of the phrases is in its dictionary' })
      if (!(await turn())) return failure({ kind: 'unavailable', cause: 'too many speak at once' })
      try {
        return await recognize(program, samples, sayable)
      } finally {
        done()
      }
    },
  }
}

const isKnown = (dictionary: Buffer, word: string): boolean =>
  /^[a-z']+$/.test(word) && (dictionary.indexOf(`\n${word} `) >= 0 || dictionary.indexOf(`${word} `) === 0)

/** It takes the first sound for the noise behind the words, and ends with silence. */
const aroundSamples = 2400

/** Twice the rate, with the middle between two samples: what that adds above the telephone's band the model does not mind. */
function widened(samples: Int16Array): Int16Array {
  const wide = new Int16Array((samples.length + 2 * aroundSamples) * 2)
  for (let i = 0; i < samples.length; i++) {
    const at = (i + aroundSamples) * 2
    const now = samples[i] ?? 0
    wide[at] = now
    wide[at + 1] = (now + (samples[i + 1] ?? now)) / 2
  }
  return wide
}

async function recognize(
  program: string,
  samples: Utterance['samples'],
  phrases: readonly string[],
): ReturnType<Transcriber['transcribe']> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-heard-'))
  try {
    const wide = widened(samples)
    const [wav, grammar] = [join(folder, 'said.wav'), join(folder, 'said.gram')]
    await writeFile(wav, wavOf(wide, modelRateHz), { mode: 0o600 })
    await writeFile(grammar, `#JSGF V1.0;\ngrammar said;\npublic <said> = ${phrases.join(' | ')};\n`)
    const told = await run(program, ['-infile', wav, '-jsgf', grammar, '-logfn', '/dev/null', '-time', 'no'])
    if (!told.ok) return told
    const text = told.value.trim().split('\n')[0] ?? ''
    return success(text === '' ? null : { text, confidence: sure })
  } finally {
    // What somebody said is kept nowhere.
    await rm(folder, { recursive: true, force: true })
  }
}

function run(program: string, args: readonly string[]): Promise<Result<string, TranscriberFailure>> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH }
    const child = spawn(program, [...args], { env, timeout: longestMs, stdio: ['ignore', 'pipe', 'ignore'] })
    let told = ''
    child.stdout.on('data', (part: Buffer) => {
      told = (told + part.toString()).slice(0, 2000)
    })
    child.on('error', (error) => resolve(failure({ kind: 'unavailable', cause: error.message })))
    child.on('close', (code, ended) => {
      if (code === 0) resolve(success(told))
      else resolve(failure({ kind: 'unavailable', cause: `it ended with ${code ?? ended}` }))
    })
  })
}
