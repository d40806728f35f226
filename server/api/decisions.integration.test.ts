import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { AgentId, EdgeId, InteractionId, LegId, OfferId, QueueId, StationId } from '#kernel/ids.ts'
import { newId } from '#kernel/ids.ts'
import type { Eligibility, ListedAgent, ManagedQueue, RoutingDecisions, Skill } from '#protocol/http/index.ts'
import { decisionsQuery } from '../explaining/read-decisions.ts'
import { startTestCore, type TestBrowser, type TestCore, testEdgeId } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let samira: TestBrowser
let levanBrowser: TestBrowser
let rezaBrowser: TestBrowser
let agents: ReadonlyMap<string, AgentId>
let georgian: Skill
let queue: ManagedQueue
const agent = (name: string) => agents.get(name) as AgentId

beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  samira = await core.signIn('samira')
  levanBrowser = await core.signIn('levan')
  rezaBrowser = await core.signIn('reza')
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  agents = new Map(items.map(({ name, agentId }) => [name.split(' ')[0] as string, agentId]))
  georgian = (await admin.ask('POST', '/skills', { name: 'Georgian', kind: 'language' })).body as Skill
  await admin.ask(
    'PUT',
    `/skills/${georgian.skillId}/agents`,
    {
      agents: [
        { agentId: agent('Levan'), proficiency: 4 },
        { agentId: agent('Zsófia'), proficiency: 5 },
      ],
    },
    { 'if-match': georgian.etag },
  )
  const members = ['Aylin', 'Levan', 'Reza', 'Zsófia'].map((name) => ({ agentId: agent(name), priority: 0 }))
  const requirement = { skillId: georgian.skillId, least: 3 }
  const relaxation = [{ afterMs: 3_600_000, isAnybody: true }]
  const asked = { requirement, relaxation, isAutoAnswered: false }
  queue = (await admin.ask('POST', '/queues', { name: 'Tbilisi', members, ...asked })).body as ManagedQueue
  for (const name of ['Aylin', 'Levan', 'Zsófia']) await isThere(agent(name), name === 'Zsófia' ? 'break' : 'available')
})
afterAll(() => core.stop())

async function isThere(agentId: AgentId, kind: 'available' | 'break') {
  const { decider } = core.services
  const station = { stationId: `stn_${agentId}` as StationId, legId: `leg_${agentId}` as LegId }
  await decider.execute({ type: 'StationReachable', agentId, edgeId: testEdgeId, ...station })
  const presence = kind === 'break' ? ({ kind: 'break', reason: 'lunch' } as const) : ({ kind } as const)
  await decider.execute({ type: 'SetPresence', agentId, presence: presence as never, by: 'agent' })
}

let calls = 0
async function caller(queueId: QueueId): Promise<InteractionId> {
  const interactionId = newId('interaction', Date.now(), core.services.randomBytes)
  const customerLegId = `leg_caller_${++calls}` as LegId
  const entry = { queueId, greeting: null }
  const begin = { type: 'BeginInteraction', interactionId, kind: 'call', customerLegId, entry } as const
  await core.services.decider.execute({ ...begin, edgeId: testEdgeId as EdgeId })
  await core.services.decider.execute({ type: 'EnqueueInteraction', interactionId, queueId })
  return interactionId
}
const offerOf = (interactionId: InteractionId) =>
  core.services.decider.state?.interactions.get(interactionId)?.waiting?.offerIds[0] as OfferId
const decisionsOf = async (browser: TestBrowser, interactionId: InteractionId, query = '') => {
  const path = `/interactions/${interactionId}/decisions${query}`
  await vi.waitFor(async () => expect((await browser.ask('GET', path)).status).toBe(200))
  return (await browser.ask('GET', path)).body as RoutingDecisions
}

