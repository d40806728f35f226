import { expect, test } from 'vitest'
import type { FlowId, FlowVersionId, QueueId } from '#kernel/ids.ts'
import type { FlowDefinition } from './flow.ts'
import { mostPassed } from './interpreter.ts'
import type { FlowFacts } from './run.ts'
import { blockOf, english, flowId, flowOf, versionId, Walk } from './testing/flow.ts'

const said = (blockId: string, next?: string) =>
  blockOf(blockId, 'say', { items: english(blockId), isInterruptible: false }, next ? { next } : {})
const inner = 'flw_inner' as FlowId
const calls = (exits: Record<string, string>) => blockOf('calls', 'call-flow', { flowId: inner }, exits)

/** Two flows, the inner one published anew after a run began. */
function house(outer: FlowDefinition, ofInner: FlowDefinition): Partial<FlowFacts> {
  const innerVersion = 'flv_inner' as FlowVersionId
  return {
    definition: (asked) =>
      asked === flowId
        ? { flowId, versionId, definition: outer }
        : { flowId: inner, versionId: innerVersion, definition: ofInner },
  }
}

test('a flow that is called comes back to the block that called it, out by `done`', () => {
  const outer = flowOf([calls({ done: 'after' }), said('after', 'after')])
  const walk = new Walk(
    outer,
    house(outer, flowOf([said('in', 'end'), blockOf('end', 'end-flow', { outcome: 'done' })])),
  )
  expect(walk.run).toMatchObject({ flowId: inner, blockId: 'in', callers: [{ flowId, versionId, blockId: 'calls' }] })
  walk.said()
  expect(walk.run).toMatchObject({ flowId, versionId, blockId: 'after', callers: [] })
  expect(walk.passed).toEqual(['in:next', 'calls:done'])
})

test('what leads nowhere in a flow that was called is the failure of the block that called it', () => {
  const outer = flowOf([calls({ done: 'after', failed: 'sorry' }), said('after'), said('sorry')])
  const walk = new Walk(outer, house(outer, flowOf([said('in')]))).said()
  expect(walk.run).toMatchObject({ flowId, blockId: 'sorry', callers: [] })
})

test('a failure that leads nowhere goes outwards, and at last to the outermost fallback queue', () => {
  const fallbackQueueId = 'que_help' as QueueId
  const outer = { ...flowOf([calls({ done: 'after' }), said('after')]), fallbackQueueId }
  const walk = new Walk(outer, house(outer, flowOf([said('in')]))).said()
  expect(walk.step.run).toBeNull()
  expect(walk.actions).toEqual([{ kind: 'leave', to: { kind: 'queue', queueId: fallbackQueueId } }])
})

test('a flow that calls itself, and one that goes round in circles, end', () => {
  const outer = flowOf([blockOf('calls', 'call-flow', { flowId }, { done: 'calls', failed: 'calls' })])
  const walk = new Walk(outer, house(outer, outer))
  expect(walk.actions).toEqual([{ kind: 'leave', to: { kind: 'end', reason: 'failed' } }])
  expect(walk.step.passed.length).toBeLessThanOrEqual(mostPassed)
})

test('a flow that is not there, or begins nowhere, fails the block that called it', () => {
  const outer = flowOf([calls({ done: 'after', failed: 'sorry' }), said('after'), said('sorry')])
  const missing = new Walk(outer, {
    definition: (asked) => (asked === flowId ? { flowId, versionId, definition: outer } : undefined),
  })
  expect(missing.run.blockId).toBe('sorry')
  const empty = new Walk(outer, house(outer, flowOf([])))
  expect(empty.run.blockId).toBe('sorry')
})

test('an end of the outermost flow ends the interaction', () => {
  const done = new Walk(flowOf([blockOf('end', 'end-flow', { outcome: 'done' })]))
  expect(done.actions).toEqual([{ kind: 'leave', to: { kind: 'end', reason: 'finished' } }])
  const failed = new Walk(flowOf([blockOf('end', 'end-flow', { outcome: 'failed' })]))
  expect(failed.actions).toEqual([{ kind: 'leave', to: { kind: 'end', reason: 'failed' } }])
})

test('a run that is away hears only that it was not taken', () => {
  const queueId = 'que_full' as QueueId
  const definition = flowOf([blockOf('waits', 'enqueue', { queueId }, { failed: 'sorry' }), said('sorry')])
  const walk = new Walk(definition)
  expect(walk.step.run).toBeNull()
  expect(walk.run).toMatchObject({ blockId: 'waits', away: 'handed-over' })
  expect(walk.undone).toEqual([])
  walk.keys('1').said()
  expect(walk.run).toMatchObject({ blockId: 'waits', away: 'handed-over' })
  walk.notTaken()
  expect(walk.run.blockId).toBe('sorry')
  expect(walk.run.away).toBeUndefined()
  walk.notTaken()
  expect(walk.run.blockId).toBe('sorry')
})

test('whom the fallback queue does not take either is let go', () => {
  const definition = { ...flowOf([said('in')]), fallbackQueueId: 'que_full' as QueueId }
  const walk = new Walk(definition).said()
  expect(walk.run.away).toBe('last-resort')
  expect(walk.notTaken().actions).toEqual([{ kind: 'leave', to: { kind: 'end', reason: 'failed' } }])
})

test('a block that means nothing in the channel fails', () => {
  const definition = flowOf([blockOf('call', 'transfer', { to: '701' }, { failed: 'sorry' }), said('sorry')])
  expect(new Walk(definition, { channel: 'chat' }).run.blockId).toBe('sorry')
  expect(new Walk(definition).run.away).toBe('handed-over')
})
