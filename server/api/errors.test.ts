import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '#adapters/system/package-root.ts'
import { errorCatalogue } from '#protocol/errors/index.ts'

const page = readFileSync(join(packageRoot(), 'docs', 'reference', 'errors.md'), 'utf8')
const sections = page.split(/^## /m).slice(1)
const documented = new Map(
  sections.map((section) => {
    const [, code = '', status = '', title = '', advice = ''] =
      /^`([a-z.-]+)`\n\n(\d{3})\. (.+)\n\n([\s\S]+)$/.exec(section) ?? []
    return [code, { status: Number(status), title, advice: advice.trim() }]
  }),
)

describe('docs/reference/errors.md', () => {
  it('has every error of the catalogue, and no other', () => {
    expect([...documented.keys()]).toEqual(Object.keys(errorCatalogue))
  })

  it.each(Object.entries(errorCatalogue))(
    'says the same of %s as the catalogue, and what to do',
    (code, { status, title }) => {
      expect(documented.get(code)).toMatchObject({ status, title })
      expect(documented.get(code)?.advice).not.toBe('')
    },
  )
})
