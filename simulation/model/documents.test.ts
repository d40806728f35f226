import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readModel } from './read-model.ts'

it('the model in docs/simulation.md is one', () => {
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/simulation.md', 'utf8')) ?? []
  expect(readModel(example)).toMatchObject({ ok: true })
})
