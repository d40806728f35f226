import { expect, it } from 'vitest'
import { failure } from '#kernel/result.ts'
import { story } from './story.ts'

it('an agent whose network comes back within the grace keeps his caller', () => {
  const { caller, agent, passes } = story()
  const aylin = agent('aylin')
  const c1 = caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  passes('1s')
  aylin.losesNetwork()
  passes('10s')
  expect(aylin.workState).toBe('engaged')
  aylin.findsNetwork()
  passes('30s')
  expect(c1.hears).toBe('aylin')
})

it('the caller of a lost agent goes to the front of the queue with his waiting time, and on to another', () => {
  const { world, caller, agent, passes } = story()
  const aylin = agent('aylin')
  const c1 = caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  const c2 = caller('c2').dials('200')
  passes('30s')
  aylin.losesNetwork()
  passes('16s')
  expect(c1.hears).toBe('music')
  expect(aylin.presence).toEqual({ kind: 'notReady', reason: 'station-lost' })
  expect(aylin.workState).toBe('idle')
  const levan = agent('levan')
  expect(levan.isOffered(c1)).toBe(true)
  levan.accepts()
  passes('1s')
  expect(c1.hears).toBe('levan')
  expect(c2.hears).toBe('music')
  expect(world.core.storage.recordings.size).toBe(1)
  world.checkers.whenQuiet()
})

it('who loses the station while it rings is asked no more, and the next agent is', () => {
  const { caller, agent, passes } = story()
  const aylin = agent('aylin')
  const c1 = caller('c1').dials('200')
  passes('1s')
  expect(aylin.isOffered(c1)).toBe(true)
  aylin.losesNetwork()
  passes('50ms')
  expect(aylin.workState).toBe('idle')
  aylin.findsNetwork()
  passes('50ms')
  expect(aylin.isOffered(c1)).toBe(true)
})

it('an agent on a phone is rung after accepting, talks, and ends the call by putting it down', () => {
  const { world, caller, passes } = story()
  const aylin = world.agent('aylin').registersPhone('701')
  passes('50ms')
  aylin.goesAvailable()
  const c1 = caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  passes('2s')
  expect(c1.hears).toBe('music')
  aylin.picksUpPhone()
  passes('1s')
  expect(c1.hears).toBe('aylin')
  world.checkers.whenQuiet()
  aylin.putsPhoneDown()
  passes('1s')
  expect(c1.ended).toBe('hung-up')
  expect(aylin.workState).toBe('wrapUp')
})

it('a phone that is not picked up gives the caller back to the front of the queue', () => {
  const { world, caller, passes } = story()
  const aylin = world.agent('aylin').registersPhone('701')
  passes('50ms')
  aylin.goesAvailable()
  const c1 = caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  passes('40s')
  expect(c1.hears).toBe('music')
  expect(c1.interaction?.waiting?.isReturned).toBe(true)
  expect(aylin.presence).toEqual({ kind: 'notReady', reason: 'station-lost' })
})

it('while the edge has no room to call agents’ phones, who waits is not offered round and round, and is served when it has', () => {
  const { world, caller, passes, types } = story({ declineCoolDownMs: 30_000 })
  const { edge } = world
  let isFull = true
  let refused = 0
  const carryOut = edge.carryOut.bind(edge)
  edge.carryOut = (commandId, command) => {
    if (!isFull || command.type !== 'leg.originate') return carryOut(commandId, command)
    refused++
    return failure('overloaded')
  }
  const phones = ['701', '702'].map((user) => world.agent(user).registersPhone(user))
  passes('50ms')
  for (const agent of phones) agent.goesAvailable()
  const callers = ['c1', 'c2', 'c3'].map((name) => {
    const arrived = caller(name).dials('200')
    passes('1s')
    return arrived
  })
  // They insist, twenty times a second, that they want calls and take them.
  for (let i = 0; i < 200; i++) {
    for (const agent of phones) {
      agent.goesAvailable()
      agent.accepts()
    }
    passes('50ms')
  }
  expect(refused).toBe(phones.length)
  expect(types().filter((type) => type === 'OfferMade')).toHaveLength(phones.length)
  for (const agent of phones) expect(agent.presence).toEqual({ kind: 'available' })
  for (const each of callers) expect(each.hears).toBe('music')
  isFull = false
  passes('21s')
  const [first] = callers
  const served = phones.find((agent) => first && agent.isOffered(first))
  served?.accepts()
  passes('2s')
  served?.picksUpPhone()
  passes('1s')
  expect(first?.hears).toBe(served?.name)
  world.checkers.whenQuiet()
})
