import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AgentId, BusinessHoursId } from '#kernel/ids.ts'
import type { Callback, ListedAgent, ManagedQueue, WebCallbackOffer, WebCallbackState } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let supervisor: TestBrowser
let aylin: TestBrowser
let queue: ManagedQueue
const callback = { dials: 'agent-first', retryAfterMs: [60_000], ringTimeoutMs: 20_000, isOnWeb: true } as const

beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  supervisor = await core.signIn('samira')
  aylin = await core.signIn('aylin')
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  const agentId = items.find((agent) => agent.name.startsWith('Aylin'))?.agentId as AgentId
  const members = [{ agentId, priority: 100 }]
  queue = (await admin.ask('POST', '/queues', { name: 'Returns', members, callback })).body
  const target = { kind: 'queue', queueId: queue.queueId }
  expect((await admin.ask('POST', '/number-rules', { pattern: '250', target })).status).toBe(201)
  await core.services.db.deleteFrom('outbound_rule').execute()
  const trunk = { name: 'Carrier', preset: 'address', domain: 'sbc.example.net' }
  const { trunkId } = (await admin.ask('POST', '/trunks', trunk)).body as { trunkId: string }
  const rule = { name: 'Out', prefixes: [], trunkIds: [trunkId] }
  expect((await admin.ask('POST', '/outbound-rules', rule)).status).toBe(201)
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code })
const newToken = () => randomBytes(16).toString('hex')
let household = 0
/** Each from a network of his own, unless it is said. */
const stranger = (address = `198.51.100.${++household}`) => core.browser(address)
const ask = (more: object = {}, from = stranger()) =>
  from.ask('POST', '/web-callbacks', { number: '250', token: newToken(), phone: '+995 32 224 72 40', ...more })
const inState = async (token: string) =>
  (await stranger().ask('POST', '/web-callbacks/state', { token })).body as WebCallbackState
const withdraw = (token: string) => stranger().ask('POST', '/web-callbacks/withdraw', { token })
const offer = async (number: string): Promise<WebCallbackOffer> =>
  (await stranger().ask('GET', `/web-callbacks?number=${number}`)).body

it('is offered where the queue of the number says so, and nowhere else', async () => {
  expect(await offer('250')).toMatchObject({ isOffered: true, windows: [{ from: expect.any(String) }] })
  expect(await offer('200')).toEqual({ isOffered: false, windows: [] })
  expect(await offer('999')).toEqual({ isOffered: false, windows: [] })
  expect((await ask({ number: '200' })).body).toEqual(problem('callback.not-offered'))
})

it('is asked for once by each number, seen and taken back by the page that asked, and by nobody else', async () => {
  const token = newToken()
  const asked = await ask({ token, name: '  Leyla \n Əliyeva ', language: 'az' })
  expect([asked.status, asked.body]).toEqual([200, { state: 'open' }])
  // The answer got lost: the same page asks again.
  expect((await ask({ token })).body).toEqual({ state: 'open' })
  expect((await ask()).body).toEqual(problem('callback.already-asked'))
  const open = async () => ((await supervisor.ask('GET', '/callbacks?isOpen=true')).body as { items: Callback[] }).items
  expect(await open()).toEqual([expect.objectContaining({ number: '+995322247240', name: 'Leyla Əliyeva' })])
  expect((await withdraw(newToken())).body).toEqual(problem('callback.not-found'))
  expect((await withdraw(token)).status).toBe(200)
  expect((await withdraw(token)).status).toBe(200)
  await expect.poll(() => inState(token)).toEqual({ state: 'cancelled' })
  expect(await open()).toEqual([])
})

it('refuses what strangers may not have called, and what is no answer', async () => {
  const phone = await admin.ask('POST', '/phones', { user: 'levan-home' })
  expect(phone.status).toBe(201)
  for (const number of ['112', '250', 'levan-home', '701', 'no number', '+99532224724001234567890']) {
    expect([number, (await ask({ phone: number })).body]).toEqual([number, problem('callback.not-callable')])
  }
  for (const wrong of [{ token: 'short' }, { phone: 'x'.repeat(41) }, { name: 'x'.repeat(121) }, { language: '<b>' }]) {
    expect((await ask(wrong)).body).toEqual(problem('request.malformed'))
  }
  expect((await ask({ notBefore: '2001-01-01T00:00:00Z' })).body).toEqual(problem('callback.outside-hours'))
  expect((await ask({ notBefore: '2090-01-01T00:00:00Z' })).body).toEqual(problem('callback.outside-hours'))
})

it('calls a number three times a day at most for pages, however many networks ask for it', async () => {
  const phone = '+995 32 224 72 41'
  for (let n = 0; n < 3; n++) {
    const token = newToken()
    expect((await ask({ token, phone })).status).toBe(200)
    await withdraw(token)
    await expect.poll(() => inState(token)).toEqual({ state: 'cancelled' })
  }
  expect((await ask({ phone })).body).toEqual(problem('callback.not-callable'))
})

it('lets one network ask a few times, and says when it may again', async () => {
  const one = stranger('203.0.113.9')
  const statuses: number[] = []
  for (let n = 0; n < 6; n++) statuses.push((await ask({ phone: '112' }, one)).status)
  expect(statuses).toEqual([422, 422, 422, 422, 422, 429])
})

it('goes by the hours of the queue, and waits for the time that was chosen', async () => {
  const everyDay = Array.from({ length: 7 }, () => [{ fromMinute: 600, toMinute: 660 }])
  const hours = { name: 'An hour', timeZone: 'UTC', week: everyDay, exceptions: [] }
  const { businessHoursId } = (await admin.ask('POST', '/business-hours', hours)).body as {
    businessHoursId: BusinessHoursId
  }
  await admin.ask('PATCH', `/queues/${queue.queueId}`, { businessHoursId }, { 'if-match': '*' })
  const { windows } = await offer('250')
  expect(windows.length).toBeGreaterThan(5)
  const [first, second] = windows.slice(1) as [WebCallbackOffer['windows'][number], WebCallbackOffer['windows'][number]]
  expect(Date.parse(first.until) - Date.parse(first.from)).toBe(3_600_000)
  const night = new Date(Date.parse(first.until) + 3_600_000).toISOString()
  const phone = '+995 32 224 72 42'
  expect((await ask({ phone, notBefore: night })).body).toEqual(problem('callback.outside-hours'))
  const token = newToken()
  const asked = await ask({ token, phone, notBefore: second.from })
  expect(asked.body).toEqual({ state: 'open', dueAt: second.from })
})

it('is offered to an agent at its turn, like any other', async () => {
  await admin.ask('PATCH', `/queues/${queue.queueId}`, { businessHoursId: null }, { 'if-match': '*' })
  await core.readyAgent(aylin)
  const token = newToken()
  expect((await ask({ token, phone: '+995 32 224 72 43' })).status).toBe(200)
  const [shown] = ((await supervisor.ask('GET', '/callbacks?isOpen=true')).body as { items: Callback[] }).items
  const id = shown?.interactionId as Callback['interactionId']
  expect((await aylin.ask('POST', `/offers/${core.offerOf(id)}/accept`)).status).toBe(200)
  expect(await inState(token)).toEqual({ state: 'calling' })
})
