import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentId, InteractionId, LegId, OfferId } from '#kernel/ids.ts'
import type { ListedAgent, ManagedQueue, RoutingDecisions, Skill, Substitution } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let aylinsBrowser: TestBrowser
let aylin: AgentId
let levan: AgentId
let queue: ManagedQueue
const user = 'levan-home'
const callback = { dials: 'agent-first', retryAfterMs: [60_000], ringTimeoutMs: 20_000 } as const

beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  aylinsBrowser = await core.signIn('aylin')
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  const idOf = (name: string) => items.find((agent) => agent.name.startsWith(name))?.agentId as AgentId
  aylin = idOf('Aylin')
  levan = idOf('Levan')
  const members = [aylin, levan].map((agentId) => ({ agentId, priority: 100 }))
  const made = await admin.ask('POST', '/queues', { name: 'Returns', wrapUpLimitMs: 0, members, callback })
  expect(made.status, made.text).toBe(201)
  queue = made.body as ManagedQueue
  expect((await admin.ask('POST', '/phones', { user })).status).toBe(201)
})
afterAll(() => core.stop())

const decisionsOf = async (interactionId: InteractionId, query = '') => {
  await core.settled()
  const answer = await admin.ask('GET', `/interactions/${interactionId}/decisions${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as RoutingDecisions
}
const kindsOf = async (interactionId: InteractionId) => (await decisionsOf(interactionId)).items.map(({ kind }) => kind)
const execute = async (command: Parameters<TestCore['services']['decider']['execute']>[0]) => {
  const done = await core.services.decider.execute(command)
  expect(done.ok).toBe(true)
}
const legOf = (id: InteractionId) => core.services.decider.state?.calls.get(id)?.customerLegId as LegId

describe('somebody who is to be called back', () => {
  const ask = async (more: object = {}) => {
    const made = await admin.ask('POST', '/callbacks', { queueId: queue.queueId, number: user, name: 'Gio', ...more })
    expect(made.status, made.text).toBe(201)
    return (made.body as { interactionId: InteractionId }).interactionId
  }

  it('has a line for the promise, each dial, each time that it was put off, and the end; page by page', async () => {
    await core.readyAgent(aylinsBrowser)
    const id = await ask()
    await aylinsBrowser.ask('POST', `/offers/${core.offerOf(id)}/accept`)
    await execute({ type: 'CalledPartyLeft', interactionId: id, legId: legOf(id), reason: 'busy' })
    core.pass(61_000)
    await execute({ type: 'AdvanceTime' })
    await aylinsBrowser.ask('POST', `/offers/${core.offerOf(id)}/accept`)
    await execute({ type: 'CalledPartyLeft', interactionId: id, legId: legOf(id), reason: 'no-answer' })

    const { items } = await decisionsOf(id)
    const kinds = ['callback-promised', 'queued', 'offered', 'callback-dialed', 'callback-put-off']
    expect(items.map(({ kind }) => kind)).toEqual([
      ...kinds,
      ...['queued', 'offered', 'callback-dialed', 'callback-ended'],
    ])
    const [promised, , , dialed, putOff] = items
    expect(promised).toMatchObject({ queueName: 'Returns', askedBy: 'outside', since: expect.any(String) })
    expect(promised).not.toHaveProperty('dueAt')
    expect(dialed).toMatchObject({ agentId: aylin, dial: 1 })
    expect(dialed?.text).toBe('Aylin Məmmədova takes it, and the customer is called: dial 1')
    expect(putOff).toMatchObject({ cause: 'busy', isCounted: true, agentId: aylin })
    expect(Date.parse(putOff?.dueAt ?? '') - Date.parse(putOff?.at ?? '')).toBe(60_000)
    expect(putOff?.text).toMatch(/^called later: busy; again from \d{4}-\d\d-\d\dT\d\d:\d\dZ$/)
    expect(items.at(-2)).toMatchObject({ dial: 2 })
    expect(items.at(-1)?.text).toBe('not called any more: no-answer')
    expect(JSON.stringify(items)).not.toContain(user)

    const pages: RoutingDecisions['items'] = []
    let cursor = ''
    for (let turns = 0; turns < 10 && (cursor || turns === 0); turns++) {
      const page = await decisionsOf(id, `?limit=2${cursor}`)
      pages.push(...page.items)
      cursor = page.next ? `&cursor=${page.next}` : ''
    }
    expect(pages).toEqual(items)
  })

  it('at a chosen time, and then not at all, is told of so', async () => {
    const id = await ask({ notBefore: '2031-01-02T03:04:05.000Z' })
    expect((await admin.ask('DELETE', `/callbacks/${id}`)).status).toBe(200)
    const { items } = await decisionsOf(id)
    expect(items).toMatchObject([
      { kind: 'callback-promised', dueAt: '2031-01-02T03:04:05.000Z' },
      { kind: 'callback-ended', cause: 'cancelled' },
    ])
    expect(items[0]?.text).toContain('is called from 2031-01-02T03:04Z on')
  })

  it('is led from the call in which he asked to the one that calls him, and back', async () => {
    await execute({
      type: 'SetPresence',
      agentId: aylin,
      presence: { kind: 'notReady', reason: 'requested' },
      by: 'agent',
    })
    const [call, back] = [core.newId('interaction'), core.newId('interaction')]
    const { queueId } = queue
    const edgeId = [...(core.services.decider.state?.edges.keys() ?? [])][0] as never
    const begins = { kind: 'call', customerLegId: core.newId('leg'), entry: { queueId, greeting: null } } as const
    await execute({ type: 'BeginInteraction', interactionId: call, edgeId, ...begins })
    await execute({ type: 'EnqueueInteraction', interactionId: call, queueId })
    await execute({
      ...{ type: 'AskCallback', callbackId: back, queueId, askedBy: 'key', fromInteractionId: call },
      ...{ notBeforeMs: null, timeZone: null, isOverTrunk: false, edgeId },
    })
    expect((await decisionsOf(call)).items).toMatchObject([
      { kind: 'queued' },
      { kind: 'callback-granted', callbackId: back },
    ])
    expect((await decisionsOf(back)).items).toMatchObject([
      { kind: 'callback-promised', askedBy: 'key', fromInteractionId: call },
      { kind: 'queued' },
    ])
    await execute({ type: 'EndInteraction', interactionId: back, reason: 'cancelled' })
    expect(await kindsOf(back)).toEqual(['callback-promised', 'queued', 'callback-ended'])
  })

  it('is no matter of a call that somebody makes and nobody answers', async () => {
    await execute({ type: 'SetPresence', agentId: aylin, presence: { kind: 'available' }, by: 'agent' })
    const dialed = await aylinsBrowser.ask('POST', '/calls', { number: user })
    expect(dialed.status, dialed.text).toBeLessThan(300)
    const { interactionId } = dialed.body as { interactionId: InteractionId }
    await execute({ type: 'CalledPartyLeft', interactionId, legId: legOf(interactionId), reason: 'busy' })
    expect(await kindsOf(interactionId)).toEqual([])
  })
})

describe('work that others do', () => {
  const substitute = async (more: object) => {
    const made = await admin.ask('POST', '/substitutions', { agentId: levan, cause: 'leave', ...more })
    expect(made.status, made.text).toBe(201)
    return made.body as Substitution
  }

  it('says whose it is, why, until when, who stands in, and that it came back', async () => {
    const skill = (await admin.ask('POST', '/skills', { name: 'Georgian', kind: 'language' })).body as Skill
    await execute({
      type: 'SetPresence',
      agentId: aylin,
      presence: { kind: 'notReady', reason: 'requested' },
      by: 'agent',
    })
    await core.readyAgent(await core.signIn('levan'))
    const members = [aylin, levan].map((agentId) => ({ agentId, priority: 100 }))
    const tasks = await admin.ask('POST', '/queues', { name: 'Invoices', channel: 'task', members })
    const { queueId } = tasks.body as ManagedQueue
    const made = await admin.ask('POST', '/interactions', {
      ...{ channel: 'task', queueId, subject: 'Invoice A-17' },
    })
    expect(made.status, made.text).toBe(201)
    const { interactionId } = made.body as { interactionId: InteractionId }
    const offerId = core.offerOf(interactionId) as OfferId
    await execute({ type: 'AcceptOffer', agentId: levan, offerId })
    const until = new Date(Date.now() + 86_400_000).toISOString()
    const away = await substitute({ until, standInIds: [aylin] })
    const { items } = await decisionsOf(interactionId)
    expect(items.slice(0, 5).map(({ kind }) => kind)).toEqual([
      ...['queued', 'offered', 'accepted', 'returned', 'handed-over'],
    ])
    expect(items[3]).toMatchObject({ cause: 'substituted', agentId: levan })
    expect(items[4]).toMatchObject({
      ...{ agentName: 'Levan Kapanadze', queueName: 'Invoices' },
      handedOver: { why: 'leave', until, to: [{ agentId: aylin, agentName: 'Aylin Məmmədova' }] },
    })
    expect(items[4]?.text).toBe(
      `goes to others: Levan Kapanadze is on leave until ${until.slice(0, 16)}Z; stands in: Aylin Məmmədova`,
    )
    expect((await admin.ask('DELETE', `/substitutions/${away.substitutionId}`)).status).toBe(200)
    const back = (await decisionsOf(interactionId)).items.find(({ kind }) => kind === 'handed-back')
    expect(back).toMatchObject({ agentId: levan, text: 'waits for Levan Kapanadze again' })

    const team = await substitute({ cause: 'sick', standInIds: [], teamSkillId: skill.skillId })
    const told = await decisionsOf(interactionId)
    const last = told.items.findLast(({ kind }) => kind === 'handed-over')
    expect(last?.text).toBe('goes to others: Levan Kapanadze is sick; stands in: the team of Georgian')
    expect(told.skills).toContainEqual({ skillId: skill.skillId, name: 'Georgian' })
    await admin.ask('DELETE', `/substitutions/${team.substitutionId}`)
  })
})
