import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LinkTemplate } from '#protocol/http/index.ts'
import { startTestCore, type TestCore } from './testing.ts'

let core: TestCore
beforeAll(async () => {
  core = await startTestCore()
})
afterAll(() => core.stop())

it('lets administrators say where calls are opened, refuses what is no place to go, and tells every desk', async () => {
  const [admin, aylin] = [await core.signIn('admin'), await core.signIn('aylin')]
  const shop = { name: 'Web shop', url: 'https://shop.example/find?phone={number}' }
  expect((await aylin.ask('POST', '/link-templates', shop)).status).toBe(403)
  const made = await admin.ask('POST', '/link-templates', shop)
  expect(made.status, made.text).toBe(201)
  const { linkTemplateId, etag } = made.body as LinkTemplate
  const refusals = [
    [{ ...shop, name: 'WEB SHOP' }, 409, 'link-template.name-taken'],
    [{ name: 'Script', url: 'javascript:alert(1)' }, 422, 'link-template.bad-address'],
    [{ name: 'Elsewhere', url: 'https://{number}.example/' }, 422, 'link-template.bad-address'],
    [{ ...shop, name: 'Of no queue', queueIds: [core.newId('queue')] }, 404, 'queue.not-found'],
  ] as const
  for (const [body, status, code] of refusals) {
    expect(await admin.ask('POST', '/link-templates', body)).toMatchObject({ status, body: { code } })
  }
  const path = `/link-templates/${linkTemplateId}`
  const changed = await admin.ask('PATCH', path, { opensByItself: true }, { 'if-match': etag })
  expect(changed.body).toMatchObject({ ...shop, opensByItself: true, queueIds: [] })
  expect((await admin.ask('PATCH', path, { name: 'x' }, { 'if-match': etag })).status).toBe(412)
  const seen = (await aylin.ask('GET', '/link-templates')).body as { items: LinkTemplate[] }
  expect(seen.items).toEqual([changed.body])
  expect((await admin.ask('DELETE', path)).status).toBe(200)
  expect((await admin.ask('DELETE', path)).status).toBe(404)
  const audit = (await admin.ask('GET', '/audit')).body as { items: { action: string }[] }
  expect(audit.items.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['link-template.created', 'link-template.changed', 'link-template.removed']),
  )
})
