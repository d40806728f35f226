import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLogger } from '#adapters/system/logger.ts'
import type { AgentId, InteractionId } from '#kernel/ids.ts'
import type {
  BusinessUnit,
  Customer,
  CustomerKinds,
  CustomerSegment,
  CustomerTier,
  ManagedQueue,
} from '#protocol/http/index.ts'
import { knownCustomers } from '../known-customers.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let aylin: TestBrowser
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  aylin = await core.signIn('aylin')
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code })
const actions = async () =>
  (await core.services.db.selectFrom('audit_entry').select('action').execute()).map(({ action }) => action)

async function tier(name: string, rank: number, level = 0): Promise<CustomerTier> {
  const made = await admin.ask('POST', '/customer-tiers', { name, rank, level })
  expect(made.status).toBe(201)
  return made.body as CustomerTier
}

describe('tiers and segments', () => {
  it('are made, changed and removed, by whoever manages queues', async () => {
    const gold = await tier('Gold', 1, 20)
    expect(gold).toMatchObject({ rank: 1, level: 20, boostMs: 0, customers: 0 })
    expect((await admin.ask('POST', '/customer-tiers', { name: 'gold', rank: 2 })).body).toEqual(
      problem('customer-tier.name-taken'),
    )
    expect(core.services.decider.state?.customerTiers).toEqual([
      { tierId: gold.tierId, rank: 1, lift: { level: 20, boostMs: 0 } },
    ])
    const path = `/customer-tiers/${gold.tierId}`
    expect((await admin.ask('PATCH', path, { level: 30 })).status).toBe(428)
    const changed = await admin.ask('PATCH', path, { level: 30, boostMs: 60_000 }, { 'if-match': gold.etag })
    expect(changed.body).toMatchObject({ level: 30, boostMs: 60_000 })
    expect((await admin.ask('DELETE', path, undefined, { 'if-match': gold.etag })).status).toBe(412)
    expect((await aylin.ask('GET', '/customer-tiers')).status).toBe(403)
    expect((await aylin.ask('POST', '/customer-segments', { name: 'Mine' })).status).toBe(403)
    expect((await admin.ask('DELETE', path, undefined, { 'if-match': String(changed.headers.etag) })).status).toBe(200)
    expect(core.services.decider.state?.customerTiers).toEqual([])
    expect(await actions()).toEqual(
      expect.arrayContaining(['customer-tier.created', 'customer-tier.changed', 'customer-tier.removed']),
    )
  })

  it('stay as long as a customer or a rule needs them', async () => {
    const silver = await tier('Silver', 2)
    const { body: business } = await admin.ask('POST', '/customer-segments', { name: 'Business' })
    const segment = business as CustomerSegment
    const made = await aylin.ask('POST', '/customers', {
      ...{ name: 'Nino', phoneNumbers: ['+995599811111'], tierId: silver.tierId, segmentId: segment.segmentId },
      yearlyValue: 12_000,
    })
    const nino = made.body as Customer
    expect(nino).toMatchObject({ tierId: silver.tierId, segmentId: segment.segmentId, yearlyValue: 12_000 })
    const removeTier = () =>
      admin.ask('DELETE', `/customer-tiers/${silver.tierId}`, undefined, { 'if-match': silver.etag })
    const inUse = problem('customer-tier.in-use')
    expect((await removeTier()).body).toEqual(inUse)
    const cleared = await aylin.ask(
      ...(['PATCH', `/customers/${nino.customerId}`, { tierId: null, yearlyValue: null }] as const),
      { 'if-match': nino.etag },
    )
    expect(cleared.body).not.toHaveProperty('tierId')
    expect(cleared.body).not.toHaveProperty('yearlyValue')
    const queue = await someQueue()
    const rule = { when: { tierAtLeast: silver.tierId }, lift: { level: 5, boostMs: 0 } }
    const ruled = await change(queue, { customerRules: [rule] })
    expect((ruled.body as ManagedQueue).customerRules).toEqual([rule])
    expect((await removeTier()).body).toEqual(inUse)
    await change(queue, { customerRules: [] })
    expect((await removeTier()).status).toBe(200)
    const segmentPath = `/customer-segments/${segment.segmentId}`
    expect((await admin.ask('DELETE', segmentPath, undefined, { 'if-match': segment.etag })).body).toEqual(
      problem('customer-segment.in-use'),
    )
  })

  it('are asked for only where they are there', async () => {
    const nobody = 'ctr_01HZZZZZZZZZZZZZZZZZZZZZZZ'
    const customer = (of: object) => aylin.ask('POST', '/customers', { name: 'X', phoneNumbers: [], ...of })
    expect((await customer({ tierId: nobody })).body).toEqual(problem('customer-tier.not-found'))
    expect((await customer({ segmentId: 'csg_01HZZZZZZZZZZZZZZZZZZZZZZZ' })).body).toEqual(
      problem('customer-segment.not-found'),
    )
    expect((await customer({ ownerAgentId: 'agt_01HZZZZZZZZZZZZZZZZZZZZZZZ' })).body).toEqual(
      problem('agent.not-an-agent'),
    )
    expect((await customer({ yearlyValue: -1 })).status).toBe(400)
    const queue = await someQueue()
    const rules = (when: object) => change(queue, { customerRules: [{ when, lift: { level: 1, boostMs: 0 } }] })
    expect((await rules({ tierAtLeast: nobody })).body).toEqual(problem('customer-tier.not-found'))
    expect((await rules({})).status).toBe(400)
  })
})

