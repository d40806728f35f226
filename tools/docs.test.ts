import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '#adapters/system/package-root.ts'

const root = packageRoot()
const pages = ['CONTRIBUTING.md', 'docs/development.md', 'docs/reference/configuration.md']

test.each(pages)('%s leads to files that exist', (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) => target ?? '')
  expect(links.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([])
})

test('the page about development tells of every npm script', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const text = readFileSync(join(root, 'docs/development.md'), 'utf8')
  for (const name of Object.keys(scripts)) expect(text).toMatch(new RegExp(`npm (run (-s )?)?${name}\\b`))
})
