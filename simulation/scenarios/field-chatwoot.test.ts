import { describe, expect, it } from 'vitest'
import { story } from './story.ts'

/** What went wrong in Chatwoot's assignment of conversations, told with callers: what is decided is the same for every channel. */

it('Chatwoot #14495: one conversation is assigned dozens of times in a row, as jobs overtake one another. Whatever happens meanwhile, it has one owner', () => {
  const { world, caller, agent, passes, types } = story({ wrapUpLimitMs: 0 })
  const aylin = agent('aylin')
  const levan = agent('levan')
  const nino = agent('nino')
  const c1 = caller('c1').dials('200')
  passes('1s')
  expect(aylin.isOffered(c1)).toBe(true)
  // Everything that would make another look for an agent: others come, go, end, and the queue is changed.
  for (let n = 0; n < 20; n++) {
    levan.goesOnBreak('rest')
    nino.goesOnBreak('rest')
    world.changesQueue(world.queueId, { ringTimeoutMs: 20_000 + n * 1000 })
    const other = caller(`other${n}`).dials('200')
    passes('50ms')
    other.hangsUp()
    levan.goesAvailable()
    nino.goesAvailable()
    passes('50ms')
    expect(aylin.isOffered(c1)).toBe(true)
  }
  aylin.accepts()
  passes('1s')
  expect(c1.hears).toBe('aylin')
  const offeredToC1 = world.told.filter(
    (event) => event.type === 'OfferMade' && event.interactionId === c1.interaction?.interactionId,
  )
  expect(offeredToC1).toHaveLength(1)
  expect(types().filter((type) => type === 'OfferAccepted')).toHaveLength(1)
  world.checkers.whenQuiet()
})

describe('Chatwoot #15275: a rule, a click and another click assign one conversation in the same moment, and it goes from one to the next', () => {
  it('of two who press accept, and one to whom it would be sent, one has it, and the others are told', () => {
    const { world, caller, agent, passes } = story({ offersAtOnce: 2 })
    const aylin = agent('aylin')
    const levan = agent('levan')
    const c1 = caller('c1').dials('200')
    passes('1s')
    const lates = levan.offer
    expect(aylin.accepts()).toBe(true)
    const press = () =>
      lates && world.core.execute({ type: 'AcceptOffer', offerId: lates.offerId, agentId: levan.agentId })
    for (let n = 0; n < 5; n++) expect(press()).toMatchObject({ ok: false, error: { code: 'offer-over' } })
    passes('1s')
    expect(c1.hears).toBe('aylin')
    expect(levan.workState).toBe('idle')
    world.checkers.whenQuiet()
  })

  it('who takes a parked caller has him, whoever takes him in the same moment, and whatever queue would have him back', () => {
    const { world, caller, agent, passes } = story({ wrapUpLimitMs: 0, parkTimeoutMs: 10_000 })
    const aylin = agent('aylin')
    const levan = agent('levan')
    const nino = agent('nino')
    const c1 = caller('c1').dials('200')
    passes('1s')
    aylin.accepts()
    passes('1s')
    aylin.parks()
    passes('10s')
    // The moment in which he goes back into the queue.
    const [first, second] = [levan.picksUp(1), nino.picksUp(1)]
    expect([first, second].filter(Boolean).length).toBeLessThanOrEqual(1)
    passes('1s')
    const owner = [aylin, levan, nino].filter((one) => one.hears === 'c1' || one.isOffered(c1))
    expect(owner).toHaveLength(1)
    world.checkers.whenQuiet()
  })
})

