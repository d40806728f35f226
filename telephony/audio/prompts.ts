/** The prompts that come with Parley. Their sound lies in `prompts/LANGUAGE/NAME.ulaw`: raw G.711 µ-law, 8 kHz, mono. */
export const promptNames = ['greeting', 'not-in-service'] as const
export type PromptName = (typeof promptNames)[number]
export const promptLanguages = ['en', 'az', 'fa', 'tr', 'ka', 'hu', 'ru'] as const
export type PromptLanguage = (typeof promptLanguages)[number]
/** Where a prompt's sound lies, relative to the repository's root. */
export const promptPath = (name: PromptName, language: PromptLanguage): string => `prompts/${language}/${name}.ulaw`
/** The samples of a `.ulaw` file: play them with `new Clip(samples)`. */
export const promptSamples = (_file: Uint8Array): Int16Array => new Int16Array(0)
/** The generated sound that stands in when the prompt's file is not there. */
export const promptSubstitute = (_name: PromptName): Int16Array => new Int16Array(0)
