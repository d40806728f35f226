import { pleaseHoldChime, specialInformationTone, welcomeChime } from './announcements.ts'
import { pcmu } from './g711.ts'

/**
 * The prompts that come with Parley. Their sound lies in `prompts/LANGUAGE/NAME.ulaw`: raw G.711 µ-law, 8 kHz, mono, at
 * -20 dBFS; what they say stands in `prompts/sentences.json`, and `tools/prompts/render.mjs` speaks it.
 */
export const promptNames = [
  'greeting',
  'please-hold',
  'not-in-service',
  'closed',
  'test-call',
  'press-1-to-take-the-call',
  'recording-notice',
  'recording-consent',
  'recording-refused',
  'callback-offer',
  'callback-promised',
  'voicemail',
  'thank-you-for-waiting',
  'apology',
  'you-said',
  'right-or-wrong',
] as const
export type PromptName = (typeof promptNames)[number]
export const isPromptName = (text: string): text is PromptName => promptNames.some((name) => name === text)

export const promptLanguages = ['en', 'az', 'fa', 'tr', 'ka', 'hu', 'ru'] as const
export type PromptLanguage = (typeof promptLanguages)[number]
export const isPromptLanguage = (text: string): text is PromptLanguage =>
  promptLanguages.some((language) => language === text)

/** Where a prompt's sound lies, relative to the repository's root. */
export const promptPath = (name: PromptName, language: PromptLanguage): string => `prompts/${language}/${name}.ulaw`

/** Where the sound lies of what announcements are put together from; what it says stands in `prompts/pieces.json`. */
export const pieceFolder = 'pieces'

/** The samples of a `.ulaw` file: play them with `new Clip(samples)`. */
export function promptSamples(file: Uint8Array): Int16Array {
  const samples = new Int16Array(file.length)
  pcmu.decode(file, samples)
  return samples
}

/** The generated sound that stands in when the prompt's file is not there. */
export function promptSubstitute(name: PromptName): Int16Array {
  switch (name) {
    case 'greeting':
    case 'test-call':
      return welcomeChime()
    case 'please-hold':
    case 'closed':
    case 'press-1-to-take-the-call':
    case 'recording-notice':
    case 'recording-consent':
    case 'recording-refused':
    case 'callback-offer':
    case 'callback-promised':
    case 'voicemail':
    case 'thank-you-for-waiting':
    case 'apology':
    case 'you-said':
    case 'right-or-wrong':
      return pleaseHoldChime()
    case 'not-in-service':
      return specialInformationTone()
  }
}
