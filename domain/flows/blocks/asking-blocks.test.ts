import { expect, test } from 'vitest'
import type { FlowAction } from '../run.ts'
import { between, english, Walk } from '../testing/flow.ts'

const asks = { question: english('?'), timeoutMs: 5000, tries: 2 }
const typed = { ...asks, betweenMs: 2000, terminator: '#', variable: 'it' }
const variables = [{ name: 'it', label: 'It' }]
const quiet: readonly FlowAction[] = [{ kind: 'stop-saying' }]

test('a menu leaves by the key, asks again after a wrong one or none, and then gives up', () => {
  const settings = { ...asks, choices: [{ key: '1', label: 'One' }], notUnderstood: english('Sorry.') }
  const menu = between('menu', settings, ['key-1', 'no-answer'])
  const walk = new Walk(menu)
  expect(walk.undone).toEqual(quiet)
  walk.said()
  expect(walk.undone).toEqual(quiet)
  walk.keys('7')
  expect(walk.actions).toMatchObject([{ kind: 'say', items: [{ words: { en: 'Sorry.' } }, { words: { en: '?' } }] }])
  expect(walk.undone).toEqual(quiet)
  expect(walk.said().woken().passed).toEqual(['it:no-answer'])
  expect(new Walk(menu).keys('1').run.blockId).toBe('after-key-1')
})

test('yes and no are kept where that is asked', () => {
  const flow = between(
    'ask-yes-no',
    { ...asks, yesKey: '1', noKey: '2', variable: 'it' },
    ['yes', 'no', 'no-answer'],
    variables,
  )
  expect(new Walk(flow).undone).toEqual(quiet)
  const yes = new Walk(flow).keys('1')
  expect([yes.passed, yes.variables]).toEqual([['it:yes'], { it: true }])
  const no = new Walk(flow).said().keys('9', '2')
  expect([no.passed, no.variables]).toEqual([['it:no'], { it: false }])
  expect(new Walk(flow).keys('9', '9').passed).toEqual(['it:no-answer'])
})

test('a language is offered in itself, and is spoken from then on', () => {
  const choices = [
    { key: '1', language: 'en', words: 'For English press 1.' },
    { key: '2', language: 'fa', words: 'برای فارسی ۲ را فشار دهید.', promptId: 'pmt_fa' },
  ]
  const flow = between('choose-language', { choices, timeoutMs: 5000, tries: 1 }, ['next', 'no-answer'])
  const walk = new Walk(flow)
  expect(walk.actions).toMatchObject([
    {
      items: [
        { kind: 'text', words: { en: 'For English press 1.' } },
        { kind: 'prompt', promptId: 'pmt_fa' },
      ],
    },
  ])
  expect(walk.undone).toEqual(quiet)
  walk.keys('2')
  expect(walk.run).toMatchObject({ language: 'fa', blockId: 'after-next' })
  expect(walk.actions).toMatchObject([{ kind: 'say', language: 'fa' }])
  expect(new Walk(flow).said().woken().run).toMatchObject({ language: 'en', blockId: 'after-no-answer' })
})

const digits = (others: object) =>
  between(
    'collect-digits',
    { ...typed, least: 4, most: 6, check: 'none', isSecret: false, ...others },
    ['next', 'no-answer'],
    variables,
  )

test('digits end with their last one, with the terminator, or with the time', () => {
  expect(new Walk(digits({})).keys(...'123456').variables).toEqual({ it: '123456' })
  expect(new Walk(digits({})).keys(...'1234#').variables).toEqual({ it: '1234' })
  expect(new Walk(digits({ terminator: 'none' })).keys(...'12345').woken().variables).toEqual({ it: '12345' })
  const few = new Walk(digits({})).keys('1', '2').woken()
  expect(few.run).toMatchObject({ blockId: 'it', memo: { tries: 2, keys: '' } })
  expect(few.keys('#').passed).toEqual(['it:no-answer'])
})

test('the first digit silences the question, whose end is late then', () => {
  const walk = new Walk(digits({}))
  const { rests } = walk.run
  walk.keys('1')
  expect(walk.actions).toEqual(quiet)
  walk.tell({ kind: 'said', rest: rests, outcome: 'finished' })
  expect(walk.run.wakesAtMs).toBe(walk.facts.nowMs + 2000)
  expect(walk.undone).toEqual(quiet)
})

