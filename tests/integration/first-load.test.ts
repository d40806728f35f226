import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '#adapters/system/package-root.ts'
import { languages } from '#protocol/http/fields.ts'

const dist = join(packageRoot(), 'dist', 'web')

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

/** All that a browser loads, as it comes over the wire, before these modules run. */
function filesOf(modules: readonly string[]): ReadonlySet<string> {
  const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'))
  const files = new Set<string>()
  const take = (name: string) => {
    const chunk = manifest[name]
    if (!chunk) throw new Error(`The desk's build knows no ${name}.`)
    if (files.has(chunk.file)) return
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
    for (const other of chunk.imports ?? []) take(other)
  }
  for (const name of modules) take(name)
  return files
}

const bytesOf = (file: string) => {
  const { size } = statSync(join(dist, `${file}.br`), { throwIfNoEntry: false }) ?? statSync(join(dist, file))
  return size
}

test.each(languages)('the desk is there with less than 250 KB of code, styles and words (%s)', (language) => {
  const files = filesOf([
    'index.html',
    'src/app/frame.tsx',
    'src/desk/agent-bar.tsx',
    'src/desk/desk-page.tsx',
    `src/languages/${language}/first.ts`,
  ])
  const bytes = [...files].reduce((sum, file) => sum + bytesOf(file), 0)
  expect(files.size).toBeGreaterThan(20)
  expect(bytes / 1024).toBeLessThan(250)
})
