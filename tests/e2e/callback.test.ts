import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InteractionId } from '#kernel/ids.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { decimate, shareOfTone } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const customerHz = 660
const agentHz = 1170

describe('a callback', () => {
  let parley: Installation
  let customer: SipPhone
  let levan: Desk | undefined
  let supervisor: ApiClient
  let asked: InteractionId

  const phone = async (address: string) => {
    const server = { host: parley.sipHost, port: parley.sipPort }
    const one = await startSipPhone({ address, server, user: '701', password: parley.demoPassword, toneHz: customerHz })
    await one.registered()
    return one
  }
  const callback = async () => (await supervisor.call('listCallbacks')).items.find(({ askedBy }) => askedBy === 'key')

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.61.11' })
    const { httpUrl, demoPassword: password } = parley
    const admin = await signIn(httpUrl, 'admin@demo.parley', password)
    supervisor = await signIn(httpUrl, 'samira@demo.parley', password)
    const queue = (await admin.call('managedQueues')).items.find(({ name }) => name === 'Support')
    await admin.call('changeQueue', {
      id: queue?.queueId ?? '',
      body: {
        ringTimeoutMs: 60_000,
        callback: {
          dials: 'agent-first',
          retryAfterMs: [10_000],
          ringTimeoutMs: 6000,
          offer: { standardMs: 0, key: '1', prompt: 'callback-offer' },
        },
      },
      headers: { 'if-match': queue?.etag ?? '' },
    })
    customer = await phone('127.0.61.12')
  })
  afterAll(async () => {
    await Promise.allSettled([levan?.close(), customer?.close()])
    await parley?.stop()
  })

  it('is asked for by a key while he waits, and his call ends', async () => {
    customer.dial('200')
    await customer.waitFor('CALL_ESTABLISHED')
    await eventually(async () => {
      customer.sendDigit('1')
      expect(await callback()).toMatchObject({ state: 'waiting', number: '701', dials: 0 })
    }, 30_000)
    asked = (await callback())?.interactionId as InteractionId
    // He hears that he will be called.
    await customer.waitFor('CALL_CLOSED', 30_000)
    expect((await callback())?.interactionId).toBe(asked)
    const { items } = await supervisor.call('interactions')
    const call = items.find(({ direction }) => direction === 'inbound')
    expect(call).toMatchObject({ state: 'ended', isAbandoned: false })
  })

  it('is offered when somebody is there, dialled, and dialled again when nobody answers', async () => {
    // Another telephone of his: what it hears is one call's.
    await customer.close()
    customer = await phone('127.0.61.13')
    levan = await openAvailableDesk(parley.httpUrl, 'levan@demo.parley', { toneHz: agentHz })
    await levan.waitForButton('Call back', 60_000)
    await levan.press('Call back')
    await customer.waitFor('CALL_INCOMING', 20_000)
    await eventually(async () => expect(await callback()).toMatchObject({ state: 'scheduled', dials: 1 }), 30_000)
    expect(await callback()).toMatchObject({ lastOutcome: 'no-answer' })
    await customer.waitFor('CALL_CLOSED')
    await levan.waitForButton('Call back', 60_000)
    await levan.press('Call back')
    await customer.waitFor('CALL_INCOMING', 20_000)
    expect(await callback()).toMatchObject({ state: 'dialing', dials: 2 })
    customer.accept()
    await customer.waitFor('CALL_ESTABLISHED')
    const desk = levan
    await eventually(async () => {
      expect(shareOfTone(customer.heard().subarray(-8000), agentHz)).toBeGreaterThan(0.8)
      expect(shareOfTone(decimate(await desk.listen(600), 48_000, 8000), customerHz)).toBeGreaterThan(0.8)
    }, 20_000)
    await eventually(async () => expect(await callback()).toMatchObject({ state: 'reached' }))
    customer.hangUp()
    await customer.waitFor('CALL_CLOSED')
    const { segments } = await supervisor.call('interaction', { id: asked })
    const kinds = segments.map(({ kind, outcome }) => [kind, outcome])
    expect(kinds).toContainEqual(['dial', 'no-answer'])
    expect(kinds).toContainEqual(['dial', 'answered'])
    expect(kinds.map(([kind]) => kind)).toContain('talk')
  })
})
