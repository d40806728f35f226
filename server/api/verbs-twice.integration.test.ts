import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AgentId, InteractionId, LegId } from '#kernel/ids.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let aylin: TestBrowser
let levan: TestBrowser
let samira: TestBrowser
let levanId: AgentId
const phone = '750'
beforeAll(async () => {
  core = await startTestCore()
  aylin = await core.signIn('aylin')
  levan = await core.signIn('levan')
  samira = await core.signIn('samira')
  levanId = ((await levan.ask('GET', '/me')).body as { agentId: AgentId }).agentId
  const admin = await core.signIn('admin')
  const key = { 'idempotency-key': 'phone-750-phone-750' }
  const made = await admin.ask('POST', '/phones', { user: phone }, key)
  if (made.status !== 201) throw new Error(made.text)
})
afterAll(() => core.stop())
afterEach(async () => {
  for (const agent of [aylin, levan, samira]) await agent.ask('PUT', '/me/presence', { presence: 'offline' })
  for (const { interactionId } of [...(core.services.decider.state?.interactions.values() ?? [])]) {
    await core.services.decider.execute({ type: 'EndInteraction', interactionId, reason: 'supervisor-ended' })
    for (const agent of [aylin, levan, samira]) await agent.ask('POST', `/interactions/${interactionId}/finish-wrap-up`)
  }
  core.edge.commands.length = 0
})

const state = () => core.services.decider.state
const liveOne = () => [...(state()?.calls.values() ?? [])][0]

/** Aylin talks to a customer; Levan and Samira are at their browsers and take nothing of a queue. */
async function talking(): Promise<InteractionId> {
  await core.readyAgent(aylin)
  const interactionId = await core.call()
  const accepted = await aylin.ask('POST', `/offers/${core.offerOf(interactionId)}/accept`)
  expect(accepted.status).toBe(200)
  for (const agent of [levan, samira]) {
    await core.readyAgent(agent)
    await agent.ask('PUT', '/me/presence', { presence: 'notReady', reason: 'meeting' })
  }
  const recordingId = liveOne()?.engagement?.recordingId
  if (recordingId)
    await core.services.decider.execute({ type: 'NoteRecordingStarted', recordingId, interactionId } as never)
  return interactionId
}

type Asked = readonly [
  who: () => TestBrowser,
  method: 'POST' | 'PUT' | 'DELETE',
  path: string | (() => string),
  body?: () => object,
]
const ask = ([who, method, path, body]: Asked, id: InteractionId) => {
  const rest = typeof path === 'string' ? path : path()
  return who().ask(method, rest.startsWith('/parked') ? rest : `/interactions/${id}${rest}`, body?.())
}

const asAylin = () => aylin
const asLevan = () => levan
const asSamira = () => samira
const colleague = () => ({ kind: 'agent', agentId: levanId })
const number = () => ({ kind: 'number', number: phone })

const consult: Asked = [asAylin, 'POST', '/consultation', () => ({ with: colleague() })]
const consultNumber: Asked = [asAylin, 'POST', '/consultation', () => ({ with: number() })]
const answer: Asked = [asLevan, 'POST', '/answer']
const join: Asked = [asAylin, 'POST', '/consultation/join']
const park: Asked = [asAylin, 'POST', '/park']
const listen: Asked = [asSamira, 'PUT', '/monitoring', () => ({ mode: 'listen' })]
const queueId = () => liveOne()?.engagement?.queueId ?? liveOne()?.waiting?.queueId
let memberLegId: LegId
let customerLegId: LegId

