import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InteractionId, QueueId } from '#kernel/ids.ts'
import type { CustomerTier, Incident, ManagedQueue, RoutingDecisions, Skill } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore, testEdgeId } from './testing.ts'

let core: TestCore
let samira: TestBrowser
let admin: TestBrowser
let queueId: QueueId
beforeAll(async () => {
  core = await startTestCore()
  samira = await core.signIn('samira')
  admin = await core.signIn('admin')
  const waiting = await core.call()
  queueId = core.services.decider.state?.interactions.get(waiting)?.waiting?.queueId as QueueId
  await core.services.decider.execute({ type: 'CustomerLeft', interactionId: waiting, reason: 'customer-left' })
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code })
const state = () => core.services.decider.state
const liftsOf = (id: InteractionId) => state()?.interactions.get(id)?.waiting?.lifts ?? []
const declare = (body: object) =>
  samira.ask('POST', '/incidents', { title: 'Power cut in Kutaisi', level: 30, boostMs: 0, ...body })
const end = ({ incidentId }: Incident) => samira.ask('POST', `/incidents/${incidentId}/end`)
const declared = async (body: object): Promise<Incident> => {
  const made = await declare(body)
  expect([made.status, made.body]).toEqual([201, expect.anything()])
  return made.body as Incident
}

async function comes(callerNumber: string, dialedNumber = '200'): Promise<InteractionId> {
  const interactionId = core.newId('interaction')
  const { decider, incidents } = core.services
  const leg = { edgeId: testEdgeId, customerLegId: core.newId('leg') }
  await decider.execute(
    { type: 'BeginInteraction', interactionId, kind: 'call', ...leg, entry: { queueId, greeting: null } },
    { interactionId, callerNumber, rawCallerNumber: callerNumber, dialedNumber },
  )
  const incidentIds = incidents.marksOf({ callerNumber, dialedNumber })
  const wishes = { requirement: null, relaxation: null, level: 0, boostMs: 0, incidentIds }
  await decider.execute({ type: 'EnqueueInteraction', interactionId, queueId, wishes })
  return interactionId
}

