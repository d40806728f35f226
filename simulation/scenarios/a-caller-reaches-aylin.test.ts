import { expect, it } from 'vitest'
import { story } from './story.ts'

it('a caller is greeted, queued, offered, answered, held, heard again, and written up', () => {
  const { world, caller, agent, passes, segments } = story()
  const aylin = agent('aylin')

  const c1 = caller('c1').dials('100')
  passes('1s')
  expect(c1.hears).toBe('greeting')
  expect(aylin.workState).toBe('idle')
  const interactionId = c1.interaction?.interactionId
  if (!interactionId) throw new Error('the call became no interaction')
  expect(world.core.storage.particulars.get(interactionId)?.callerNumber).toBe(c1.number)

  passes('3s')
  expect(c1.hears).toBe('music')
  expect(aylin.isOffered(c1)).toBe(true)

  passes('2s')
  aylin.accepts()
  passes('50ms')
  expect(c1.hears).toBe('aylin')
  expect(aylin.workState).toBe('engaged')

  aylin.mutes()
  passes('50ms')
  expect(c1.hears).toBe('silence')
  aylin.unmutes()
  aylin.holds()
  passes('10s')
  expect(c1.hears).toBe('music')
  aylin.retrieves()
  passes('20s')
  expect(c1.hears).toBe('aylin')
  world.checkers.whenQuiet()

  aylin.hangsUp()
  passes('50ms')
  expect(c1.ended).toBe('hung-up')
  expect(aylin.workState).toBe('wrapUp')
  passes('5s')
  aylin.finishesWrapUp()
  passes('1s')
  expect(aylin.workState).toBe('idle')
  world.checkers.atTheEnd()

  expect(segments(interactionId).map(({ kind, outcome }) => [kind, outcome])).toEqual([
    ['flow', 'queued'],
    ['queue', 'accepted'],
    ['offer', 'accepted'],
    ['talk', 'held'],
    ['hold', 'retrieved'],
    ['talk', 'agent-ended'],
    ['wrapUp', 'finished'],
  ])
  expect([...world.core.storage.recordings.values()]).toEqual([interactionId])
})
