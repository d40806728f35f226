import { expect, it } from 'vitest'
import { story } from './story.ts'

/** A queue in which one waits at the most: whoever comes then goes on to a number outside. */
function overflowing() {
  const told = story({ diversions: [{ when: { kind: 'full', waiting: 1 }, to: { kind: 'outside', place: 0 } }] })
  const first = told.caller('c1').dials('200')
  told.passes('5s')
  expect(first.hears).toBe('music')
  const second = told.caller('c2').dials('200')
  told.passes('4s')
  return { ...told, second, partner: told.world.outside('+15550002') }
}

it('whom his queue does not take goes on to a number outside, hears it ring, and talks', () => {
  const { world, passes, second, partner } = overflowing()
  expect(second.legId && world.edge.sounds.playing.get(second.legId)?.tone).toBe('ringback')
  expect(partner.isRinging).toBe(true)
  world.checkers.whenQuiet()
  partner.answers()
  passes('1s')
  expect([second.hears, partner.hears]).toEqual(['+15550002', 'c2'])
  world.checkers.whenQuiet()
  partner.hangsUp()
  passes('1s')
  expect(second.ended).toBe('hung-up')
  world.checkers.whenQuiet()
})

it('whom nobody answers outside waits after all, and an agent has him', () => {
  const { world, agent, passes, second, partner } = overflowing()
  partner.isBusy()
  passes('1s')
  expect(second.hears).toBe('music')
  const levan = agent('levan')
  passes('1s')
  levan.accepts()
  passes('1s')
  levan.hangsUp()
  passes('1s')
  levan.finishesWrapUp()
  passes('1s')
  levan.accepts()
  passes('1s')
  expect(second.hears).toBe('levan')
  world.checkers.whenQuiet()
})

it('whom no trunk can take outside waits after all', () => {
  const { world, caller, passes } = overflowing()
  world.edge.areTrunksDown = true
  const third = caller('c3').dials('200')
  passes('5s')
  expect(third.hears).toBe('music')
  world.checkers.whenQuiet()
})

it('a core that dies while it rings outside goes on with it', () => {
  const { world, passes, second, partner } = overflowing()
  world.coreDies()
  passes('10s')
  expect(partner.isRinging).toBe(true)
  partner.answers()
  passes('1s')
  expect([second.hears, partner.hears]).toEqual(['+15550002', 'c2'])
  world.checkers.whenQuiet()
})
