import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FlowSecret, InsideHost } from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
beforeAll(async () => {
  core = await startTestCore()
  admin = await core.signIn('admin')
})
afterAll(() => core.stop())

const text = 'the-secret-itself'
const crm = { name: 'CRM token', secret: text, hosts: ['CRM.example', '10.0.0.5'] }
const flowThatSends = (secretId: string) => ({
  ...{ name: 'Asks the CRM', channels: ['voice'], languages: ['en'] },
  definition: {
    ...{ format: 1, start: 'ask', variables: [] },
    blocks: [
      {
        ...{ blockId: 'ask', kind: 'http-request', exits: { next: 'end' }, at: { x: 0, y: 0 } },
        settings: {
          ...{ method: 'GET', url: 'https://10.0.0.5/customers', headers: [], fields: [], take: [] },
          ...{ secrets: [{ place: 'header', name: 'X-Key', secretId }], timeoutMs: 1000, tries: 1 },
        },
      },
      { blockId: 'end', kind: 'hang-up', settings: {}, exits: {}, at: { x: 0, y: 0 } },
    ],
  },
})

it('a secret is kept, replaced, used and removed by administrators alone, and read by nobody', async () => {
  const supervisor = await core.signIn('samira')
  expect((await supervisor.ask('GET', '/flow-secrets')).status).toBe(403)
  expect((await supervisor.ask('POST', '/flow-secrets', crm)).status).toBe(403)
  const made = await admin.ask('POST', '/flow-secrets', crm)
  expect(made.body).toMatchObject({ name: 'CRM token', hosts: ['crm.example', '10.0.0.5'], usedBy: [] })
  const { flowSecretId, etag } = made.body as FlowSecret
  for (const [body, status, code] of [
    [{ ...crm, name: 'crm TOKEN' }, 409, 'flow-secret.name-taken'],
    [{ ...crm, name: 'Other', hosts: ['https://crm.example/'] }, 422, 'host.unreadable'],
    [{ ...crm, name: 'Other', hosts: [] }, 400, 'request.malformed'],
  ] as const) {
    expect(await admin.ask('POST', '/flow-secrets', body)).toMatchObject({ status, body: { code } })
  }
  const { connections } = core.services.configuration
  expect(connections.secretFor(flowSecretId, 'crm.example')).toEqual({ ok: true, value: text })

  const path = `/flow-secrets/${flowSecretId}`
  const change = { secret: 'another-one', hosts: ['10.0.0.5'] }
  expect((await admin.ask('PATCH', path, change, { 'if-match': '"9"' })).status).toBe(412)
  const changed = await admin.ask('PATCH', path, change, { 'if-match': etag })
  expect(changed.body).toMatchObject({ name: 'CRM token', hosts: ['10.0.0.5'] })
  expect(connections.secretFor(flowSecretId, 'crm.example')).toEqual({ ok: false, error: 'secret-elsewhere' })
  expect(connections.secretFor(flowSecretId, '10.0.0.5')).toEqual({ ok: true, value: 'another-one' })

  const flow = (await admin.ask('POST', '/flows', flowThatSends(flowSecretId))).body as { flowId: string; etag: string }
  expect((await admin.ask('GET', '/flow-secrets')).body).toMatchObject({
    items: [{ usedBy: [{ flowId: flow.flowId, isPublished: false }] }],
  })
  expect((await admin.ask('POST', `/flows/${flow.flowId}/publish`, {}, { 'if-match': flow.etag })).status).toBe(200)
  expect(await admin.ask('DELETE', path)).toMatchObject({
    body: { code: 'flow-secret.in-use', detail: 'Asks the CRM' },
  })
  await admin.ask('POST', `/flows/${flow.flowId}/archive`)
  expect((await admin.ask('DELETE', path)).status).toBe(200)
  expect((await admin.ask('DELETE', path)).status).toBe(404)
  expect(connections.secretFor(flowSecretId, '10.0.0.5')).toEqual({ ok: false, error: 'secret-gone' })

  const told = await core.services.db.selectFrom('audit_entry').selectAll().orderBy('audit_id').execute()
  const actions = told.filter(({ subject }) => subject === flowSecretId).map(({ action }) => action)
  expect(actions).toEqual(['flow-secret.created', 'flow-secret.changed', 'flow-secret.removed'])
  expect(JSON.stringify([told, made.body, changed.body])).not.toContain(text)
  expect(JSON.stringify(told)).not.toContain('another-one')
})

it('a host inside is allowed, each of its ports or one, and taken back', async () => {
  const { connections } = core.services.configuration
  const may = (url: string) => connections.mayBeInside(new URL(url))
  expect(may('http://10.0.0.9:8080/')).toBe(false)
  const one = (await admin.ask('POST', '/inside-hosts', { host: '10.0.0.9', port: 8080 })).body as InsideHost
  expect([may('http://10.0.0.9:8080/x'), may('http://10.0.0.9/'), may('https://10.0.0.9/')]).toEqual([
    true,
    false,
    false,
  ])
  expect((await admin.ask('POST', '/inside-hosts', { host: '10.0.0.9', port: 8080 })).status).toBe(409)
  expect((await admin.ask('POST', '/inside-hosts', { host: 'a b' })).body).toMatchObject({ code: 'host.unreadable' })
  const each = (await admin.ask('POST', '/inside-hosts', { host: 'CRM.office.lan' })).body as InsideHost
  expect(each).toMatchObject({ host: 'crm.office.lan', allowedBy: expect.any(String) })
  expect([may('http://crm.office.lan/'), may('https://crm.office.lan:9443/')]).toEqual([true, true])
  for (const { insideHostId } of [one, each]) {
    expect((await admin.ask('DELETE', `/inside-hosts/${insideHostId}`)).status).toBe(200)
  }
  expect([may('http://10.0.0.9:8080/'), may('http://crm.office.lan/')]).toEqual([false, false])
  expect((await admin.ask('GET', '/inside-hosts')).body).toEqual({ items: [] })
})