async function someQueue(): Promise<ManagedQueue> {
  const { items } = (await admin.ask('GET', '/managed-queues')).body as { items: ManagedQueue[] }
  return items.find(({ channel, isActive }) => channel === 'voice' && isActive) as ManagedQueue
}
const change = (queue: ManagedQueue, body: object) =>
  admin.ask('PATCH', `/queues/${queue.queueId}`, body, { 'if-match': '*' })

describe('a customer’s tier and owner', () => {
  it('are known when he calls, brings a task, and when somebody changes them while he waits', async () => {
    const gold = await tier('Gold', 1, 20)
    const kinds = (await aylin.ask('GET', '/customer-kinds')).body as CustomerKinds
    expect(kinds.tiers.map(({ name }) => name)).toContain('Gold')
    const [owner] = kinds.owners
    const ownerAgentId = owner?.agentId as AgentId
    const number = '+995599822222'
    const made = await aylin.ask('POST', '/customers', {
      ...{ name: 'Giorgi', phoneNumbers: [number], tierId: gold.tierId, ownerAgentId, yearlyValue: 500 },
    })
    const giorgi = made.body as Customer
    const known = await knownCustomers(core.services.db, silentLogger)([number])
    expect(known.get(number)).toEqual({ ownerAgentId, facts: { tierId: gold.tierId, value: 500 } })

    const { body: taskQueue } = await admin.ask('POST', '/queues', {
      ...{
        name: 'Letters',
        channel: 'task',
        ownerPatienceMs: 60_000,
        members: [{ agentId: ownerAgentId, priority: 0 }],
      },
    })
    const { queueId } = taskQueue as ManagedQueue
    const brought = await admin.ask('POST', '/interactions', {
      ...{ channel: 'task', queueId, subject: 'Write', customerId: giorgi.customerId },
    })
    expect(brought.status).toBe(201)
    const { interactionId } = brought.body as { interactionId: InteractionId }
    const waiting = () => core.services.decider.state?.interactions.get(interactionId)
    expect(waiting()?.wishes).toMatchObject({
      ...{ customer: { tierId: gold.tierId, value: 500 } },
      preferred: [{ agentId: ownerAgentId, why: 'owner', patienceMs: 60_000 }],
    })
    expect(waiting()?.waiting?.lifts).toEqual([{ by: 'tier', tierId: gold.tierId, level: 20, boostMs: 0 }])
    await core.settled()
    const poorer = await aylin.ask(...(['PATCH', `/customers/${giorgi.customerId}`, { tierId: null }] as const), {
      'if-match': giorgi.etag,
    })
    expect(poorer.status).toBe(200)
    expect(waiting()?.wishes.customer).toEqual({ value: 500 })
    expect(waiting()?.waiting?.lifts).toBeUndefined()
  })
})

describe('branches and departments', () => {
  it('are made, renamed, and removed once nothing is of them', async () => {
    const made = await admin.ask('POST', '/business-units', { name: 'West' })
    expect(made.status).toBe(201)
    const west = made.body as BusinessUnit
    expect((await admin.ask('POST', '/business-units', { name: 'west' })).body).toEqual(
      problem('business-unit.name-taken'),
    )
    const below = (await admin.ask('POST', '/business-units', { name: 'West', parentId: west.businessUnitId })).body
    const path = `/business-units/${west.businessUnitId}`
    expect((await admin.ask('DELETE', path)).body).toEqual(problem('business-unit.in-use'))
    expect((await admin.ask('PATCH', path, { name: 'Kutaisi' })).body).toMatchObject({ name: 'Kutaisi' })
    const { body: queue } = await admin.ask('POST', '/queues', {
      ...{ name: 'Of the west', businessUnitId: (below as BusinessUnit).businessUnitId },
    })
    const { queueId } = queue as ManagedQueue
    expect(core.services.decider.state?.queues.get(queueId)?.settings.businessUnitIds).toEqual([
      ...[(below as BusinessUnit).businessUnitId, west.businessUnitId],
    ])
    const belowPath = `/business-units/${(below as BusinessUnit).businessUnitId}`
    expect((await admin.ask('DELETE', belowPath)).body).toMatchObject({
      ...{ code: 'business-unit.in-use', detail: 'It has 1 queues.' },
    })
    const { items } = (await admin.ask('GET', '/business-units')).body as { items: BusinessUnit[] }
    const root = items.find(({ parentId }) => parentId === undefined) as BusinessUnit
    await change(queue as ManagedQueue, { businessUnitId: root.businessUnitId })
    expect((await admin.ask('DELETE', belowPath)).status).toBe(200)
    expect((await admin.ask('DELETE', path)).status).toBe(200)
    expect((await admin.ask('DELETE', `/business-units/${root.businessUnitId}`)).body).toEqual(
      problem('business-unit.in-use'),
    )
    expect((await aylin.ask('POST', '/business-units', { name: 'Mine' })).status).toBe(403)
  })
})
