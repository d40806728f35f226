import { expect, test } from 'vitest'
import type { FlowId, FlowVersionId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { Block, BlockId, FlowDefinition, Json } from './flow.ts'
import { cancelFlow, type FlowFacts, type FlowInput, type FlowRun, stepFlow } from './index.ts'

const id = (text: string): BlockId => text as BlockId
const words = (text: string) => [{ kind: 'text', words: { en: text } }]
const block = (blockId: string, kind: string, settings: Json, exits: Record<string, string> = {}): Block => ({
  blockId: id(blockId),
  kind,
  settings,
  exits: exits as Record<string, BlockId>,
  at: { x: 0, y: 0 },
})
const support = 'que_support' as QueueId
const definition: FlowDefinition = {
  format: 1,
  start: id('greeting'),
  variables: [],
  blocks: [
    block('greeting', 'say', { items: words('Good day.'), isInterruptible: true }, { next: 'menu' }),
    block(
      'menu',
      'menu',
      { question: words('Press 1.'), choices: [{ key: '1', label: 'Support' }], timeoutMs: 5000, tries: 2 },
      { 'key-1': 'support', 'no-answer': 'end' },
    ),
    block('support', 'enqueue', { queueId: support }),
    block('end', 'hang-up', {}),
  ],
}
const flowId = 'flw_main' as FlowId
const versionId = 'flv_1' as FlowVersionId
const facts: FlowFacts = {
  nowMs: 1000,
  chance: () => 0.5,
  channel: 'voice',
  caller: { number: '+994501234567', dialedNumber: '100', isKnown: false, segmentIds: [] },
  queue: () => undefined,
  hours: () => undefined,
  incidentIds: [],
  definition: () => ({ flowId, versionId, definition }),
}
const begun: FlowRun = {
  interactionId: 'int_1' as InteractionId,
  ...{ flowId, versionId, blockId: definition.start, language: 'en', variables: {}, callers: [], memo: null },
  ...{ rests: 0, wakesAtMs: null },
}

/** The run after all of these, and what was asked for at the last. */
function through(...inputs: FlowInput[]) {
  let step = stepFlow(begun, { kind: 'started' }, facts)
  for (const input of inputs) if (step.run) step = stepFlow(step.run, input, facts)
  return step
}

test('a caller is greeted, presses a key, and waits for Support', () => {
  const greeted = through()
  expect(greeted.actions).toMatchObject([{ kind: 'say', rest: 1 }])
  const asked = through({ kind: 'said', rest: 1, outcome: 'finished' })
  expect(asked.passed).toEqual([{ flowId, versionId, blockId: 'greeting', exit: 'next' }])
  expect(asked.run?.blockId).toBe('menu')
  const waits = through({ kind: 'said', rest: 1, outcome: 'finished' }, { kind: 'key', key: '1' })
  expect(waits.run).toBeNull()
  expect(waits.actions).toEqual([{ kind: 'leave', to: { kind: 'queue', queueId: support } }])
  expect(waits.left).toMatchObject({ blockId: 'support', away: 'handed-over' })
})

test('who presses nothing is asked again, and then let go', () => {
  const heard = through({ kind: 'key', key: '5' }, { kind: 'said', rest: 2, outcome: 'finished' })
  expect(heard.run).toMatchObject({ rests: 3, wakesAtMs: 6000 })
  const again = through(
    { kind: 'key', key: '5' },
    { kind: 'said', rest: 2, outcome: 'finished' },
    { kind: 'woken', rest: 3 },
  )
  expect(again.actions).toMatchObject([{ kind: 'say', rest: 4 }])
  const late = again.run && stepFlow(again.run, { kind: 'woken', rest: 3 }, facts)
  expect(late).toMatchObject({ run: again.run, actions: [] })
  const gone = again.run && stepFlow(again.run, { kind: 'key', key: '9' }, facts)
  expect(gone?.actions).toEqual([{ kind: 'leave', to: { kind: 'end', reason: 'finished' } }])
})

test('a run that is taken away says no more', () => {
  const { run } = through()
  expect(run && cancelFlow(run, facts)).toEqual([{ kind: 'stop-saying' }])
})

test('a key that comes before another core has gone on changes nothing: what was asked is asked again', () => {
  const asked = through({ kind: 'said', rest: 1, outcome: 'finished' })
  const found = { ...(asked.run as FlowRun), memo: null }
  for (const key of ['1', '9']) {
    expect(stepFlow(found, { kind: 'key', key }, facts)).toEqual({ run: found, passed: [], actions: [] })
  }
  expect(stepFlow(found, { kind: 'started' }, facts).actions).toMatchObject([{ kind: 'say' }])
})
