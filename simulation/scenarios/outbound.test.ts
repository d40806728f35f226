import { expect, it } from 'vitest'
import { outboundCallsUnderWay } from '#domain/routing/index.ts'
import { story } from './story.ts'

/** Aylin at her browser, with a phone on her table. */
function told() {
  const one = story()
  const aylin = one.agent('aylin')
  const phone = aylin.registersPhone('701').phone
  if (!phone) throw new Error('she has no phone')
  one.passes('50ms')
  return { ...one, aylin, phone, tax: one.world.outside('+15550001') }
}

it('an agent calls a number outside from his phone, talks, and is engaged all the while', () => {
  const { world, aylin, phone, tax, caller, passes, segments } = told()
  phone.dials('+15550001')
  passes('1s')
  expect(tax.isRinging).toBe(true)
  expect(phone.hears).toBe('ringing')
  expect(aylin.workState).toBe('engaged')
  const c1 = caller('c1').dials('200')
  passes('2s')
  expect(aylin.isOffered(c1)).toBe(false)

  tax.answers()
  passes('1s')
  expect(tax.hears).toBe('aylin')
  expect(phone.hears).toBe('+15550001')
  world.checkers.whenQuiet()
  const interactionId = aylin.interaction?.interactionId
  if (!interactionId) throw new Error('the call became no interaction')
  expect(aylin.interaction?.direction).toBe('outbound')

  tax.hangsUp()
  passes('1s')
  expect(phone.ended).toBe('hung-up')
  // No wrap-up after a call of one's own: the next caller at once.
  expect(aylin.isOffered(c1)).toBe(true)
  expect(segments(interactionId).map(({ kind, outcome }) => [kind, outcome])).toEqual([
    ['dial', 'answered'],
    ['talk', 'customer-left'],
  ])
})

it('an offer that rings is taken back when the agent makes a call', () => {
  const { aylin, phone, caller, passes } = told()
  const c1 = caller('c1').dials('200')
  passes('1s')
  expect(aylin.isOffered(c1)).toBe(true)
  phone.dials('+15550001')
  passes('1s')
  expect(aylin.offer).toBeUndefined()
  expect(aylin.presence).toEqual({ kind: 'available' })
  expect(c1.hears).toBe('music')
})

it('a busy line, a number without a rule and a limit are told to the phone', () => {
  const { world, aylin, phone, tax, passes } = told()
  const status = () => world.edge.refused.at(-1)?.status
  phone.dials('+15550001')
  passes('1s')
  tax.isBusy()
  passes('1s')
  expect(status()).toBe(486)
  phone.dials('999')
  passes('1s')
  expect(status()).toBe(404)
  world.outboundRefusal = 'dial.spend-limit'
  phone.dials('+15550001')
  passes('1s')
  expect(status()).toBe(403)
  world.outboundRefusal = null
  world.edge.areTrunksDown = true
  phone.dials('+15550001')
  passes('1s')
  expect(status()).toBe(503)
  expect(aylin.workState).toBe('idle')
  world.checkers.whenQuiet()
})

it('who gives up while it rings ends the call at the other end too', () => {
  const { world, aylin, phone, tax, passes } = told()
  phone.dials('+15550001')
  passes('1s')
  phone.hangsUp()
  passes('1s')
  expect(tax.isRinging).toBe(false)
  expect(aylin.workState).toBe('idle')
  world.checkers.whenQuiet()
})

it('help is called whatever the limits say and whatever the agent is doing, and no limit ends it', () => {
  const { world, aylin, phone, caller, passes } = told()
  caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  passes('5s')
  aylin.hangsUp()
  passes('1s')
  expect(aylin.workState).toBe('wrapUp')
  world.outboundRefusal = 'dial.too-many-calls'
  phone.dials('112')
  passes('1s')
  const help = world.outside('112')
  help.answers()
  passes('1s')
  expect(help.hears).toBe('aylin')
  const { state } = world.core
  const call = [...(state?.interactions.values() ?? [])].find(({ direction }) => direction === 'outbound')
  if (!call || !state) throw new Error('there is no call for help')
  world.core.execute({ type: 'EndInteraction', interactionId: call.interactionId, reason: 'limit' })
  passes('1s')
  expect(help.isOnThePhone).toBe(true)
  expect(outboundCallsUnderWay(state).all).toBe(0)
})

