import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AgentId, QueueId } from '#kernel/ids.ts'
import type { Disposition, ListedAgent, ManagedQueue, NumberRule, Person } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let samira: TestBrowser
let aylin: AgentId
let levan: AgentId
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  samira = await core.signIn('samira')
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  const idOf = (name: string) => items.find((agent) => agent.name.startsWith(name))?.agentId as AgentId
  aylin = idOf('Aylin')
  levan = idOf('Levan')
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code, type: `urn:parley:error:${code}` })
const queueState = (queueId: QueueId) => core.services.decider.state?.queues.get(queueId)?.settings
const memberships = (agentId: AgentId) => core.services.decider.state?.agents.get(agentId)?.settings.memberships ?? []
const add = async (name: string, more: object = {}): Promise<ManagedQueue> => {
  const made = await admin.ask('POST', '/queues', { name, ...more })
  expect(made.text).toContain('queueId')
  return made.body
}
const change = ({ queueId, etag }: ManagedQueue, body: object) =>
  admin.ask('PATCH', `/queues/${queueId}`, body, { 'if-match': etag })

it('a queue that is added is there at once: routing has its settings and who serves it', async () => {
  const members = [{ agentId: aylin, priority: 3 }]
  const queue = await add(' Sales ', { ringTimeoutMs: 15_000, isAutoAnswered: true, parkTimeoutMs: 60_000, members })
  expect(queue).toMatchObject({ name: 'Sales', isActive: true, wrapUpLimitMs: 60_000, members })
  expect(queueState(queue.queueId)).toMatchObject({
    ringTimeoutMs: 15_000,
    isAutoAnswered: true,
    parkTimeoutMs: 60_000,
  })
  expect(memberships(aylin)).toContainEqual({ queueId: queue.queueId, priority: 3 })
  expect(memberships(levan).some(({ queueId }) => queueId === queue.queueId)).toBe(false)

  const changed = await change(queue, { name: 'Sales abroad', members: [{ agentId: levan, priority: 0 }] })
  expect(changed.body).toMatchObject({ name: 'Sales abroad', ringTimeoutMs: 15_000 })
  expect(memberships(aylin).some(({ queueId }) => queueId === queue.queueId)).toBe(false)
  expect(memberships(levan)).toContainEqual({ queueId: queue.queueId, priority: 0 })
  expect((await change(queue, { name: 'Too late' })).body).toEqual(problem('request.stale'))

  const { items } = (await admin.ask('GET', '/audit?limit=200')).body as {
    items: { action: string; subject?: string }[]
  }
  const noted = items.filter(({ subject }) => subject === queue.queueId).map(({ action }) => action)
  expect(noted).toEqual(['queue.changed', 'queue.created'])
})

it('two queues have two names, however they are written', async () => {
  await add('Complaints')
  expect((await admin.ask('POST', '/queues', { name: 'COMPLAINTS ' })).body).toEqual(problem('queue.name-taken'))
})

it('goes when nothing leads there and nobody waits; then nobody finds it', async () => {
  const queue = await add('Leaving', { members: [{ agentId: aylin, priority: 0 }] })
  const rule = (
    await admin.ask('POST', '/number-rules', { pattern: '881', target: { kind: 'queue', queueId: queue.queueId } })
  ).body as NumberRule
  const led = await change(queue, { isActive: false })
  expect(led.body).toEqual(problem('queue.has-numbers'))
  expect((led.body as { detail: string }).detail).toContain('881')
  await admin.ask('DELETE', `/number-rules/${rule.numberRuleId}`)

  const interactionId = 'int_01JXX0000000000000000000QQ' as never
  const { decider } = core.services
  const entry = { queueId: queue.queueId, greeting: null }
  const customerLegId = 'leg_waiting' as never
  const edgeId = 'edg_any' as never
  await decider.execute({ type: 'BeginInteraction', interactionId, kind: 'call', edgeId, customerLegId, entry })
  await decider.execute({ type: 'EnqueueInteraction', interactionId, queueId: queue.queueId })
  expect((await change(queue, { isActive: false })).body).toEqual(problem('queue.has-calls'))
  await decider.execute({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })

  const gone = await change(queue, { isActive: false })
  expect(gone.body).toMatchObject({ isActive: false })
  expect(queueState(queue.queueId)).toBeUndefined()
  expect(memberships(aylin).some(({ queueId }) => queueId === queue.queueId)).toBe(false)
  const { items } = (await samira.ask('GET', '/queues')).body as { items: { queueId: QueueId }[] }
  expect(items.some(({ queueId }) => queueId === queue.queueId)).toBe(false)

  await change(gone.body as ManagedQueue, { isActive: true })
  expect(queueState(queue.queueId)).toBeDefined()
  expect(memberships(aylin)).toContainEqual({ queueId: queue.queueId, priority: 0 })
})