describe('why an interaction went to whom it went', () => {
  let interactionId: InteractionId

  it('is told with what was asked, who was chosen, and why not the others', async () => {
    interactionId = await caller(queue.queueId)
    const { items, skills } = await decisionsOf(samira, interactionId)
    expect(skills).toEqual([{ skillId: georgian.skillId, name: 'Georgian' }])
    expect(items.map(({ kind }) => kind)).toEqual(['queued', 'offered'])
    const [, offered] = items
    expect(offered).toMatchObject({
      ...{ agentId: agent('Levan'), queueName: 'Tbilisi', step: 0 },
      asked: { requirement: { skillId: georgian.skillId, least: 3 } },
      why: { strategy: 'longestIdle', candidates: 1, waitingPosition: 1 },
    })
    const others = new Map(offered?.others?.map(({ agentId, why }) => [agentId, why.kind]))
    // Reza is not at work.
    expect(others).toEqual(
      new Map([
        [agent('Aylin'), 'lacks'],
        [agent('Zsófia'), 'absent'],
      ]),
    )
    expect(offered?.text).toMatch(/^step 0: Georgian>=3; Levan Kapanadze \(longestIdle of 1, idle 0:0\d\)/)
    expect(offered?.text).toContain('Aylin Məmmədova lacks Georgian>=3')
    expect(offered?.text).toContain('Zsófia Nagy on a break')
  })

  it('goes on with what became of the offer, page by page', async () => {
    await core.services.decider.execute({
      ...{ type: 'DeclineOffer', agentId: agent('Levan'), offerId: offerOf(interactionId) },
    })
    const all = await decisionsOf(samira, interactionId)
    expect(all.items.map(({ kind }) => kind)).toEqual(['queued', 'offered', 'declined'])
    const first = await decisionsOf(samira, interactionId, '?limit=2')
    expect(first.items).toEqual(all.items.slice(0, 2))
    const rest = await decisionsOf(samira, interactionId, `?limit=2&cursor=${first.next}`)
    expect(rest.items).toEqual(all.items.slice(2))
    expect(rest.next).toBeUndefined()
  })

  it('is told to who may read the interaction, and to nobody else', async () => {
    const mine = await caller(queue.queueId)
    expect((await rezaBrowser.ask('GET', `/interactions/${mine}/decisions`)).status).toBe(404)
    const accepted = await core.services.decider.execute({
      ...{ type: 'AcceptOffer', agentId: agent('Levan'), offerId: offerOf(mine) },
    })
    expect(accepted.ok).toBe(true)
    const { items } = await decisionsOf(levanBrowser, mine)
    expect(items.at(-1)).toMatchObject({ kind: 'accepted', agentId: agent('Levan') })
    expect((await rezaBrowser.ask('GET', `/interactions/${mine}/decisions`)).status).toBe(404)
    const nobody = `int_${'0'.repeat(26)}`
    expect((await samira.ask('GET', `/interactions/${nobody}/decisions`)).status).toBe(404)
  })

  it('is read by the index of the log, and not by walking through it', async () => {
    const plan = await core.services.db.transaction().execute(async (transaction) => {
      // The tables of a test are so small that walking through them would be cheaper.
      await sql`SET LOCAL enable_seqscan = off`.execute(transaction)
      const { rows } = await sql<{ 'QUERY PLAN': string }>`EXPLAIN ${decisionsQuery(
        core.services.domainId,
        interactionId,
        { position: 0, limit: 50 },
      )}`.execute(transaction)
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    })
    expect(plan).not.toContain('Seq Scan')
    expect(plan.match(/Index Cond: .*interactionId/g)).toHaveLength(2)
  })
})

describe('who could take it now', () => {
  const ask = async (query = '') =>
    (await admin.ask('GET', `/queues/${queue.queueId}/eligibility${query}`)).body as Eligibility

  it('says it of everybody who serves the queue, who could first', async () => {
    const { items, members, eligible, steps, strategy } = await ask()
    expect({ members, eligible, strategy }).toEqual({ members: 4, eligible: 0, strategy: 'longestIdle' })
    expect(steps).toHaveLength(2)
    const kinds = new Map(items.map(({ agentName, why }) => [agentName?.split(' ')[0], why?.kind]))
    expect(kinds).toEqual(
      new Map([
        ['Aylin', 'lacks'],
        ['Levan', 'at-capacity'],
        ['Reza', 'lacks'],
        ['Zsófia', 'absent'],
      ]),
    )
    const later = await ask('?step=1')
    expect(later.items[0]).toMatchObject({ agentId: agent('Aylin'), place: 1 })
    expect(later.eligible).toBe(1)
  })

  it('says it for somebody who waits, and page by page', async () => {
    const waiting = [...(core.services.decider.state?.interactions.values() ?? [])].find(
      ({ stage }) => stage === 'queued',
    )
    const { items } = await ask(`?interactionId=${waiting?.interactionId}`)
    const levan = items.find(({ agentId }) => agentId === agent('Levan'))
    expect(levan?.why).toMatchObject({ kind: 'declined' })
    const first = await ask('?limit=3')
    const rest = await ask(`?limit=3&cursor=${first.next}`)
    expect([...first.items, ...rest.items].map(({ agentId }) => agentId)).toEqual(
      (await ask()).items.map(({ agentId }) => agentId),
    )
    expect(rest.next).toBeUndefined()
  })

  it('is for who administers queues that there are', async () => {
    expect((await samira.ask('GET', `/queues/${queue.queueId}/eligibility`)).status).toBe(403)
    expect((await admin.ask('GET', `/queues/que_${'0'.repeat(26)}/eligibility`)).status).toBe(404)
  })
})
