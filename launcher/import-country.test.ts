import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readCountryFile } from './import-country.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-country-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

test('one JSON file is read', async () => {
  expect(await readCountryFile([file('am.json', '{"country":"AM"}')])).toEqual({ ok: true, value: { country: 'AM' } })
})

test('what is no JSON file is refused with a sentence', async () => {
  const refusals = await Promise.all(
    [
      [],
      ['a', 'b'],
      [join(folder, 'nothing')],
      [file('half.json', '{')],
      [file('large.json', ' '.repeat(4_000_001))],
    ].map(readCountryFile),
  )
  expect(refusals.map((refused) => (refused.ok ? 'taken' : refused.error))).toEqual([
    expect.stringContaining('takes one JSON file'),
    expect.stringContaining('takes one JSON file'),
    expect.stringContaining('cannot be read (ENOENT)'),
    expect.stringContaining('is no JSON'),
    expect.stringContaining('larger than'),
  ])
})
