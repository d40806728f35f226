import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { blockTypes } from './index.ts'

const page = readFileSync('docs/flows.md', 'utf8')
const rows = new Map([...page.matchAll(/^\| `([a-z-]+)` \|.*\| (.*) \| (.*) \|$/gm)].map((row) => [row[1] ?? '', row]))

test('the page has a row for every block, and for nothing else', () => {
  const items = ['prompt', 'text', 'value']
  expect([...rows.keys()].filter((kind) => !items.includes(kind)).sort()).toEqual([...blockTypes.keys()].sort())
})

/** Every name that settings of this schema can have. */
function namesOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {}, anyOf = [] } = schema as { properties?: object; anyOf?: unknown[] }
  return [...Object.keys(properties), ...anyOf.flatMap(namesOf)]
}

/** What the sentences above the table say of all that ask. */
const common = [
  'question',
  'timeoutMs',
  'tries',
  'nothingHeard',
  'notUnderstood',
  'betweenMs',
  'terminator',
  'variable',
]

test.each([...blockTypes.values()])('the row of $kind names each of its settings', ({ kind, settings }) => {
  const row = rows.get(kind)?.[0] ?? ''
  for (const name of namesOf(settings)) if (!common.includes(name)) expect(row).toContain(`\`${name}\``)
})

const cases = [{ caseId: 'a', label: 'A', values: ['a'] }]
const some: Readonly<Record<string, object>> = {
  menu: { choices: [{ key: '1', label: '' }] },
  switch: { cases },
  split: { cases },
  caller: { by: 'country', cases },
  hours: { hasHolidays: true },
}

test.each([...blockTypes.values()])('the row of $kind names each of its exits', ({ kind, exits }) => {
  for (const { name, isOptional = false } of exits(some[kind] ?? {})) {
    const written = name.replace(/^(key|case)-.+$/, '$1-…')
    expect(rows.get(kind)?.[3]).toContain(isOptional ? `\`${written}\` (optional)` : `\`${written}\``)
  }
})
