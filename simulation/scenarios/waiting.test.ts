import { expect, it } from 'vitest'
import { story } from './story.ts'

it('a caller who hangs up while ringing frees the agent at once', () => {
  const { caller, agent, passes } = story()
  const aylin = agent('aylin')
  const c1 = caller('c1').dials('200')
  passes('12s')
  expect(aylin.isOffered(c1)).toBe(true)
  c1.hangsUp()
  passes('50ms')
  expect(aylin.workState).toBe('idle')
  expect(aylin.presence?.kind).toBe('available')
  const c2 = caller('c2').dials('200')
  passes('1s')
  expect(aylin.isOffered(c2)).toBe(true)
})

it('a caller who gives up before the answer was never there for long', () => {
  const { world, caller, passes } = story()
  const c1 = caller('c1').dials('200')
  c1.hangsUp()
  passes('1s')
  expect(world.core.state?.interactions.size).toBe(0)
})

it('callers are answered in the order in which they came', () => {
  const { caller, agent, passes } = story()
  const callers = ['c1', 'c2', 'c3'].map((name) => {
    const one = caller(name).dials('200')
    passes('1s')
    return one
  })
  const aylin = agent('aylin')
  for (const next of callers) {
    expect(aylin.isOffered(next)).toBe(true)
    aylin.accepts()
    passes('10s')
    expect(next.hears).toBe('aylin')
    next.hangsUp()
    passes('1s')
    aylin.finishesWrapUp()
    passes('1s')
  }
})

it('the agent who has been idle longest is asked first, and a declined offer goes to the next', () => {
  const { caller, agent, passes } = story()
  const aylin = agent('aylin')
  passes('5s')
  const levan = agent('levan')
  const c1 = caller('c1').dials('200')
  passes('1s')
  expect(aylin.isOffered(c1)).toBe(true)
  aylin.declines()
  passes('50ms')
  expect(levan.isOffered(c1)).toBe(true)
  expect(c1.hears).toBe('music')
})

it('an offer that rings out makes the agent not ready, and the caller keeps the place in the queue', () => {
  const { caller, agent, passes } = story({ ringTimeoutMs: 20_000 })
  const aylin = agent('aylin')
  const c1 = caller('c1').dials('200')
  passes('1s')
  caller('c2').dials('200')
  passes('21s')
  expect(aylin.presence).toEqual({ kind: 'notReady', reason: 'missed-offer' })
  expect(aylin.workState).toBe('idle')
  aylin.goesAvailable()
  passes('50ms')
  expect(aylin.isOffered(c1)).toBe(true)
})

it('an agent who asked for a break in mid-call has it after wrap-up', () => {
  const { caller, agent, passes } = story({ wrapUpLimitMs: 30_000 })
  const aylin = agent('aylin')
  const c1 = caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  aylin.goesOnBreak('lunch')
  passes('10s')
  expect(c1.hears).toBe('aylin')
  caller('c2').dials('200')
  c1.hangsUp()
  passes('1s')
  expect(aylin.workState).toBe('wrapUp')
  passes('30s')
  expect(aylin.workState).toBe('idle')
  expect(aylin.presence).toEqual({ kind: 'break', reason: 'lunch' })
})

it('a number that nobody has is refused with 404 and begins nothing', () => {
  const { world, caller, passes } = story()
  const c1 = caller('c1').dials('999')
  passes('1s')
  expect(c1.ended).toBe('unknown-number')
  expect(world.edge.refused).toMatchObject([{ status: 404 }])
  expect(world.core.storage.log.join()).not.toContain('InteractionBegan')
})

it('a caller who is moved while he is told something hears music: what he was told is of the other queue', () => {
  const { world, caller, passes } = story({
    announcements: { saysPosition: true, saysWait: false, firstAfterMs: 5000, everyMs: 60_000 },
  })
  world.changesQueue(world.otherQueueId, {})
  const c1 = caller('c1').dials('200')
  passes('5500ms')
  expect(c1.hears).not.toBe('music')
  const [waiting] = world.core.state?.calls.values() ?? []
  if (waiting) {
    world.core.execute({
      type: 'MoveInteraction',
      interactionId: waiting.interactionId,
      queueId: world.otherQueueId,
    })
  }
  passes('100ms')
  expect(c1.hears).toBe('music')
})
