import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FlowId } from '#kernel/ids.ts'
import type { DrawnFlow } from '#protocol/http/index.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { shareOfTone, wavFile } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'
import { Agent } from './soak/agent.ts'

const questionHz = 1450
const agentHz = 1170
const rateHz = 16_000

let parley: Installation
let caller: SipPhone
let handset: SipPhone
let levan: Agent
let admin: ApiClient
let flowId: FlowId

beforeAll(async () => {
  parley = await startInstallation({ address: '127.0.72.71' })
  const { httpUrl, demoPassword: password } = parley
  const server = { host: parley.sipHost, port: parley.sipPort }
  const phone = (last: number, user: string, toneHz: number) =>
    startSipPhone({ address: `127.0.72.${last}`, server, user, password, toneHz, toneSeconds: 180 })
  handset = await phone(72, '702', agentHz)
  caller = await phone(73, '701', 660)
  await Promise.all([handset, caller].map((one) => one.registered()))
  admin = await signIn(httpUrl, 'admin@demo.parley', password)
  await draw()
  const person = (await admin.call('people')).items.find(({ email }) => email === 'levan@demo.parley')
  const own = (await admin.call('phones')).items.find(({ user }) => user === '702')
  await admin.call('changePhone', {
    id: '702',
    body: { personId: person?.personId ?? null },
    headers: { 'if-match': own?.etag ?? '' },
  })
  levan = await Agent.signIn(httpUrl, 'levan@demo.parley', password)
  await levan.api.call('chooseStation', { body: { kind: 'phone', user: '702' } })
  expect(await levan.until(() => levan.isReachable)).toBe(true)
})
afterAll(async () => {
  levan?.close()
  await Promise.allSettled([handset?.close(), caller?.close()])
  await parley?.stop()
})

async function draw() {
  const { promptId } = await admin.call('createPrompt', { body: { name: 'Question' } })
  const samples = Int16Array.from(
    { length: 60 * rateHz },
    (_, i) => 3000 * Math.sin((2 * Math.PI * questionHz * i) / rateHz),
  )
  const wavBase64 = wavFile(samples, 1, rateHz).toString('base64')
  await admin.call('handInRecording', { id: promptId, body: { language: 'en', source: 'uploaded', wavBase64 } })
  const support = (await admin.call('managedQueues')).items.find(({ name }) => name === 'Support')
  const at = { x: 0, y: 0 }
  const definition: DrawnFlow = {
    format: 1,
    start: 'ask',
    variables: [],
    blocks: [
      {
        ...{ blockId: 'ask', kind: 'menu', name: 'How it was', at },
        settings: {
          ...{ question: [{ kind: 'prompt', promptId }], timeoutMs: 60_000, tries: 1 },
          choices: [{ key: '5', label: 'Very good' }],
        },
        exits: { 'key-5': 'support', 'no-answer': 'end' },
      },
      { blockId: 'support', kind: 'enqueue', at, settings: { queueId: support?.queueId ?? '' }, exits: {} },
      { blockId: 'end', kind: 'hang-up', at, settings: {}, exits: {} },
    ],
  }
  const made = await admin.call('createFlow', {
    body: { name: 'Survey', channels: ['voice'], languages: ['en'], definition },
  })
  flowId = made.flowId
  await admin.call('publishFlow', { id: flowId, body: {}, headers: { 'if-match': made.etag } })
}

const latest = async () => {
  const [call] = (await admin.call('interactions')).items
  return admin.call('interaction', { id: call?.interactionId ?? '' })
}

it('an agent hands a caller over to a flow, is free, and what the caller answers there goes with him', async () => {
  caller.dial('200')
  await caller.waitFor('CALL_ESTABLISHED')
  await levan.api.call('setPresence', { body: { presence: 'available' } })
  expect(await levan.until(() => levan.offers.length > 0)).toBe(true)
  await levan.api.call('acceptOffer', { id: levan.offers[0]?.offerId ?? '' })
  await handset.waitFor('CALL_INCOMING')
  handset.accept()
  await handset.waitFor('CALL_ESTABLISHED')
  await eventually(async () => {
    expect(shareOfTone(caller.heard().subarray(-8000), agentHz)).toBeGreaterThan(0.8)
  }, 20_000)
  await levan.api.call('setPresence', { body: { presence: 'break' } })

  const { items } = await levan.api.call('destinations', { query: { search: 'surv' } })
  expect(items).toEqual([{ kind: 'flow', flowId, name: 'Survey' }])
  const { interactionId } = await latest()
  const to = { kind: 'flow', flowId } as const
  await levan.api.call('sendOn', { id: interactionId, body: { to } })
  await handset.waitFor('CALL_CLOSED')
  await eventually(async () => {
    expect(shareOfTone(caller.heard().subarray(-8000), questionHz)).toBeGreaterThan(0.8)
  }, 20_000)
  // Said twice it is said once.
  await levan.api.call('sendOn', { id: interactionId, body: { to } })
  expect((await latest()).state).toBe('inFlow')

  parley.kill('core')
  await parley.ready()
  await eventually(async () => {
    caller.sendDigit('5')
    expect((await latest()).state).toBe('queued')
  }, 40_000)
  const { answers, segments, queueName } = await latest()
  expect(answers).toEqual([{ key: 'ask', label: 'How it was', value: 'Very good' }])
  expect(queueName).toBe('Support')
  const kinds = segments.map(({ kind, outcome }) => [kind, outcome])
  expect(kinds).toContainEqual(['talk', 'transferred'])
  expect(kinds).toContainEqual(['flow', 'queued'])
  caller.hangUp()
})
