import type { Language } from '#protocol/http/fields.ts'

export interface LanguageEntry {
  readonly code: Language
  /** In the language itself: who looks for it may not read the current one. */
  readonly name: string
  readonly direction: 'ltr' | 'rtl'
}

export const languages: readonly LanguageEntry[] = [
  { code: 'en', name: 'English', direction: 'ltr' },
  { code: 'az', name: 'Azərbaycanca', direction: 'ltr' },
  { code: 'fa', name: 'فارسی', direction: 'rtl' },
  { code: 'tr', name: 'Türkçe', direction: 'ltr' },
  { code: 'ka', name: 'ქართული', direction: 'ltr' },
  { code: 'hu', name: 'Magyar', direction: 'ltr' },
  { code: 'ru', name: 'Русский', direction: 'ltr' },
]

export const directionOf = (code: Language): 'ltr' | 'rtl' =>
  languages.find((language) => language.code === code)?.direction ?? 'ltr'

/** The first of the wished languages (BCP-47 tags, best first) that we speak; English when there is none. */
export function bestLanguage(wished: readonly string[]): Language {
  for (const tag of wished) {
    const code = tag.toLowerCase().split('-')[0]
    const found = languages.find((language) => language.code === code)
    if (found) return found.code
  }
  return 'en'
}
