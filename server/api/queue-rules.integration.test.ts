import { afterAll, beforeAll, expect, it } from 'vitest'
import { silentLogger } from '#adapters/system/logger.ts'
import type { AgentId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { BusinessHours, ManagedQueue, Person } from '#protocol/http/index.ts'
import { knownCustomers } from '../known-customers.ts'
import { QueueHours } from '../queue-hours/queue-hours.ts'
import { startTestCore, type TestBrowser, type TestCore, testEdgeId } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let aylin: TestBrowser
let queue: ManagedQueue
let overflow: ManagedQueue
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  aylin = await core.signIn('aylin')
  const waiting = await core.call()
  const queueId = core.services.decider.state?.interactions.get(waiting)?.waiting?.queueId as QueueId
  await core.services.decider.execute({ type: 'CustomerLeft', interactionId: waiting, reason: 'customer-left' })
  queue = await read(queueId)
  overflow = (await admin.ask('POST', '/queues', { name: 'Overflow' })).body
})
afterAll(() => core.stop())

async function read(queueId: QueueId): Promise<ManagedQueue> {
  const { items } = (await admin.ask('GET', '/managed-queues')).body as { items: ManagedQueue[] }
  return items.find((one) => one.queueId === queueId) as ManagedQueue
}

async function change(body: object) {
  queue = await read(queue.queueId)
  return admin.ask('PATCH', `/queues/${queue.queueId}`, body, { 'if-match': queue.etag })
}

