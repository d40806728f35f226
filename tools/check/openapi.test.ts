import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkOpenApi, writeOpenApi } from './openapi.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-openapi-'))
  mkdirSync(join(root, 'docs', 'reference'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('a description that has drifted is refused with the first line that differs', () => {
  writeOpenApi(root, '{\n  "a": 1\n}\n')
  expect(checkOpenApi(root, '{\n  "a": 2\n}\n')).toEqual([
    { path: 'docs/reference/openapi.json', line: 2, sentence: expect.stringContaining('"a": 2') },
  ])
})

test('a missing one is refused, and one that was just written is not', () => {
  expect(checkOpenApi(root, '{}\n')).toHaveLength(1)
  writeOpenApi(root, '{}\n')
  expect(checkOpenApi(root, '{}\n')).toEqual([])
})
