import { expect, it, vi } from 'vitest'
import { story } from './story.ts'

/** Two verbs that meet, or one that meets a broken link: each was found by the seeded search, and stands here as its story. */

/** Aylin at her browser talks with c1; Levan has a browser and the phone 702, the corridor 799. */
function talking() {
  const one = story()
  const { world, caller, agent, passes } = one
  const aylin = agent('aylin')
  const levan = world.agent('levan').opensDesk().registersPhone('702')
  const corridor = world.phone('799').registers()
  passes('50ms')
  const c1 = caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  passes('1s')
  const interactionId = c1.interaction?.interactionId
  const customerLegId = c1.interaction?.customerLegId
  if (!interactionId || !customerLegId) throw new Error('they do not talk')
  return { ...one, aylin, levan, corridor, c1, interactionId, customerLegId, quiet: () => world.checkers.whenQuiet() }
}

it('a phone that takes the place of one who confers comes into the conference', () => {
  const { world, aylin, corridor, c1, passes, quiet } = talking()
  aylin.consults('702')
  passes('1s')
  world.phone('702').answers()
  passes('1s')
  aylin.joins()
  passes('1s')
  const member = c1.interaction?.members[0]
  if (!member) throw new Error('nobody confers')
  corridor.dials('', member)
  passes('1s')
  expect(corridor.hears).toBe('aylin and c1')
  expect(c1.hears).toBe('799 and aylin')
  quiet()
})

it('and into one that goes on without an agent', () => {
  const { world, aylin, corridor, c1, passes, quiet } = talking()
  for (const number of ['+15550002', '+15550003']) {
    aylin.consults(number)
    passes('1s')
    world.outside(number).answers()
    passes('1s')
    aylin.joins()
    passes('1s')
  }
  aylin.leaves()
  passes('1s')
  const member = c1.interaction?.members[0]
  if (!member) throw new Error('nobody confers')
  corridor.dials('', member)
  passes('1s')
  expect(c1.hears).toBe('+15550002 and 799')
  quiet()
})

it('a muted customer who is sent on while the link is broken is heard by whoever takes him', () => {
  const { world, aylin, levan, customerLegId, passes, quiet } = talking()
  aylin.mutesParty(customerLegId)
  passes('1s')
  world.linkBreaks()
  expect(aylin.sendsOn('the queue')).toBe(true)
  passes('2s')
  expect(world.edge.legs.get(customerLegId)?.muted).toBe(false)
  quiet()
  aylin.goesOnBreak('rest')
  levan.choosesBrowser().goesAvailable()
  passes('1s')
  levan.accepts()
  passes('1s')
  expect(levan.hears).toBe('c1')
  quiet()
})

it('who dials while the link is broken is heard, though her last call left her muted, and hears it ring', () => {
  const { world, aylin, c1, passes, quiet } = talking()
  aylin.mutes()
  passes('1s')
  c1.hangsUp()
  passes('1s')
  aylin.finishesWrapUp()
  world.linkBreaks()
  aylin.dials('+15550002')
  passes('2s')
  expect(aylin.hears).toBe('tone')
  world.outside('+15550002').answers()
  passes('1s')
  expect(world.outside('+15550002').hears).toBe('aylin')
  quiet()
})

it('and so is who calls a colleague at his browser', () => {
  const { world, aylin, levan, c1, passes, quiet } = talking()
  aylin.mutes()
  passes('1s')
  c1.hangsUp()
  passes('1s')
  aylin.finishesWrapUp()
  levan.choosesBrowser()
  world.linkBreaks()
  aylin.dials(levan)
  passes('2s')
  expect(aylin.hears).toBe('tone')
  levan.answers()
  passes('1s')
  expect(levan.hears).toBe('aylin')
  quiet()
})

it('a supervisor who comes into the call at his phone is beside it no more, and takes over nothing that he is called in', () => {
  const { world, aylin, levan, interactionId, passes, quiet } = talking()
  levan.choosesBrowser()
  aylin.consults('799')
  passes('1s')
  world.phone('799').answers()
  passes('1s')
  const consulted = aylin.interaction?.consultation?.legId
  if (!consulted) throw new Error('nobody is consulted')
  expect(levan.monitors(interactionId, 'barge')).toBe(true)
  passes('1s')
  world.phone('702').dials('', consulted)
  passes('1s')
  expect(aylin.hears).toBe('levan')
  expect(levan.desk?.monitoring).toBeNull()
  expect(levan.takesOver(interactionId)).toBe(false)
  quiet()
})

