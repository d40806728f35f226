import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PersonId, QueueId } from '#kernel/ids.ts'
import type { ApiKey, AuditEntry, ManagedQueue, NewApiKey, Person } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let personId: PersonId
let queueId: QueueId
const account = { name: 'Billing', email: 'billing@example.org', password: 'twelve-letters', language: 'en' }
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
  const made = await admin.ask('POST', '/queues', { name: 'Papers', channel: 'task' })
  queueId = (made.body as ManagedQueue).queueId
  personId = (await person({ ...account, roles: ['integrator'] })).personId
})
afterAll(() => core.stop())

const person = async (of: object): Promise<Person> => (await admin.ask('POST', '/people', of)).body
const problem = (code: string) => expect.objectContaining({ code })
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })
async function newKey(body: object = {}): Promise<NewApiKey> {
  const made = await admin.ask('POST', `/people/${personId}/api-keys`, { name: 'Invoices', ...body })
  expect([made.status, made.text]).toEqual([200, expect.stringContaining('secret')])
  return made.body
}
const keys = async () => ((await admin.ask('GET', `/people/${personId}/api-keys`)).body as { items: ApiKey[] }).items
const bring = (secret: string, headers: Record<string, string> = {}) =>
  core
    .browser()
    .ask('POST', '/interactions', { channel: 'task', queueId, subject: 'Send it' }, { ...bearer(secret), ...headers })
async function change(body: object) {
  const { items } = (await admin.ask('GET', '/people?limit=100')).body as { items: Person[] }
  const etag = items.find((one) => one.personId === personId)?.etag as string
  expect((await admin.ask('PATCH', `/people/${personId}`, body, { 'if-match': etag })).status).toBe(200)
}

it('a program brings work with its key, without a sign-in, and the list says when it did', async () => {
  const { apiKeyId, secret, ...shown } = await newKey({ forDays: 30 })
  expect(secret).toMatch(/^parley_[A-Za-z0-9_-]{43}$/)
  expect(shown.name).toBe('Invoices')
  expect((await keys()).find((key) => key.apiKeyId === apiKeyId)?.lastUsedAt).toBeUndefined()
  const brought = await bring(secret)
  expect([brought.status, brought.headers['set-cookie']]).toEqual([201, undefined])
  const [listed] = await keys()
  expect(listed).toEqual({ ...shown, apiKeyId, createdBy: expect.any(String), lastUsedAt: expect.any(String) })
  expect(JSON.stringify(await keys())).not.toContain(secret)
})

it('repeats with an idempotency key what was asked already', async () => {
  const { secret } = await newKey()
  const [first, again] = [
    await bring(secret, { 'idempotency-key': 'a-17' }),
    await bring(secret, { 'idempotency-key': 'a-17' }),
  ]
  expect(again.body).toEqual(first.body)
})

it('does what an integration may and no more', async () => {
  const { secret } = await newKey()
  const program = core.browser()
  expect((await program.ask('GET', '/people', undefined, bearer(secret))).body).toEqual(problem('permission.denied'))
  expect((await program.ask('GET', '/me', undefined, bearer(secret))).body).toMatchObject({ name: 'Billing' })
})

it.each(['Bearer', 'Bearer nonsense', `Bearer parley_${'a'.repeat(43)}`, `bearer ${'a'.repeat(43)}`])(
  'refuses %s, also beside a good cookie',
  async (authorization) => {
    const refused = await admin.ask('GET', '/people', undefined, { authorization })
    expect([refused.status, refused.body]).toEqual([401, problem('api-key.unknown')])
  },
)

it('takes no notice of what a proxy in front asks of browsers', async () => {
  expect((await admin.ask('GET', '/people', undefined, { authorization: 'Basic YTpi' })).status).toBe(200)
})

it('is refused from the moment in which it is withdrawn, and by the second withdrawing', async () => {
  const { apiKeyId, secret } = await newKey()
  expect((await bring(secret)).status).toBe(201)
  expect((await admin.ask('DELETE', `/api-keys/${apiKeyId}`)).status).toBe(200)
  expect((await bring(secret)).body).toEqual(problem('api-key.unknown'))
  expect((await admin.ask('DELETE', `/api-keys/${apiKeyId}`)).body).toEqual(problem('api-key.not-found'))
})

it('is refused when its time is over', async () => {
  const { secret } = await newKey({ forDays: 1 })
  expect((await bring(secret)).status).toBe(201)
  core.pass(86_400_001)
  expect((await bring(secret)).body).toEqual(problem('api-key.unknown'))
  admin = await core.signIn('admin')
})

it('is refused while its account is not active, or may do more than an integration', async () => {
  const { secret } = await newKey()
  await change({ isActive: false })
  expect((await bring(secret)).body).toEqual(problem('api-key.unknown'))
  await change({ isActive: true, roles: ['integrator', 'administrator'] })
  expect((await bring(secret)).body).toEqual(problem('api-key.unknown'))
  await change({ roles: ['integrator'] })
  expect((await bring(secret)).status).toBe(201)
})

it('is made only of accounts for systems, by whoever manages people, and fifty at most', async () => {
  const other = await person({ ...account, email: 'other@example.org', roles: ['integrator', 'supervisor'] })
  const wrong = await admin.ask('POST', `/people/${other.personId}/api-keys`, { name: 'All' })
  expect([wrong.status, wrong.body]).toEqual([409, problem('api-key.wrong-roles')])
  const aylin = await core.signIn('aylin')
  expect((await aylin.ask('POST', `/people/${personId}/api-keys`, { name: 'Mine' })).status).toBe(403)
  expect((await aylin.ask('GET', `/people/${personId}/api-keys`)).status).toBe(403)
  expect((await admin.ask('POST', `/people/${personId}/api-keys`, { name: ' ' })).status).toBe(400)
  const nobody = core.newId('person')
  expect((await admin.ask('GET', `/people/${nobody}/api-keys`)).body).toEqual(problem('person.not-found'))
  expect((await admin.ask('POST', `/people/${nobody}/api-keys`, { name: 'X' })).body).toEqual(
    problem('person.not-found'),
  )
  for (let made = (await keys()).length; made < 50; made++) await newKey()
  const beyond = await admin.ask('POST', `/people/${personId}/api-keys`, { name: 'One more' })
  expect([beyond.status, beyond.body]).toEqual([409, problem('api-key.too-many')])
})

it('stands in the audit log, without its secret', async () => {
  const { items } = (await admin.ask('GET', '/audit?limit=100')).body as { items: AuditEntry[] }
  expect(items.map(({ action }) => action)).toContain('api-key.created')
  const rows = await core.services.db.selectFrom('audit_entry').select('details').execute()
  expect(JSON.stringify(rows)).not.toContain('parley_')
})
