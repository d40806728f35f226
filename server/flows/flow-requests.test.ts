import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { silentLogger } from '#adapters/system/logger.ts'
import { secretBox } from '#adapters/system/secret-box.ts'
import type { HttpQuestion } from '#domain/flows/index.ts'
import type { FlowSecretId, InteractionId } from '#kernel/ids.ts'
import { FlowConnections, readHost, sealFlowSecret } from './flow-connections.ts'
import { FlowRequests } from './flow-requests.ts'

const secretId = 'fls_1' as FlowSecretId
const elsewhereId = 'fls_2' as FlowSecretId
const interactionId = 'int_1' as InteractionId
const hidden = 'hunter2 & more'
const box = secretBox(new Uint8Array(32).fill(7))

let server: Server
let asked: {
  method: string | undefined
  url: string | undefined
  headers: IncomingMessage['headers']
  body: string
}[] = []
let status = 200
let answer = '{}'
let requests: FlowRequests

/** As the tables would say it. */
class Known extends FlowConnections {
  override async load() {
    const tables: Record<string, object[]> = {
      flow_secret: [
        { flow_secret_id: secretId, secret_box: sealFlowSecret(box, secretId, hidden), hosts: ['127.0.72.2'] },
        { flow_secret_id: elsewhereId, secret_box: sealFlowSecret(box, elsewhereId, hidden), hosts: ['shop.example'] },
      ],
      inside_host: [{ host: '127.0.72.2', port: (server.address() as AddressInfo).port }],
    }
    const selectFrom = (table: string) => ({ select: () => ({ execute: async () => tables[table] }) })
    await super.load({ selectFrom } as never)
  }
}

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      asked.push({ method: request.method, url: request.url, headers: request.headers, body })
      if (status === 302) response.setHeader('location', 'http://127.0.0.1/')
      response.writeHead(status).end(answer)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.72.2', listening))
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(async () => {
  asked = []
  status = 200
  answer = '{}'
  const connections = new Known(box)
  await connections.load()
  requests = new FlowRequests({ connections, logger: silentLogger })
})

const here = () => `http://127.0.72.2:${(server.address() as AddressInfo).port}/orders/7`
const question = (more: Partial<HttpQuestion> = {}): HttpQuestion => ({
  ...{ kind: 'http', method: 'POST', url: here(), headers: { 'X-Caller': '7' }, body: '{"order":"7"}' },
  ...{
    secrets: [],
    timeoutMs: 20_000,
    waitMs: 0,
    take: { status: ['items', '0', 'status'], sum: ['sum'], not: ['no'] },
  },
  ...more,
})
const ask = (more?: Partial<HttpQuestion>) => requests.ask(interactionId, question(more), 'key-1')

it('asks with its key and its secret, and takes out of the answer what the block wants', async () => {
  answer = '{"items":[{"status":"on its way"}],"sum":12.5}'
  const secrets = [
    { place: 'header', name: 'Authorization', before: 'Bearer ', secretId },
    { place: 'parameter', name: 'api_key', before: '', secretId },
  ] as const
  expect(await ask({ secrets })).toEqual({ ok: true, values: { status: 'on its way', sum: 12.5, not: '' } })
  expect(asked).toEqual([
    expect.objectContaining({
      ...{ method: 'POST', url: '/orders/7?api_key=hunter2+%26+more', body: '{"order":"7"}' },
      headers: expect.objectContaining({
        ...{ authorization: `Bearer ${hidden}`, 'x-caller': '7', 'idempotency-key': 'key-1' },
        ...{ 'content-type': 'application/json', accept: 'application/json' },
      }),
    }),
  ])
})

it('gives nobody a secret: not another host, and not the flow by an answer that repeats it', async () => {
  const to = (id: FlowSecretId) => [{ place: 'header', name: 'X-Key', before: '', secretId: id }] as const
  expect(await ask({ secrets: to(elsewhereId) })).toEqual({ ok: false, reason: 'secret-elsewhere', isFinal: true })
  expect(await ask({ secrets: to('fls_3' as FlowSecretId) })).toMatchObject({ reason: 'secret-gone' })
  expect(asked).toEqual([])
  answer = JSON.stringify({ sum: `you sent ${hidden}` })
  expect(await ask({ secrets: to(secretId) })).toMatchObject({ values: { sum: 'you sent ***' } })
})

it('goes nowhere inside but where it may, follows no redirect, and calls no other answer one', async () => {
  const elsewhere = here().replace('127.0.72.2', '127.0.72.3')
  expect(await ask({ url: elsewhere })).toEqual({ ok: false, reason: 'inside', isFinal: true })
  expect(await ask({ url: 'ftp://127.0.72.2/' })).toEqual({ ok: false, reason: 'bad-request', isFinal: true })
  status = 302
  expect(await ask()).toEqual({ ok: false, reason: 'redirected', isFinal: true })
  status = 404
  expect(await ask()).toEqual({ ok: false, reason: 'status 404', isFinal: true })
  status = 429
  expect(await ask()).toEqual({ ok: false, reason: 'status 429' })
  status = 200
  answer = '<html>'
  expect(await ask()).toEqual({ ok: false, reason: 'not-json', isFinal: true })
  expect(await ask({ take: {} })).toEqual({ ok: true, values: {} })
  expect(asked).toHaveLength(5)
})

it('leaves a host in peace that fails five times in a row', async () => {
  status = 503
  for (let time = 0; time < 5; time++) expect(await ask()).toEqual({ ok: false, reason: 'status 503' })
  status = 200
  expect(await ask()).toEqual({ ok: false, reason: 'resting', isFinal: true })
  expect(asked).toHaveLength(5)
})

it('a caller who is gone is asked for no more', async () => {
  const asking = ask({ waitMs: 20_000 })
  requests.stop(interactionId)
  expect(await asking).toMatchObject({ ok: false, reason: 'stopped' })
  expect(asked).toEqual([])
})

it.each([
  ['Shop.Example', 'shop.example'],
  [' 10.0.0.5 ', '10.0.0.5'],
  ['0x7f.1', '127.0.0.1'],
  ['fd00::1', '[fd00::1]'],
  ['https://shop.example', undefined],
  ['shop.example/orders', undefined],
  ['me@shop.example', undefined],
  ['', undefined],
])('reads the host %j as %j', (text, host) => {
  expect(readHost(text)).toBe(host)
})
