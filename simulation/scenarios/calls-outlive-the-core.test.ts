import { expect, it } from 'vitest'
import { story } from './story.ts'

it('two people go on talking while the core is dead, and the desk comes back with the call', () => {
  const { world, caller, agent, passes } = story()
  const aylin = agent('aylin')
  const c1 = caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  passes('10s')
  world.coreDies()
  passes('1s')
  expect(aylin.desk).toBeUndefined()
  expect(c1.hears).toBe('aylin')
  passes('10s')
  expect(aylin.workState).toBe('engaged')
  expect(c1.hears).toBe('aylin')
  world.checkers.whenQuiet()
  aylin.hangsUp()
  passes('1s')
  aylin.finishesWrapUp()
  passes('1s')
  world.checkers.atTheEnd()
  expect(world.core.storage.recordings.size).toBe(1)
})

it('an acceptance that was durable is carried out by the core that comes after', () => {
  const { world, caller, agent, passes } = story()
  const aylin = agent('aylin')
  const c1 = caller('c1').dials('200')
  passes('1s')
  world.core.tell = (event) => {
    if (event.type === 'OfferAccepted') world.coreDies()
  }
  aylin.accepts()
  passes('1s')
  expect(c1.hears).toBe('music')
  passes('5s')
  expect(c1.hears).toBe('aylin')
  passes('1s')
  world.checkers.whenQuiet()
})

it('an acceptance that was not durable never was', () => {
  const { world, caller, agent, passes } = story()
  const aylin = agent('aylin')
  const c1 = caller('c1').dials('200')
  passes('1s')
  world.random.next = () => 0.9 // the write under way does not make it
  aylin.accepts()
  world.coreDies()
  passes('5s')
  expect(aylin.isOffered(c1)).toBe(true)
})

it('who hung up while the core was dead is not called back to life', () => {
  const { world, caller, agent, passes } = story()
  const aylin = agent('aylin')
  const [c1, c2] = [caller('c1').dials('200'), caller('c2')]
  passes('1s')
  aylin.accepts()
  passes('1s')
  world.coreDies()
  c1.hangsUp()
  c2.dials('200')
  passes('5s')
  expect(aylin.workState).toBe('wrapUp')
  expect(c2.hears).toBe('music')
  world.checkers.whenQuiet()
})

it('when the edge dies its calls end with a reason, the agent writes up and nothing hangs', () => {
  const { world, caller, agent, passes } = story({ wrapUpLimitMs: 30_000 })
  const aylin = agent('aylin')
  const c1 = caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  passes('1s')
  const interactionId = c1.interaction?.interactionId
  world.edgeDies()
  passes('5s')
  expect(aylin.workState).toBe('wrapUp')
  expect(world.told).toContainEqual(
    expect.objectContaining({ type: 'InteractionEnded', interactionId, reason: 'edge-lost', stage: 'engaged' }),
  )
  passes('31s')
  expect(aylin.workState).toBe('idle')
  aylin.opensDesk()
  const c2 = caller('c2').dials('200')
  passes('1s')
  expect(aylin.isOffered(c2)).toBe(true)
  aylin.declines()
  c2.hangsUp()
  passes('1s')
  world.checkers.atTheEnd()
})
