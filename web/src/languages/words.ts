import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from '#protocol/http/fields.ts'
import { readLocal, writeLocal } from '../state/local-setting.ts'
import type english from './en/index.ts'
import { formatsFor } from './formats.ts'
import { bestLanguage, directionOf } from './languages.ts'

export type Words = typeof english

const key = 'parley.language'
const loaders: Readonly<Record<Language, () => Promise<{ default: object }>>> = {
  en: () => import('./en/first.ts'),
  az: () => import('./az/first.ts'),
  fa: () => import('./fa/first.ts'),
  tr: () => import('./tr/first.ts'),
  ka: () => import('./ka/first.ts'),
  hu: () => import('./hu/first.ts'),
  ru: () => import('./ru/first.ts'),
}

/** Words that only some sections say: loaded with them, so that the desk's first load stays small. */
const laterLoaders = {
  admin: {
    en: () => import('./en/admin.json'),
    az: () => import('./az/admin.json'),
    fa: () => import('./fa/admin.json'),
    tr: () => import('./tr/admin.json'),
    ka: () => import('./ka/admin.json'),
    hu: () => import('./hu/admin.json'),
    ru: () => import('./ru/admin.json'),
  },
  alerts: {
    en: () => import('./en/alerts.json'),
    az: () => import('./az/alerts.json'),
    fa: () => import('./fa/alerts.json'),
    tr: () => import('./tr/alerts.json'),
    ka: () => import('./ka/alerts.json'),
    hu: () => import('./hu/alerts.json'),
    ru: () => import('./ru/alerts.json'),
  },
  cases: {
    en: () => import('./en/cases.json'),
    az: () => import('./az/cases.json'),
    fa: () => import('./fa/cases.json'),
    tr: () => import('./tr/cases.json'),
    ka: () => import('./ka/cases.json'),
    hu: () => import('./hu/cases.json'),
    ru: () => import('./ru/cases.json'),
  },
  design: {
    en: () => import('./en/design.json'),
    az: () => import('./az/design.json'),
    fa: () => import('./fa/design.json'),
    tr: () => import('./tr/design.json'),
    ka: () => import('./ka/design.json'),
    hu: () => import('./hu/design.json'),
    ru: () => import('./ru/design.json'),
  },
  directory: {
    en: () => import('./en/directory.json'),
    az: () => import('./az/directory.json'),
    fa: () => import('./fa/directory.json'),
    tr: () => import('./tr/directory.json'),
    ka: () => import('./ka/directory.json'),
    hu: () => import('./hu/directory.json'),
    ru: () => import('./ru/directory.json'),
  },
  errors: {
    en: () => import('./en/errors.json'),
    az: () => import('./az/errors.json'),
    fa: () => import('./fa/errors.json'),
    tr: () => import('./tr/errors.json'),
    ka: () => import('./ka/errors.json'),
    hu: () => import('./hu/errors.json'),
    ru: () => import('./ru/errors.json'),
  },
  floor: {
    en: () => import('./en/floor.json'),
    az: () => import('./az/floor.json'),
    fa: () => import('./fa/floor.json'),
    tr: () => import('./tr/floor.json'),
    ka: () => import('./ka/floor.json'),
    hu: () => import('./hu/floor.json'),
    ru: () => import('./ru/floor.json'),
  },
  telephony: {
    en: () => import('./en/telephony.json'),
    az: () => import('./az/telephony.json'),
    fa: () => import('./fa/telephony.json'),
    tr: () => import('./tr/telephony.json'),
    ka: () => import('./ka/telephony.json'),
    hu: () => import('./hu/telephony.json'),
    ru: () => import('./ru/telephony.json'),
  },
  recordings: {
    en: () => import('./en/recordings.json'),
    az: () => import('./az/recordings.json'),
    fa: () => import('./fa/recordings.json'),
    tr: () => import('./tr/recordings.json'),
    ka: () => import('./ka/recordings.json'),
    hu: () => import('./hu/recordings.json'),
    ru: () => import('./ru/recordings.json'),
  },
  script: {
    en: () => import('./en/script.json'),
    az: () => import('./az/script.json'),
    fa: () => import('./fa/script.json'),
    tr: () => import('./tr/script.json'),
    ka: () => import('./ka/script.json'),
    hu: () => import('./hu/script.json'),
    ru: () => import('./ru/script.json'),
  },
  staffing: {
    en: () => import('./en/staffing.json'),
    az: () => import('./az/staffing.json'),
    fa: () => import('./fa/staffing.json'),
    tr: () => import('./tr/staffing.json'),
    ka: () => import('./ka/staffing.json'),
    hu: () => import('./hu/staffing.json'),
    ru: () => import('./ru/staffing.json'),
  },
  studio: {
    en: () => import('./en/studio.json'),
    az: () => import('./az/studio.json'),
    fa: () => import('./fa/studio.json'),
    tr: () => import('./tr/studio.json'),
    ka: () => import('./ka/studio.json'),
    hu: () => import('./hu/studio.json'),
    ru: () => import('./ru/studio.json'),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, () => Promise<{ default: object }>>>>>
type LaterWords = keyof typeof laterLoaders
const spokenOf = new Set<LaterWords>()
const loaded = new Set<string>()

async function addWords(about: LaterWords, language: Language): Promise<void> {
  if (loaded.has(`${about} ${language}`)) return
  const { default: words } = await laterLoaders[about][language]()
  loaded.add(`${about} ${language}`)
  i18next.addResourceBundle(language, 'translation', { [about]: words }, true, true)
}

/** Loads what some sections say, in the language of the page and from now on in every other that is chosen. */
export async function speakOf(about: LaterWords): Promise<void> {
  spokenOf.add(about)
  await addWords(about, i18next.language as Language)
}

/** What this browser's user chose last, else what the browser asks for. */
export const firstLanguage = (): Language => bestLanguage([readLocal(key) ?? '', ...navigator.languages])

/** Loads the words of `language` and shows the page in it: one chunk a language, loaded when it is first needed. */
export async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    const { default: words } = await loaders[language]()
    i18next.addResourceBundle(language, 'translation', words)
  }
  await Promise.all([...spokenOf].map((about) => addWords(about, language)))
  if (i18next.language !== language) await i18next.changeLanguage(language)
  writeLocal(key, language)
  document.documentElement.lang = language
  document.documentElement.dir = directionOf(language)
}

/** Starts the translations; the page is drawn after it. */
export async function startWords(): Promise<i18n> {
  const language = firstLanguage()
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
    react: { useSuspense: false, bindI18nStore: 'added' },
  })
  useOwnRules(i18next)
  await speak(language)
  return i18next
}

/** Browsers without Georgian count it by their own language's rule; and digits should be the reader's everywhere. */
function useOwnRules(i18n: i18n): void {
  const { pluralResolver, formatter } = i18n.services
  const rule = pluralResolver.getRule.bind(pluralResolver)
  pluralResolver.getRule = (code: string, ...rest: unknown[]) => rule(code === 'ka' ? 'en' : code, ...rest)
  formatter?.add('number', (value: unknown, language) =>
    formatsFor((language ?? 'en') as Language, 'UTC').number(Number(value)),
  )
}
