import type { Block, Said } from '#domain/flows/index.ts'
import type { CallerAnswer } from '#protocol/http/index.ts'

/** Enough to know what was asked. */
const longestQuestion = 200

/** What a block asks, by language; nothing where it is recorded and not written. */
export function questionOf({ settings }: Block): Pick<CallerAnswer, 'question'> {
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