/** Somebody comes into the queue. */
async function comes(callerNumber = '+995322247247'): Promise<InteractionId> {
  const interactionId = core.newId('interaction')
  const { queueId } = queue
  const { decider } = core.services
  const leg = { edgeId: testEdgeId, customerLegId: core.newId('leg') }
  await decider.execute(
    { type: 'BeginInteraction', interactionId, kind: 'call', ...leg, entry: { queueId, greeting: null } },
    { interactionId, callerNumber, rawCallerNumber: callerNumber, dialedNumber: '200' },
  )
  await decider.execute({ type: 'EnqueueInteraction', interactionId, queueId })
  return interactionId
}
const leaves = (interactionId: InteractionId) =>
  core.services.decider.execute({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
const hoursLook = () => new QueueHours({ ...core.services, logger: silentLogger }).look()

const state = () => core.services.decider.state
const problem = (code: string) => expect.objectContaining({ code })

it('a queue that is full sends to another, and keeps its promise, its hours and its shares in mind', async () => {
  const rules = {
    diversions: [{ when: { kind: 'full', waiting: 0 }, to: { kind: 'queue', queueId: overflow.queueId } }],
    serviceLevel: { thresholdMs: 30_000, percent: 90 },
  }
  const changed = await change(rules)
  expect([changed.status, changed.body]).toEqual([200, expect.objectContaining(rules)])
  expect(state()?.queues.get(queue.queueId)?.settings).toMatchObject(rules)
  const interactionId = await comes()
  expect(state()?.interactions.get(interactionId)?.waiting?.queueId).toBe(overflow.queueId)
  await leaves(interactionId)
  expect((await change({ diversions: [] })).status).toBe(200)
  expect(state()?.queues.get(queue.queueId)?.settings.diversions).toBeUndefined()
})

it('a queue that sends on to a number outside keeps the number out of routing, and takes none that is wrong', async () => {
  const to = (number: string) => ({ diversions: [{ when: { kind: 'closed' }, to: { kind: 'number', number } }] })
  for (const wrong of ['abc', '112']) expect((await change(to(wrong))).body).toEqual(problem('phone-number.invalid'))
  const changed = await change(to('+995 32 200 11 22'))
  expect([changed.status, changed.body]).toEqual([200, expect.objectContaining(to('+995 32 200 11 22'))])
  expect(state()?.queues.get(queue.queueId)?.settings.diversions).toEqual([
    { when: { kind: 'closed' }, to: { kind: 'outside', place: 0 } },
  ])
  const { numberPlan } = core.services.configuration
  expect([0, 1].map((place) => numberPlan.divertedTo(queue.queueId, place))).toEqual(['+995 32 200 11 22', undefined])
  expect((await change({ diversions: [] })).status).toBe(200)
})

it('whoever comes outside of its hours hears why, and the call ends', async () => {
  const never = { name: 'Never', timeZone: 'Asia/Tbilisi', week: [[], [], [], [], [], [], []], exceptions: [] }
  const hours = (await admin.ask('POST', '/business-hours', never)).body as BusinessHours
  const closed = { when: { kind: 'closed' }, to: { kind: 'announcement', prompt: 'closed' } }
  expect((await change({ businessHoursId: hours.businessHoursId, diversions: [closed] })).status).toBe(200)
  await hoursLook()
  expect(state()?.queues.get(queue.queueId)?.isClosed).toBe(true)
  const interactionId = await comes()
  expect(state()?.interactions.get(interactionId)).toMatchObject({ stage: 'inFlow', entry: { greeting: 'closed' } })
  await leaves(interactionId)
  expect((await admin.ask('DELETE', `/business-hours/${hours.businessHoursId}`)).body).toEqual(
    problem('business-hours.in-use'),
  )
  expect((await change({ businessHoursId: null, diversions: [] })).status).toBe(200)
  await hoursLook()
  expect(state()?.queues.get(queue.queueId)?.isClosed).toBeUndefined()
})

it('asks for what exists', async () => {
  const to = (target: object) => change({ diversions: [{ when: { kind: 'closed' }, to: target }] })
  expect((await to({ kind: 'announcement', prompt: 'no-such-words' })).body).toEqual(problem('prompt.not-found'))
  const nowhere = { kind: 'queue', queueId: 'que_01HZZZZZZZZZZZZZZZZZZZZZZZ' }
  expect((await to(nowhere)).body).toEqual(problem('queue.not-found'))
  const unknownHours = { businessHoursId: 'hrs_01HZZZZZZZZZZZZZZZZZZZZZZZ' }
  expect((await change(unknownHours)).status).toBeGreaterThanOrEqual(400)
  expect((await change({ serviceLevel: { thresholdMs: 20_000, percent: 100 } })).status).toBe(400)
})

it('whoever talked with the customer last is known before he is spoken to again', async () => {
  const number = '+995599712345'
  await aylin.ask('POST', '/customers', { name: 'Nino', phoneNumbers: [number] })
  const known = async () => (await knownCustomers(core.services.db, silentLogger)([number])).get(number)
  expect(await known()).toEqual({})
  await core.readyAgent(aylin)
  const { agentId } = (await aylin.ask('GET', '/me')).body as { agentId: AgentId }
  const members = [{ agentId, priority: 0 }]
  expect((await change({ lastAgentPatienceMs: 30_000, members })).status).toBe(200)
  expect(state()?.queues.get(queue.queueId)?.settings.lastAgentPatienceMs).toBe(30_000)
  const first = await comes(number)
  await aylin.ask('POST', `/offers/${core.offerOf(first)}/accept`)
  await aylin.ask('POST', `/interactions/${first}/hang-up`)
  await core.settled()
  expect(await known()).toEqual({ lastAgentId: agentId })
})

it('an agent chooses between his queues as it is said of him', async () => {
  const { items } = (await admin.ask('GET', '/people')).body as { items: Person[] }
  const person = items.find(({ agentId }) => agentId !== undefined) as Person
  expect(person.choosesBy).toBe('turn')
  const path = `/people/${person.personId}`
  const changed = await admin.ask('PATCH', path, { choosesBy: 'share' }, { 'if-match': person.etag })
  expect([changed.status, (changed.body as Person).choosesBy]).toEqual([200, 'share'])
  expect(state()?.agents.get(person.agentId as AgentId)?.settings.choosesBy).toBe('share')
})
