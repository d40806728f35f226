import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AgentId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { Interaction, ManagedQueue, QueueWait, RoutingDecisions } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let samira: TestBrowser
let aylin: TestBrowser
let queueId: QueueId
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  samira = await core.signIn('samira')
  aylin = await core.signIn('aylin')
  const interactionId = await core.call()
  queueId = waiting(interactionId)?.queueId as QueueId
  await leaves(interactionId)
})
afterAll(() => core.stop())

const state = () => core.services.decider.state
const waiting = (interactionId: InteractionId) => state()?.interactions.get(interactionId)?.waiting
const leaves = (interactionId: InteractionId) =>
  core.services.decider.execute({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })

async function change(body: object) {
  const { items } = (await admin.ask('GET', '/managed-queues')).body as { items: ManagedQueue[] }
  const queue = items.find((one) => one.queueId === queueId)
  return admin.ask('PATCH', `/queues/${queueId}`, body, { 'if-match': queue?.etag ?? '' })
}
const waitOf = async (browser = samira): Promise<QueueWait | undefined> => {
  const { items } = (await browser.ask('GET', '/queue-waits')).body as { items: QueueWait[] }
  return items.find((one) => one.queueId === queueId)
}

const announcements = { saysPosition: true, saysWait: true, firstAfterMs: 0, everyMs: 15_000 }

it('a queue says what it is to say, and takes nothing that says nothing, or that nobody has spoken', async () => {
  expect((await change({ announcements: { ...announcements, saysPosition: false, saysWait: false } })).body).toEqual(
    expect.objectContaining({ code: 'request.malformed' }),
  )
  expect((await change({ announcements: { ...announcements, comfort: 'no-such-words' } })).body).toEqual(
    expect.objectContaining({ code: 'prompt.not-found' }),
  )
  // A piece is no sentence.
  expect((await change({ announcements: { ...announcements, comfort: 'place-3' } })).status).toBe(404)
  expect((await change({ announcements: { ...announcements, everyMs: 14_999 } })).status).toBe(400)
  const spoken = { ...announcements, comfort: 'thank-you-for-waiting' }
  const changed = await change({ announcements: spoken })
  expect([changed.status, changed.body]).toEqual([200, expect.objectContaining({ announcements: spoken })])
  expect(state()?.queues.get(queueId)?.settings.announcements).toEqual(spoken)
  expect((await change({ announcements: null })).status).toBe(200)
  expect(state()?.queues.get(queueId)?.settings.announcements).toBeUndefined()
})

it('the timeline of a caller, and why it went so, tell what he was told', async () => {
  await change({ announcements })
  const first = await core.call()
  const second = await core.call('+994501234567')
  await core.services.decider.execute({ type: 'AdvanceTime' })
  await core.settled()
  const told = async (id: InteractionId) =>
    ((await samira.ask('GET', `/interactions/${id}`)).body as Interaction).announcements
  expect(await told(first)).toEqual([{ at: expect.any(String), queueId, position: 1 }])
  expect(await told(second)).toEqual([{ at: expect.any(String), queueId, position: 2 }])
  const { items } = (await samira.ask('GET', `/interactions/${second}/decisions`)).body as RoutingDecisions
  expect(items.map(({ kind, text }) => [kind, text]).at(-1)).toEqual(['announced', 'told number 2 in the queue'])
  await leaves(first)
  await leaves(second)
  await change({ announcements: null })
})

it('what a person hears of waits is what was foretold of them, and how that turned out', async () => {
  expect((await aylin.ask('GET', '/queue-waits')).status).toBe(403)
  expect(await waitOf()).toEqual({ queueId, queueName: expect.any(String), waiting: 0 })
  await core.readyAgent(aylin)
  expect((await waitOf(admin))?.now?.by).toBe('free')
  const interactionId = await core.call()
  const accepted = await core.services.decider.execute({
    ...{ type: 'AcceptOffer', offerId: core.offerOf(interactionId) },
    agentId: core.agentWithOffer(core.offerOf(interactionId)) as AgentId,
  })
  expect(accepted.ok).toBe(true)
  await core.settled()
  const { now, lastDay } = (await waitOf()) ?? {}
  expect(now).toBeUndefined()
  expect(lastDay?.answered).toBe(1)
  expect(lastDay?.inside).toBe(1)
  // Two more: one that took far longer than it was said to, one that was just as long as that.
  const waits = [
    { tookMs: 600_000, ordinal: 90 },
    { tookMs: 60_000, ordinal: 91 },
  ]
  for (const { tookMs, ordinal } of waits) {
    await sql`
      INSERT INTO segment (interaction_id, ordinal, kind, started_at, ended_at, queue_id, outcome, expected_ms, expected_low_ms,
        expected_high_ms)
      VALUES (${interactionId}, ${ordinal}, 'queue', now() - make_interval(secs => ${tookMs / 1000}), now(), ${queueId}, 'accepted',
        60000, 30000, 120000)`.execute(core.services.db)
  }
  const after = (await waitOf())?.lastDay
  expect(after).toMatchObject({ answered: 3, inside: 2 })
  expect(after?.medianErrorMs).toBeLessThan(60_000)
})
