/** Each language by its own name, as its speakers look for it. */
export const languageNames: Record<string, string> = {
  en: 'English',
  az: 'Azərbaycanca',
  fa: 'فارسی',
  tr: 'Türkçe',
  ka: 'ქართული',
  hu: 'Magyar',
  ru: 'Русский',
}

/** The first of `wanted` (BCP-47 tags) that we speak, else English. */
export function chooseLanguage(wanted: readonly string[]): string {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-')[0] ?? ''
    if (language in languageNames) return language
  }
  return 'en'
}

export const isRightToLeft = (language: string): boolean => language === 'fa'
