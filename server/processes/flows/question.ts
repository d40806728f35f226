import type { Block, PageSettings, Said } from '#domain/flows/index.ts'
import type { CallerAnswer } from '#protocol/http/index.ts'

/** Enough to know what was asked. */
const longestQuestion = 200

/** What a block asks, by language; nothing where it is recorded and not written. */
export function questionOf({ kind, settings }: Block): Pick<CallerAnswer, 'question'> {
  if (kind === 'page') {
    const { title, text } = settings as unknown as PageSettings
    const asked = Object.entries(title ?? text ?? {}).map(([language, told]) => [
      language,
      told.slice(0, longestQuestion),
    ])
    return asked.length > 0 ? { question: Object.fromEntries(asked) } : {}
  }
  const { question: items } = settings as { readonly question?: readonly Said[] }
  const words: Record<string, string> = {}
  for (const item of items ?? []) {
    if (item.kind !== 'text') continue
    for (const [language, text] of Object.entries(item.words)) {
      words[language] = `${words[language] ?? ''} ${text}`.trim().slice(0, longestQuestion)
    }
  }
  return Object.keys(words).length > 0 ? { question: words } : {}
}
