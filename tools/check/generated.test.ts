import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkGenerated, writeGenerated } from './generated.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-generated-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))
const saying = (text: string) => ({ path: 'a.json', source: 'the routes say', text: () => text })

test('a file that has drifted is refused with the first line that differs', () => {
  writeGenerated(root, saying('{\n  "a": 1\n}\n'))
  expect(checkGenerated(root, saying('{\n  "a": 2\n}\n'))).toEqual([
    { path: 'a.json', line: 2, sentence: expect.stringContaining('what the routes say (now: "a": 2)') },
  ])
})

test('a missing one is refused, and one that was just written is not', () => {
  expect(checkGenerated(root, saying('{}\n'))).toHaveLength(1)
  writeGenerated(root, saying('{}\n'))
  expect(checkGenerated(root, saying('{}\n'))).toEqual([])
})
