import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SipPhone as Carrier, type PhoneCall } from '#edge/testing/sip-phone.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { shareOfTone } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const ninoHz = 520
const otherHz = 910
const outside = '+995322123456'

/** The phones of a small office, and a telephone company that answers by our own test telephone. */
describe('phones that call out', () => {
  let parley: Installation
  let api: ApiClient
  let first: SipPhone
  let second: SipPhone
  let carrier: Carrier | undefined

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.16.42.1' })
    api = await signIn(parley.httpUrl, 'admin@demo.parley', parley.demoPassword)
    const phone = (user: string, address: string, toneHz: number) =>
      startSipPhone({
        address,
        server: { host: parley.sipHost, port: parley.sipPort },
        user,
        password: parley.demoPassword,
        toneHz,
      })
    first = await phone('701', '127.16.42.2', ninoHz)
    second = await phone('702', '127.16.42.3', otherHz)
    await Promise.all([first.registered(), second.registered()])
  })
  afterAll(async () => {
    await Promise.allSettled([first?.close(), second?.close(), carrier?.close()])
    await parley?.stop()
  })

  it('one phone of the house calls another, and they hear each other', async () => {
    first.dial('702')
    await second.waitFor('CALL_INCOMING')
    await first.waitFor('CALL_RINGING')
    second.accept()
    await first.waitFor('CALL_ESTABLISHED')
    await eventually(async () => {
      expect(shareOfTone(first.heard().subarray(-8000), otherHz)).toBeGreaterThan(0.8)
      expect(shareOfTone(second.heard().subarray(-8000), ninoHz)).toBeGreaterThan(0.8)
    })
    second.hangUp()
    await first.waitFor('CALL_CLOSED')
    await eventually(async () => {
      const { items } = await api.call('interactions')
      expect(items[0]).toMatchObject({ direction: 'outbound', state: 'ended', dialedNumber: '702' })
    })
  })

  it('a number that no rule leads to is refused', async () => {
    first.dial('00441234567890')
    expect(await first.waitFor('CALL_CLOSED')).toMatch(/404|403/)
  })

  it('an agent’s phone calls a number outside over a trunk', async () => {
    carrier = await Carrier.open('127.16.42.9', 25_160)
    const calls: PhoneCall[] = []
    carrier.onCall = (call) => {
      calls.push(call)
      call.ring()
    }
    const trunk = await api.call('createTrunk', {
      body: {
        name: 'The company',
        preset: 'address',
        domain: `127.16.42.9:${carrier.port}`,
        transport: 'udp',
        keepAliveS: 0,
      },
    })
    await api.call('createOutboundRule', {
      body: { name: 'Georgia', rank: 1, prefixes: ['+995'], trunkIds: [trunk.trunkId] },
    })
    const { items } = await api.call('people')
    const levan = items.find(({ email }) => email === 'levan@demo.parley')
    expect(levan).toBeDefined()
    const { etag } = (await api.call('phones')).items.find(({ user }) => user === '701') ?? {}
    await api.call('changePhone', {
      id: '701',
      body: { personId: levan?.personId ?? null },
      headers: { 'if-match': etag ?? '' },
    })
    first.dial(outside)
    await eventually(async () => expect(calls).toHaveLength(1))
    await first.waitFor('CALL_RINGING')
    calls[0]?.answer()
    await first.waitFor('CALL_ESTABLISHED')
    // He sends the company's party on to his colleague, and is out of the call.
    first.transfer('702')
    await second.waitFor('CALL_INCOMING')
    second.accept()
    await first.waitFor('CALL_CLOSED')
    await second.waitFor('CALL_ESTABLISHED')
    expect(calls[0]?.state).not.toBe('ended')
    await eventually(async () =>
      expect(shareOfTone(calls[0]?.heard(8000) ?? new Int16Array(), otherHz)).toBeGreaterThan(0.8),
    )
    calls[0]?.hangUp()
    await second.waitFor('CALL_CLOSED')
    await eventually(async () => {
      const page = await api.call('interactions')
      expect(page.items[0]).toMatchObject({ direction: 'outbound', state: 'ended', dialedNumber: outside })
    })
  })
})
