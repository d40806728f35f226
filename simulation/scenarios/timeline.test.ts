import { expect, it } from 'vitest'
import { story } from './story.ts'

/** What the timeline says of verbs that meet: each was found by comparing it with the state, event for event. */

function talking() {
  const one = story()
  const { world, caller, agent, passes } = one
  const aylin = agent('aylin')
  const levan = world.agent('levan').opensDesk().registersPhone('702')
  passes('50ms')
  const c1 = caller('c1').dials('200')
  passes('1s')
  aylin.accepts()
  passes('1s')
  const interactionId = c1.interaction?.interactionId
  if (!interactionId) throw new Error('they do not talk')
  const line = () =>
    one
      .segments(interactionId)
      .filter(({ kind }) => !['flow', 'queue', 'offer', 'wrapUp'].includes(kind))
      .map(({ kind, outcome }) => `${kind} ${outcome ?? 'runs'}`)
  const confers = (number: string) => {
    aylin.consults(number)
    passes('1s')
    world.outside(number).answers()
    passes('1s')
    aylin.joins()
    passes('1s')
  }
  return { ...one, aylin, levan, c1, interactionId, line, confers, quiet: () => world.checkers.whenQuiet() }
}

it('who turns back from somebody consulted to a conference talks in a conference', () => {
  const { aylin, passes, line, confers, quiet } = talking()
  confers('+15550002')
  aylin.consults('+15550003')
  passes('1s')
  aylin.alternates()
  passes('1s')
  expect(line().slice(-2)).toEqual(['consult alternated', 'conference runs'])
  quiet()
})

it('of whose conference only the customer is left while he stands aside, he talks to him alone afterwards', () => {
  const { world, aylin, passes, line, confers, quiet } = talking()
  confers('+15550002')
  aylin.holds()
  passes('1s')
  world.outside('+15550002').hangsUp()
  passes('1s')
  aylin.retrieves()
  passes('1s')
  expect(line().slice(-3)).toEqual(['conference held', 'hold retrieved', 'talk runs'])
  quiet()
})

it('whoever lets go of the consulted has the customer back, whom he had put on hold between', () => {
  const { world, aylin, c1, passes, line, quiet } = talking()
  aylin.consults('+15550002')
  passes('1s')
  world.outside('+15550002').answers()
  passes('1s')
  aylin.alternates()
  aylin.holds()
  passes('1s')
  expect(c1.hears).toBe('music')
  aylin.cancels()
  passes('1s')
  expect(c1.hears).toBe('aylin')
  expect(line().slice(-2)).toEqual(['hold cancelled', 'talk runs'])
  quiet()
})

it('a call that is taken to another phone goes on as it was, with who took it', () => {
  const { world, caller, passes, segments } = story()
  const aylin = world.agent('aylin').registersPhone('701')
  const levan = world.agent('levan').registersPhone('702')
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
  const { engagement, interactionId } = c1.interaction ?? {}
  if (!engagement || !interactionId) throw new Error('nobody talks')
  world.phone('702').dials('', engagement.agentLegId)
  passes('1s')
  expect(c1.hears).toBe('music')
  const last = () => segments(interactionId).at(-1)
  expect(last()).toMatchObject({ kind: 'hold', agentId: levan.agentId })
  world.checkers.whenQuiet()
  levan.retrieves()
  passes('1s')
  expect(c1.hears).toBe('levan')
  expect(last()).toMatchObject({ kind: 'talk', agentId: levan.agentId })
  world.checkers.whenQuiet()
})

it('who is called when another phone has taken the ringing call answers that one', () => {
  const { world, passes, segments } = story()
  const aylin = world.agent('aylin').registersPhone('701')
  const levan = world.agent('levan').registersPhone('702')
  passes('50ms')
  const legId = world.phone('701').dials('+15550002')
  passes('1s')
  const interactionId = aylin.interaction?.interactionId
  if (!interactionId) throw new Error('nobody is called')
  world.phone('702').dials('', legId)
  passes('1s')
  expect(segments(interactionId).map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
    'dial replaced',
    'dial null',
  ])
  world.checkers.whenQuiet()
  world.outside('+15550002').answers()
  passes('1s')
  expect(segments(interactionId).at(-1)).toMatchObject({ kind: 'talk', agentId: levan.agentId })
  world.checkers.whenQuiet()
})
