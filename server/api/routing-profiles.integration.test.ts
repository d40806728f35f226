import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AgentId, InteractionId, OfferId, QueueId } from '#kernel/ids.ts'
import type { ListedAgent, ManagedQueue, Person, RoutingProfile } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let samira: TestBrowser
let aylin: TestBrowser
let aylinId: AgentId
let levanId: AgentId
let papers: QueueId
let parcels: QueueId
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  samira = await core.signIn('samira')
  aylin = await core.signIn('aylin')
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  const idOf = (name: string) => items.find((agent) => agent.name.startsWith(name))?.agentId as AgentId
  aylinId = idOf('Aylin')
  levanId = idOf('Levan')
  const add = async (name: string) =>
    ((await admin.ask('POST', '/queues', { name, channel: 'task' })).body as ManagedQueue).queueId
  papers = await add('Papers')
  parcels = await add('Parcels')
})
afterAll(() => core.stop())

const problem = (code: string, detail?: string) => expect.objectContaining({ code, ...(detail && { detail }) })
const settingsOf = (agentId: AgentId) => core.services.decider.state?.agents.get(agentId)?.settings
const queuesOf = (agentId: AgentId) => settingsOf(agentId)?.memberships.map(({ queueId }) => queueId) ?? []
const interaction = (id: InteractionId) => core.services.decider.state?.interactions.get(id)
const change = (profile: RoutingProfile, body: unknown, etag = '*') =>
  admin.ask('PATCH', `/routing-profiles/${profile.routingProfileId}`, body, { 'if-match': etag })
const bring = async (queueId: QueueId): Promise<InteractionId> => {
  const brought = await samira.ask('POST', '/interactions', { channel: 'task', queueId, subject: 'One' })
  return (brought.body as { interactionId: InteractionId }).interactionId
}
const personOf = async (agentId: AgentId): Promise<Person> => {
  const { items } = (await admin.ask('GET', '/people?limit=200')).body as { items: Person[] }
  return items.find((person) => person.agentId === agentId) as Person
}
const queueOf = async (queueId: QueueId): Promise<ManagedQueue> => {
  const { items } = (await admin.ask('GET', '/managed-queues')).body as { items: ManagedQueue[] }
  return items.find((queue) => queue.queueId === queueId) as ManagedQueue
}
const loads = [{ channel: 'task', atOnce: 2, weight: 50 }]

let profile: RoutingProfile
it('is made and given to people, whose queues and loads are then those of the profile', async () => {
  expect((await samira.ask('POST', '/routing-profiles', { name: 'Mine' })).body).toEqual(problem('permission.denied'))
  const before = await personOf(aylinId)
  const made = await admin.ask('POST', '/routing-profiles', {
    ...{ name: 'Back office', loads, agentIds: [aylinId] },
    queues: [{ queueId: papers, priority: 5, ring: 2 }],
  })
  expect(made.status).toBe(201)
  profile = made.body as RoutingProfile
  expect(profile).toMatchObject({ name: 'Back office', agentIds: [aylinId], loads })
  expect(settingsOf(aylinId)).toMatchObject({
    ...{ memberships: [{ queueId: papers, priority: 5, ring: 2 }] },
    ...{ capacity: { task: 2 }, weights: { task: 50 } },
  })
  // Levan has settings of his own, as before.
  expect(queuesOf(levanId).length).toBeGreaterThan(0)
  expect(await personOf(aylinId)).toMatchObject({ routingProfileId: profile.routingProfileId, ownLoads: [] })
  // A page that shows her as she was before notices.
  const stale = { isAutoAnswered: true }
  expect((await admin.ask('PATCH', `/people/${before.personId}`, stale, { 'if-match': before.etag })).body).toEqual(
    problem('request.stale'),
  )

  expect((await admin.ask('POST', '/routing-profiles', { name: ' back OFFICE ' })).body).toEqual(
    problem('routing-profile.name-taken'),
  )
  const unknown = [{ queueId: core.newId('queue'), priority: 0 }]
  expect((await change(profile, { queues: unknown })).body).toEqual(problem('queue.not-found'))
  const twice = [1, 2].map((priority) => ({ queueId: papers, priority }))
  expect((await change(profile, { queues: twice })).body).toEqual(problem('request.malformed'))
  expect((await change(profile, { loads: [{ channel: 'voice', atOnce: 2, weight: 50 }] })).body).toEqual(
    problem('request.malformed'),
  )
  expect((await change(profile, { agentIds: [core.newId('agent')] })).body).toEqual(problem('agent.not-an-agent'))
  // Nothing of what was refused stands.
  expect(queuesOf(aylinId)).toEqual([papers])
})

