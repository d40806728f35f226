import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { type Locales, languages, type Words } from './locales.ts'

/** Reads the languages of the desk (`web/src/languages/<language>/index.ts`) and of the call page (`.json`). */
export async function readLocales(root: string): Promise<Locales[]> {
  return [await readDesk(root), readCallPage(root)]
}

async function readDesk(root: string): Promise<Locales> {
  const pathOf = (language: string) => `web/src/languages/${language}/index.ts`
  const present = languages.filter((language) => existsSync(join(root, pathOf(language))))
  const outfile = join(root, '.cache', `languages.${process.pid}.mjs`)
  mkdirSync(join(root, '.cache'), { recursive: true })
  const contents = present
    .map((language) => `export { default as ${language} } from './${pathOf(language)}'`)
    .join('\n')
  await build({
    stdin: { contents, resolveDir: root },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    logLevel: 'warning',
  })
  try {
    const words = await import(pathToFileURL(outfile).href)
    return { pathOf, words: { ...words } }
  } finally {
    rmSync(outfile, { force: true })
  }
}

function readCallPage(root: string): Locales {
  const pathOf = (language: string) => `widget/src/languages/${language}.json`
  const words: Record<string, Words> = {}
  for (const language of languages) {
    const path = join(root, pathOf(language))
    if (existsSync(path)) words[language] = JSON.parse(readFileSync(path, 'utf8'))
  }
  return { pathOf, words }
}
