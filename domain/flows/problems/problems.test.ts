import { expect, test } from 'vitest'
import type { FlowId } from '#kernel/ids.ts'
import type { BlockId, FlowDefinition, Json } from '../flow.ts'
import { blockOf, english, flowOf } from '../testing/flow.ts'
import { type FlowProblem, type Known, problemsIn } from './index.ts'

const known: Known = {
  flowId: 'flw_main' as FlowId,
  channels: ['voice'],
  languages: ['en'],
  ids: { queue: new Set(['que_1']), prompt: new Set(['pmt_1']) },
  flows: new Map([
    ['flw_other', ['flw_main']],
    ['flw_plain', []],
  ]),
}
const say = (blockId: string, next?: string, settings: Record<string, Json> = {}) =>
  blockOf(blockId, 'say', { items: english(blockId), isInterruptible: true, ...settings }, next ? { next } : {})
const end = blockOf('end', 'hang-up', {})
const found = (definition: FlowDefinition, others: Partial<Known> = {}) =>
  problemsIn(definition, { ...known, ...others }).map(
    ({ code, blockId, exit, path = [] }: FlowProblem) =>
      `${blockId ?? 'flow'} ${code}${exit ? ` ${exit}` : ''}${path.length > 0 ? ` at ${path.join('.')}` : ''}`,
  )

test('a flow that leads from its start to an end has no problem', () => {
  expect(found(flowOf([say('hello', 'end'), end]))).toEqual([])
})

test('exits that lead nowhere or to what is not there are named, and blocks that nothing leads to', () => {
  expect(found(flowOf([say('a'), say('b', 'gone'), end]))).toEqual([
    'a exit-leads-nowhere next',
    'b exit-leads-to-missing-block next',
    'b block-not-reached',
    'end block-not-reached',
  ])
  const leftover = blockOf('end', 'hang-up', {}, { next: 'a' })
  expect(found(flowOf([say('a', 'end'), leftover]))).toEqual(['end exit-unknown next'])
})

test('the start, and each block, is there once', () => {
  expect(found({ ...flowOf([]), start: 'a' as BlockId })).toEqual(['flow start-missing'])
  expect(found(flowOf([say('a', 'end'), end, end]))).toEqual(['end block-twice'])
  expect(found(flowOf([blockOf('a', 'teleport', {})]))).toEqual(['a block-of-unknown-kind'])
})

test('settings are measured at their place', () => {
  const of = (settings: Record<string, Json>) => found(flowOf([say('a', 'end', settings), end]))
  expect(of({ items: [] })).toEqual(['a setting-empty at items'])
  expect(of({ items: 'no' })).toEqual(['a setting-wrong at items'])
  expect(of({ isInterruptible: 'yes', isLoud: true })).toEqual([
    'a setting-wrong at isInterruptible',
    'a setting-unknown at isLoud',
  ])
  expect(of({ items: [{ kind: 'text', words: {} }] })).toEqual([
    'a setting-empty at items.0.words',
    'a language-missing at items.0.words',
  ])
  expect(of({ items: [{ kind: 'prompt', promptId: 'pmt_2' }] })).toEqual(['a prompt-missing at items.0.promptId'])
  expect(of({ items: [{ kind: 'value', variable: 'x', as: { kind: 'loudly' } }] })).toEqual([
    'a setting-wrong at items.0.as',
    'a variable-not-declared at items.0.variable',
  ])
  expect(found(flowOf([blockOf('a', 'say', null as unknown as object), end]))).toContain('a setting-wrong')
})

test('a language that one block speaks is missed in the others', () => {
  const both = { items: [{ kind: 'text', words: { en: 'Hello', fa: 'سلام' } }] }
  expect(found(flowOf([say('a', 'b', both), say('b', 'end'), end]))).toEqual(['b language-missing at items.0.words'])
})

test('what is asked for has to be declared and set; what is secret is not said aloud', () => {
  const asks = { items: [{ kind: 'value', variable: 'card', as: { kind: 'digits' } }] }
  const flow = flowOf([say('a', 'end', asks), end], [{ name: 'card', label: 'Card', isSecret: true }])
  expect(found(flow)).toEqual(['a variable-never-set at items.0.variable', 'a secret-said at items.0.variable'])
})

test('queues and flows have to exist, and a flow may not call itself, not through others either', () => {
  const call = (flowId: string) => flowOf([blockOf('a', 'call-flow', { flowId }, { done: 'end' }), end])
  expect(found(flowOf([blockOf('a', 'enqueue', { queueId: 'que_2' })]))).toEqual(['a queue-missing at queueId'])
  expect(found(call('flw_plain'))).toEqual([])
  expect(found(call('flw_none'))).toEqual(['a flow-missing at flowId'])
  expect(found(call('flw_main'))).toEqual(['flow flow-calls-itself'])
  expect(found(call('flw_other'))).toEqual(['flow flow-calls-itself'])
})

