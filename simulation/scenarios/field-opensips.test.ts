import { describe, expect, it } from 'vitest'
import { story } from './story.ts'

/** What went wrong in OpenSIPS' call_center module, told with our agents. */

describe('OpenSIPS #3123: a call is dropped, and its agent is in a call for ever', () => {
  function talking() {
    const one = story({ wrapUpLimitMs: 0 })
    const { world, caller, passes } = one
    const aylin = world.agent('aylin').registersPhone('701')
    passes('50ms')
    aylin.goesAvailable()
    const c1 = caller('c1').dials('200')
    passes('1s')
    aylin.accepts()
    passes('1s')
    aylin.picksUpPhone()
    passes('5s')
    expect(c1.hears).toBe('aylin')
    return { ...one, aylin, c1 }
  }

  it('whichever of the two hangs up, and both at once, she is free', () => {
    for (const whoHangsUp of ['caller', 'agent', 'both'] as const) {
      const { world, aylin, c1, caller, passes } = talking()
      if (whoHangsUp !== 'agent') c1.hangsUp()
      if (whoHangsUp !== 'caller') aylin.putsPhoneDown()
      passes('1s')
      expect(aylin.workState).toBe('idle')
      expect(world.core.state?.interactions.size).toBe(0)
      const c2 = caller('c2').dials('200')
      passes('1s')
      expect(aylin.isOffered(c2)).toBe(true)
      world.checkers.whenQuiet()
    }
  })

  it('when the word of the hang-up meets a broken link, or a core that died', () => {
    for (const misfortune of ['link', 'core'] as const) {
      const { world, aylin, c1, passes } = talking()
      if (misfortune === 'link') world.linkBreaks()
      else world.coreDies()
      c1.hangsUp()
      passes('10s')
      expect(aylin.workState).toBe('idle')
      expect(aylin.presence).toEqual({ kind: 'available' })
      expect(world.core.state?.interactions.size).toBe(0)
      world.checkers.whenQuiet()
    }
  })

  it('when the machine that carried the call is gone and no word of it ever comes', () => {
    const { world, aylin, c1, passes } = talking()
    world.edgeDies()
    passes('10s')
    expect(c1.ended).toBe('edge-lost')
    expect(aylin.workState).toBe('idle')
    expect(world.core.state?.interactions.size).toBe(0)
  })
})

it('OpenSIPS #2679: ten wrap-ups end only when the last of them does. Each ends at its own time, and who waits is served by the first', () => {
  const { world, caller, agent, passes } = story({ wrapUpLimitMs: 30_000 })
  const agents = Array.from({ length: 10 }, (_, n) => agent(`a${n}`))
  const callers = agents.map((_, n) => caller(`c${n}`).dials('200'))
  passes('1s')
  for (const one of agents) expect(one.accepts()).toBe(true)
  passes('10s')
  const eleventh = caller('eleventh').dials('200')
  passes('1s')
  expect(eleventh.hears).toBe('music')
  const first = agents.find(({ hears }) => hears === 'c0')
  // One after the other, a second apart.
  for (const one of callers) {
    one.hangsUp()
    passes('1s')
  }
  for (const one of agents) expect(one.workState).toBe('wrapUp')
  // c0 hung up ten seconds ago.
  passes('19s')
  expect(first?.workState).toBe('wrapUp')
  passes('1500ms')
  expect(first?.isOffered(eleventh)).toBe(true)
  first?.accepts()
  passes('1s')
  expect(eleventh.hears).toBe(first?.name)
  // The others become free one by one, and not all at the end.
  const free = agents.filter(({ workState }) => workState === 'idle').length
  expect(free).toBeGreaterThan(0)
  expect(free).toBeLessThan(9)
  passes('20s')
  for (const one of agents) if (one !== first) expect(one.workState).toBe('idle')
  world.checkers.whenQuiet()
})
