import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AgentId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { ListedAgent, ManagedQueue } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let samira: TestBrowser
let aylin: TestBrowser
let aylinId: AgentId
let levanId: AgentId
let queueId: QueueId
let other: QueueId
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  samira = await core.signIn('samira')
  aylin = await core.signIn('aylin')
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  const idOf = (name: string) => items.find((agent) => agent.name.startsWith(name))?.agentId as AgentId
  aylinId = idOf('Aylin')
  levanId = idOf('Levan')
  const members = [{ agentId: aylinId, priority: 0 }]
  const add = async (name: string) =>
    ((await admin.ask('POST', '/queues', { name, channel: 'task', members })).body as ManagedQueue).queueId
  queueId = await add('Papers')
  other = await add('Parcels')
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code })
const bring = async (): Promise<InteractionId> =>
  (
    (await samira.ask('POST', '/interactions', { channel: 'task', queueId, subject: 'One' })).body as {
      interactionId: InteractionId
    }
  ).interactionId
const waiting = (id: InteractionId) => core.services.decider.state?.interactions.get(id)?.waiting
const presenceOf = (agentId: AgentId) => core.services.decider.state?.agents.get(agentId)?.presence

it('a supervisor pushes, moves, raises and removes what waits, and each deed is written down', async () => {
  const id = await bring()
  expect((await aylin.ask('POST', `/interactions/${id}/push`, { agentId: aylinId })).body).toEqual(
    problem('permission.denied'),
  )
  expect((await samira.ask('POST', `/interactions/${id}/push`, { agentId: aylinId })).body).toEqual(
    problem('agent.not-available'),
  )
  expect((await samira.ask('POST', `/interactions/${id}/move`, { queueId: other })).status).toBe(200)
  expect(waiting(id)?.queueId).toBe(other)
  expect((await samira.ask('PUT', `/interactions/${id}/priority`, { level: 10 })).status).toBe(200)
  expect(core.services.decider.state?.interactions.get(id)?.wishes.level).toBe(10)
  expect((await samira.ask('PUT', `/agents/${levanId}/presence`, { presence: 'available' })).status).toBe(200)
  expect(presenceOf(levanId)).toEqual({ kind: 'available' })
  // He serves neither queue, and is asked all the same.
  expect((await samira.ask('POST', `/interactions/${id}/push`, { agentId: levanId })).status).toBe(200)
  expect(core.agentWithOffer(core.offerOf(id))).toBe(levanId)
  expect((await samira.ask('POST', `/interactions/${id}/remove`)).status).toBe(200)
  expect((await samira.ask('POST', `/interactions/${id}/remove`)).body).toEqual(problem('interaction.not-found'))
  await core.settled()
  const shown = (await samira.ask('GET', `/interactions/${id}`)).body
  expect(shown).toMatchObject({ state: 'ended', endReason: 'supervisor-ended', queueName: 'Parcels' })
  const { items } = (await admin.ask('GET', '/audit?limit=50')).body as {
    items: { action: string; subject?: string }[]
  }
  const noted = items.filter(({ subject }) => subject === id || subject === levanId).map(({ action }) => action)
  expect(noted).toEqual([
    'interaction.removed',
    'interaction.pushed',
    'agent.presence-set',
    'interaction.raised',
    'interaction.moved',
  ])
})

it('says why not', async () => {
  const id = await bring()
  const nobody = core.newId('agent')
  expect((await samira.ask('POST', `/interactions/${id}/push`, { agentId: nobody })).body).toEqual(
    problem('agent.not-an-agent'),
  )
  expect((await samira.ask('POST', `/interactions/${id}/move`, { queueId: core.newId('queue') })).body).toEqual(
    problem('queue.not-found'),
  )
  expect((await samira.ask('PUT', `/interactions/${id}/priority`, { level: 5000 })).body).toEqual(
    problem('request.malformed'),
  )
  expect((await samira.ask('PUT', `/agents/${nobody}/presence`, { presence: 'available' })).body).toEqual(
    problem('agent.not-an-agent'),
  )
})
