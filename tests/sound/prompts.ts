import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '#adapters/system/package-root.ts'
import { joined } from '#telephony/audio/detection/test-sound.ts'
import { pcmu } from '#telephony/audio/g711.ts'

/** Speech that is in the repository: the prompts that callers hear. */
export const speechLanguages = ['en', 'az', 'fa', 'tr', 'ka', 'hu', 'ru'] as const
type SpeechLanguage = (typeof speechLanguages)[number]
const folder = join(packageRoot(), 'prompts')

export const prompt = (language: SpeechLanguage, name: string): Int16Array =>
  decoded(join(folder, language, `${name}.ulaw`))

/** What somebody says who picks up a telephone. */
export const answersInPerson = (language: SpeechLanguage): Int16Array =>
  decoded(join(packageRoot(), 'tests/sound/people', `${language}.ulaw`))

function decoded(path: string): Int16Array {
  const bytes = readFileSync(path)
  const sound = new Int16Array(bytes.length)
  pcmu.decode(bytes, sound)
  return sound
}

/** All prompts of a language, one after another. */
export function speech(language: SpeechLanguage): Int16Array {
  const names = readdirSync(join(folder, language)).filter((name) => name.endsWith('.ulaw'))
  return joined(...names.map((name) => prompt(language, name.replace('.ulaw', ''))))
}
