import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLogger } from '#adapters/system/logger.ts'
import type { AgentId, InteractionId } from '#kernel/ids.ts'
import type { Customer, Eligibility, ListedAgent, ManagedQueue, Person, Regions } from '#protocol/http/index.ts'
import { knownCustomers } from '../known-customers.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let samira: TestBrowser
let levan: ListedAgent
let aylin: ListedAgent
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  samira = await core.signIn('samira')
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  const agent = (name: string) => items.find((one) => one.name.startsWith(name)) as ListedAgent
  levan = agent('Levan')
  aylin = agent('Aylin')
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code, type: `urn:parley:error:${code}` })
const settingsOf = (agentId: AgentId) => core.services.decider.state?.agents.get(agentId)?.settings

async function worksIn({ agentId }: ListedAgent, regionCodes: readonly string[]) {
  const { items } = (await admin.ask('GET', '/people?limit=200')).body as { items: Person[] }
  const person = items.find((one) => one.agentId === agentId) as Person
  return admin.ask('PATCH', `/people/${person.personId}`, { regionCodes }, { 'if-match': person.etag })
}

const armenia = {
  country: 'AM',
  callingCode: '374',
  language: 'hy',
  regions: [
    { code: 'AM-ER', name: 'Երևան', english: 'Yerevan', latitude: 40.18, longitude: 44.51 },
    { code: 'AM-AR', name: 'Արարատ', english: 'Ararat', latitude: 39.95, longitude: 44.55 },
  ].map((region, n) => ({
    ...region,
    landline: [['10'], ['235']][n],
    postcodes: [],
    neighbors: [['AM-AR'], ['AM-ER']][n],
  })),
}

describe('regions', () => {
  it('are listed for everybody who is signed in', async () => {
    const regions = (await samira.ask('GET', '/regions')).body as Regions
    expect(regions.items).toHaveLength(214)
    expect(regions.items.find(({ code }) => code === 'GE-IM')).toMatchObject({
      names: { ka: 'იმერეთი', en: 'Imereti' },
    })
    expect(regions.countries.map(({ country }) => country)).toEqual(['AZ', 'GE', 'HU', 'IR', 'TR'])
  })

  it('are those in which an agent works, and routing knows at once', async () => {
    expect((await worksIn(levan, ['GE-TB', 'GE-KK'])).body).toMatchObject({ regionCodes: ['GE-TB', 'GE-KK'] })
    expect(settingsOf(levan.agentId)?.areas).toEqual([
      { regionCode: 'GE-TB', latitude: 41.72, longitude: 44.79 },
      { regionCode: 'GE-KK', latitude: 41.55, longitude: 44.99 },
    ])
    expect((await worksIn(levan, ['XX-1'])).body).toEqual(problem('region.not-found'))
    const { countries } = (await admin.ask('GET', '/regions')).body as Regions
    expect(countries.find(({ country }) => country === 'GE')).toMatchObject({ agents: 1 })
  })

  it('of another country are imported, used, and kept while agents work there', async () => {
    expect((await samira.ask('PUT', '/regions', armenia)).status).toBe(403)
    const wrong = await admin.ask('PUT', '/regions', {
      ...armenia,
      regions: armenia.regions.map((region, n) => (n === 0 ? { ...region, neighbors: [] } : region)),
    })
    expect(wrong.body).toEqual(problem('country.invalid'))
    expect((wrong.body as { detail: string }).detail).toBe(
      'regions[1].neighbors: AM-ER must name AM-AR as its neighbor too.',
    )
    expect((await admin.ask('PUT', '/regions', { country: 5 })).status).toBe(422)
    const imported = await admin.ask('PUT', '/regions', armenia)
    expect(imported.body, imported.text).toEqual({ country: 'AM', regions: 2 })
    expect((await worksIn(levan, ['AM-ER', 'GE-TB'])).status).toBe(200)
    const gone = await admin.ask('DELETE', '/regions?country=AM')
    expect(gone.body).toEqual(problem('country.in-use'))
    expect((gone.body as { detail: string }).detail).toBe('Agents work in AM-ER.')
    await worksIn(levan, ['GE-TB'])
    expect((await admin.ask('DELETE', '/regions?country=AM')).status).toBe(200)
    expect((await admin.ask('DELETE', '/regions?country=AM')).body).toEqual(problem('country.not-found'))
    const { items } = (await admin.ask('GET', '/audit?limit=20')).body as { items: { action: string }[] }
    expect(items.filter(({ action }) => action.startsWith('country.')).map(({ action }) => action)).toEqual([
      'country.removed',
      'country.imported',
    ])
  })
})