it('is administered by who may, with what exists', async () => {
  expect((await samira.ask('GET', '/managed-queues')).status).toBe(403)
  expect((await samira.ask('POST', '/queues', { name: 'Mine' })).status).toBe(403)
  const queue = await add('Guarded')
  const stranger = `agt_${'0'.repeat(26)}`
  const refused = await change(queue, { name: 'Renamed', members: [{ agentId: stranger, priority: 0 }] })
  expect(refused.body).toEqual(problem('agent.not-an-agent'))
  const { items } = (await admin.ask('GET', '/managed-queues')).body as { items: ManagedQueue[] }
  expect(items.find(({ queueId }) => queueId === queue.queueId)).toEqual(queue)
  expect((await change(queue, { ringTimeoutMs: 10 })).status).toBe(400)
})

it('outcomes are added at the end, renamed, and offered no more', async () => {
  const made = (await admin.ask('POST', '/dispositions', { name: 'Called back' })).body as Disposition
  const list = async () => ((await samira.ask('GET', '/dispositions')).body as { items: Disposition[] }).items
  expect((await list()).at(-1)).toEqual(made)
  await admin.ask('PUT', `/dispositions/${made.dispositionId}`, { name: 'Will be called back' })
  expect((await list()).at(-1)?.name).toBe('Will be called back')
  await admin.ask('DELETE', `/dispositions/${made.dispositionId}`)
  expect((await list()).some(({ dispositionId }) => dispositionId === made.dispositionId)).toBe(false)
  expect((await admin.ask('DELETE', `/dispositions/${made.dispositionId}`)).body).toEqual(
    problem('disposition.not-found'),
  )
})

it('an agent answers by himself when that is said of the person, and who serves no queue stays out of them', async () => {
  const people = async () => ((await admin.ask('GET', '/people?limit=200')).body as { items: Person[] }).items
  const person = (await people()).find(({ agentId }) => agentId === levan) as Person
  expect(person.isAutoAnswered).toBe(false)
  const headers = { 'if-match': person.etag }
  const changed = await admin.ask('PATCH', `/people/${person.personId}`, { isAutoAnswered: true }, headers)
  expect(changed.body).toMatchObject({ isAutoAnswered: true })
  expect(core.services.decider.state?.agents.get(levan)?.settings.isAutoAnswered).toBe(true)

  const { items } = (await admin.ask('GET', '/managed-queues')).body as { items: ManagedQueue[] }
  for (const queue of items) {
    await change(queue, { members: queue.members.filter(({ agentId }) => agentId !== levan) })
  }
  expect(memberships(levan)).toEqual([])
  const again = { 'if-match': (changed.body as Person).etag }
  await admin.ask('PATCH', `/people/${person.personId}`, { name: 'Levan', roles: ['agent'] }, again)
  expect(memberships(levan)).toEqual([])
})

it('says what becomes of who misses an offer, and of which channel it is for good', async () => {
  const queue = await add('Patient', { notReadyAfterMisses: 3, missedCoolDownMs: 15_000, channel: 'task' })
  expect(queue).toMatchObject({ notReadyAfterMisses: 3, missedCoolDownMs: 15_000, channel: 'task' })
  expect(queueState(queue.queueId)).toMatchObject({
    channel: 'task',
    missedOffers: { notReadyAfter: 3, coolDownMs: 15_000 },
  })
  const changed = await change(queue, { notReadyAfterMisses: 1, channel: 'voice' })
  expect(changed.body).toMatchObject({ notReadyAfterMisses: 1, channel: 'task' })
  expect(queueState(queue.queueId)?.missedOffers).toBeUndefined()
})
