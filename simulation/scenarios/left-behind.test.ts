import { expect, it } from 'vitest'
import { emptyState, outboundCallsUnderWay } from '#domain/routing/index.ts'
import { story } from './story.ts'

/** What one agent did to a call must not outlive his part of it. */

function talking() {
  const one = story()
  const { world, caller, agent, passes } = one
  const aylin = agent('aylin')
  const levan = world.agent('levan').opensDesk()
  passes('50ms')
  const c1 = caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  passes('1s')
  const { interactionId, customerLegId } = c1.interaction ?? {}
  if (!interactionId || !customerLegId) throw new Error('they do not talk')
  return { ...one, aylin, levan, c1, interactionId, customerLegId }
}

it('a customer whom one agent muted is heard by the next, who picks him up', () => {
  const { world, aylin, levan, customerLegId, passes } = talking()
  aylin.mutesParty(customerLegId)
  passes('1s')
  expect(world.edge.legs.get(customerLegId)?.muted).toBe(true)
  expect(aylin.parks()).toBe(true)
  passes('1s')
  expect(levan.picksUp(1)).toBe(true)
  passes('1s')
  expect(world.edge.legs.get(customerLegId)?.muted).toBe(false)
  expect(levan.hears).toBe('c1')
  world.checkers.whenQuiet()
})

it('and by whom he is sent on to, or put through to', () => {
  const { world, aylin, levan, customerLegId, passes } = talking()
  aylin.mutesParty(customerLegId)
  aylin.sendsOn(levan)
  passes('1s')
  levan.answers()
  passes('1s')
  expect(world.edge.legs.get(customerLegId)?.muted).toBe(false)
  levan.mutesParty(customerLegId)
  levan.consults('+15550002')
  passes('1s')
  world.outside('+15550002').answers()
  passes('1s')
  levan.completes()
  passes('1s')
  expect(world.edge.legs.get(customerLegId)?.muted).toBe(false)
  world.checkers.whenQuiet()
})

it('a call that is taken over while the agent’s phone still rings is recorded', () => {
  const { world, caller, passes } = story()
  const aylin = world.agent('aylin').registersPhone('701')
  const samira = world.agent('samira').opensDesk()
  passes('50ms')
  aylin.goesAvailable()
  const c1 = caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  passes('1s')
  expect(aylin.isPhoneRinging).toBe(true)
  const interactionId = c1.interaction?.interactionId
  if (!interactionId) throw new Error('nobody calls')
  expect(samira.takesOver(interactionId)).toBe(true)
  passes('1s')
  expect(samira.hears).toBe('c1')
  const recordingId = c1.interaction?.engagement?.recordingId ?? null
  expect(recordingId).not.toBeNull()
  expect([...world.edge.recordings.live.keys()]).toContain(recordingId)
  world.checkers.whenQuiet()
})

it('who consults a colleague who talks is told of the colleague, not of himself', () => {
  const { world, aylin, levan, interactionId, passes } = talking()
  levan.dials('+15550002')
  passes('1s')
  const called = {
    legId: world.newId('leg'),
    agentId: levan.agentId,
    isOverTrunk: false,
    isEmergency: false,
    isAtStation: true,
  }
  const asked = world.core.execute({ type: 'StartConsultation', interactionId, agentId: aylin.agentId, called })
  expect(asked).toMatchObject({ ok: false, error: { code: 'destination-unreachable' } })
})

it('a supervisor who listens at an outside number counts as a call that costs', () => {
  const { world, interactionId, passes } = talking()
  const samira = world.agent('samira').choosesNumber('+15550003')
  passes('50ms')
  const underWay = () => outboundCallsUnderWay(world.core.state ?? emptyState())
  expect(underWay().all).toBe(0)
  expect(samira.monitors(interactionId, 'listen')).toBe(true)
  passes('1s')
  expect(underWay().byAgent.get(samira.agentId)).toBe(1)
  samira.stopsMonitoring()
  passes('1s')
  expect(underWay().all).toBe(0)
  world.checkers.whenQuiet()
})
