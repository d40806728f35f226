import { afterAll, beforeAll, expect, it } from 'vitest'
import type { InteractionId } from '#kernel/ids.ts'
import type { AuditEntry, Customer, Interaction } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let aylin: TestBrowser
let levan: TestBrowser
let interactionId: InteractionId
let nino: string
let tamar: string
beforeAll(async () => {
  core = await startTestCore()
  ;[aylin, levan] = await Promise.all([core.signIn('aylin'), core.signIn('levan')])
  await core.readyAgent(aylin)
  const made = async (name: string) =>
    ((await aylin.ask('POST', '/customers', { name, phoneNumbers: [] })).body as Customer).customerId
  ;[nino, tamar] = [await made('Nino'), await made('Tamar')]
  interactionId = await core.call('+995322247247')
  await aylin.ask('POST', `/offers/${core.offerOf(interactionId)}/accept`)
  await core.settled()
})
afterAll(() => core.stop())

const path = () => `/interactions/${interactionId}`
const verify = (who: TestBrowser, customerId: string, method = 'questions') =>
  who.ask('PUT', `${path()}/verification`, { customerId, method })
const shown = async () => ((await aylin.ask('GET', path())).body as Interaction).verification

it('nobody is verified before the contact has a customer, and then by a method that exists', async () => {
  expect(await verify(aylin, nino)).toMatchObject({ status: 409, body: { code: 'verification.other-customer' } })
  await aylin.ask('PUT', `${path()}/customer`, { customerId: nino })
  expect((await verify(aylin, nino, 'palm reading')).status).toBe(400)
  expect((await verify(levan, nino)).status).toBe(403)
  expect(await shown()).toBeUndefined()
})

it('the agent of the contact says by what, another method replaces it, and it is taken back', async () => {
  expect((await verify(aylin, nino)).status).toBe(200)
  expect(await shown()).toMatchObject({ method: 'questions', byName: expect.stringContaining('Aylin') })
  await verify(aylin, nino, 'code')
  expect(await shown()).toMatchObject({ method: 'code' })
  expect((await levan.ask('DELETE', `${path()}/verification`)).status).toBe(403)
  expect((await aylin.ask('DELETE', `${path()}/verification`)).status).toBe(200)
  expect(await shown()).toBeUndefined()
})

it('what proved one customer proves nothing of another', async () => {
  await verify(aylin, nino, 'voice')
  await aylin.ask('PUT', `${path()}/customer`, { customerId: tamar })
  expect(await shown()).toBeUndefined()
  expect((await verify(aylin, nino)).status).toBe(409)
  expect((await verify(aylin, tamar, 'document')).status).toBe(200)
  expect(await shown()).toMatchObject({ method: 'document' })
})

it('the audit log has who verified whom, by what, and who took it back', async () => {
  const admin = await core.signIn('admin')
  const { items } = (await admin.ask('GET', '/audit?limit=200')).body as { items: AuditEntry[] }
  const told = items.filter(({ subject }) => subject === interactionId).map(({ action }) => action)
  expect(told.filter((action) => action === 'interaction.verified')).toHaveLength(4)
  expect(told.filter((action) => action === 'interaction.verification-undone')).toHaveLength(1)
})
