import { expect, test } from 'vitest'
import type { FlowAction } from '../run.ts'
import { between, blockOf, english, flowOf, Walk } from '../testing/flow.ts'

const quiet: readonly FlowAction[] = [{ kind: 'stop-saying' }]

test('what is said is heard to its end, or broken off by a key where that may be', () => {
  const say = (isInterruptible: boolean) =>
    between('say', { items: english('Hello.'), isInterruptible }, ['next', 'failed'])
  expect(new Walk(say(false)).undone).toEqual(quiet)
  expect(new Walk(say(false)).keys('1').passed).toEqual([])
  expect(new Walk(say(true)).keys('1').passed).toEqual(['it:next'])
  expect(new Walk(say(false)).said('failed').passed).toEqual(['it:failed'])
})

test('a variable is set from a text, from what is known, or counted up', () => {
  const set = (to: object, variables = {}) =>
    new Walk(between('set-variable', { variable: 'it', to }, ['next']), {}, variables).variables.it
  expect(set({ kind: 'text', text: 'Order {order} of {nobody}.' }, { order: 7 })).toBe('Order 7 of .')
  expect(set({ kind: 'number', number: 3 })).toBe(3)
  expect(set({ kind: 'boolean', isTrue: true })).toBe(true)
  expect(set({ kind: 'known', source: { kind: 'caller', fact: 'number' } })).toBe('+994501234567')
  expect(set({ kind: 'more-by', number: 2 }, { it: 3 })).toBe(5)
  expect(set({ kind: 'more-by', number: 2 }, { it: 'three' })).toBe(2)
})

const http = {
  method: 'POST',
  url: 'https://shop.example/orders/{order}',
  headers: [{ name: 'X-Caller', value: '{order}' }],
  fields: [{ name: 'order', value: '{order}' }],
  take: [{ variable: 'status', path: ['items', 0, 'status'] }],
  timeoutMs: 3000,
  tries: 2,
}
const request = (others: object = {}) => between('http-request', { ...http, ...others }, ['next', 'failed'])

test('a request has its values filled in where they can do no harm', () => {
  const walk = new Walk(request(), {}, { order: 'a/b"\r\nHost: x\ud800' })
  const [action] = walk.actions
  expect(action).toMatchObject({
    kind: 'ask',
    rest: 1,
    question: {
      url: 'https://shop.example/orders/a%2Fb%22%0D%0AHost%3A%20x%EF%BF%BD',
      headers: { 'X-Caller': 'a/b"  Host: x\ud800' },
      take: { status: ['items', 0, 'status'] },
    },
  })
  expect(walk.undone).toEqual([])
  expect(walk.answered({ ok: true, values: { status: 'sent' } }).variables).toMatchObject({ status: 'sent' })
  expect(new Walk(request({ method: 'GET' })).actions).toMatchObject([{ question: { body: null } }])
})

test('a request is sent again with the same key, and then fails; nobody answering is a failure too', () => {
  const walk = new Walk(request())
  const key = (action: FlowAction | undefined) => (action?.kind === 'ask' ? action.key : null)
  const first = key(walk.actions[0])
  walk.answered({ ok: false, reason: 'timed out' })
  expect(key(walk.actions[0])).toBe(first)
  walk.tell({ kind: 'answered', rest: 1, answer: { ok: true, values: {} } })
  expect(walk.passed).toEqual([])
  expect(walk.woken().passed).toEqual(['it:failed'])
})

test('a request that is sent anew after a death bears the key that it had', () => {
  const walk = new Walk(request())
  const [before] = walk.actions
  walk.tell({ kind: 'started' })
  expect(walk.actions[0]).toMatchObject({ rest: 2, key: before?.kind === 'ask' ? before.key : '' })
})

test('a request that its caller comes to anew after a death bears the key of the one that was never answered', () => {
  const unansweredKey = ({ blockId }: { blockId: string }) => (blockId === 'it' ? 'of the other core' : undefined)
  const [anew] = new Walk(request(), { unansweredKey }).actions
  expect(anew).toMatchObject({ kind: 'ask', key: 'of the other core' })
})

test('what was refused for what it is is not sent again, and a second try waits', () => {
  const walk = new Walk(request())
  expect(walk.actions).toMatchObject([{ question: { waitMs: 0 } }])
  expect(walk.answered({ ok: false, reason: 'status 503' }).actions).toMatchObject([{ question: { waitMs: 250 } }])
  expect(new Walk(request()).answered({ ok: false, reason: 'inside', isFinal: true }).passed).toEqual(['it:failed'])
})

