import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DirectoryEntry, OutsideContact } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let aylin: TestBrowser
let samira: TestBrowser
beforeAll(async () => {
  core = await startTestCore()
  aylin = await core.signIn('aylin')
  samira = await core.signIn('samira')
})
afterAll(() => core.stop())

async function found(search: string, more = ''): Promise<readonly DirectoryEntry[]> {
  const { status, body, text } = await aylin.ask('GET', `/directory?search=${encodeURIComponent(search)}${more}`)
  expect(status, text).toBe(200)
  return (body as { items: readonly DirectoryEntry[] }).items
}
const add = async (contact: object, by = samira) => by.ask('POST', '/outside-contacts', contact)

it('finds colleagues by any writing of their name, and says what they are doing now', async () => {
  await core.readyAgent(aylin)
  expect(await found('MEMMEDOVA')).toMatchObject([{ kind: 'agent', name: 'Aylin Məmmədova', presence: 'available' }])
  expect(await found('zsofia')).toMatchObject([{ name: 'Zsófia Nagy', presence: 'offline', isReachable: false }])
  const interactionId = await core.call()
  await aylin.ask('POST', `/offers/${core.offerOf(interactionId)}/accept`)
  expect(await found('Aylin')).toMatchObject([{ workState: 'engaged' }])
  const [support] = await found('Support', '&kind=queue')
  expect(support).toMatchObject({ kind: 'queue', isOpen: true, waiting: 0, agentsEngaged: 1 })
  expect(support).toHaveProperty('servedBy', ['Aylin Məmmədova'])
  await core.services.decider.execute({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
  await aylin.ask('POST', `/interactions/${interactionId}/finish-wrap-up`)
})

it('keeps outside contacts for all, by who may, and finds them by name, company and number', async () => {
  const plumber = { name: 'Gülnar Əliyeva', company: 'Bakı Su', numbers: ['012 555 12 34', '+994 12 555 12 34'] }
  expect((await add(plumber, aylin)).status).toBe(403)
  const made = await add({ ...plumber, department: 'Field service', languages: ['az', 'ru'], note: 'Mornings.' })
  expect(made.status, made.text).toBe(201)
  const contact = made.body as OutsideContact
  // Both writings are one number, wherever the organization is.
  const e164 = contact.numbers.at(-1) as string
  expect(e164).toBe('+994125551234')
  for (const search of ['gulnar', 'baki su', 'field', '555 12 34'])
    expect(await found(search)).toMatchObject([{ kind: 'outside', name: plumber.name, department: 'Field service' }])
  expect((await add({ name: 'Nobody', numbers: ['no number'] })).status).toBe(422)
  expect((await add({ name: 'Nobody', numbers: [] })).status).toBe(400)

  const path = `/outside-contacts/${contact.outsideContactId}`
  expect((await samira.ask('PATCH', path, { company: 'Su' })).status).toBe(428)
  const changed = await samira.ask('PATCH', path, { company: null }, { 'if-match': contact.etag })
  expect(changed.body).not.toHaveProperty('company')
  expect((await samira.ask('PATCH', path, { note: 'x' }, { 'if-match': contact.etag })).status).toBe(412)
  expect(await found('baki')).toEqual([])
  const admin = await core.signIn('admin')
  const audit = (await admin.ask('GET', '/audit')).body as { items: { action: string }[] }
  expect(audit.items.map(({ action }) => action)).toContain('outside-contact.changed')

  await core.readyAgent(aylin)
  const interactionId = await core.call(e164)
  await core.settled()
  const names = async () =>
    ((await samira.ask('GET', `/interactions/${interactionId}`)).body as { callerName?: string }).callerName
  expect(await names()).toBe('Gülnar Əliyeva')
  await core.services.decider.execute({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })

  expect((await samira.ask('DELETE', path)).status).toBe(200)
  expect((await samira.ask('DELETE', path)).status).toBe(404)
  expect(await found('gulnar')).toEqual([])
})

it('goes through all kinds page by page, each once and in order', async () => {
  for (const name of ['Zoë', 'Ábel', 'Çınar']) await add({ name, numbers: ['+36 1 555 0001'] })
  const all: DirectoryEntry[] = []
  let next: string | undefined
  do {
    const { body } = await aylin.ask('GET', `/directory?limit=3${next === undefined ? '' : `&cursor=${next}`}`)
    const page = body as { items: DirectoryEntry[]; next?: string }
    expect(page.items.length).toBeLessThanOrEqual(3)
    all.push(...page.items)
    next = page.next
  } while (next !== undefined)
  const kinds = all.map(({ kind }) => kind)
  expect([...new Set(kinds)]).toEqual(['agent', 'queue', 'unit', 'outside'])
  expect(all.filter(({ kind }) => kind === 'outside').map(({ name }) => name)).toEqual(['Ábel', 'Çınar', 'Zoë'])
  expect(all).toHaveLength(((await aylin.ask('GET', '/directory?limit=200')).body as { items: [] }).items.length)
  expect((await aylin.ask('GET', '/directory?cursor=nonsense')).status).toBe(400)
})

it('offers outside contacts to a call in hand, and calls a colleague wherever he is', async () => {
  const sought = (await aylin.ask('GET', '/destinations?search=cinar')).body as { items: object[] }
  expect(sought.items).toMatchObject([{ kind: 'outside', name: 'Çınar', numbers: ['+3615550001'] }])
  const levan = await core.signIn('levan')
  await core.readyAgent(levan)
  const { agentId } = (await levan.ask('GET', '/me')).body as { agentId: string }
  const called = await aylin.ask('POST', '/calls', { agentId })
  expect(called.status, called.text).toBe(201)
  const { interactionId } = called.body as { interactionId: never }
  expect(core.services.decider.state?.calls.get(interactionId)?.calledParties).toMatchObject([{ agentId }])
})
