import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { routingEventCatalogue } from '#domain/routing/event-catalogue.ts'

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...markdownBelow('docs')]
const roots =
  /^(kernel|domain|telephony|protocol|adapters|edge|server|launcher|web|widget|simulation|tests|tools|docs|prompts)\//

/** A page that names a file which is not there misleads whoever reads it: rename it in the page too. */
describe('the documents', () => {
  it.each(pages)('%s leads only to what is there', (page) => {
    const text = readFileSync(page, 'utf8')
    const links = [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map((match) =>
      join(dirname(page), match[1] ?? ''),
    )
    expect(links.filter((path) => !existsSync(path))).toEqual([])
  })

  it('names only files that exist on the walk of a call', () => {
    const text = readFileSync('docs/walk-of-a-call.md', 'utf8')
    const files = [...text.matchAll(/`([^`\s]+\.tsx?)`/g)]
      .map((match) => match[1] ?? '')
      .filter((path) => roots.test(path))
    expect(files.length).toBeGreaterThan(20)
    expect(files.filter((path) => !existsSync(path))).toEqual([])
  })

  it('lists every routing event with its version and what it says, and no other', () => {
    const rows = readFileSync('docs/reference/events.md', 'utf8').matchAll(/^\| `(\w+)` \| (\d+) \| (.+) \|$/gm)
    const listed = Object.fromEntries(
      [...rows].map(([, type = '', version, says]) => [type, { version: Number(version), says }]),
    )
    expect(listed).toEqual(routingEventCatalogue)
  })
})

function markdownBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return markdownBelow(path)
    return entry.name.endsWith('.md') ? [path] : []
  })
}
