import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CountryFile } from './geography.ts'

it('the published schema of a country is what an import reads', () => {
  // What stands between is symbols and undefined of the schema's builder, which JSON leaves out.
  const schema = JSON.parse(JSON.stringify(CountryFile)) as object
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema' }
  const published = JSON.parse(readFileSync('docs/reference/country.schema.json', 'utf8')) as object
  expect(published).toEqual({ ...head, ...schema })
})