/** What is said twice, after what has been said before. */
const verbs: readonly (readonly [name: string, verb: Asked, before?: readonly Asked[]])[] = [
  ['hold', [asAylin, 'POST', '/hold']],
  ['retrieve', [asAylin, 'POST', '/retrieve'], [[asAylin, 'POST', '/hold']]],
  ['mute', [asAylin, 'PUT', '/muted', () => ({ isMuted: true })]],
  ['hang up', [asAylin, 'POST', '/hang-up']],
  ['hang up as who was consulted', [asLevan, 'POST', '/hang-up'], [consult, answer]],
  ['hang up as a guest', [asLevan, 'POST', '/hang-up'], [consult, answer, join]],
  ['finish the wrap-up', [asAylin, 'POST', '/finish-wrap-up'], [[asAylin, 'POST', '/hang-up']]],
  ['send on to a queue', [asAylin, 'POST', '/send-on', () => ({ to: { kind: 'queue', queueId: queueId() } })]],
  ['send on to a colleague', [asAylin, 'POST', '/send-on', () => ({ to: colleague() })]],
  ['send on to a number', [asAylin, 'POST', '/send-on', () => ({ to: number() })]],
  ['consult a colleague', consult],
  ['consult a number', consultNumber],
  ['consult a colleague who has answered', consult, [consult, answer]],
  ['answer', answer, [consult]],
  ['decline', [asLevan, 'POST', '/refuse'], [consult]],
  ['complete with a colleague', [asAylin, 'POST', '/consultation/complete'], [consult, answer]],
  ['complete while it rings', [asAylin, 'POST', '/consultation/complete'], [consultNumber]],
  ['join', join, [consult, answer]],
  ['cancel', [asAylin, 'DELETE', '/consultation'], [consult, answer]],
  ['alternate', [asAylin, 'POST', '/consultation/alternate', () => ({ to: 'customer' })], [consult, answer]],
  [
    'mute a party',
    [asAylin, 'PUT', () => `/parties/${customerLegId}/muted`, () => ({ isMuted: true })],
    [consult, answer, join],
  ],
  ['remove a party', [asAylin, 'DELETE', () => `/parties/${memberLegId}`], [consult, answer, join]],
  ['leave a conference', [asAylin, 'POST', '/leave'], [consult, answer, join]],
  ['park', park],
  ['pick up', [asLevan, 'POST', '/parked-calls/1/pick-up'], [park]],
  ['mask digits', [asAylin, 'PUT', '/digits-masked', () => ({ isMasked: true })]],
  ['pause the recording', [asAylin, 'POST', '/recording/pause']],
  ['resume the recording', [asAylin, 'POST', '/recording/resume'], [[asAylin, 'POST', '/recording/pause']]],
  ['listen', listen],
  ['coach', [asSamira, 'PUT', '/monitoring', () => ({ mode: 'coach' })], [listen]],
  ['stop monitoring', [asSamira, 'DELETE', '/monitoring'], [listen]],
  ['take over', [asSamira, 'POST', '/take-over']],
  ['take over what one listens to', [asSamira, 'POST', '/take-over'], [listen]],
  ['mute the agent', [asSamira, 'PUT', '/agent-muted', () => ({ isMuted: true })]],
]

describe('said twice by the same person', () => {
  const rows = verbs.map(([name, verb, before = []]) => ({ name, verb, before }))
  it.each(rows)('$name is granted twice and happens once', async ({ verb, before }) => {
    const interactionId = await talking()
    for (const earlier of before) {
      const done = await ask(earlier, interactionId)
      expect([done.status, done.text]).toEqual([200, expect.anything()])
    }
    customerLegId = liveOne()?.customerLegId as LegId
    memberLegId = liveOne()?.members[0] as LegId
    const first = await ask(verb, interactionId)
    expect([first.status, first.text]).toEqual([200, expect.anything()])
    await core.settled()
    const { position } = core.services.decider
    const second = await ask(verb, interactionId)
    expect([second.status, second.body]).toEqual([200, first.body])
    expect(core.services.decider.position).toBe(position)
  })

  it('is granted to a guest also when the call is over by then, and to nobody else', async () => {
    const interactionId = await talking()
    for (const step of [consult, answer, join]) expect((await ask(step, interactionId)).status).toBe(200)
    const guestHangsUp: Asked = [asLevan, 'POST', '/hang-up']
    expect((await ask(guestHangsUp, interactionId)).status).toBe(200)
    for (const verb of ['/hang-up', '/finish-wrap-up'])
      expect((await ask([asAylin, 'POST', verb], interactionId)).status).toBe(200)
    expect(state()?.interactions.has(interactionId)).toBe(false)
    expect((await ask(guestHangsUp, interactionId)).status).toBe(200)
    expect((await ask([asSamira, 'POST', '/hang-up'], interactionId)).status).toBe(404)
  })

  it('is told apart from somebody else who says it', async () => {
    const interactionId = await talking()
    expect((await ask(park, interactionId)).status).toBe(200)
    expect((await ask([asLevan, 'POST', '/parked-calls/1/pick-up'], interactionId)).status).toBe(200)
    expect((await ask([asSamira, 'POST', '/parked-calls/1/pick-up'], interactionId)).status).toBe(404)
    expect((await ask([asSamira, 'POST', '/hang-up'], interactionId)).status).toBe(403)
    // Whoever parked it has it no more, whatever he asks for again.
    expect((await ask(park, interactionId)).status).toBe(403)
  })
})
