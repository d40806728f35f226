import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEntry, Customer, CustomerNote, ScratchPad } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let aylin: TestBrowser
let levan: TestBrowser
let admin: TestBrowser
const interactionId = 'int_01JEXAMPLE0000000000000000'.replace(/[ILOU]/g, '0')
beforeAll(async () => {
  core = await startTestCore()
  ;[aylin, levan, admin] = await Promise.all([core.signIn('aylin'), core.signIn('levan'), core.signIn('admin')])
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code })
const write = (who: TestBrowser, text: string, about = 'own') => who.ask('PUT', '/me/scratch-pads', { about, text })
const sheets = async (who: TestBrowser) =>
  ((await who.ask('GET', '/me/scratch-pads')).body as { items: ScratchPad[] }).items.map(({ about, text }) => ({
    about,
    text,
  }))

describe('the scratch pad', () => {
  it('has a sheet for each contact and one of one’s own, and nobody else reads it', async () => {
    expect((await write(aylin, 'Milk')).status).toBe(200)
    await write(aylin, 'Parcel 88', interactionId)
    await write(aylin, 'Milk and bread')
    expect(await sheets(aylin)).toEqual([
      { about: 'own', text: 'Milk and bread' },
      { about: interactionId, text: 'Parcel 88' },
    ])
    expect(await sheets(levan)).toEqual([])
  })

  it('is written over what was read, and over nothing else', async () => {
    const over = (revision: number, text: string) =>
      aylin.ask('PUT', '/me/scratch-pads', { about: 'own', text }, { 'if-match': `"v${revision}"` })
    const stands = async () =>
      ((await aylin.ask('GET', '/me/scratch-pads')).body as { items: ScratchPad[] }).items.find(
        ({ about }) => about === 'own',
      )?.revision ?? 0
    const first = await stands()
    expect(await over(0, 'from another computer')).toMatchObject({ status: 412, body: problem('request.stale') })
    const { revision } = (await over(first, 'Milk and bread and salt')).body as { revision: number }
    expect(revision).toBe(await stands())
    expect((await over(first, 'lost')).status).toBe(412)
    // Thrown away and begun anew: what read it before does not take it for the old one.
    await over(revision, '')
    expect((await over(revision, 'lost')).status).toBe(412)
    expect((await over(0, 'Milk and bread')).status).toBe(200)
    expect((await over(revision, 'lost')).status).toBe(412)
  })

  it('throws an emptied sheet away', async () => {
    await write(aylin, '', interactionId)
    expect(await sheets(aylin)).toEqual([{ about: 'own', text: 'Milk and bread' }])
  })

  it('is refused without the permission, and about nothing that could be in hand', async () => {
    expect((await write(aylin, 'x', 'the weather')).status).toBe(400)
    expect((await write(aylin, 'x'.repeat(20_001))).status).toBe(400)
    expect((await admin.ask('GET', '/me/scratch-pads')).status).toBe(403)
    expect((await write(admin, 'x')).status).toBe(403)
  })

  it('has a bound, which a known sheet does not touch', async () => {
    const id = (at: number) => `int_${String(at).padStart(26, '0')}`
    for (let at = 0; at < 100; at++) expect((await write(levan, 'words', id(at))).status).toBe(200)
    expect(await write(levan, 'words', id(100))).toMatchObject({ status: 409, body: problem('scratch-pad.too-many') })
    expect((await write(levan, 'other words', id(3))).status).toBe(200)
    await write(levan, '', id(4))
    expect((await write(levan, 'words', id(100))).status).toBe(200)
  })
})

describe('notes of a customer', () => {
  let path: string
  const texts = async (query = '') => {
    const { items, next } = (await aylin.ask('GET', `${path}${query}`)).body as { items: CustomerNote[]; next?: string }
    return { texts: items.map(({ text }) => text), next }
  }
  beforeAll(async () => {
    const made = await aylin.ask('POST', '/customers', { name: 'Nino', phoneNumbers: [] })
    path = `/customers/${(made.body as Customer).customerId}/notes`
  })

  it('say who wrote them, when and in which interaction, newest first, a page at a time', async () => {
    for (const text of ['one', 'two', 'three']) {
      const made = await aylin.ask('POST', path, { text, ...(text === 'two' ? { interactionId } : {}) })
      expect(made.status).toBe(201)
    }
    const [third, second] = ((await levan.ask('GET', path)).body as { items: CustomerNote[] }).items
    expect(third).toMatchObject({ text: 'three', isOwn: false, authorName: expect.stringContaining('Aylin') })
    expect(second).toMatchObject({ text: 'two', interactionId })
    const first = await texts('?limit=2')
    expect(first.texts).toEqual(['three', 'two'])
    expect(await texts(`?limit=2&cursor=${first.next}`)).toEqual({ texts: ['one'], next: undefined })
  })

  it('are taken back by their author and nobody else', async () => {
    const { body } = await aylin.ask('POST', path, { text: 'a slip of the pen' })
    const note = `/customer-notes/${(body as CustomerNote).customerNoteId}`
    expect(await levan.ask('DELETE', note)).toMatchObject({ status: 403, body: problem('customer-note.not-own') })
    expect((await aylin.ask('DELETE', note)).status).toBe(200)
    expect(await aylin.ask('DELETE', note)).toMatchObject({ status: 404, body: problem('customer-note.not-found') })
    expect((await texts()).texts).not.toContain('a slip of the pen')
  })

  it('are refused when they say nothing, or of nobody', async () => {
    expect((await aylin.ask('POST', path, { text: '  ' })).status).toBe(400)
    const nobody = '/customers/cus_01ARZ3NDEKTSV4RRFFQ69G5FAV/notes'
    expect(await aylin.ask('GET', nobody)).toMatchObject({ status: 404, body: problem('customer.not-found') })
    expect((await aylin.ask('POST', nobody, { text: 'x' })).body).toEqual(problem('customer.not-found'))
  })

  it('stand in the audit log without their words', async () => {
    const { items } = (await admin.ask('GET', '/audit?limit=200')).body as { items: AuditEntry[] }
    const told = items.filter(({ action }) => action.startsWith('customer.note-'))
    expect(new Set(told.map(({ action }) => action))).toEqual(
      new Set(['customer.note-written', 'customer.note-removed']),
    )
    expect(JSON.stringify(told)).not.toContain('slip of the pen')
  })

  it('go with their customer', async () => {
    const { customerId } = (await aylin.ask('POST', '/customers', { name: 'Gone', phoneNumbers: [] })).body as Customer
    await aylin.ask('POST', `/customers/${customerId}/notes`, { text: 'remembered' })
    await core.services.db.deleteFrom('customer').where('customer_id', '=', customerId).execute()
    const left = await core.services.db
      .selectFrom('customer_note')
      .selectAll()
      .where('customer_id', '=', customerId)
      .execute()
    expect(left).toEqual([])
  })
})
