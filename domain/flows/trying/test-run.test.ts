import { expect, it } from 'vitest'
import type { QueueId } from '#kernel/ids.ts'
import { blockOf, english, flowId, flowOf, versionId } from '../testing/flow.ts'
import { type FlowTestCase, leftTo, runTest, type Situation, walkOf } from './test-run.ts'
import { goOn } from './walk.ts'

const support = 'que_support' as QueueId
const definition = flowOf([
  blockOf('hello', 'say', { items: english('Good day.'), isInterruptible: true }, { next: 'menu' }),
  blockOf(
    'menu',
    'menu',
    { question: english('For support press 1.'), choices: [{ key: '1', label: '' }], timeoutMs: 5000, tries: 2 },
    { 'key-1': 'support', 'no-answer': 'bye' },
  ),
  blockOf('support', 'enqueue', { queueId: support }),
  blockOf('bye', 'hang-up', {}),
])
const source = { flowId, versionId, definition }
const none = () => undefined
const situation: Situation = {
  ...{ channel: 'voice', language: 'en', dialedNumber: '100', isKnown: false, at: '2026-11-23T09:00:00Z' },
  ...{ hours: [], queues: [] },
}
const pressing = (keys: string): FlowTestCase => ({ situation, deeds: [{ kind: 'keys', keys }], expects: [] })

it('a key leads where it is drawn to, and a test holds that it does', () => {
  const held = runTest(
    {
      ...pressing('1'),
      expects: [
        { kind: 'says', words: 'FOR SUPPORT' },
        { kind: 'passes', blockId: 'menu' },
        { kind: 'queue', queueId: support },
      ],
    },
    source,
    none,
  )
  expect(held.failed).toBeUndefined()
  const wrong = { kind: 'end' } as const
  expect(runTest({ ...pressing('1'), expects: [wrong] }, source, none).failed).toBe(wrong)
})

it('who says nothing is asked again, and then goes', () => {
  const asked = walkOf(situation, source, none)
  expect(asked.run?.blockId).toBe('menu')
  const once = goOn(asked, { kind: 'silence' })
  expect(once.run?.blockId).toBe('menu')
  expect(once.nowMs).toBeGreaterThan(asked.nowMs)
  expect(leftTo(goOn(once, { kind: 'silence' }))).toEqual({ kind: 'end', reason: 'finished' })
})

it('a call that is still in the flow has not come to what was expected', () => {
  const expected = { kind: 'queue', queueId: support } as const
  expect(runTest({ situation, deeds: [], expects: [expected] }, source, none).failed).toBe(expected)
})
