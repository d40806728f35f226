import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLogger } from '#adapters/system/logger.ts'
import type { AgentId, InteractionId } from '#kernel/ids.ts'
import type { Case, CaseEntry, Customer, CustomerKinds, ManagedQueue } from '#protocol/http/index.ts'
import { knownCustomers } from '../known-customers.ts'
import { demoPassword, startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let aylin: TestBrowser
let levan: TestBrowser
let admin: TestBrowser
const agents: Record<string, AgentId> = {}
beforeAll(async () => {
  core = await startTestCore()
  ;[aylin, levan, admin] = await Promise.all([core.signIn('aylin'), core.signIn('levan'), core.signIn('admin')])
  const { owners } = (await aylin.ask('GET', '/customer-kinds')).body as CustomerKinds
  for (const { agentId, name } of owners) agents[name.split(' ')[0]?.toLowerCase() ?? ''] = agentId
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code })
async function customer(name: string, ...phoneNumbers: string[]): Promise<Customer> {
  return (await aylin.ask('POST', '/customers', { name, phoneNumbers })).body as Customer
}
async function open(of: Pick<Customer, 'customerId'>, subject: string, more: object = {}): Promise<Case> {
  const made = await aylin.ask('POST', '/cases', { customerId: of.customerId, subject, ...more })
  expect(made.status).toBe(201)
  return made.body as Case
}
const change = (one: Case, body: object, who = aylin) =>
  who.ask('PATCH', `/cases/${one.caseId}`, body, { 'if-match': one.etag })
const found = async (query: string) => {
  const { items, next } = (await aylin.ask('GET', `/cases?${query}`)).body as { items: Case[]; next?: string }
  return { subjects: items.map(({ subject }) => subject), next }
}
const history = async (one: Case) =>
  ((await aylin.ask('GET', `/cases/${one.caseId}/history`)).body as { items: CaseEntry[] }).items

describe('a case', () => {
  it('has a number that people can say, and is found by it, by its customer and by its words, a page at a time', async () => {
    const nino = await customer('Nino Beridze')
    const first = await open(nino, 'The router blinks red')
    const second = await open(nino, 'An invoice came twice', { ownerAgentId: agents.levan })
    expect(second.number).toBeGreaterThan(first.number)
    expect(first).toMatchObject({ status: 'open', customerName: 'Nino Beridze' })
    expect(first.ownerAgentId).toBeUndefined()
    expect(second).toMatchObject({ ownerAgentId: agents.levan, ownerName: expect.stringContaining('Levan') })
    expect((await found(`number=${first.number}`)).subjects).toEqual(['The router blinks red'])
    expect((await found(`search=%23${second.number}`)).subjects).toEqual(['An invoice came twice'])
    expect((await found('search=INVOICE')).subjects).toEqual(['An invoice came twice'])
    const all = `customerId=${nino.customerId}`
    const page = await found(`${all}&limit=1`)
    expect(page.subjects).toEqual(['An invoice came twice'])
    expect((await found(`${all}&limit=1&cursor=${page.next}`)).subjects).toEqual(['The router blinks red'])
    expect((await found(`${all}&ownerAgentId=${agents.levan}`)).subjects).toEqual(['An invoice came twice'])
    expect((await aylin.ask('GET', '/cases?cursor=x')).status).toBe(400)
  })

  it('is changed by whoever saw it last, closed, and opened again, which its history tells', async () => {
    const one = await open(await customer('Rashad'), 'No sound')
    expect((await aylin.ask('PATCH', `/cases/${one.caseId}`, { status: 'closed' })).status).toBe(428)
    const closed = (await change(one, { status: 'closed' })).body as Case
    expect(closed).toMatchObject({ status: 'closed', closedAt: expect.any(String) })
    expect(await change(one, { subject: 'Too late' })).toMatchObject({ status: 412, body: problem('request.stale') })
    const mine = `customerId=${one.customerId}`
    expect((await found(`${mine}&status=in-hand`)).subjects).toEqual([])
    const again = (await change(closed, { status: 'waiting', ownerAgentId: agents.aylin }, levan)).body as Case
    expect(again.closedAt).toBeUndefined()
    expect((await found(`${mine}&status=in-hand`)).subjects).toEqual(['No sound'])
    expect(((await change(again, { ownerAgentId: null })).body as Case).ownerAgentId).toBeUndefined()
    expect(
      (await history(one)).map(({ kind, status, authorName }) => [kind, status, authorName?.split(' ')[0]]),
    ).toEqual([
      ['status', 'waiting', 'Levan'],
      ['status', 'closed', 'Aylin'],
    ])
    const written = await core.services.db
      .selectFrom('audit_entry')
      .select('action')
      .where('subject', '=', one.caseId)
      .orderBy('audit_id')
      .execute()
    expect(written.map(({ action }) => action)).toEqual(['case.created', ...Array(3).fill('case.changed')])
  })

  it('has notes, which their author alone takes back', async () => {
    const one = await open(await customer('Maryam'), 'A parcel')
    const path = `/cases/${one.caseId}/notes`
    const note = (await aylin.ask('POST', path, { text: 'Sent on Monday' })).body as CaseEntry
    expect(note).toMatchObject({ kind: 'note', text: 'Sent on Monday', isOwn: true })
    expect(await levan.ask('DELETE', `/case-notes/${note.caseEntryId}`)).toMatchObject({
      ...{ status: 403, body: problem('case-note.not-own') },
    })
    expect((await aylin.ask('DELETE', `/case-notes/${note.caseEntryId}`)).status).toBe(200)
    expect(await history(one)).toEqual([])
    expect((await aylin.ask('DELETE', `/case-notes/${note.caseEntryId}`)).body).toEqual(problem('case-note.not-found'))
  })

  it('is refused where it says what is not there, and to who may not', async () => {
    const nobody = { customerId: 'cus_01HZZZZZZZZZZZZZZZZZZZZZZZ', subject: 'x' }
    expect((await aylin.ask('POST', '/cases', nobody)).body).toEqual(problem('customer.not-found'))
    const one = await open(await customer('Zsófia'), 'x')
    const stranger = { ownerAgentId: 'agt_01HZZZZZZZZZZZZZZZZZZZZZZZ' }
    expect((await change(one, stranger)).body).toEqual(problem('agent.not-an-agent'))
    expect((await change(one, { subject: ' ' })).status).toBe(400)
    const interaction = { interactionId: 'int_01HZZZZZZZZZZZZZZZZZZZZZZZ' }
    expect((await aylin.ask('POST', `/cases/${one.caseId}/contacts`, interaction)).body).toEqual(
      problem('interaction.not-found'),
    )
    expect((await aylin.ask('GET', '/cases/cse_01HZZZZZZZZZZZZZZZZZZZZZZZ')).body).toEqual(problem('case.not-found'))
    const account = { name: 'Shop', email: 'shop@demo.parley', password: demoPassword, language: 'en' }
    expect((await admin.ask('POST', '/people', { ...account, roles: ['integrator'] })).status).toBe(201)
    const shop = await core.signIn('shop')
    expect((await shop.ask('GET', '/cases')).status).toBe(403)
    expect((await shop.ask('POST', '/cases', nobody)).status).toBe(403)
  })
})

describe('the owner of a case', () => {
  it('is known when its customer calls and has no other that is not closed', async () => {
    const number = '+995599833333'
    const giorgi = await customer('Giorgi', number)
    const known = async () => (await knownCustomers(core.services.db, silentLogger)([number])).get(number)
    const one = await open(giorgi, 'One', { ownerAgentId: agents.levan })
    expect(await known()).toMatchObject({ caseOwnerAgentId: agents.levan })
    const other = await open(giorgi, 'Other', { ownerAgentId: agents.aylin })
    expect((await known())?.caseOwnerAgentId).toBeUndefined()
    await change(one, { status: 'closed' })
    expect(await known()).toMatchObject({ caseOwnerAgentId: agents.aylin })
    await change(other, { status: 'closed' })
    expect((await known())?.caseOwnerAgentId).toBeUndefined()
  })

  it('is asked first for a task that names the case, before who looks after the customer', async () => {
    const nino = await customer('Nino')
    const path = `/customers/${nino.customerId}`
    await aylin.ask('PATCH', path, { ownerAgentId: agents.aylin }, { 'if-match': nino.etag })
    const one = await open(nino, 'A contract', { ownerAgentId: agents.levan })
    const queue = await admin.ask('POST', '/queues', {
      ...{ name: 'Letters', channel: 'task', ownerPatienceMs: 30_000, caseOwnerPatienceMs: 60_000 },
      members: Object.values(agents).map((agentId) => ({ agentId, priority: 0 })),
    })
    const { queueId } = queue.body as ManagedQueue
    const task = { channel: 'task', queueId, subject: 'Write to her' }
    const bring = (of: object) => admin.ask('POST', '/interactions', { ...task, ...of })
    const brought = await bring({ caseNumber: one.number })
    expect(brought.status).toBe(201)
    const { interactionId } = brought.body as { interactionId: InteractionId }
    expect(core.services.decider.state?.interactions.get(interactionId)?.wishes.preferred).toEqual([
      { agentId: agents.levan, why: 'case-owner', patienceMs: 60_000 },
      { agentId: agents.aylin, why: 'owner', patienceMs: 30_000 },
    ])
    await core.settled()
    expect(await history(one)).toMatchObject([
      { kind: 'contact', interactionId, contact: { channel: 'task', subject: 'Write to her' } },
    ])
    const other = await customer('Somebody else')
    expect((await bring({ caseId: one.caseId, customerId: other.customerId })).body).toEqual(
      problem('case.other-customer'),
    )
    expect((await bring({ caseNumber: 999_999 })).body).toEqual(problem('case.not-found'))
    const again = await admin.ask('POST', `/cases/${one.caseId}/contacts`, { interactionId })
    expect(again.status).toBe(201)
    expect(await history(one)).toHaveLength(1)
  })
})
