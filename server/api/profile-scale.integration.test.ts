import { setImmediate as later } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { secureRandomBytes } from '#adapters/system/secure-random.ts'
import type { AgentId, QueueId } from '#kernel/ids.ts'
import type { ListedAgent, ManagedQueue, RoutingProfile } from '#protocol/http/index.ts'
import { seedLoad } from '../demo/load.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

const many = 1200
let core: TestCore
let admin: TestBrowser
let profile: RoutingProfile
let agentIds: readonly AgentId[]
let queueId: QueueId
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  const { services } = core
  const chance = { nowMs: services.clock.wallMs(), randomBytes: secureRandomBytes }
  await seedLoad({ db: services.db, ...chance }, { agents: many, station: 'sip:192.0.2.9:7060' })
  queueId = ((await admin.ask('POST', '/queues', { name: 'Everybody' })).body as ManagedQueue).queueId
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  agentIds = items.map(({ agentId }) => agentId)
  const body = { name: 'All', agentIds, queues: [{ queueId, priority: 0 }] }
  profile = (await admin.ask('POST', '/routing-profiles', body)).body
}, 60_000)
afterAll(() => core.stop())

const change = (priority: number) =>
  admin.ask(
    'PATCH',
    `/routing-profiles/${profile.routingProfileId}`,
    { queues: [{ queueId, priority }] },
    { 'if-match': '*' },
  )
const haveIt = (priority: number): number => {
  const { agents } = core.services.decider.state ?? {}
  return agentIds.filter((id) => agents?.get(id)?.settings.memberships[0]?.priority === priority).length
}
const untilSomeHaveIt = async (priority: number): Promise<void> => {
  while (haveIt(priority) === 0) await later()
}

it('calls are decided while more than a thousand get what their profile says now', async () => {
  expect(haveIt(0)).toBe(agentIds.length)
  const changed = change(1)
  await untilSomeHaveIt(1)
  const call = await core.call()
  expect(core.services.decider.state?.interactions.get(call)).toBeDefined()
  expect(haveIt(1)).toBeLessThan(agentIds.length)
  expect((await changed).status).toBe(200)
  expect(haveIt(1)).toBe(agentIds.length)
})

it('goes on after a database that died in the middle', async () => {
  const changed = change(2).catch(() => undefined)
  await untilSomeHaveIt(2)
  await core.database.kill()
  await changed
  await core.database.restart()
  const { decider, configuration } = core.services
  await vi.waitFor(() => expect(decider.isReady).toBe(true))
  expect(haveIt(2)).toBeLessThan(agentIds.length)
  // As the core does when routing was loaded again.
  await vi.waitFor(() => configuration.reload())
  expect(haveIt(2)).toBe(agentIds.length)
}, 60_000)
