import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { Interaction, ListedAgent, ManagedQueue } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let aylin: TestBrowser
let billing: TestBrowser
let queueId: QueueId
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  aylin = await core.signIn('aylin')
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  const agentId = items.find((agent) => agent.name.startsWith('Aylin'))?.agentId as AgentId
  const members = [{ agentId, priority: 0 }]
  const made = await admin.ask('POST', '/queues', { name: 'Papers', channel: 'task', wrapUpLimitMs: 60_000, members })
  queueId = (made.body as ManagedQueue).queueId
  const account = { name: 'Billing', email: 'billing@example.org', password: 'twelve-letters', language: 'en' }
  expect((await admin.ask('POST', '/people', { ...account, roles: ['integrator'] })).status).toBe(201)
  billing = core.browser()
  const { email, password } = account
  expect((await billing.ask('POST', '/sign-in', { email, password })).status).toBe(200)
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code })
const task = (more: object = {}) => ({ channel: 'task', queueId, subject: 'Send the contract again', ...more })
async function bring(more: object = {}): Promise<InteractionId> {
  const made = await billing.ask('POST', '/interactions', task(more))
  expect([made.status, made.text]).toEqual([201, expect.stringContaining('interactionId')])
  return (made.body as { interactionId: InteractionId }).interactionId
}
const shown = async (id: InteractionId, by = billing): Promise<Interaction> =>
  (await by.ask('GET', `/interactions/${id}`)).body
const commandsFor = () => core.edge.commands.length

describe('a task from outside', () => {
  it('is offered, taken, done and written up, and whoever brought it sees what became of it', async () => {
    await aylin.ask('PUT', '/me/presence', { presence: 'available' })
    const before = commandsFor()
    const content = {
      payload: { invoice: 'A-17', lines: [1, 2] },
      link: 'https://billing.example.org/A-17',
      reference: 'A-17',
    }
    const dueAt = '2031-01-02T03:04:05.000Z'
    const id = await bring({ ...content, dueAt })
    expect(await shown(id)).toMatchObject({
      channel: 'task',
      state: 'queued',
      task: { subject: 'Send the contract again', ...content, dueAt },
    })
    const offerId = core.offerOf(id)
    const taken = await aylin.ask('POST', `/offers/${offerId}/accept`)
    expect([taken.status, taken.body]).toEqual([200, { interactionId: id }])
    expect((await aylin.ask('POST', `/interactions/${id}/hang-up`)).body).toEqual(problem('interaction.not-found'))
    expect((await aylin.ask('POST', `/interactions/${id}/finish`)).status).toBe(200)
    expect((await aylin.ask('PUT', `/interactions/${id}/note`, { text: 'Sent.' })).status).toBe(200)
    expect((await aylin.ask('POST', `/interactions/${id}/finish-wrap-up`)).status).toBe(200)
    await core.settled()
    // Said again: it is done.
    expect((await aylin.ask('POST', `/interactions/${id}/finish`)).status).toBe(200)
    const done = await shown(id)
    expect(done).toMatchObject({
      state: 'ended',
      endReason: 'agent-ended',
      agentName: 'Aylin Məmmədova',
      note: 'Sent.',
    })
    expect(done.segments.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['flow', 'queued'],
      ['queue', 'accepted'],
      ['offer', 'accepted'],
      ['work', 'agent-ended'],
      ['wrapUp', 'finished'],
    ])
    expect(commandsFor()).toBe(before)
    const found = await admin.ask('GET', '/interactions?search=A-17')
    expect((found.body as { items: unknown[] }).items).toHaveLength(1)
  })

  it('is taken back by who brought it, wherever it is, and by nobody else', async () => {
    await aylin.ask('PUT', '/me/presence', { presence: 'offline' })
    const id = await bring()
    expect((await aylin.ask('DELETE', `/interactions/${id}`)).body).toEqual(problem('permission.denied'))
    expect((await billing.ask('DELETE', `/interactions/${id}`)).status).toBe(200)
    await core.settled()
    expect(await shown(id)).toMatchObject({ state: 'ended', endReason: 'cancelled' })
    expect((await billing.ask('DELETE', `/interactions/${id}`)).status).toBe(200)
    const call = await core.call()
    expect((await billing.ask('DELETE', `/interactions/${call}`)).body).toEqual(problem('interaction.not-found'))
    expect((await billing.ask('GET', `/interactions/${call}`)).body).toEqual(problem('interaction.not-found'))
  })

  it('is made once, however often it is asked for with one key', async () => {
    const key = { 'idempotency-key': 'job-1' }
    const first = await billing.ask('POST', '/interactions', task(), key)
    const again = await billing.ask('POST', '/interactions', task(), key)
    expect(again.body).toEqual(first.body)
    const other = await billing.ask('POST', '/interactions', task({ subject: 'Another' }), key)
    expect(other.body).toEqual(problem('request.idempotency-conflict'))
    const written = await core.services.db
      .selectFrom('task')
      .select('subject')
      .where('idempotency_key', '=', 'job-1')
      .execute()
    expect(written).toHaveLength(1)
  })

  it('brings no link but HTTPS, no more than it may, and nothing that nobody can do', async () => {
    const refused = async (more: object) => (await billing.ask('POST', '/interactions', task(more))).body
    for (const link of ['http://example.org', 'javascript:alert(1)', 'https://a:b@example.org', 'https://']) {
      expect(await refused({ link }), link).toEqual(problem('request.malformed'))
    }
    expect(await refused({ payload: { text: 'x'.repeat(20_000) } })).toEqual(problem('request.malformed'))
    expect(await refused({ payload: 'text' })).toEqual(problem('request.malformed'))
    expect(await refused({ subject: ' ' })).toEqual(problem('request.malformed'))
    expect(await refused({ dueAt: 'tomorrow' })).toEqual(problem('request.malformed'))
    expect(await refused({ requirement: { skillId: 'x', least: 9 } })).toEqual(problem('request.malformed'))
    expect(await refused({ queueId: core.newId('queue') })).toEqual(problem('queue.not-found'))
    const voice = [...(core.services.decider.state?.queues.values() ?? [])].find(
      (one) => one.settings.channel === 'voice',
    )
    expect(await refused({ queueId: voice?.queueId })).toEqual(problem('queue.not-found'))
    expect((await aylin.ask('POST', '/interactions', task())).body).toEqual(problem('permission.denied'))
    const left = await core.services.db.selectFrom('task').select('subject').where('subject', '=', ' ').execute()
    expect(left).toEqual([])
  })
})

it('how much an agent bears is set for all, holds at once, and lets nobody talk to two', async () => {
  const load = { channel: 'task', atOnce: 5, weight: 10, interruptedBy: [] }
  expect((await aylin.ask('PUT', '/channel-loads', { items: [load] })).body).toEqual(problem('permission.denied'))
  const set = await admin.ask('PUT', '/channel-loads', { items: [load] })
  expect(set.body).toEqual({
    items: [load, { channel: 'voice', atOnce: 1, weight: 100, interruptedBy: [] }],
  })
  const settings = [...(core.services.decider.state?.agents.values() ?? [])][0]?.settings
  expect(settings).toMatchObject({
    capacity: { task: 5, voice: 1 },
    weights: { task: 10, voice: 100 },
    interruptedBy: { task: [] },
  })
  const two = await admin.ask('PUT', '/channel-loads', { items: [{ ...load, channel: 'voice', atOnce: 2 }] })
  expect(two.body).toEqual(problem('request.malformed'))
})
