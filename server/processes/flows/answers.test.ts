import { expect, it } from 'vitest'
import type { Block, BlockId, FlowDefinition, FlowRun, Json, Passed, Value } from '#domain/flows/index.ts'
import type { FlowId, FlowVersionId, InteractionId } from '#kernel/ids.ts'
import { answersAfter } from './answers.ts'

const flowId = 'flw_main' as FlowId
const versionId = 'flv_main' as FlowVersionId
const at = { x: 0, y: 0 }
const asks = (english: string, persian?: string) => [
  { kind: 'text', words: { en: english, ...(persian && { fa: persian }) } },
]
const block = (blockId: string, kind: string, settings: Json, name?: string): Block => ({
  ...{ blockId: blockId as BlockId, kind, settings, exits: {}, at },
  ...(name && { name }),
})
const definition: FlowDefinition = {
  ...{ format: 1, start: 'topic' as BlockId },
  variables: [
    { name: 'order', label: 'Order number' },
    { name: 'born', label: '' },
    { name: 'sum', label: 'Sum' },
    { name: 'card', label: 'Card', isSecret: true },
    { name: 'pin', label: 'PIN' },
    { name: 'tried', label: 'Switched it off and on' },
  ],
  blocks: [
    block(
      'topic',
      'menu',
      { question: asks('What about?', 'درباره چه؟'), choices: [{ key: '1', label: 'An order' }] },
      'Topic',
    ),
    block('tongue', 'choose-language', { choices: [] }),
    block('sure', 'ask-yes-no', { question: asks('Sure?') }, 'Sure'),
    block('number', 'collect-digits', { question: asks('Which order?'), variable: 'order', isSecret: false }),
    block('birth', 'ask-date', { question: asks('Born when?'), variable: 'born' }),
    block('amount', 'ask-number', { question: asks('How much?'), variable: 'sum' }),
    block('pan', 'collect-digits', { question: asks('Your card?'), variable: 'card', isSecret: true }),
    block('pin', 'collect-digits', { question: asks('Your PIN?'), variable: 'pin', isSecret: true }),
    block('told', 'say', { items: [{ kind: 'value', variable: 'sum', as: { kind: 'money', currency: 'GEL' } }] }),
  ],
}
const sourceOf = () => ({ flowId, versionId, definition })
const passed = (blockId: string, exit: string): Passed => ({ flowId, versionId, blockId: blockId as BlockId, exit })
const run = (variables: Readonly<Record<string, Value>>, language = 'ka'): FlowRun => ({
  ...{ interactionId: 'itx_1' as InteractionId, flowId, versionId, blockId: 'told' as BlockId, language, variables },
  ...{ callers: [], memo: null, rests: 1, wakesAtMs: null },
})

it('tells what was chosen by a key: in the words of the menu, as yes or no, as a language', () => {
  const walked = [
    passed('topic', 'key-1'),
    passed('tongue', 'next'),
    passed('sure', 'no'),
    passed('number', 'no-answer'),
  ]
  expect(answersAfter({ sourceOf }, [], walked, run({}))).toEqual([
    { key: 'topic', label: 'Topic', question: { en: 'What about?', fa: 'درباره چه؟' }, value: 'An order' },
    { key: 'tongue', label: '', value: 'ka', as: 'language' },
    { key: 'sure', label: 'Sure', question: { en: 'Sure?' }, value: 'false', as: 'yes-no' },
  ])
})

it('tells how what was typed is to be read, and of a sum in which money', () => {
  const answers = answersAfter(
    { sourceOf },
    [],
    [],
    run({ order: '00420', born: '1990-03-21', sum: 12.5, tried: true }),
  )
  expect(answers).toMatchObject([
    { key: 'order', label: 'Order number', question: { en: 'Which order?' }, value: '00420', as: 'digits' },
    { key: 'born', label: 'born', value: '1990-03-21', as: 'date' },
    { key: 'sum', value: '12.5', as: 'money', currency: 'GEL' },
    { key: 'tried', label: 'Switched it off and on', value: 'true', as: 'yes-no' },
  ])
})

it('tells of a secret that it was given, and never what it is, also where only the block says that it is one', () => {
  const answers = answersAfter({ sourceOf }, [], [], run({ card: '4242424242424242', pin: '9876' }))
  expect(answers.map(({ key, value, as }) => ({ key, value, as }))).toEqual([
    { key: 'card', value: '', as: 'hidden' },
    { key: 'pin', value: '', as: 'hidden' },
  ])
  const told = { ...definition, variables: [{ name: 'card', label: 'Card' }], blocks: [] }
  const later = answersAfter(
    { sourceOf: () => ({ flowId, versionId, definition: told }) },
    answers,
    [],
    run({ card: '4242' }),
  )
  expect(JSON.stringify(later)).not.toContain('4242')
})

it('keeps the latest answer to each question', () => {
  const before = answersAfter({ sourceOf }, [], [], run({ order: '1', sum: 2 }))
  const after = answersAfter({ sourceOf }, before, [], run({ order: '3', sum: 2 }))
  expect(after.map(({ value }) => value)).toEqual(['3', '2'])
})
