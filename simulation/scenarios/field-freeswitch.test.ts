import { describe, expect, it } from 'vitest'
import type { AgentId } from '#kernel/ids.ts'
import { story } from './story.ts'

/** What went wrong in FreeSWITCH's mod_callcenter and in FusionPBX on top of it, told with our agents; each must end well here. */

describe('FreeSWITCH #2540: where many are rung at once, some who are rung in the moment in which another answers stay reserved for ever', () => {
  it('whoever is not the first is free in the same moment, and rung by the next caller', () => {
    const { world, caller, agent, passes } = story({ offersAtOnce: 12 })
    const agents = Array.from({ length: 12 }, (_, n) => agent(`a${n}`))
    const c1 = caller('c1').dials('200')
    passes('1s')
    for (const one of agents) expect(one.isOffered(c1)).toBe(true)
    const [first, second, ...others] = agents
    const late = second?.offer
    expect(first?.accepts()).toBe(true)
    // The second pressed the same moment: his offer is gone, and he is told so.
    expect(second?.offer).toBeUndefined()
    const command = { type: 'AcceptOffer', agentId: second?.agentId as AgentId } as const
    expect(late && world.core.execute({ ...command, offerId: late.offerId })).toMatchObject({ ok: false })
    for (const one of agents.slice(1)) expect(one.workState).toBe('idle')
    const c2 = caller('c2').dials('200')
    passes('1s')
    expect(c1.hears).toBe('a0')
    for (const one of [second, ...others]) expect(one?.isOffered(c2)).toBe(true)
    expect(first?.isOffered(c2)).toBe(false)
    world.checkers.whenQuiet()
  })

  it('nor does who comes while it rings stay behind when it is over', () => {
    const { caller, agent, passes } = story({ offersAtOnce: 3 })
    const aylin = agent('aylin')
    const c1 = caller('c1').dials('200')
    passes('1s')
    const levan = agent('levan')
    const nino = agent('nino')
    for (const one of [aylin, levan, nino]) expect(one.isOffered(c1)).toBe(true)
    c1.hangsUp()
    passes('50ms')
    for (const one of [aylin, levan, nino]) expect(one.workState).toBe('idle')
  })
})

describe('FreeSWITCH #1973: a caller who hung up as his agent answered is listed as answered hours later', () => {
  it('an agent at a browser who accepts whom is just hanging up is free again, and nobody is left', () => {
    const { world, caller, agent, passes } = story({ wrapUpLimitMs: 0 })
    const aylin = agent('aylin')
    const c1 = caller('c1').dials('200')
    passes('5s')
    // The word of the hang-up is on its way as she accepts.
    c1.hangsUp()
    expect(aylin.accepts()).toBe(true)
    passes('1s')
    expect(world.core.state?.interactions.size).toBe(0)
    expect(aylin.workState).toBe('idle')
    const c2 = caller('c2').dials('200')
    passes('1s')
    expect(aylin.isOffered(c2)).toBe(true)
    world.checkers.whenQuiet()
  })

  it('an agent at a phone that has no line as he answers loses the caller to somebody else, who really talks', () => {
    const { world, caller, agent, passes } = story()
    const aylin = world.agent('aylin').registersPhone('701')
    passes('50ms')
    aylin.goesAvailable()
    const c1 = caller('c1').dials('200')
    passes('1s')
    aylin.accepts()
    passes('1s')
    const ringing = world.phone('701').ringingLegId
    if (ringing) world.edge.endLeg(ringing, 'unreachable')
    passes('1s')
    const levan = agent('levan')
    expect(levan.isOffered(c1)).toBe(true)
    levan.accepts()
    passes('1s')
    expect(c1.hears).toBe('levan')
    expect(aylin.workState).toBe('idle')
    c1.hangsUp()
    passes('1s')
    levan.finishesWrapUp()
    passes('1s')
    expect(world.core.state?.interactions.size).toBe(0)
    world.checkers.whenQuiet()
  })
})

it('FreeSWITCH #2511: of thirteen who waited, the eighth was connected first. Whoever waits longest is', () => {
  const { caller, agent, passes } = story({ wrapUpLimitMs: 0 })
  const callers = Array.from({ length: 13 }, (_, n) => {
    const one = caller(`c${n}`).dials('200')
    passes(`${200 + 137 * ((n * 5) % 7)}ms`)
    return one
  })
  const aylin = agent('aylin')
  const answered: string[] = []
  for (let n = 0; n < callers.length; n++) {
    aylin.accepts()
    passes('1s')
    answered.push(aylin.hears)
    callers.find(({ name }) => name === aylin.hears)?.hangsUp()
    passes('1s')
  }
  expect(answered).toEqual(callers.map(({ name }) => name))
})

describe('FreeSWITCH #1221: in a top-down order an agent who is not there, and stands last, halts the distribution', () => {
  /** Aylin before Levan before Nino, whatever they did before. */
  function inOrder() {
    const one = story({ strategy: 'fixedOrder', wrapUpLimitMs: 0 })
    const { world, agent } = one
    const agents = ['aylin', 'levan', 'nino'].map((name, position) => {
      const somebody = agent(name)
      const memberships = [{ queueId: world.queueId, priority: 0, position }]
      world.changesAgent(somebody, { memberships })
      return somebody
    })
    return { ...one, agents: agents as [(typeof agents)[0], (typeof agents)[0], (typeof agents)[0]] }
  }

  it('whoever stands before him and is free is asked, and so is who comes back', () => {
    const { caller, passes, agents } = inOrder()
    const [aylin, levan, nino] = agents
    nino.says({ kind: 'offline' })
    levan.goesOnBreak('lunch')
    const c1 = caller('c1').dials('200')
    passes('1s')
    expect(aylin.isOffered(c1)).toBe(true)
    aylin.accepts()
    const c2 = caller('c2').dials('200')
    const c3 = caller('c3').dials('200')
    passes('30s')
    expect([c2.hears, c3.hears]).toEqual(['music', 'music'])
    levan.goesAvailable()
    passes('50ms')
    expect(levan.isOffered(c2)).toBe(true)
    c1.hangsUp()
    passes('1s')
    expect(aylin.isOffered(c3)).toBe(true)
  })

  it('nor does it halt where his telephone is lost in the moment of ringing', () => {
    const { caller, passes, agents } = inOrder()
    const [aylin, levan, nino] = agents
    aylin.goesOnBreak('lunch')
    levan.goesOnBreak('lunch')
    const c1 = caller('c1').dials('200')
    passes('1s')
    expect(nino.isOffered(c1)).toBe(true)
    nino.losesNetwork()
    levan.goesAvailable()
    passes('50ms')
    expect(levan.isOffered(c1)).toBe(true)
  })
})

it('FusionPBX #2831: a phone is no longer registered, and its agent is available and is rung. He is asked nothing until it is back', () => {
  const { world, caller, agent, passes } = story()
  const aylin = world.agent('aylin').registersPhone('701')
  passes('50ms')
  aylin.goesAvailable()
  passes('1s')
  aylin.losesNetwork()
  passes('1s')
  const c1 = caller('c1').dials('200')
  passes('30s')
  // What he said of himself stands, and nobody rings a phone that is not there.
  expect(aylin.presence).toEqual({ kind: 'available' })
  expect(aylin.isOffered(c1)).toBe(false)
  expect(c1.hears).toBe('music')
  const levan = agent('levan')
  expect(levan.isOffered(c1)).toBe(true)
  levan.accepts()
  const c2 = caller('c2').dials('200')
  passes('1s')
  aylin.findsNetwork()
  passes('50ms')
  expect(aylin.isOffered(c2)).toBe(true)
})
