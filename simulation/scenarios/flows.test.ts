import { expect, it } from 'vitest'
import { overflowFlowId } from '../published-flows.ts'
import { story } from './story.ts'

/** Callers of 600, which leads into a flow, and such as a queue sends into one. */

function calling() {
  const told = story()
  const c1 = told.caller('c1').dials('600')
  told.passes('1s')
  expect(c1.hears).toBe('greeting')
  return { ...told, c1, quiet: () => told.world.checkers.whenQuiet() }
}

it('a caller hears the greeting and the menu, presses 1, and an agent has him', () => {
  const { world, agent, c1, passes, quiet } = calling()
  const aylin = agent('aylin')
  passes('3s')
  expect(c1.hears).toBe('menu')
  expect(c1.interaction?.flow).toMatchObject({ flowId: 'flw_menu', blockId: 'menu' })
  quiet()
  c1.types('1')
  passes('1s')
  aylin.accepts()
  passes('1s')
  expect(c1.hears).toBe('aylin')
  expect(c1.interaction?.flow).toBeUndefined()
  expect([...world.core.runs.runs]).toMatchObject([
    [c1.interaction?.interactionId, { isOver: true, answers: [{ value: '1' }] }],
  ])
  c1.hangsUp()
  passes('1s')
  expect([...world.core.runs.runs]).toEqual([])
  quiet()
})

it('who presses a key while he is greeted hears the menu at once; nothing and nonsense are asked again, and then he waits', () => {
  const { c1, passes, quiet } = calling()
  c1.types('7')
  passes('1s')
  expect(c1.hears).toBe('menu')
  c1.types('7')
  passes('1s')
  expect(c1.hears).toBe('menu')
  passes('5s')
  expect(c1.hears).toBe('silence')
  quiet()
  passes('5s')
  expect(c1.hears).toBe('music')
  quiet()
})

it('what has no sound and whom no queue takes goes on by the exit for failures', () => {
  const { world, c1, passes, quiet } = calling()
  c1.types('7')
  passes('1s')
  // There is no other queue yet.
  c1.types('2')
  passes('1s')
  expect(c1.hears).toBe('menu')
  c1.types('9')
  passes('2s')
  expect(c1.ended).toBe('hung-up')
  expect([...world.core.runs.runs]).toEqual([])
  quiet()
})

it('a core that dies in the menu asks again, and the caller goes on', () => {
  const { world, agent, c1, passes, quiet } = calling()
  const aylin = agent('aylin')
  c1.types('7')
  passes('1s')
  world.coreDies()
  passes('5s')
  expect(c1.hears).toBe('menu')
  expect(c1.interaction?.flow?.blockId).toBe('menu')
  quiet()
  c1.types('1')
  passes('1s')
  aylin.accepts()
  passes('1s')
  expect(c1.hears).toBe('aylin')
  quiet()
})

it('whom his flow loses hears that we are sorry, waits where lost callers wait, and the flow is said to have failed', () => {
  const { world, c1, passes, quiet } = calling()
  c1.types('7')
  passes('1s')
  c1.types('8')
  passes('1s')
  expect(c1.hears).toBe('apology')
  quiet()
  // It is said to its end, whatever he presses.
  c1.types('1')
  passes('1s')
  expect(c1.hears).toBe('apology')
  passes('5s')
  expect(c1.hears).toBe('music')
  expect(c1.interaction).toMatchObject({ stage: 'queued' })
  expect(world.core.failures).toMatchObject([
    { flowId: 'flw_menu', blockId: 'broken', cause: 'no-words', isLost: true },
  ])
  quiet()
})

it('a core that dies while it says so leads him on all the same', () => {
  const { world, c1, passes, quiet } = calling()
  c1.types('7')
  passes('1s')
  c1.types('8')
  passes('1s')
  world.coreDies()
  passes('10s')
  expect(c1.hears).toBe('music')
  quiet()
})

it('who hangs up leaves nothing behind', () => {
  const { world, c1, passes, quiet } = calling()
  c1.hangsUp()
  passes('20s')
  expect([...world.core.runs.runs]).toEqual([])
  expect([...(world.core.state?.calls.values() ?? [])]).toEqual([])
  quiet()
})

const overflows = {
  diversions: [{ when: { kind: 'full', waiting: 0 }, to: { kind: 'flow', flowId: overflowFlowId } }],
} as const

it('whom his queue sends into a flow waits in it after all when the flow sends him back', () => {
  const { world, caller, passes } = story(overflows)
  const c1 = caller('c1').dials('200')
  passes('1s')
  expect(c1.hears).toBe('offer')
  world.checkers.whenQuiet()
  c1.types('1')
  passes('1s')
  expect(c1.hears).toBe('music')
  world.checkers.whenQuiet()
})

it('a flow that was taken back sends nobody away', () => {
  const { world, caller, passes } = story(overflows)
  world.takesBack(overflowFlowId)
  const c1 = caller('c1').dials('200')
  passes('2s')
  expect(c1.hears).toBe('music')
  world.checkers.whenQuiet()
})

it('who is told of the recording before his queue hears it when a flow sends him there', () => {
  const { world, caller, passes } = story({ recordingConsent: 'announced', recordedPercent: 100 })
  const c1 = caller('c1').dials('600')
  passes('1s')
  c1.types('1')
  passes('200ms')
  c1.types('1')
  passes('1s')
  expect(c1.hears).toBe('recording-notice')
  passes('10s')
  expect(c1.hears).toBe('music')
  expect(c1.interaction?.recordingConsent).toBe('announced')
  world.checkers.whenQuiet()
})
