import type { Refusal } from './source-files.ts'

/** A language's words: nested, with sentences at the leaves. */
export interface Words {
  readonly [key: string]: string | Words
}

/** One set of languages' files: where it is, and the words by language. */
export interface Locales {
  /** The path of a language's file, for refusals. */
  readonly pathOf: (language: string) => string
  readonly words: Readonly<Record<string, Words>>
}

/** The languages of the program; English is the one that the others are held against. */
export const languages = ['en', 'az', 'fa', 'tr', 'ka', 'hu', 'ru'] as const

/** Sentences that are rightly the same as in English, each with its reason; in one language where that is named. */
export const sameAsEnglish: readonly { readonly value: RegExp; readonly reason: string; readonly language?: string }[] =
  [
    {
      value:
        /^(Parley|SIP|WebRTC|HTTPS|CSV|API|OK|ID|Viber|WhatsApp|Telegram|RTP|UDP|TCP|PIN|FAQ|Chromium|Chrome|Firefox|Safari|Edge|WAV|Opus)$/,
      reason: 'a name',
    },
    { value: /^[\w.+-]+@[\w.-]+$/, reason: 'an address' },
    { value: /^Administrator$/, language: 'az', reason: 'the same word in Azerbaijani' },
    { value: /^Offline$/, language: 'hu', reason: 'what Hungarian desks say' },
  ]

/** Refuses keys that a language lacks or has too many, other placeholders than English has, and sentences left in English. */
export function checkLocales({ pathOf, words }: Locales): Refusal[] {
  const english = flatten(words.en ?? {})
  const refusals: Refusal[] = []
  for (const language of languages) {
    if (language === 'en') continue
    const path = pathOf(language)
    const refuse = (sentence: string) => refusals.push({ path, sentence })
    const own = words[language]
    if (own === undefined) {
      refuse(`the language ${language} is missing.`)
      continue
    }
    const flat = flatten(own)
    for (const sentence of checkKeys(english, flat, language)) refuse(sentence)
    for (const [key, value] of flat) {
      const original = english.get(key) ?? english.get(`${pluralBase(key, english)}_other`)
      if (original === undefined) continue
      if (value.trim() === '') refuse(`${key} is empty.`)
      if (isLeftInEnglish(value, original, language)) refuse(`${key} is still in English: “${value}”.`)
      const [wanted, given] = [placeholders(original), placeholders(value)]
      // Where the number is spelled out (“one call”) a plural form may do without it.
      const missing = wanted.filter(
        (name) => !given.includes(name) && !(name === 'count' && /_(zero|one|two)$/.test(key)),
      )
      const unknown = given.filter((name) => !wanted.includes(name))
      if (missing.length > 0) refuse(`${key} lacks {{${missing.join('}}, {{')}}}, which English has.`)
      if (unknown.length > 0) refuse(`${key} has {{${unknown.join('}}, {{')}}}, which English has not.`)
    }
  }
  return refusals
}

/** Each language has its own plural forms (Unicode CLDR), which i18next writes as endings of the key: `calls_few`. */
function checkKeys(
  english: ReadonlyMap<string, string>,
  flat: ReadonlyMap<string, string>,
  language: string,
): string[] {
  const sentences: string[] = []
  const wanted = new Set<string>()
  for (const key of english.keys()) {
    const base = pluralBase(key, english)
    if (base === undefined) wanted.add(key)
    else for (const form of pluralForms(language)) wanted.add(`${base}_${form}`)
  }
  for (const key of wanted) if (!flat.has(key)) sentences.push(`${key} is missing.`)
  for (const key of flat.keys()) {
    const isExtraForm = pluralBase(key, english) !== undefined
    if (!wanted.has(key) && !isExtraForm) sentences.push(`${key} is not in English: remove it, or add it there.`)
  }
  return sentences
}

const pluralEnding = /^(.*)_(zero|one|two|few|many|other)$/

/** `calls` for `calls_few` when English has `calls_other`; undefined for a key without plural. */
function pluralBase(key: string, english: ReadonlyMap<string, string>): string | undefined {
  const base = pluralEnding.exec(key)?.[1]
  return base !== undefined && english.has(`${base}_other`) ? base : undefined
}

/** The forms that whole numbers need; `other` of Russian is for fractions, which we never count. */
function pluralForms(language: string): string[] {
  const rules = new Intl.PluralRules(language)
  const forms = new Set<string>()
  for (let n = 0; n <= 200; n++) forms.add(rules.select(n))
  return [...forms]
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{\{\s*([\w.]+)/g)].map(([, name]) => name ?? '')

function isLeftInEnglish(value: string, original: string, language: string): boolean {
  if (value !== original) return false
  const bare = value.replace(/\{\{[^}]*\}\}/g, '').trim()
  return (
    /\p{L}{2}/u.test(bare) &&
    !sameAsEnglish.some((each) => each.value.test(bare) && (each.language ?? language) === language)
  )
}

function flatten(words: Words, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') flat.set(prefix + key, value)
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text)
  }
  return flat
}
