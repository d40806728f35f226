import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '#adapters/system/package-root.ts'

const read = (...path: string[]) => readFileSync(join(packageRoot(), ...path), 'utf8')
const wordOf = (key: string): unknown => {
  const [section = '', ...rest] = key.split('.')
  const words: unknown = JSON.parse(read('web', 'src', 'languages', 'en', `${section}.json`))
  return rest.reduce((at, part) => (at as Record<string, unknown>)[part], words)
}
const page = read('docs', 'reference', 'accessible-names.md')
const rows = [...page.matchAll(/^\| [a-z, ]+ \| `(.+?)` \| .* \| `([\w.-]+)` \|$/gm)].map(([, name, key = '']) => ({
  name,
  key,
}))

test('each name that is promised is what the screens say', () => {
  expect(rows.length).toBeGreaterThan(50)
  for (const { name, key } of rows) expect({ key, name }).toEqual({ key, name: wordOf(key) })
})

/** Groups of words that name deeds of call control: whoever adds a deed promises its name. */
test.each(['desk.consult', 'desk.transfer', 'desk.monitor'])('the deeds of %s are all promised', (group) => {
  const notDeeds =
    /\.(label|placeholder|number|unreachable|busy|closed|of|mode|heard|title|hint|none|ringing|talking|waiting|\w*Title|\w*Text|\w*Hint)$/
  const keys = Object.keys(wordOf(group) as object)
    .map((key) => `${group}.${key}`)
    .filter((key) => typeof wordOf(key) === 'string' && !notDeeds.test(key))
  const promised = new Set(rows.map(({ key }) => key))
  expect(keys.filter((key) => !promised.has(key))).toEqual([])
})
