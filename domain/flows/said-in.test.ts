import { expect, it } from 'vitest'
import type { Block, BlockId, FlowDefinition, Json } from './flow.ts'
import { saidIn } from './said-in.ts'

const block = (kind: string, settings: Json): Block => ({
  blockId: kind as BlockId,
  kind,
  settings,
  exits: {},
  at: { x: 0, y: 0 },
})
const text = (words: string) => ({ kind: 'text', words: { en: words } })

it('finds what is said wherever it stands, and nothing else of a kind', () => {
  const value = { kind: 'value', variable: 'order', as: { kind: 'digits' } }
  const definition: FlowDefinition = {
    format: 1,
    start: 'say' as BlockId,
    variables: [],
    blocks: [
      block('say', { items: [text('Good day.'), { kind: 'prompt', promptId: 'pmt_1' }], isInterruptible: true }),
      block('menu', { question: [text('Press one.')], choices: [], nothingHeard: [text('I heard nothing.'), value] }),
      block('condition', { left: { kind: 'variable' }, right: { kind: 'text', text: 'gold' } }),
      block('hang-up', {}),
    ],
  }
  expect(saidIn(definition)).toEqual([
    text('Good day.'),
    { kind: 'prompt', promptId: 'pmt_1' },
    text('Press one.'),
    text('I heard nothing.'),
    value,
  ])
})