describe('where a customer is', () => {
  it('is what was said, or what his postcode, his address or his landline says, and not what his mobile number does', async () => {
    const made = await samira.ask('POST', '/customers', { name: 'Keti', phoneNumbers: ['+995555123456'] })
    const keti = made.body as Customer
    expect(keti.whereabouts).toBeUndefined()
    let { etag } = keti
    const after = async (change: object) => {
      const changed = await samira.ask('PATCH', `/customers/${keti.customerId}`, change, { 'if-match': etag })
      expect(changed.status, changed.text).toBe(200)
      etag = (changed.body as Customer).etag
      return (changed.body as Customer).whereabouts
    }
    expect(await after({ phoneNumbers: ['+995555123456', '+995431212345'] })).toEqual({
      regionCode: 'GE-IM',
      source: 'landline',
    })
    expect(await after({ address: 'Batumi, Rustaveli 1' })).toEqual({ regionCode: 'GE-AJ', source: 'address' })
    expect(await after({ postcode: '0102' })).toEqual({ regionCode: 'GE-TB', source: 'postcode' })
    expect(await after({ regionCode: 'GE-KA' })).toEqual({ regionCode: 'GE-KA', source: 'told' })
    const wrong = await samira.ask(
      'PATCH',
      `/customers/${keti.customerId}`,
      { regionCode: 'GE-XX' },
      { 'if-match': etag },
    )
    expect(wrong.body).toEqual(problem('region.not-found'))
    const known = await knownCustomers(core.services.db, silentLogger)(['+995555123456'])
    expect(known.get('+995555123456')).toMatchObject({ traces: { postcode: '0102', regionCode: 'GE-KA' } })
  })
})

describe('a queue that asks where agents work', () => {
  it('shows who could take what comes from a region, and asks who is near', async () => {
    await worksIn(levan, ['GE-TB'])
    await worksIn(aylin, ['AZ-BA'])
    const made = await admin.ask('POST', '/queues', {
      name: 'Repairs',
      channel: 'task',
      reach: 'region',
      relaxation: [{ afterMs: 30_000, reach: { km: 250 } }],
      members: [levan, aylin].map(({ agentId }) => ({ agentId, priority: 0 })),
    })
    const queue = made.body as ManagedQueue
    expect(queue, made.text).toMatchObject({ reach: 'region', relaxation: [{ reach: { km: 250 } }] })
    const seen = async (query: string) =>
      (await admin.ask('GET', `/queues/${queue.queueId}/eligibility?${query}`)).body as Eligibility
    const near = await seen('regionCode=GE-IM&step=1')
    expect(near.steps).toMatchObject([
      { asked: { area: { regionCode: 'GE-IM', reach: 'region' } } },
      { asked: { area: { regionCode: 'GE-IM', reach: { km: 250 } } } },
    ])
    expect(near.items.find(({ agentId }) => agentId === aylin.agentId)?.why).toEqual({
      kind: 'too-far',
      regionCode: 'AZ-BA',
      km: 633,
    })
    expect(near.regions.map(({ names }) => names.en)).toContain('Imereti')

    const task = await admin.ask('POST', '/interactions', {
      channel: 'task',
      queueId: queue.queueId,
      subject: 'A meter',
      regionCode: 'GE-IM',
    })
    expect(task.status, task.text).toBe(201)
    const { interactionId } = task.body as { interactionId: InteractionId }
    const waiting = core.services.decider.state?.interactions.get(interactionId)
    expect(waiting?.wishes.place).toMatchObject({ regionCode: 'GE-IM' })
    expect(waiting?.waiting?.asked.map(({ area }) => area?.reach)).toEqual(['region', { km: 250 }])
    const nowhere = { channel: 'task', queueId: queue.queueId, subject: 'x', regionCode: 'ZZ-1' }
    expect((await admin.ask('POST', '/interactions', nowhere)).body).toEqual(problem('region.not-found'))

    const changed = await admin.ask('PATCH', `/queues/${queue.queueId}`, { reach: null }, { 'if-match': queue.etag })
    expect((changed.body as ManagedQueue).reach).toBeNull()
    expect(core.services.decider.state?.queues.get(queue.queueId)?.settings.reach).toBeUndefined()
  })
})
