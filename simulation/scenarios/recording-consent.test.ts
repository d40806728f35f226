import { expect, it } from 'vitest'
import type { WorldOptions } from '../world.ts'
import { story } from './story.ts'

/** Who is told or asked whether he is recorded, and what comes between. */

const asked = { recordingConsent: 'asked', recordedPercent: 100 } as const

/** C1 waits in a queue that asks nothing, and Levan, who has a rule of his own, asks aside. */
function aside(queue: WorldOptions['queue'] = {}) {
  const one = story(queue)
  const { world, caller, agent, passes } = one
  const aylin = agent('aylin')
  const c1 = caller('c1').dials('200')
  passes('1s')
  world.changesQueue(world.queueId, asked)
  aylin.accepts()
  passes('1s')
  expect(c1.hears).toBe('the question for a key')
  expect(aylin.hears).toBe('silence')
  const recorded = () => [...world.edge.recordings.live.values()].length
  return { ...one, aylin, c1, recorded, quiet: () => world.checkers.whenQuiet() }
}

it.each([
  ['1', 'agreed', 1],
  ['2', 'refused', 0],
  ['', 'unanswered', 0],
] as const)('who is asked before the queue and presses "%s" has %s', (key, consent, recordings) => {
  const { world, caller, agent, passes } = story(asked)
  const aylin = agent('aylin')
  const c1 = caller('c1').dials('200')
  passes('1s')
  expect(c1.hears).toBe('the question for a key')
  c1.presses(key)
  passes('5s')
  aylin.accepts()
  passes('1s')
  expect(c1.hears).toBe('aylin')
  expect(c1.interaction?.recordingConsent).toBe(consent)
  expect(world.edge.recordings.live.size).toBe(recordings)
  world.checkers.whenQuiet()
})

it('a core that dies over the question asks once, and hears the answer', () => {
  const { world, aylin, c1, passes, recorded, quiet } = aside()
  world.coreDies()
  passes('1s')
  c1.presses('1')
  passes('5s')
  expect(c1.hears).toBe('aylin')
  expect(aylin.hears).toBe('c1')
  expect(recorded()).toBe(1)
  quiet()
})

it('who is asked in a flow goes on when the rule has gone meanwhile', () => {
  const { world, caller, passes } = story(asked)
  const c1 = caller('c1').dials('200')
  passes('1s')
  world.changesQueue(world.queueId, { recordingConsent: 'none' })
  passes('1s')
  c1.presses('1')
  passes('5s')
  expect(c1.hears).toBe('music')
  world.checkers.whenQuiet()
})

it('and who is asked in a talk comes into it', () => {
  const { world, aylin, c1, passes, recorded, quiet } = aside()
  world.changesQueue(world.queueId, { recordingConsent: 'none' })
  passes('2s')
  expect(c1.hears).toBe('the question for a key')
  quiet()
  c1.presses('1')
  passes('1s')
  expect(c1.hears).toBe('aylin')
  expect(aylin.hears).toBe('c1')
  expect(recorded()).toBe(1)
  quiet()
})

it('a verb that brings him in before he answered begins what the rule now wants without asking', () => {
  const { world, aylin, c1, passes, recorded, quiet } = aside()
  world.outside('+15550001')
  world.changesQueue(world.queueId, { recordingConsent: 'none' })
  passes('1s')
  aylin.consults('+15550001')
  passes('2s')
  aylin.cancels()
  passes('2s')
  expect(c1.hears).toBe('aylin')
  expect(aylin.hears).toBe('c1')
  expect(recorded()).toBe(1)
  quiet()
})

it('who hangs up over the question has left, and nothing was recorded', () => {
  const { world, aylin, c1, passes, recorded } = aside()
  c1.hangsUp()
  passes('1s')
  expect(aylin.workState).toBe('wrapUp')
  expect(recorded() + world.edge.recordings.promised.size).toBe(0)
})
