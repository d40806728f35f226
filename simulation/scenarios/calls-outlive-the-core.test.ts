import { expect, it } from 'vitest'
import { World } from '../world.ts'
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

it('what is held at the very moment of a reconnect is held on both sides, whenever the word arrives', () => {
  for (let offsetMs = 0; offsetMs < 24; offsetMs++) {
    const { world, caller, agent, passes } = story()
    const aylin = agent('aylin')
    const c1 = caller('c1').dials('200')
    passes('1s')
    aylin.accepts()
    passes('1s')
    world.linkBreaks()
    world.passes(490 + offsetMs)
    aylin.holds()
    passes('2s')
    const isHeld = aylin.interaction?.engagement?.isHeld === true
    expect(c1.hears, `${offsetMs} ms`).toBe(isHeld ? 'music' : 'aylin')
    world.checkers.whenQuiet()
  }
})

it('a recording that a core began before its decision was durable is found again, whenever it dies', () => {
  let found = 0
  for (let round = 0; round < 150; round++) {
    const world = new World({ seed: 5000 + round })
    const aylin = world.agent('aylin').opensDesk()
    world.passes(50)
    aylin.goesAvailable()
    const c1 = world.caller('c1').dials('200')
    world.passes(1000)
    world.linkBreaks()
    // The acceptance is decided as the edge comes back, and the core dies before it is written.
    world.passes(500 + (round % 12))
    aylin.accepts()
    world.passes(2 + (round % 2))
    world.coreDies()
    world.passes(10_000)
    c1.hangsUp()
    world.passes(120_000)
    world.checkers.atTheEnd()
    if (world.edge.recordings.promised.size > 0) found++
  }
  expect(found).toBeGreaterThan(0)
})