describe('Chatwoot #14508: a conversation stays for ever with an agent who does not react', () => {
  it('it goes to the next when the offer is over, and whoever missed it is asked no more until he says that he is there', () => {
    const { caller, agent, passes } = story({ ringTimeoutMs: 20_000 })
    const aylin = agent('aylin')
    passes('1s')
    const levan = agent('levan')
    const c1 = caller('c1').dials('200')
    passes('1s')
    expect(aylin.isOffered(c1)).toBe(true)
    passes('20s')
    expect(levan.isOffered(c1)).toBe(true)
    expect(aylin.presence).toEqual({ kind: 'notReady', reason: 'missed-offer' })
    levan.accepts()
    const c2 = caller('c2').dials('200')
    passes('60s')
    expect(aylin.isOffered(c2)).toBe(false)
    aylin.goesAvailable()
    passes('50ms')
    expect(aylin.isOffered(c2)).toBe(true)
  })

  it('and where nobody else is there it waits, with the time that it has waited, for whoever comes', () => {
    const { caller, agent, passes } = story({ ringTimeoutMs: 20_000 })
    const aylin = agent('aylin')
    const c1 = caller('c1').dials('200')
    passes('25s')
    expect(aylin.workState).toBe('idle')
    const c2 = caller('c2').dials('200')
    passes('1s')
    const levan = agent('levan')
    expect(levan.isOffered(c1)).toBe(true)
    expect(c2.hears).toBe('music')
  })
})

it('of the same family (Chatwoot #10583): when all are busy, who waits is passed over by who comes after an agent became free. He is served first', () => {
  const { caller, agent, passes } = story({ wrapUpLimitMs: 0 })
  const aylin = agent('aylin')
  const c1 = caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  passes('1s')
  const fourth = caller('fourth').dials('200')
  passes('5s')
  c1.hangsUp()
  passes('50ms')
  expect(aylin.isOffered(fourth)).toBe(true)
  const fifth = caller('fifth').dials('200')
  passes('5s')
  expect(aylin.isOffered(fourth)).toBe(true)
  expect(fifth.hears).toBe('music')
})

describe('Chatwoot #13050: there is no queue. When all are busy a conversation goes to somebody who is away or has too many already, some have several while others are idle, and a burst of them makes it worse', () => {
  it('a burst waits, nobody has two, nobody is idle meanwhile, whoever is away has none, and all are served as they came', () => {
    const { world, caller, agent, passes } = story({ wrapUpLimitMs: 0 })
    const working = [agent('aylin'), agent('levan')]
    const away = agent('nino')
    away.goesOnBreak('lunch')
    const callers = Array.from({ length: 30 }, (_, n) => caller(`c${n}`))
    for (const one of callers) {
      one.dials('200')
      passes('100ms')
    }
    const served: string[] = []
    while (served.length < callers.length) {
      passes('1s')
      for (const one of working) {
        expect(one.workState).toBe('offered')
        expect(one.accepts()).toBe(true)
      }
      passes('1s')
      const talking = callers.filter(({ hears }) => working.some(({ name }) => name === hears))
      expect(new Set(talking.map(({ hears }) => hears)).size).toBe(working.length)
      for (const one of talking) {
        served.push(one.name)
        one.hangsUp()
      }
    }
    expect(served).toEqual(callers.map(({ name }) => name))
    expect(away.workState).toBe('idle')
    world.checkers.whenQuiet()
  })

  it('and there is a limit to how many wait: who comes beyond it is told so, and takes nobody’s place', () => {
    const full = { when: { kind: 'full', waiting: 3 }, to: { kind: 'announcement', prompt: 'closed' } } as const
    const { world, caller, agent, passes } = story({ diversions: [full] })
    const aylin = agent('aylin')
    aylin.goesOnBreak('lunch')
    const callers = Array.from({ length: 10 }, (_, n) => caller(`c${n}`).dials('200'))
    passes('1s')
    expect(callers.filter(({ hears }) => hears === 'music')).toHaveLength(3)
    passes('30s')
    const left = callers.filter(({ interaction }) => interaction?.stage === 'queued')
    expect(left).toHaveLength(3)
    aylin.goesAvailable()
    passes('50ms')
    expect(left.filter((one) => aylin.isOffered(one))).toHaveLength(1)
    world.checkers.whenQuiet()
  })
})
