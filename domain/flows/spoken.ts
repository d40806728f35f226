import { Type } from 'typebox'
import type { PromptId } from '#kernel/ids.ts'
import type { BlockAt } from './block-type.ts'
import type { Language } from './flow.ts'
import type { FlowAction } from './run.ts'
import type { Said } from './said.ts'
import { closed, LanguageTag } from './settings-schema.ts'

/** What may be said in the place of a key, by language; several ways to say it with commas between them. */
export const Spoken = Type.Array(
  Type.Object({ language: LanguageTag, words: Type.String({ minLength: 1, maxLength: 200 }) }, closed),
  { maxItems: 20 },
)
interface Choice {
  readonly key: string
  readonly spoken?: readonly { readonly language: Language; readonly words: string }[]
}

/** What is heard less surely than this was nothing; more surely than the other it needs no asking whether it is right. */
const leastConfidence = 0.4
const certain = 0.95

/** As it is compared: in small letters, without marks and spaces that say nothing. */
const comparable = (words: string): string =>
  words
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()

const waysToSay = (words: string): readonly string[] =>
  words
    .split(/[,;،؛\n]/)
    .map((way) => way.trim())
    .filter((way) => comparable(way) !== '')

const waysOf = ({ spoken = [] }: Choice, language: Language): readonly string[] =>
  spoken.filter((each) => each.language === language).flatMap(({ words }) => waysToSay(words))

const listen = (language: Language, phrases: readonly string[]): readonly FlowAction[] =>
  phrases.length === 0 ? [] : [{ kind: 'listen', language, phrases: phrases.map(comparable) }]

/** Listens for what these choices may be chosen by; nothing where that is keys alone. */
export const listenFor = (choices: readonly Choice[], { run: { language } }: BlockAt<unknown>): readonly FlowAction[] =>
  listen(
    language,
    choices.flatMap((choice) => waysOf(choice, language)),
  )

interface Heard {
  readonly text: string
  readonly confidence: number
}

/** Which choice was said, and whether that is certain; `undefined`: none of them, or not surely. */
export function choiceSaid(
  choices: readonly Choice[],
  language: Language,
  { text, confidence }: Heard,
): { readonly key: string; readonly isCertain: boolean } | undefined {
  const said = comparable(text)
  if (confidence < leastConfidence) return undefined
  const choice = choices.find((each) => waysOf(each, language).some((way) => comparable(way) === said))
  return choice && { key: choice.key, isCertain: confidence >= certain }
}

/** The first way to say it names a choice. */
const nameOf = (words: string, language: Language): Said => ({
  kind: 'text',
  words: { [language]: waysToSay(words)[0] ?? words },
})

/** What is said of choices when it is asked whether one was understood rightly: it has to have a sound before. */
export const namesOf = (spoken: readonly { readonly language: Language; readonly words: string }[]): readonly Said[] =>
  spoken.filter(({ words }) => waysToSay(words).length > 0).map(({ words, language }) => nameOf(words, language))

const builtIn = (name: string): Said => ({ kind: 'prompt', promptId: name as PromptId })

/** Any other is no. */
export const yesKey = '1'
const yes: Readonly<Record<string, readonly string[]>> = {
  en: ['yes', 'yes please', 'right', 'correct'],
  az: ['bəli', 'hə', 'düzdür'],
  fa: ['بله', 'آره', 'درست است'],
  tr: ['evet', 'doğru'],
  ka: ['დიახ', 'კი', 'ხო', 'სწორია'],
  hu: ['igen', 'helyes'],
  ru: ['да', 'верно'],
}
const no: Readonly<Record<string, readonly string[]>> = {
  en: ['no', 'no thanks', 'wrong'],
  az: ['xeyr', 'yox'],
  fa: ['نه', 'خیر'],
  tr: ['hayır', 'yanlış'],
  ka: ['არა'],
  hu: ['nem'],
  ru: ['нет', 'неверно'],
}

export const listenForYesOrNo = (language: Language): readonly FlowAction[] =>
  listen(language, [...(yes[language] ?? []), ...(no[language] ?? [])])

/** Asks whether it was this choice: by voice or key. */
export function confirm(
  choices: readonly Choice[],
  key: string,
  { run: { language }, rest }: BlockAt<unknown>,
): readonly FlowAction[] {
  const words =
    choices.find((each) => each.key === key)?.spoken?.find((each) => each.language === language)?.words ?? ''
  const items = [builtIn('you-said'), nameOf(words, language), builtIn('right-or-wrong')]
  return [{ kind: 'say', rest, items, language }, ...listenForYesOrNo(language)]
}

/** `undefined`: neither, or not surely. */
export function yesOrNo(language: Language, { text, confidence }: Heard): boolean | undefined {
  const said = comparable(text)
  if (confidence < leastConfidence) return undefined
  if (yes[language]?.includes(said)) return true
  return no[language]?.includes(said) ? false : undefined
}