test('what leaves names where to, and comes back by `failed`', () => {
  const leaves = (kind: string, settings: object, variables = {}) =>
    new Walk(between(kind, settings, ['failed']), {}, variables)
  const requirement = { skillId: 'skl_fa', least: 3 }
  expect(leaves('enqueue', { queueId: 'que_1', requirement, level: 2 }).actions).toEqual([
    { kind: 'leave', to: { kind: 'queue', queueId: 'que_1', requirement, level: 2 } },
  ])
  expect(leaves('voicemail', { queueId: 'que_1' }).actions).toEqual([
    { kind: 'leave', to: { kind: 'voicemail', queueId: 'que_1' } },
  ])
  expect(leaves('transfer', { to: '{number}' }, { number: '+994 50 123 45 67' }).actions).toEqual([
    { kind: 'leave', to: { kind: 'number', number: '+994501234567' } },
  ])
  expect(leaves('transfer', { to: '{number}' }).passed).toEqual(['it:failed'])
  for (const kind of ['enqueue', 'voicemail']) {
    const walk = leaves(kind, { queueId: 'que_1' })
    expect(walk.undone).toEqual([])
    expect(walk.notTaken().passed).toEqual(['it:failed'])
  }
  expect(leaves('transfer', { to: '701' }).notTaken().passed).toEqual(['it:failed'])
  expect(new Walk(flowOf([blockOf('it', 'hang-up', {})])).step.left?.away).toBeUndefined()
})

const callback = between(
  'offer-callback',
  {
    ...{ queueId: 'que_1', variable: 'number', offer: english('Call you?'), askNumber: english('Which number?') },
    ...{ yesKey: '1', otherNumberKey: '2', noKey: '3', timeoutMs: 5000, tries: 2 },
  },
  ['declined', 'failed'],
)

test('a callback is offered to the number that is shown', () => {
  const walk = new Walk(callback)
  expect(walk.variables).toEqual({ number: '+994501234567' })
  expect(walk.undone).toEqual(quiet)
  expect(walk.keys('1').actions).toEqual([
    { kind: 'leave', to: { kind: 'callback', queueId: 'que_1', number: '+994501234567' } },
  ])
  expect(walk.notTaken().passed).toEqual(['it:failed'])
})

test('another number is typed, read out and confirmed', () => {
  const walk = new Walk(callback).keys('2')
  expect(walk.undone).toEqual(quiet)
  walk.keys(...'0125551234')
  expect(walk.undone).toEqual(quiet)
  walk.keys('#')
  expect(walk.variables).toEqual({ number: '0125551234' })
  expect(walk.keys('1').actions).toMatchObject([{ to: { kind: 'callback', number: '0125551234' } }])
})

test('a callback is declined by its key, and by silence; who shows no number is asked for one', () => {
  expect(new Walk(callback).keys('3').passed).toEqual(['it:declined'])
  expect(new Walk(callback).said().woken().said().woken().passed).toEqual(['it:declined'])
  const hidden = { caller: { number: null, dialedNumber: '100', isKnown: false, segmentIds: [] } }
  const walk = new Walk(callback, hidden)
  expect(walk.actions).toMatchObject([{ items: [{ words: { en: 'Which number?' } }] }])
  expect(walk.keys('1', '2', '#').run.memo).toMatchObject({ tries: 2, keys: '' })
})

test('a case is looked up by what was typed, or as the caller’s own, and what does not come is not found', () => {
  const lookUp = (settings: object) => between('look-up-case', settings, ['found', 'not-found'])
  const typed = new Walk(lookUp({ numberIn: 'typed', keepIn: 'number' }), {}, { typed: '1042' })
  expect(typed.actions).toMatchObject([{ kind: 'ask', question: { kind: 'case', number: '1042' } }])
  expect(typed.answered({ ok: true, values: { number: 1042 } }).variables).toMatchObject({ number: 1042 })
  expect(typed.passed).toEqual(['it:found'])
  const own = new Walk(lookUp({}))
  expect(own.actions).toMatchObject([{ question: { kind: 'case', number: null } }])
  expect(own.answered({ ok: true, values: {} }).passed).toEqual(['it:not-found'])
  expect(new Walk(lookUp({})).woken().passed).toEqual(['it:not-found'])
})
