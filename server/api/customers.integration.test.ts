import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLogger } from '#adapters/system/logger.ts'
import type { Customer } from '#protocol/http/index.ts'
import { knownCustomers } from '../known-customers.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let aylin: TestBrowser
beforeAll(async () => {
  core = await startTestCore()
  aylin = await core.signIn('aylin')
})
afterAll(() => core.stop())

const problem = (code: string) => expect.objectContaining({ code })
const found = async (query: string) =>
  ((await aylin.ask('GET', `/customers?${query}`)).body as { items: Customer[] }).items.map(({ name }) => name)

describe('customers', () => {
  it('are made with numbers in one writing', async () => {
    const made = await aylin.ask('POST', '/customers', {
      name: 'Tamar',
      phoneNumbers: ['599 12 34 56', '+995599123456', '702'],
    })
    expect(made.status).toBe(201)
    const customer: Customer = made.body
    expect(customer.phoneNumbers).toEqual(['+995599123456', '702'])
    expect(made.headers.etag).toBe(customer.etag)
    expect((await aylin.ask('GET', `/customers/${customer.customerId}`)).body).toEqual(customer)
    const bad = await aylin.ask('POST', '/customers', { name: 'Nobody', phoneNumbers: ['call me'] })
    expect(bad).toMatchObject({ status: 422, body: problem('phone-number.invalid') })
  })

  it('are found by any writing of their number and by how people type their names', async () => {
    await aylin.ask('POST', '/customers', {
      name: 'İlkin Əliyev',
      phoneNumbers: ['+994 50 555 66 77'],
      email: 'ilkin@example.com',
    })
    await aylin.ask('POST', '/customers', { name: 'علی كريمی', phoneNumbers: ['+98 912 345 6789'] })
    expect(await found(`number=${encodeURIComponent('00994505556677')}`)).toEqual(['İlkin Əliyev'])
    expect(await found(`number=${encodeURIComponent('+994505556677')}`)).toEqual(['İlkin Əliyev'])
    expect(await found('search=ILKIN')).toEqual(['İlkin Əliyev'])
    expect(await found('search=eliyev')).toEqual(['İlkin Əliyev'])
    expect(await found(`search=${encodeURIComponent('کریم')}`)).toEqual(['علی كريمی'])
    expect(await found(`search=${encodeURIComponent('۰۹۱۲ ۳۴۵ ۶۷')}`)).toEqual(['علی كريمی'])
    expect(await found('search=ilkin%40exa')).toEqual(['İlkin Əliyev'])
    expect(await found('search=%25')).toEqual([])
    expect(await found('search=_')).toEqual([])
  })

  it('are known by the language that they speak, when one alone has the number', async () => {
    const customer = (name: string, phoneNumbers: string[], language?: string) =>
      aylin.ask('POST', '/customers', { name, phoneNumbers, ...(language && { language }) })
    await customer('Nino', ['+995599700001', '+995599700002'], 'ka')
    await customer('Nino’s brother', ['+995599700002'], 'ka')
    await customer('Elçin', ['+995599700003'], 'az')
    await customer('Nobody knows', ['+995599700004'])
    const known = knownCustomers(core.services.db, silentLogger)
    const numbers = [1, 2, 3, 4, 5].map((i) => `+99559970000${i}`)
    expect(await known(numbers)).toEqual(
      new Map([
        ['+995599700001', { language: 'ka' }],
        ['+995599700003', { language: 'az' }],
        ['+995599700004', {}],
      ]),
    )
    // Asked for at once they are looked up together, and each hears of what it asked for.
    const [one, other] = await Promise.all([known(['+995599700001']), known(['+995599700003'])])
    expect([one.get('+995599700001'), other.get('+995599700003')]).toEqual([{ language: 'ka' }, { language: 'az' }])
  })

  it('are changed by who has read them', async () => {
    const made: Customer = (await aylin.ask('POST', '/customers', { name: 'Bence', phoneNumbers: ['701'] })).body
    const path = `/customers/${made.customerId}`
    expect(await aylin.ask('PATCH', path, { name: 'B' })).toMatchObject({ status: 428 })
    const changed = await aylin.ask('PATCH', path, { note: 'Prefers mornings' }, { 'if-match': made.etag })
    expect(changed.body).toMatchObject({ name: 'Bence', phoneNumbers: ['701'], note: 'Prefers mornings' })
    expect(await aylin.ask('PATCH', path, { name: 'C' }, { 'if-match': made.etag })).toMatchObject({
      status: 412,
      body: problem('request.stale'),
    })
    expect(await aylin.ask('PATCH', path, { name: 'C' }, { 'if-match': 'W/"v2"' })).toMatchObject({ status: 412 })
    const missing = await aylin.ask('PATCH', `/customers/${core.newId('customer')}`, { name: 'C' }, { 'if-match': '*' })
    expect(missing).toMatchObject({ status: 404, body: problem('customer.not-found') })
  })

  it('lose what is taken away from them, and keep what is not spoken of', async () => {
    const had = { email: 'k@example.com', language: 'ka', note: 'Prefers mornings' }
    const made: Customer = (await aylin.ask('POST', '/customers', { name: 'Keti', phoneNumbers: ['704'], ...had })).body
    const path = `/customers/${made.customerId}`
    const taken = { email: null, language: null, note: null }
    const changed = await aylin.ask('PATCH', path, taken, { 'if-match': made.etag })
    expect(changed.status).toBe(200)
    expect(changed.body).toMatchObject({ name: 'Keti', phoneNumbers: ['704'] })
    for (const field of Object.keys(taken)) expect(changed.body).not.toHaveProperty(field)
    expect(await aylin.ask('PATCH', path, { name: null }, { 'if-match': '*' })).toMatchObject({ status: 400 })
  })

  it('have a name that can be seen', async () => {
    for (const name of ['', '  ', '\u00a0']) {
      expect(await aylin.ask('POST', '/customers', { name, phoneNumbers: [] })).toMatchObject({ status: 400 })
    }
  })

  it('take no text that the database cannot keep', async () => {
    const nul = await aylin.ask('POST', '/customers', { name: 'Nu\0l', phoneNumbers: [] })
    expect(nul).toMatchObject({ status: 400, body: problem('request.malformed') })
    expect(await aylin.ask('GET', '/customers?search=%00')).toMatchObject({ status: 400 })
    expect(await aylin.ask('POST', '/sign-in', { email: 'a\0@b', password: 'a' })).toMatchObject({ status: 400 })
  })

  it('are not all found by a number without a digit', async () => {
    expect(await found(`search=${encodeURIComponent('()')}`)).toEqual([])
    expect(await found('search=00000')).toEqual([])
  })

  it('are changed by one of two who change at once', async () => {
    const made: Customer = (await aylin.ask('POST', '/customers', { name: 'Race', phoneNumbers: [] })).body
    const write = (name: string) =>
      aylin.ask('PATCH', `/customers/${made.customerId}`, { name }, { 'if-match': made.etag })
    const answers = await Promise.all([write('One'), write('Two'), write('Three')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412])
  })

  it('are made once by repeated and by simultaneous requests with one key', async () => {
    const body = { name: 'Once', phoneNumbers: ['+995599000111'] }
    const answers = await Promise.all(
      [1, 2, 3].map(() => aylin.ask('POST', '/customers', body, { 'idempotency-key': 'a-key' })),
    )
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(1)
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
    const later = await aylin.ask('POST', '/customers', body, { 'idempotency-key': 'a-key' })
    expect(later.status).toBe(201)
    expect(await found('search=once')).toEqual(['Once'])
    const levan = await core.signIn('levan')
    await levan.ask('POST', '/customers', body, { 'idempotency-key': 'a-key' })
    expect(await found('search=once')).toEqual(['Once', 'Once'])
    expect(await aylin.ask('POST', '/customers', body, { 'idempotency-key': 'é' })).toMatchObject({ status: 400 })
  })

  it('frees the key of a request that was refused', async () => {
    const headers = { 'idempotency-key': 'second-try' }
    const refused = await aylin.ask('POST', '/customers', { name: 'Try', phoneNumbers: ['call me'] }, headers)
    expect(refused.status).toBe(422)
    expect((await aylin.ask('POST', '/customers', { name: 'Try', phoneNumbers: ['703'] }, headers)).status).toBe(201)
  })
})