it('phones of the house call each other, and who is rung is offered nothing', () => {
  const { world, aylin, phone, caller, agent, passes } = told()
  const levan = agent('levan')
  levan.registersPhone('702')
  passes('50ms')
  phone.dials('702')
  passes('1s')
  expect(levan.phone?.isRinging).toBe(true)
  expect(levan.workState).toBe('engaged')
  const c1 = caller('c1').dials('200')
  passes('1s')
  expect(c1.hears).toBe('music')
  levan.phone?.answers()
  passes('1s')
  expect(phone.hears).toBe('levan')
  expect(levan.phone?.hears).toBe('aylin')
  world.checkers.whenQuiet()
  levan.phone?.hangsUp()
  passes('1s')
  expect(phone.ended).toBe('hung-up')
  expect([aylin.isOffered(c1), levan.isOffered(c1)].filter(Boolean)).toEqual([true])
})

it('a phone that no agent has calls out as well', () => {
  const { world, passes } = told()
  const corridor = world.phone('799').registers()
  const legId = corridor.dials('+15550009')
  passes('1s')
  const shop = world.outside('+15550009')
  shop.answers()
  passes('1s')
  expect(shop.hears).toBe('799')
  expect(corridor.hears).toBe('+15550009')
  world.checkers.whenQuiet()
  corridor.hangsUp(legId)
  passes('1s')
  expect(shop.isOnThePhone).toBe(false)
})

it('a number of ours leads to a number outside; its refusal is the caller’s', () => {
  const { world, caller, passes, types } = told()
  const c1 = caller('c1').dials('300')
  passes('1s')
  expect(c1.hears).toBe('ringing')
  const mobile = world.outside('+15550300')
  mobile.answers()
  passes('1s')
  expect(c1.hears).toBe('+15550300')
  expect(mobile.hears).toBe('c1')
  world.checkers.whenQuiet()
  mobile.hangsUp()
  passes('1s')
  expect(c1.ended).toBe('hung-up')
  expect(types()).toContain('InteractionSentThrough')
  caller('c2').dials('300')
  passes('1s')
  mobile.isBusy()
  passes('1s')
  expect(caller('c2').ended).toBe('busy')
})

it('a stranger gets nowhere by dialling a number outside, or a phone of ours', () => {
  const { world, phone, caller, passes } = told()
  for (const number of ['+15550001', '112', '701']) {
    caller('stranger').dials(number)
    passes('1s')
    expect(caller('stranger').ended).toBe('unknown-number')
  }
  expect(phone.isRinging).toBe(false)
  expect(world.outsideTelephones.filter(({ legId }) => legId !== null)).toEqual([])
})

it('an announcement is played to its end, and the call ends', () => {
  const { caller, passes, types } = told()
  const c1 = caller('c1').dials('400')
  passes('1s')
  expect(c1.hears).toBe('not-in-service')
  passes('5s')
  expect(c1.ended).toBe('hung-up')
  expect(types()).not.toContain('InteractionQueued')
})

it('a call out outlives the core, and one that was decided and not begun is begun by the next core', () => {
  const { world, phone, tax, aylin, passes } = told()
  phone.dials('+15550001')
  passes('1s')
  tax.answers()
  passes('1s')
  world.coreDies()
  expect(tax.hears).toBe('aylin')
  passes('10s')
  expect(aylin.workState).toBe('engaged')
  tax.hangsUp()
  passes('1s')
  expect(phone.ended).toBe('hung-up')

  phone.dials('+15550001')
  world.clock.runUntil(world.clock.nowMs + 12)
  world.coreDies()
  passes('10s')
  tax.answers()
  passes('1s')
  expect(tax.hears).toBe('aylin')
  world.checkers.whenQuiet()
})

it('calls over trunks are counted, in all and for who made them', () => {
  const { world, aylin, phone, caller, passes } = told()
  phone.dials('+15550001')
  caller('c1').dials('300')
  passes('1s')
  const { state } = world.core
  if (!state) throw new Error('the core is away')
  const calls = outboundCallsUnderWay(state)
  expect(calls.all).toBe(2)
  expect([...calls.byAgent]).toEqual([[aylin.agentId, 1]])
})

it('a number that leads to one of ours by way of outside is not sent in circles', () => {
  const { world, caller, passes } = told()
  const c1 = caller('c1').dials('+15550500')
  passes('1s')
  expect(world.edge.refused.at(-1)).toEqual({ legId: c1.legId, status: 404 })
  expect(world.outside('+15550500').legId).toBeNull()
})

it('a stranger gets nobody outside at our cost, whatever number of ours he dials', () => {
  const { world, passes } = told()
  const legId = world.newId('leg')
  world.edge.callArrives(legId, { number: '666', name: '' }, '300')
  passes('1s')
  expect(world.edge.refused.at(-1)).toEqual({ legId, status: 403 })
  expect(world.outside('+15550300').legId).toBeNull()
})
