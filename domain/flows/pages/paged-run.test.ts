import { expect, test } from 'vitest'
import type { Value } from '../flow.ts'
import { blockOf, factsOf, flowOf, runOf } from '../testing/flow.ts'
import { answerPage, beginPages, type PagedRun, pageBack, pageOf, passedBy } from './paged-run.ts'

const words = (text: string) => ({ en: text })
const question = (variable: string, answer: string, more: object = {}) => ({
  ...{ variable, words: words(`${variable}?`), answer, isRequired: true },
  ...more,
})
const declared = ['name', 'kind', 'count', 'day', 'agrees'].map((name) => ({ name, label: name }))
const definition = flowOf(
  [
    blockOf(
      'who',
      'set-variable',
      { variable: 'name', to: { kind: 'known', source: { kind: 'caller', fact: 'name' } } },
      { next: 'first' },
    ),
    blockOf(
      'first',
      'page',
      {
        title: { en: 'Hello', fa: 'سلام' },
        text: words('Good day, {name}.'),
        questions: [
          question('kind', 'choice', { choices: [{ value: 'fault', words: words('A fault') }, { value: 'order' }] }),
          question('count', 'number', { isRequired: false, least: 1, most: 9 }),
        ],
      },
      { next: 'which' },
    ),
    blockOf(
      'which',
      'condition',
      { left: { kind: 'variable', variable: 'kind' }, comparison: 'is', right: { kind: 'text', text: 'fault' } },
      { yes: 'fault', no: 'done' },
    ),
    blockOf(
      'fault',
      'page',
      {
        questions: [question('day', 'date'), question('agrees', 'yes-no', { isRequired: false })],
        cases: [
          { caseId: 'solved', words: words('It works') },
          { caseId: 'not', words: words('Still broken') },
        ],
      },
      { 'case-solved': 'done', 'case-not': 'first' },
    ),
    blockOf('done', 'end-flow', { outcome: 'done' }),
  ],
  declared,
)
const facts = factsOf(definition, {
  channel: 'script',
  caller: { number: null, dialedNumber: '', isKnown: true, name: 'Nino', segmentIds: [] },
})
const kept = (paged: PagedRun): PagedRun => JSON.parse(JSON.stringify(paged))
const begun = kept(beginPages(runOf(definition), facts))
const answered = (paged: PagedRun, values: Record<string, Value>, exit = 'next', rest = paged.run.rests): PagedRun => {
  const next = answerPage(paged, { rest, exit, values }, facts)
  if ('problems' in next) throw new Error(JSON.stringify(next.problems))
  return kept(next)
}

test('a page shows what is known, in the language of the run', () => {
  expect(pageOf(begun, facts)).toMatchObject({
    title: 'Hello',
    text: 'Good day, Nino.',
    questions: [{ variable: 'kind', choices: [{ label: 'A fault' }, { label: 'order' }] }, { variable: 'count' }],
    exits: [{ name: 'next', label: '' }],
  })
  const persian = beginPages({ ...runOf(definition), language: 'fa' }, facts)
  expect(pageOf(persian, facts)).toMatchObject({ title: 'سلام', text: 'Good day, Nino.' })
})

test('answers lead on by what they say, and a late one changes nothing', () => {
  const second = answered(begun, { kind: 'fault', count: '3' })
  expect(second.run).toMatchObject({ blockId: 'fault', variables: { kind: 'fault', count: 3 } })
  expect(answerPage(second, { rest: begun.run.rests, exit: 'next', values: { kind: 'order' } }, facts)).toBe(second)
  expect(answerPage(second, { rest: second.run.rests, exit: 'next', values: { day: '2026-11-23' } }, facts)).toBe(
    second,
  )
  const over = answered(second, { day: '2026-11-23', agrees: true }, 'case-solved')
  expect(over.left).toEqual({ kind: 'end', reason: 'finished' })
  expect(pageOf(over, facts)).toBeNull()
  expect(passedBy(over).map(({ blockId, exit }) => `${blockId} ${exit}`)).toEqual([
    'who next',
    'first next',
    'which yes',
    'fault case-solved',
  ])
  expect(answerPage(over, { rest: second.run.rests, exit: 'case-not', values: { day: '2026-11-23' } }, facts)).toBe(
    over,
  )
})

test.each([
  [{}, 'kind missing'],
  [{ kind: 'other' }, 'kind no-choice'],
  [{ kind: 'order', count: 'many' }, 'count no-number'],
  [{ kind: 'order', count: 0 }, 'count too-small'],
  [{ kind: 'order', count: 10 }, 'count too-large'],
])('%o is told: %s', (values, told) => {
  const next = answerPage(begun, { rest: begun.run.rests, exit: 'next', values }, facts)
  expect('problems' in next && next.problems.map(({ variable, problem }) => `${variable} ${problem}`)).toEqual([told])
})

test('a day has to be one', () => {
  const second = answered(begun, { kind: 'fault' })
  const next = answerPage(second, { rest: second.run.rests, exit: 'case-not', values: { day: '2026-02-30' } }, facts)
  expect(next).toEqual({ problems: [{ variable: 'day', problem: 'no-date' }] })
})

test('going back keeps what was typed on both pages, and forgets the way that is not taken any more', () => {
  const second = answered(begun, { kind: 'fault', count: 2 })
  const back = kept(pageBack(second, { rest: second.run.rests, values: { day: '2026-1', agrees: true } }))
  expect(back.run.variables).not.toHaveProperty('kind')
  expect(pageOf(back, facts)?.questions).toMatchObject([{ value: 'fault' }, { value: 2 }])
  expect(passedBy(back).map(({ blockId }) => blockId)).toEqual(['who'])
  expect(answerPage(back, { rest: second.run.rests, exit: 'case-solved', values: { day: '2026-11-23' } }, facts)).toBe(
    back,
  )
  expect(pageBack(back, { rest: back.run.rests, values: {} })).toBe(back)
  const again = answered(back, { kind: 'fault', count: 2 })
  expect(pageOf(again, facts)?.questions).toMatchObject([{ value: '2026-1' }, { value: true }])
  const over = answered(again, { day: '2026-11-23' }, 'case-solved')
  const reopened = pageBack(over, { rest: over.run.rests, values: {} })
  expect(reopened.left).toBeUndefined()
  expect(pageOf(reopened, facts)?.questions).toMatchObject([{ value: '2026-11-23' }, {}])
})