it('is changed for all who have it at once, also at work: work in hand stays, an offer that it no longer allows goes', async () => {
  await core.readyAgent(aylin)
  const held = await bring(papers)
  const accepted = core.offerOf(held)
  expect((await aylin.ask('POST', `/offers/${accepted}/accept`)).status).toBe(200)
  const asked = await bring(papers)
  const offerId: OfferId = core.offerOf(asked)
  expect(core.agentWithOffer(offerId)).toBe(aylinId)

  const changed = await change(profile, { queues: [{ queueId: parcels, priority: 1 }] }, profile.etag)
  expect(changed.status).toBe(200)
  expect(queuesOf(aylinId)).toEqual([parcels])
  expect(interaction(held)?.stage).toBe('engaged')
  expect(core.services.decider.state?.offers.has(offerId)).toBe(false)
  expect(interaction(asked)?.waiting).toMatchObject({ queueId: papers, offerIds: [] })
  // Who looked at it before is told so, and changes nothing.
  expect((await change(profile, { name: 'Late' }, profile.etag)).body).toEqual(problem('request.stale'))
  expect((await change(profile, { name: 'Late' }, '')).body).toEqual(problem('request.if-match-needed'))

  // The other way round: what waits is offered to whoever serves it now.
  expect(
    (await change(profile, { queues: [papers, parcels].map((queueId) => ({ queueId, priority: 0 })) })).status,
  ).toBe(200)
  expect(core.agentWithOffer(core.offerOf(asked))).toBe(aylinId)
  await samira.ask('POST', `/interactions/${asked}/remove`)
})

it('stands with the queue, whose own list names nobody who has it', async () => {
  const queue = await queueOf(papers)
  expect(queue).toMatchObject({
    members: [],
    profiles: [{ routingProfileId: profile.routingProfileId, name: 'Back office', agents: 1 }],
  })
  const members = [{ agentId: aylinId, priority: 3 }]
  expect((await admin.ask('PATCH', `/queues/${papers}`, { members }, { 'if-match': '*' })).body).toEqual(
    problem('agent.has-profile', 'Profiles: Back office.'),
  )
  // An empty list takes out nobody who serves it by the profile.
  expect((await admin.ask('PATCH', `/queues/${papers}`, { members: [] }, { 'if-match': '*' })).status).toBe(200)
  expect(queuesOf(aylinId)).toContain(papers)
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  expect(items.find(({ agentId }) => agentId === aylinId)?.routingProfileId).toBe(profile.routingProfileId)
})

it('is chosen with a person too; who leaves it keeps as his own what it gave him', async () => {
  const levan = await personOf(levanId)
  const given = { routingProfileId: profile.routingProfileId }
  const path = `/people/${levan.personId}`
  const both = { ...given, ownLoads: loads }
  expect((await admin.ask('PATCH', path, both, { 'if-match': '*' })).body).toEqual(problem('agent.has-profile'))
  expect(
    (await admin.ask('PATCH', path, { routingProfileId: core.newId('routing-profile') }, { 'if-match': '*' })).body,
  ).toEqual(problem('routing-profile.not-found'))
  expect((await admin.ask('PATCH', path, given, { 'if-match': levan.etag })).body).toMatchObject(given)
  expect(settingsOf(levanId)?.capacity.task).toBe(2)
  expect(new Set(queuesOf(levanId))).toEqual(new Set([papers, parcels]))

  const left = await admin.ask('PATCH', path, { routingProfileId: null }, { 'if-match': '*' })
  expect(left.body).toMatchObject({ ownLoads: loads })
  expect((left.body as Person).routingProfileId).toBeUndefined()
  // What is changed of the profile from now on is nothing to him.
  await change(profile, { queues: [{ queueId: parcels, priority: 0 }] })
  expect(new Set(queuesOf(levanId))).toEqual(new Set([papers, parcels]))
  expect(queuesOf(aylinId)).toEqual([parcels])
})

it('is not removed while somebody has it, and says how many', async () => {
  const path = `/routing-profiles/${profile.routingProfileId}`
  const remove = () => admin.ask('DELETE', path, undefined, { 'if-match': '*' })
  expect((await remove()).body).toEqual(problem('routing-profile.in-use', 'Agents who have it: 1.'))
  // Whoever is on leave for good comes back with what he had.
  const person = await personOf(aylinId)
  await admin.ask('PATCH', `/people/${person.personId}`, { isActive: false }, { 'if-match': '*' })
  expect((await remove()).status).toBe(200)
  expect((await remove()).body).toEqual(problem('routing-profile.not-found'))
  await admin.ask('PATCH', `/people/${person.personId}`, { isActive: true }, { 'if-match': '*' })
  expect(queuesOf(aylinId)).toEqual([parcels])

  const { items } = (await admin.ask('GET', '/audit?limit=100')).body as {
    items: { action: string; subject: string }[]
  }
  const noted = items.filter(({ subject }) => subject === profile.routingProfileId).map(({ action }) => action)
  expect(noted).toEqual([
    'routing-profile.removed',
    ...Array(3).fill('routing-profile.changed'),
    'routing-profile.created',
  ])
})
