import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FlowId, PromptId } from '#kernel/ids.ts'
import type { DrawnFlow } from '#protocol/http/index.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { shareOfTone, wavFile } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const sentHz = 850
const unknownHz = 1450
const rateHz = 16_000
const number = '251'
const token = 'a-token-that-nobody-may-see'

/** A real telephone in a flow that asks a real system, which answers when the test says so. */
describe('a flow asks another system', () => {
  let parley: Installation
  let shop: Server
  const asked: { request: IncomingMessage; response: ServerResponse }[] = []
  const callers: SipPhone[] = []
  let admin: ApiClient
  let flowId: FlowId
  let shopPort: number

  beforeAll(async () => {
    shop = createServer((request, response) => void asked.push({ request, response }))
    await new Promise<void>((listening) => shop.listen(0, '127.0.72.42', listening))
    shopPort = (shop.address() as AddressInfo).port
    parley = await startInstallation({ address: '127.0.72.41', settings: { PARLEY_LOG_LEVEL: 'debug' } })
    const { httpUrl, demoPassword: password } = parley
    const server = { host: parley.sipHost, port: parley.sipPort }
    for (const [at, user] of ['701', '702', '703'].entries()) {
      callers.push(
        await startSipPhone({ address: `127.0.72.${43 + at}`, server, user, password, toneHz: 660, toneSeconds: 180 }),
      )
    }
    await Promise.all(callers.map((one) => one.registered()))
    admin = await signIn(httpUrl, 'admin@demo.parley', password)
    await drawAndLead()
  })
  afterAll(async () => {
    await Promise.allSettled(callers.map((phone) => phone.close()))
    await parley?.stop()
    shop?.closeAllConnections()
    shop?.close()
  })

  const uploaded = async (name: string, hertz: number): Promise<PromptId> => {
    const { promptId } = await admin.call('createPrompt', { body: { name } })
    const samples = Int16Array.from(
      { length: 30 * rateHz },
      (_, i) => 3000 * Math.sin((2 * Math.PI * hertz * i) / rateHz),
    )
    const wavBase64 = wavFile(samples, 1, rateHz).toString('base64')
    await admin.call('handInRecording', { id: promptId, body: { language: 'en', source: 'uploaded', wavBase64 } })
    return promptId
  }
  const drawAndLead = async () => {
    const said = async (name: string, hertz: number) => ({
      items: [{ kind: 'prompt', promptId: await uploaded(name, hertz) }],
      isInterruptible: false,
    })
    const { flowSecretId: secretId } = await admin.call('createFlowSecret', {
      body: { name: 'Shop token', secret: token, hosts: ['127.0.72.42'] },
    })
    const at = { x: 0, y: 0 }
    const definition: DrawnFlow = {
      format: 1,
      start: 'ask',
      variables: [{ name: 'status', label: 'Status' }],
      blocks: [
        {
          ...{ blockId: 'ask', kind: 'http-request', at, exits: { next: 'compare', failed: 'unknown' } },
          settings: {
            ...{ method: 'GET', url: `http://127.0.72.42:${shopPort}/orders/7`, headers: [], fields: [] },
            secrets: [{ place: 'header', name: 'Authorization', before: 'Bearer ', secretId }],
            ...{ take: [{ variable: 'status', path: ['order', 'status'] }], timeoutMs: 30_000, tries: 1 },
          },
        },
        {
          ...{ blockId: 'compare', kind: 'condition', at, exits: { yes: 'sent', no: 'unknown' } },
          settings: {
            left: { kind: 'variable', variable: 'status' },
            comparison: 'is',
            right: { kind: 'text', text: 'sent' },
          },
        },
        { blockId: 'sent', kind: 'say', at, settings: await said('Sent', sentHz), exits: { next: 'end' } },
        { blockId: 'unknown', kind: 'say', at, settings: await said('Unknown', unknownHz), exits: { next: 'end' } },
        { blockId: 'end', kind: 'hang-up', at, settings: {}, exits: {} },
      ],
    }
    const made = await admin.call('createFlow', {
      body: { name: 'Order status', channels: ['voice'], languages: ['en'], definition },
    })
    flowId = made.flowId
    await admin.call('publishFlow', { id: flowId, body: {}, headers: { 'if-match': made.etag } })
    await admin.call('createNumberRule', { body: { pattern: number, target: { kind: 'flow', flowId } } })
  }
  const calls = async (which: number): Promise<SipPhone> => {
    const caller = callers[which] as SipPhone
    caller.dial(number)
    await caller.waitFor('CALL_ESTABLISHED')
    return caller
  }
  const hears = (phone: SipPhone, hertz: number) =>
    eventually(async () => {
      expect(shareOfTone(phone.heard().subarray(-8000), hertz)).toBeGreaterThan(0.8)
    }, 40_000)
  const isAsked = (times: number) => eventually(async () => expect(asked).toHaveLength(times), 40_000)

  it('goes nowhere inside as long as no administrator allows it, and the failure is seen', async () => {
    const caller = await calls(0)
    await hears(caller, unknownHz)
    caller.hangUp()
    expect(asked).toEqual([])
    await eventually(async () => {
      const { failures } = await admin.call('flowLive', { id: flowId })
      expect(failures).toMatchObject([{ blockId: 'ask', cause: 'unreachable', detail: 'inside', times: 1, lost: 0 }])
    }, 20_000)
  })

  it('goes on by what the system answers, asked once more with the same key when the core was killed meanwhile', async () => {
    await admin.call('allowInsideHost', { body: { host: '127.0.72.42', port: shopPort } })
    const caller = await calls(1)
    await isAsked(1)
    parley.kill('core')
    await isAsked(2)
    await parley.ready()
    const [first, second] = asked.map(({ request: { headers, url } }) => ({
      url,
      key: headers['idempotency-key'],
      authorization: headers.authorization,
    }))
    expect(first).toEqual({ url: '/orders/7', key: expect.any(String), authorization: `Bearer ${token}` })
    expect(second).toEqual(first)
    asked[1]?.response.end(JSON.stringify({ order: { status: 'sent' } }))
    await hears(caller, sentHz)
    caller.hangUp()
  })

  it('is dropped when the caller hangs up', async () => {
    const caller = await calls(2)
    await isAsked(3)
    const dropped = new Promise<void>((closed) => asked[2]?.request.socket.once('close', closed))
    caller.hangUp()
    await dropped
  })

  it('shows its secret to nobody', async () => {
    const seen = await Promise.all([
      admin.call('flowSecrets'),
      admin.call('flow', { id: flowId }),
      admin.call('exportFlow', { id: flowId }),
      admin.call('flowLive', { id: flowId }),
      admin.call('flowReferences'),
      admin.call('audit'),
    ])
    expect(JSON.stringify(seen[0])).toContain('Shop token')
    expect(JSON.stringify(seen)).not.toContain(token)
    expect(parley.output()).not.toContain(token)
  })
})
