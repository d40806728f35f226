import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentId, InteractionId, LegId } from '#kernel/ids.ts'
import type { Callback, CallbackFigures, ListedAgent, ManagedQueue } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let supervisor: TestBrowser
let aylin: TestBrowser
let agentId: AgentId
let queue: ManagedQueue
let user: string
const callback = { dials: 'agent-first', retryAfterMs: [60_000], ringTimeoutMs: 20_000 } as const
const number = () => user

beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  supervisor = await core.signIn('samira')
  aylin = await core.signIn('aylin')
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  agentId = items.find((agent) => agent.name.startsWith('Aylin'))?.agentId as AgentId
  const members = [{ agentId, priority: 100 }]
  const made = await admin.ask('POST', '/queues', { name: 'Returns', wrapUpLimitMs: 0, members, callback })
  expect([made.status, made.text]).toEqual([201, expect.stringContaining('agent-first')])
  queue = made.body as ManagedQueue
  const phone = await admin.ask('POST', '/phones', { user: 'levan-home' })
  expect(phone.status).toBe(201)
  user = 'levan-home'
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code })
const ask = (more: object = {}, by = admin) =>
  by.ask('POST', '/callbacks', { queueId: queue.queueId, number: number(), name: 'Levan', ...more })
const asked = async (more: object = {}) => {
  const made = await ask(more)
  expect([made.status, made.text]).toEqual([201, expect.stringContaining('interactionId')])
  return (made.body as { interactionId: InteractionId }).interactionId
}
const shown = async (id: InteractionId): Promise<Callback> => (await admin.ask('GET', `/callbacks/${id}`)).body

describe('a callback from outside', () => {
  it('waits for its time, is one for each number and queue, and can be taken back', async () => {
    const id = await asked({ notBefore: '2031-01-02T03:04:05.000Z', note: 'about the invoice' })
    expect(await shown(id)).toMatchObject({
      state: 'scheduled',
      dueAt: '2031-01-02T03:04:05.000Z',
      number: user,
      name: 'Levan',
      note: 'about the invoice',
      askedBy: 'outside',
      dials: 0,
    })
    expect(await asked()).toBe(id)
    const open = (await supervisor.ask('GET', `/callbacks?isOpen=true&queueId=${queue.queueId}`)).body as {
      items: Callback[]
    }
    expect(open.items.map(({ interactionId }) => interactionId)).toEqual([id])
    expect((await admin.ask('DELETE', `/callbacks/${id}`)).status).toBe(200)
    expect((await admin.ask('DELETE', `/callbacks/${id}`)).status).toBe(200)
    await expect.poll(async () => (await shown(id)).state).toBe('cancelled')
  })

  it('is dialled once an agent has taken it, and what became of it is counted', async () => {
    await core.readyAgent(aylin)
    const id = await asked()
    const offerId = core.offerOf(id)
    expect((await aylin.ask('POST', `/offers/${offerId}/accept`)).body).toEqual({ interactionId: id })
    expect((await shown(id)).state).toBe('dialing')
    const { decider } = core.services
    const dialed = () => decider.state?.calls.get(id)?.customerLegId as LegId
    await decider.execute({ type: 'CalledPartyLeft', interactionId: id, legId: dialed(), reason: 'busy' })
    expect(await shown(id)).toMatchObject({ state: 'scheduled', lastOutcome: 'busy' })
    await expect.poll(async () => (await shown(id)).dials).toBe(1)
    core.pass(61_000)
    await decider.execute({ type: 'AdvanceTime' })
    await aylin.ask('POST', `/offers/${core.offerOf(id)}/accept`)
    await decider.execute({ type: 'NoteAnswered', interactionId: id, legId: dialed() })
    await expect.poll(async () => (await shown(id)).state).toBe('reached')
    expect((await admin.ask('DELETE', `/callbacks/${id}`)).body).toEqual(problem('callback.not-found'))
    const again = await asked()
    expect(again).not.toBe(id)
    await admin.ask('DELETE', `/callbacks/${again}`)
    await decider.execute({ type: 'EndInteraction', interactionId: id, reason: 'agent-ended', agentId })
    const from = '2020-01-01T00:00:00Z'
    await expect
      .poll(async () => (await supervisor.ask('GET', `/callback-figures?from=${from}&to=2040-01-01T00:00:00Z`)).body)
      .toMatchObject({ items: [{ queueName: 'Returns', asked: 3, reached: 1, cancelled: 2, givenUp: 0, open: 0 }] })
    // The history follows the log a moment later.
    const kinds = async () =>
      ((await admin.ask('GET', `/interactions/${id}`)).body as { segments: { kind: string }[] }).segments.map(
        ({ kind }) => kind,
      )
    await expect.poll(kinds).toContain('scheduled')
  })

  it('is refused where nobody may or can be called', async () => {
    expect((await ask({}, aylin)).status).toBe(403)
    expect((await ask({ number: '112' })).status).toBeGreaterThanOrEqual(400)
    expect((await ask({ number: 'nobody' })).status).toBeGreaterThanOrEqual(400)
    expect((await ask({ notBefore: 'soon' })).status).toBe(400)
    const plain = await admin.ask('POST', '/queues', { name: 'Plain' })
    const { queueId } = plain.body as ManagedQueue
    expect((await ask({ queueId })).body).toEqual(problem('callback.not-offered'))
    const { items } = (await supervisor.ask('GET', `/callbacks?queueId=${queueId}`)).body as { items: Callback[] }
    expect(items).toEqual([])
  })
})

it('counts nothing for a time in which nobody asked', async () => {
  const answer = await supervisor.ask('GET', '/callback-figures?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z')
  expect(answer.body as { items: CallbackFigures[] }).toEqual({ items: [] })
})