it('nobody is joined with whom a desk has still to call', () => {
  const { world, passes } = story()
  const aylin = world.agent('aylin').registersPhone('701')
  passes('50ms')
  const { phone } = aylin
  if (!phone) throw new Error('no phone')
  aylin.dials('+15550003')
  passes('1s')
  const ringing = phone.ringingLegId
  // She does not pick up, and calls somebody else on it.
  const talkLegId = phone.dials('+15550002')
  passes('1s')
  world.outside('+15550002').answers()
  passes('1s')
  expect(world.outside('+15550003').legId).toBeNull()
  const transferId = phone.sendsOn('', talkLegId, ringing)
  passes('1s')
  expect(phone.progressOf(transferId)).toEqual([603])
  world.checkers.whenQuiet()
})

it('a customer whose call is taken along to another phone is recorded there too', () => {
  const { world, agent, passes } = story()
  const aylin = agent('aylin')
  const corridor = world.phone('799').registers()
  const other = world.phone('798').registers()
  passes('50ms')
  corridor.dials('200')
  passes('1s')
  aylin.accepts()
  passes('1s')
  const first = aylin.interaction?.engagement?.recordingId
  other.dials('', corridor.legId)
  passes('1s')
  const second = aylin.interaction?.engagement?.recordingId
  expect(other.hears).toBe('aylin')
  expect(second).not.toBe(first)
  expect([...world.edge.recordings.live.keys()]).toEqual([second])
  world.checkers.whenQuiet()
})

it('who was on hold when a core died over sending him on hears it ring', () => {
  const { world, caller, passes } = story()
  const aylin = world.agent('aylin').registersPhone('701')
  passes('50ms')
  aylin.goesAvailable()
  const c1 = caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  passes('1s')
  aylin.picksUpPhone()
  passes('1s')
  aylin.holds()
  passes('1s')
  world.phone('701').sendsOn('+15550002')
  passes('1s')
  world.linkBreaks()
  const { interactionId, transfer } = c1.interaction ?? {}
  if (!interactionId || !transfer) throw new Error('nobody is sent on')
  world.core.execute({ type: 'CompleteTransfer', interactionId, transferId: transfer.transferId })
  passes('100ms')
  world.coreDies()
  passes('5s')
  expect(c1.interaction?.stage).toBe('through')
  expect(c1.hears).toBe('tone')
  world.checkers.whenQuiet()
})

it('a recording that was noted and lost with its core does not stay open when the call goes to somebody else meanwhile', () => {
  const { world, caller, passes } = story()
  const aylin = world.agent('aylin').registersPhone('701')
  passes('50ms')
  aylin.goesAvailable()
  const c1 = caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  passes('1s')
  // From the ringing phone: whom he is sent on to rings as well.
  world.phone('701').sendsOn('+15550002')
  passes('1s')
  // Nothing of what is under way to the edge arrives.
  const { watch } = world.core
  world.core.watch = (state, events) => {
    watch(state, events)
    if (!events.some(({ type }) => type === 'RecordingStarted')) return
    vi.spyOn(world.random, 'next').mockReturnValueOnce(0.9)
    world.linkBreaks()
  }
  world.core.tell = ({ type }) => {
    if (type === 'RecordingStarted') world.coreDies()
  }
  aylin.picksUpPhone()
  passes('1s')
  expect(world.core.storage.log.some((line) => line.includes('"RecordingStarted"'))).toBe(true)
  expect(world.edge.recordings.live.size).toBe(0)
  world.outside('+15550002').answers()
  passes('5s')
  expect(c1.interaction?.stage).toBe('through')
  expect(c1.hears).toBe('+15550002')
  expect(world.core.state?.recordings.size).toBe(0)
  world.checkers.whenQuiet()
})

it('who is put back into a talk after a broken link is told that its recording went on meanwhile', () => {
  const { world, caller, agent, passes } = story()
  world.pausesAtDigits = 3
  const aylin = agent('aylin')
  const c1 = caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  passes('1s')
  world.edge.types(c1.legId, '1234')
  passes('100ms')
  expect(aylin.interaction?.engagement?.recordingPausedBy).toBe('digits')
  aylin.consults('+15550002')
  passes('2800ms')
  world.linkBreaks()
  aylin.cancels()
  passes('2s')
  expect(c1.hears).toBe('aylin')
  expect(aylin.interaction?.engagement?.recordingPausedBy).toBeNull()
  world.checkers.whenQuiet()
})

it('a ringing desk call that another phone takes is over when the core that knew its number has died', () => {
  const { world, passes } = story()
  const aylin = world.agent('aylin').registersPhone('701')
  const levan = world.agent('levan').registersPhone('702')
  passes('50ms')
  aylin.dials('+15550002')
  passes('1s')
  world.coreDies()
  passes('5s')
  expect(aylin.interaction?.stage).toBe('dialing')
  world.phone('702').dials('', world.phone('701').legId)
  passes('2s')
  expect(world.phone('702').legIds).toEqual([])
  expect(aylin.workState).not.toBe('engaged')
  expect(levan.workState).not.toBe('engaged')
  world.checkers.whenQuiet()
})
