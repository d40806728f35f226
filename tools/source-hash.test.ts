import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hashFolders } from './source-hash.mjs'

let root: string
const hash = () => hashFolders(root, ['kernel', 'package.json', 'not-there'])
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-hash-'))
  mkdirSync(join(root, 'kernel', 'node_modules'), { recursive: true })
  writeFileSync(join(root, 'kernel', 'ids.ts'), 'one')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('a build is needed when a source changed, appeared or went', () => {
  const first = hash()
  writeFileSync(join(root, 'kernel', 'ids.ts'), 'two')
  const second = hash()
  writeFileSync(join(root, 'package.json'), '{}')
  const third = hash()
  rmSync(join(root, 'kernel', 'ids.ts'))
  expect(new Set([first, second, third, hash()]).size).toBe(4)
})

test('a build is not needed for a new time, a test or a package', () => {
  const first = hash()
  utimesSync(join(root, 'kernel', 'ids.ts'), 1, 1)
  writeFileSync(join(root, 'kernel', 'ids.test.ts'), 'x')
  writeFileSync(join(root, 'kernel', 'node_modules', 'x.ts'), 'x')
  expect(hash()).toBe(first)
})
