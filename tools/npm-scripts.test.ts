import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '#adapters/system/package-root.ts'

const root = packageRoot()
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

test.each(Object.keys(scripts))('the page about development tells what the npm script %s does', (name) => {
  const text = readFileSync(join(root, 'docs/development.md'), 'utf8')
  expect(text).toMatch(new RegExp(`npm (run (-s )?)?${name}\\b`))
})
