import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const languages = ['az', 'fa', 'tr', 'ka', 'hu', 'ru'] as const
type Translated = (typeof languages)[number]
interface Words {
  readonly [name: string]: string | Words
}

const page = readFileSync(new URL('../../docs/reference/terms.md', import.meta.url), 'utf8')

interface Term {
  readonly english: string
  readonly stems: Readonly<Record<Translated, readonly string[]>>
}

/** How each term begins in each language, by the table of the page. */
const terms: readonly Term[] = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| English'))
  .map(termOf)

function termOf(line: string): Term {
  const cells = line.split('|').map((cell) => cell.trim())
  const stems = languages.map((language, at) => [language, cells[at + 2]?.split(' / ') ?? []] as const)
  return { english: cells[1] ?? '', stems: Object.fromEntries(stems) as unknown as Term['stems'] }
}

/** `language term key` of each sentence that the page lets say it otherwise. */
const otherwise = new Set(
  [...page.matchAll(/^- (\w\w) ([\w ]+): (.*)$/gm)].flatMap(([, language, term, keys = '']) =>
    [...keys.matchAll(/`([^`]+)`/g)].map(([, key]) => `${language} ${term} ${key}`),
  ),
)

/** Every word of every screen, by `file:key`. */
function wordsOf(language: string): ReadonlyMap<string, string> {
  const folder = new URL(`../../web/src/languages/${language}/`, import.meta.url)
  const words = new Map<string, string>()
  const gather = (of: Words, name: string) => {
    for (const [key, value] of Object.entries(of)) {
      if (typeof value === 'string') words.set(`${name}${key}`, value)
      else gather(value, `${name}${key}.`)
    }
  }
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.json')) continue
    gather(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Words, `${file.replace('.json', '')}:`)
  }
  return words
}

const english = wordsOf('en')
const names = (term: string, sentence: string) =>
  new RegExp(`\\b${term}s?\\b`, 'i').test(sentence.replace(/\{\{[^}]*\}\}/g, ''))

describe.each(languages)('terms in %s', (language) => {
  const own = wordsOf(language)

  it('are the same on every screen, as docs/reference/terms.md has them', () => {
    const strays = terms.flatMap(({ english: term, stems }) =>
      [...english]
        .filter(([, sentence]) => names(term, sentence))
        .filter(([key]) => own.has(key) && !otherwise.has(`${language} ${term} ${key}`))
        .filter(([key]) => !stems[language].some((stem) => own.get(key)?.toLowerCase().includes(stem)))
        .map(([key]) => `${term}: ${key} “${own.get(key)}”`),
    )
    expect(strays).toEqual([])
  })

  it('are said otherwise only where the page says so and it is so', () => {
    const ofThis = [...otherwise].filter((each) => each.startsWith(`${language} `))
    const needed = terms.flatMap(({ english: term, stems }) =>
      [...own]
        .filter(([, sentence]) => !stems[language].some((stem) => sentence.toLowerCase().includes(stem)))
        .map(([key]) => `${language} ${term} ${key}`),
    )
    const done = ofThis.filter((each) => !needed.includes(each))
    expect(done).toEqual([])
  })
})
