import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { schemaText } from './schema-text.ts'

it('the published schema of a model is what the simulator reads', () => {
  const published = readFileSync('docs/reference/simulation-model.schema.json', 'utf8')
  // After a change: npm run -s parley -- simulate --schema > docs/reference/simulation-model.schema.json
  expect(published).toBe(schemaText())
})