test('a flow of 500 blocks is inspected as one types', () => {
  const blocks = Array.from({ length: 500 }, (_, n) => say(`b${n}`, `b${(n + 1) % 500}`))
  expect(found(flowOf(blocks))).toEqual([])
})

test('a circle in which nothing rests, and a way that leads to one, but not what rests', () => {
  const count = (blockId: string, next: string) =>
    blockOf(blockId, 'set-variable', { variable: 'n', to: { kind: 'more-by', number: 1 } }, { next })
  const declared = [{ name: 'n', label: 'N' }]
  expect(found(flowOf([count('a', 'b'), count('b', 'c'), count('c', 'b')], declared))).toEqual([
    'b circle-without-rest',
    'c circle-without-rest',
  ])
  expect(found(flowOf([count('a', 'b'), say('b', 'a')], declared))).toEqual([])
})

test('a block that means nothing in a channel of the flow is told of, and stands against nothing', () => {
  const flow = flowOf([blockOf('a', 'transfer', { to: '701' })])
  expect(found(flow)).toEqual([])
  const problems = problemsIn(flow, { ...known, channels: ['voice', 'chat'] })
  expect(problems).toMatchObject([{ code: 'block-not-on-channel', severity: 'warning', values: { channel: 'chat' } }])
})

const cases = (...ids: string[]) => ids.map((caseId) => ({ caseId, label: '', values: ['x'] }))
const asks = { question: english('?'), timeoutMs: 5000, tries: 1 }

test.each([
  ['menu', { ...asks, choices: ['1', '1'].map((key) => ({ key, label: '' })) }, 'key-twice at choices.1.key'],
  ['ask-yes-no', { ...asks, yesKey: '1', noKey: '1' }, 'key-twice at noKey'],
  [
    'collect-digits',
    { ...asks, betweenMs: 500, terminator: '#', variable: 'it', least: 4, most: 3, check: 'none', isSecret: false },
    'most-below-least at most',
  ],
  [
    'ask-number',
    { ...asks, betweenMs: 500, terminator: '*', variable: 'it', least: 1, most: 3, decimals: 1 },
    'key-twice at terminator',
  ],
  ['switch', { of: { kind: 'variable', variable: 'it' }, cases: cases('a', 'a') }, 'case-twice at cases.1'],
  [
    'caller',
    { by: 'language', cases: cases('a', 'a').map((one) => ({ ...one, values: ['en'] })) },
    'case-twice at cases.1',
  ],
  ['split', { cases: [{ caseId: 'a', label: '', percent: 99 }] }, 'percent-not-100 at cases'],
  ['schedule', { timeZone: 'Mars/Olympus', spans: [{}] }, 'time-zone-unknown at timeZone'],
  ['schedule', { timeZone: 'Asia/Baku', spans: [{ fromMinute: 9, toMinute: 9 }] }, 'span-wrong at spans.0'],
  ['schedule', { timeZone: 'Asia/Baku', spans: [{ fromDate: '2026-02-30' }] }, 'span-wrong at spans.0'],
  ['http-request', { ...request('https://{it}/orders') }, 'url-wrong at url'],
  ['http-request', { ...request('ftp://shop.example') }, 'url-wrong at url'],
  ['enqueue', { queueId: 'que_1', requirement: { skillId: 'skl_1', least: 9 } }, 'requirement-wrong at requirement'],
])('%s: %o is %s', (kind, settings, problem) => {
  expect(found(flowOf([blockOf('a', kind, settings)], [{ name: 'it', label: 'It' }]))).toContain(`a ${problem}`)
})

function request(url: string) {
  return { method: 'GET', url, headers: [], fields: [], take: [], timeoutMs: 500, tries: 1 }
}

test('who is asked over HTTP is never the choice of whoever calls', () => {
  const of = (url: string) =>
    found(flowOf([blockOf('a', 'http-request', request(url), { next: 'end' }), end], [{ name: 'it', label: 'It' }]))
  expect(of('https://shop.example/orders/{it}?a={it}')).toEqual([
    'a variable-never-set at url',
    'a variable-never-set at url',
  ])
  for (const url of [
    'https://shop.example{it}',
    'https://{it}@shop.example',
    'javascript:alert(1)',
    'https://shop.example:{it}/',
  ]) {
    expect(of(url)).toContain('a url-wrong at url')
  }
})