test('a card is checked, hidden while it is typed, and shown again however that ends', () => {
  const card = digits({ least: 16, most: 16, check: 'luhn', isSecret: true })
  const walk = new Walk(card)
  const taking = { most: 16, terminator: '#', timeoutMs: expect.any(Number), betweenMs: 2000 }
  expect(walk.actions).toMatchObject([{ kind: 'hide-keys', isHidden: true, rest: 1, taking }, { kind: 'say' }])
  const cancelled = [...quiet, { kind: 'hide-keys', isHidden: false }]
  expect(walk.undone).toEqual(cancelled)
  walk.keys('4')
  expect(walk.undone).toEqual(cancelled)
  walk.keys(...'242424242424242')
  expect(walk.variables).toEqual({ it: '4242424242424242' })
  expect(walk.actions).toMatchObject([{ kind: 'hide-keys', isHidden: false }, { kind: 'say' }])
  const wrong = new Walk(card).keys(...'4242424242424241')
  expect(wrong.run).toMatchObject({ blockId: 'it', memo: { tries: 2, keys: '' } })
  expect(wrong.actions).toMatchObject([{ kind: 'hide-keys', isHidden: true, rest: wrong.run.rests }, { kind: 'say' }])
  expect(wrong.keys('#').actions).toContainEqual({ kind: 'hide-keys', isHidden: false })
  // As whoever takes them for it gives them, in one go.
  const told = new Walk(card).tell({ kind: 'words', text: '4242424242424242', confidence: 1 })
  expect(told.variables).toEqual({ it: '4242424242424242' })
  expect(new Walk(card).tell({ kind: 'key', key: '•' }).run).toMatchObject({ blockId: 'it', memo: { keys: '' } })
})

test.each([
  ['iran-national-code', '0013542419', true],
  ['iran-national-code', '0013542418', false],
  ['luhn', '79927398713', true],
  ['luhn', '79927398710', false],
  ['even', '1234', true],
  ['even', '123', false],
])('%s of %s', (check, keys, isRight) => {
  const walk = new Walk(digits({ least: 1, most: 16, check })).keys(...keys, '#')
  expect(walk.passed).toEqual(isRight ? ['it:next'] : [])
})

test('in a chat digits are written in one go, in whatever script', () => {
  const walk = new Walk(digits({}), { channel: 'chat' }).tell({ kind: 'words', text: '۱۲۳ ۴۵۶', confidence: 1 })
  expect(walk.variables).toEqual({ it: '123456' })
})

test('a number has bounds, and decimals behind a star', () => {
  const number = (others: object) =>
    between('ask-number', { ...typed, least: 5, most: 500, decimals: 0, ...others }, ['next', 'no-answer'], variables)
  expect(new Walk(number({})).keys('4', '2', '#').variables).toEqual({ it: 42 })
  expect(new Walk(number({})).keys('4', '#').run.memo).toMatchObject({ tries: 2 })
  expect(new Walk(number({ decimals: 2 })).keys('4', '2', '*', '5', '#').variables).toEqual({ it: 42.5 })
  expect(new Walk(number({ decimals: 2 })).keys('4', '2', '*', '*', '#').run.memo).toMatchObject({ tries: 2 })
  expect(new Walk(number({})).undone).toEqual(quiet)
  expect(new Walk(number({})).keys('4').undone).toEqual(quiet)
})

test('a date is typed as the language has it', () => {
  const date = (others: object = {}) =>
    between('ask-date', { ...typed, order: 'day-month-year', is: 'any', ...others }, ['next', 'no-answer'], variables)
  expect(new Walk(date()).keys(...'29022024').variables).toEqual({ it: '2024-02-29' })
  expect(new Walk(date()).keys(...'29022025').run.memo).toMatchObject({ tries: 2 })
  expect(new Walk(date({ is: 'past' })).keys(...'22112026').variables).toEqual({ it: '2026-11-22' })
  expect(new Walk(date({ is: 'past' })).keys(...'23112026').run.memo).toMatchObject({ tries: 2 })
  expect(new Walk(date({ is: 'today-or-later' })).keys(...'23112026').variables).toEqual({ it: '2026-11-23' })
  const jalali = new Walk(date({ order: 'year-month-day' }))
  jalali.step = { ...jalali.step, run: { ...jalali.run, language: 'fa' } }
  expect(jalali.keys(...'14050902').variables).toEqual({ it: '2026-11-23' })
  expect(new Walk(date()).keys('2').undone).toEqual(quiet)
})
