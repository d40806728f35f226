import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import WebSocket from 'ws'
import type { AuditEntry, FloorMessage, Me, Queue, Reminder } from '#protocol/http/index.ts'
import type { DeskMessage, DeskReminder, StreamToPage } from '#protocol/realtime/index.ts'
import { eraseOldDeskAlerts } from './old-desk-alerts.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let aylin: TestBrowser
let levan: TestBrowser
let samira: TestBrowser
let admin: TestBrowser
const opened: WebSocket[] = []
beforeAll(async () => {
  core = await startTestCore()
  await core.http.listen()
  ;[aylin, levan, samira, admin] = await Promise.all([
    core.signIn('aylin'),
    core.signIn('levan'),
    core.signIn('samira'),
    core.signIn('admin'),
  ])
})
afterAll(async () => {
  for (const socket of opened) socket.terminate()
  await core.stop()
})

const problem = (code: string) => expect.objectContaining({ code })
const agentOf = async (who: TestBrowser) => ((await who.ask('GET', '/me')).body as Me).agentId as string
const written = async (who: TestBrowser) =>
  ((await who.ask('GET', '/floor-messages')).body as { items: FloorMessage[] }).items

/** A desk that is open: what its topic has at this moment. */
async function desk(who: TestBrowser) {
  const address = core.http.app.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const headers = { origin: `http://127.0.0.1:${port}`, cookie: who.cookie ?? '' }
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/stream`, { headers })
  opened.push(socket)
  const entries = new Map<string, unknown>()
  socket.on('message', (data) => {
    const message: StreamToPage = JSON.parse(data.toString())
    if (message.type === 'hello') socket.send(JSON.stringify({ type: 'subscribe', topic: 'desk' }))
    if (message.type === 'snapshot') entries.clear()
    const set = message.type === 'snapshot' ? message.entries : message.type === 'delta' ? message.set : {}
    for (const [key, entry] of Object.entries(set)) entries.set(key, entry)
    if (message.type === 'delta') for (const key of message.remove) entries.delete(key)
  })
  await vi.waitFor(() => expect(entries.has('presence')).toBe(true))
  const of = <Entry>(kind: string) =>
    [...entries].filter(([key]) => key.startsWith(`${kind}:`)).map(([, entry]) => entry as Entry)
  return { messages: () => of<DeskMessage>('message'), reminders: () => of<DeskReminder>('reminder') }
}

describe('words of a supervisor', () => {
  it('come up at the desk of one agent until he has read them, and the supervisor sees that he did', async () => {
    const [hers, his] = await Promise.all([desk(aylin), desk(levan)])
    const to = { kind: 'agent', id: await agentOf(aylin) }
    const made = await samira.ask('POST', '/floor-messages', { text: 'Please offer the refund', to })
    expect(made.status).toBe(201)
    const { floorMessageId, readers } = made.body as FloorMessage
    expect(readers).toEqual([{ agentId: to.id, name: expect.any(String) }])
    await vi.waitFor(() =>
      expect(hers.messages()).toMatchObject([{ text: 'Please offer the refund', sentTo: 'agent' }]),
    )
    expect(hers.messages()[0]?.fromName).toMatch(/Samira/)
    expect(his.messages()).toEqual([])
    // A page that is opened later shows it too.
    const second = await desk(aylin)
    await vi.waitFor(() => expect(second.messages()).toHaveLength(1))
    expect((await levan.ask('POST', `/me/floor-messages/${floorMessageId}/read`)).status).toBe(404)
    expect((await aylin.ask('POST', `/me/floor-messages/${floorMessageId}/read`)).status).toBe(200)
    await vi.waitFor(() => expect([hers.messages(), second.messages()]).toEqual([[], []]))
    const [seen] = await written(samira)
    expect(seen).toMatchObject({ floorMessageId, sentTo: { kind: 'agent' }, readers: [{ readAt: expect.any(String) }] })
    // Read is read: a second time changes nothing.
    expect((await aylin.ask('POST', `/me/floor-messages/${floorMessageId}/read`)).status).toBe(200)
    expect((await written(samira))[0]).toEqual(seen)
  })

  it('reach all who serve a queue, and all of a team', async () => {
    const [hers, his] = await Promise.all([desk(aylin), desk(levan)])
    const queues = ((await samira.ask('GET', '/queues')).body as { items: Queue[] }).items
    const support = queues.find(({ name }) => name === 'Support')
    const toQueue = { kind: 'queue', id: support?.queueId }
    const sent = await samira.ask('POST', '/floor-messages', { text: 'Line 2 is down', to: toQueue })
    expect((sent.body as FloorMessage).sentTo).toEqual({ kind: 'queue', name: 'Support' })
    await vi.waitFor(() => expect([...hers.messages(), ...his.messages()]).toHaveLength(2))
    const agentIds = [await agentOf(levan)]
    const team = await admin.ask('POST', '/teams', { name: 'Evening', agentIds })
    const { teamId } = team.body as { teamId: string }
    await samira.ask('POST', '/floor-messages', { text: 'Stay till ten?', to: { kind: 'team', id: teamId } })
    await vi.waitFor(() => expect(his.messages().map(({ text }) => text)).toEqual(['Line 2 is down', 'Stay till ten?']))
    expect(hers.messages()).toHaveLength(1)
    const empty = await admin.ask('POST', '/teams', { name: 'Empty', agentIds: [] })
    const nobody = { kind: 'team', id: (empty.body as { teamId: string }).teamId }
    expect(await samira.ask('POST', '/floor-messages', { text: 'x', to: nobody })).toMatchObject({
      status: 409,
      body: problem('floor-message.nobody'),
    })
    // Taken back, they are gone from every desk.
    for (const { floorMessageId } of await written(samira)) {
      expect((await admin.ask('DELETE', `/floor-messages/${floorMessageId}`)).status).toBe(403)
      expect((await samira.ask('DELETE', `/floor-messages/${floorMessageId}`)).status).toBe(200)
    }
    await vi.waitFor(() => expect([...hers.messages(), ...his.messages()]).toEqual([]))
    expect(await written(samira)).toEqual([])
  })

  it('are written by whoever may direct, to somebody who exists, and are something', async () => {
    const to = { kind: 'agent', id: await agentOf(levan) }
    const tell = (who: TestBrowser, body: unknown) => who.ask('POST', '/floor-messages', body)
    expect((await tell(aylin, { text: 'x', to })).status).toBe(403)
    expect((await aylin.ask('GET', '/floor-messages')).status).toBe(403)
    expect((await tell(samira, { text: '  ', to })).status).toBe(400)
    expect((await tell(samira, { text: 'x'.repeat(501), to })).status).toBe(400)
    expect((await tell(samira, { text: 'x', to: { kind: 'team', id: core.newId('team') } })).status).toBe(404)
    expect((await tell(samira, { text: 'x', to: { kind: 'queue', id: core.newId('queue') } })).status).toBe(404)
  })

  it('stand in the audit log without their words', async () => {
    const { items } = (await admin.ask('GET', '/audit?limit=200')).body as { items: AuditEntry[] }
    const told = items.filter(({ action }) => action.startsWith('floor-message.'))
    expect(new Set(told.map(({ action }) => action))).toEqual(
      new Set(['floor-message.written', 'floor-message.removed']),
    )
    expect(JSON.stringify(told)).not.toContain('refund')
  })
})

describe('a reminder', () => {
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()

  it('is at the desk with its time, is moved, and goes when it is done', async () => {
    const hers = await desk(aylin)
    const customer = (await aylin.ask('POST', '/customers', { name: 'Nino', phoneNumbers: [] })).body as {
      customerId: string
    }
    const made = await aylin.ask('POST', '/me/reminders', {
      ...{ text: 'Call Nino about parcel 88', dueAt: inMinutes(30), customerId: customer.customerId },
    })
    expect(made.status).toBe(201)
    const { reminderId, dueAt } = made.body as Reminder
    await vi.waitFor(() =>
      expect(hers.reminders()).toMatchObject([
        { reminderId, text: 'Call Nino about parcel 88', dueAtMs: Date.parse(dueAt), customerName: 'Nino' },
      ]),
    )
    const later = inMinutes(40)
    expect((await levan.ask('PUT', `/me/reminders/${reminderId}`, { dueAt: later })).status).toBe(404)
    expect((await aylin.ask('PUT', `/me/reminders/${reminderId}`, { dueAt: later })).status).toBe(200)
    await vi.waitFor(() => expect(hers.reminders()[0]?.dueAtMs).toBe(Date.parse(later)))
    expect(((await levan.ask('GET', '/me/reminders')).body as { items: Reminder[] }).items).toEqual([])
    expect((await levan.ask('DELETE', `/me/reminders/${reminderId}`)).status).toBe(404)
    expect((await aylin.ask('DELETE', `/me/reminders/${reminderId}`)).status).toBe(200)
    await vi.waitFor(() => expect(hers.reminders()).toEqual([]))
  })

  it('is refused to who takes no calls, too far ahead, about nobody, and beyond a hundred', async () => {
    const set = (body: object) => levan.ask('POST', '/me/reminders', body)
    expect((await admin.ask('POST', '/me/reminders', { text: 'x', dueAt: inMinutes(1) })).status).toBe(403)
    expect((await set({ text: 'x', dueAt: inMinutes(600_000) })).status).toBe(400)
    expect((await set({ text: 'x', dueAt: 'tomorrow' })).status).toBe(400)
    expect((await set({ text: 'x', dueAt: inMinutes(1), customerId: core.newId('customer') })).status).toBe(404)
    for (let at = 0; at < 100; at++) expect((await set({ text: 'x', dueAt: inMinutes(at) })).status).toBe(201)
    expect(await set({ text: 'x', dueAt: inMinutes(1) })).toMatchObject({
      status: 409,
      body: problem('reminder.too-many'),
    })
  })
})

it('is erased seven days after its time, and a message after its end', async () => {
  const { db } = core.services
  const to = { kind: 'agent', id: await agentOf(aylin) }
  await samira.ask('POST', '/floor-messages', { text: 'Soon over', to, expiresInMinutes: 1 })
  const days = (count: number) => Date.now() + count * 24 * 60 * 60_000
  expect(await eraseOldDeskAlerts(db, days(6))).toEqual([])
  expect(await written(samira)).toHaveLength(1)
  expect(await eraseOldDeskAlerts(db, days(8))).toEqual([await agentOf(levan)])
  expect(await written(samira)).toEqual([])
  expect(((await levan.ask('GET', '/me/reminders')).body as { items: Reminder[] }).items).toEqual([])
})
