import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Prompt } from '#protocol/http/call-control.ts'
import type { PromptBook } from '../prompts/prompt-book.ts'

const extension = '.ulaw'

/** What each prompt says, by language and name: the page that they are spoken from. */
type Sentences = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The prompts in a folder of languages, by the names that they have in any of them, with their words where these are known. */
export async function promptsIn(folder: string): Promise<readonly Prompt[]> {
  const names = new Set<string>()
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory()) continue
    for (const file of await readdir(join(folder, entry.name))) {
      if (extname(file) === extension) names.add(file.slice(0, -extension.length))
    }
  }
  const page = await readFile(join(folder, 'sentences.json'), 'utf8').catch(() => '{}')
  const sentences = JSON.parse(page) as Sentences
  return [...names].sort().map((name) => ({ name, says: wordsOf(sentences, name) }))
}

/** The organisation's own that have a sound, by their ids. */
export const ownPrompts = (book: Pick<PromptBook, 'prompts'>): readonly Prompt[] =>
  [...book.prompts]
    .map(({ promptId, name }) => ({ name: promptId, title: name, says: {} }))
    .sort((a, b) => a.title.localeCompare(b.title))

function wordsOf(sentences: Sentences, name: string): Record<string, string> {
  const words: Record<string, string> = {}
  for (const [language, prompts] of Object.entries(sentences)) {
    const sentence = prompts[name]
    if (sentence !== undefined) words[language] = sentence
  }
  return words
}