describe('an incident that many call about', () => {
  it('lifts who waits, tells so, and puts everybody back when it is over', async () => {
    const before = await comes('+995431123456')
    const incident = await declared({ match: { queueIds: [queueId] } })
    await expect.poll(() => liftsOf(before)).toHaveLength(1)
    const after = await comes('+995322111111')
    expect(liftsOf(after)).toEqual([{ by: 'incident', incidentId: incident.incidentId, level: 30, boostMs: 0 }])
    const list = (await samira.ask('GET', '/incidents')).body as { items: Incident[] }
    expect(list.items[0]).toMatchObject({ title: 'Power cut in Kutaisi', lifted: 2, declaredBy: expect.any(String) })
    expect((await end(incident)).status).toBe(200)
    await expect.poll(() => [...liftsOf(before), ...liftsOf(after)]).toEqual([])
    expect((await end(incident)).status).toBe(200)
    await expect
      .poll(async () => {
        const { items } = (await samira.ask('GET', `/interactions/${before}/decisions`)).body as RoutingDecisions
        return items.map(({ text }) => text)
      })
      .toEqual(expect.arrayContaining(['no longer lifted: Power cut in Kutaisi']))
    const { items } = (await samira.ask('GET', `/interactions/${before}/decisions`)).body as RoutingDecisions
    expect(items.map(({ text }) => text)).toContain('lifted by 30: Power cut in Kutaisi')
    const over = (await samira.ask('GET', '/incidents')).body as { items: Incident[] }
    await expect
      .poll(async () => ((await samira.ask('GET', '/incidents')).body as typeof over).items[0]?.endedAt)
      .toEqual(expect.any(String))
    const audited = await core.services.db.selectFrom('audit_entry').select('action').execute()
    expect(audited.map(({ action }) => action)).toEqual(expect.arrayContaining(['incident.declared', 'incident.ended']))
  })

  it('is told by numbers, of who waits and who comes', async () => {
    const here = await comes('+995431222222')
    const elsewhere = await comes('+995322333333')
    const incident = await declared({ match: { callerPrefixes: ['00995 431'], queueIds: [queueId] } })
    expect(incident.match.callerPrefixes).toEqual(['+995431'])
    await expect.poll(() => liftsOf(here)).toHaveLength(1)
    expect(liftsOf(elsewhere)).toEqual([])
    expect(liftsOf(await comes('+995431444444'))).toHaveLength(1)
    await end(incident)
    await expect.poll(() => liftsOf(here)).toEqual([])
    expect(liftsOf(await comes('+995431555555'))).toEqual([])
    const dialed = await declared({ match: { dialedNumbers: ['200'] } })
    await expect.poll(() => liftsOf(elsewhere)).toHaveLength(1)
    await end(dialed)
  })

  it('is told by what a task says, and by the customer’s tier', async () => {
    const { body: letters } = await admin.ask('POST', '/queues', { name: 'Faults', channel: 'task' })
    const faults = (letters as ManagedQueue).queueId
    const brings = async (payload: object): Promise<InteractionId> => {
      const made = await admin.ask('POST', '/interactions', {
        ...{ channel: 'task', queueId: faults, subject: 'A fault', payload },
      })
      return (made.body as { interactionId: InteractionId }).interactionId
    }
    const before = await brings({ Product: 'Fiber' })
    const other = await brings({ Product: 'Copper' })
    const incident = await declared({ match: { payload: [{ field: 'Product', value: 'fiber' }] } })
    await expect.poll(() => liftsOf(before)).toHaveLength(1)
    expect(liftsOf(other)).toEqual([])
    expect(liftsOf(await brings({ Product: 'FIBER' }))).toHaveLength(1)
    await end(incident)
    const { body: gold } = await admin.ask('POST', '/customer-tiers', { name: 'Gold', rank: 1 })
    const ofTier = await declared({ match: { tierIds: [(gold as CustomerTier).tierId] } })
    expect(liftsOf(await brings({ Product: 'Fiber' }))).toEqual([])
    await end(ofTier)
  })

  it('can name a skill for who administers none', async () => {
    const fiber = (await admin.ask('POST', '/skills', { name: 'Fiber', kind: 'product' })).body as Skill
    expect((await samira.ask('GET', '/skills')).status).toBe(403)
    const named = await samira.ask('GET', '/incident-skills')
    expect(named.body).toEqual({ items: [{ skillId: fiber.skillId, name: 'Fiber' }] })
    const incident = await declared({ match: { skillIds: [fiber.skillId] } })
    expect(incident.match).toEqual({ skillIds: [fiber.skillId] })
    await end(incident)
    const aylin = await core.signIn('aylin')
    expect((await aylin.ask('GET', '/incident-skills')).status).toBe(403)
  })

  it('ends by itself, and is refused when it makes no sense', async () => {
    const match = { queueIds: [queueId] }
    for (const wrong of [
      { match: {} },
      { match, level: 0 },
      { match, endsAt: new Date(Date.now() - 1000).toISOString() },
      { match: { queueIds: [] } },
    ]) {
      expect((await declare(wrong)).body).toEqual(problem('request.malformed'))
    }
    expect((await declare({ match: { callerPrefixes: ['abc'] } })).body).toEqual(problem('phone-number.invalid'))
    expect((await declare({ match: { regionCodes: ['XX-YY'] } })).body).toEqual(problem('region.not-found'))
    expect((await declare({ match: { queueIds: ['que_01HZZZZZZZZZZZZZZZZZZZZZZZ'] } })).body).toEqual(
      problem('queue.not-found'),
    )
    const aylin = await core.signIn('aylin')
    expect((await aylin.ask('POST', '/incidents', { title: 'X', match, level: 1, boostMs: 0 })).status).toBe(403)
    expect((await aylin.ask('GET', '/incidents')).status).toBe(403)
    const many: Incident[] = []
    for (let n = 0; n < 20; n++)
      many.push(await declared({ match, endsAt: new Date(Date.now() + 3_600_000).toISOString() }))
    expect((await declare({ match })).body).toEqual(problem('incident.too-many'))
    for (const incident of many) await end(incident)
    expect(state()?.incidents.size).toBe(0)
  })
})
