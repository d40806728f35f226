import { expect, test } from 'vitest'
import { between, english, factsOf, runOf } from './testing/flow.ts'
import { withoutSecrets } from './variables.ts'

const definition = between(
  'say',
  { items: english('Hello.'), isInterruptible: true },
  ['next'],
  [
    { name: 'card', label: 'Card', isSecret: true },
    { name: 'order', label: 'Order' },
  ],
)

test('what is secret stands in no log: neither the variable nor what is being typed', () => {
  const run = { ...runOf(definition, { card: '4242', order: '7' }), memo: { keys: '42' } }
  expect(withoutSecrets(run, factsOf(definition))).toEqual({ ...run, variables: { order: '7' }, memo: null })
})

test('a run without secrets is shown as it is', () => {
  const open = { ...definition, variables: [] }
  const run = runOf(open, { order: '7' })
  expect(withoutSecrets(run, factsOf(open))).toBe(run)
})
