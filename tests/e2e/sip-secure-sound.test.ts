import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { secureRandom } from '#edge/chance.ts'
import { type CoreStandIn, until } from '#edge/testing/core-stand-in.ts'
import { startTestEdge, type TestEdge } from '#edge/testing/start-test-edge.ts'
import { type BridgeId, newId } from '#kernel/ids.ts'
import { pcmu } from '#telephony/audio/g711.ts'
import { type SipPhone, type SipPhoneOptions, startSipPhone } from './peers/sip-phone.ts'
import { shareOfTone } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'
import { tapWire, type WireTap } from './peers/wire-tap.ts'

const password = 'tone-of-1004-hertz'
const hash = (user: string) => createHash('md5').update(`${user}:parley:${password}`).digest('hex')
const tlsPort = 5071

/** How many of these packets sound like the tone when they are played as they are. */
function shareThatSounds(packets: readonly Buffer[], hz: number): number {
  const samples = new Int16Array(160 * packets.length)
  for (const [i, packet] of packets.entries()) {
    const frame = new Int16Array(160)
    pcmu.decode(packet.subarray(12, 172), frame, 160)
    samples.set(frame, i * 160)
  }
  return shareOfTone(samples, hz)
}

describe('baresip over TLS, with secured sound', () => {
  let edge: TestEdge
  let core: CoreStandIn
  let tap: WireTap
  const phones: SipPhone[] = []

  beforeAll(async () => {
    edge = await startTestEdge(32, {
      sip: { tls: { port: tlsPort, requiresClientCertificate: false } },
      plainSockets: true,
    })
    core = edge.core()
    await until(() => core.welcome)
    const accounts = ['760', '761', '762'].map((user) => ({ user, ha1Md5: hash(user) }))
    await core.command({ type: 'accounts.set', realm: 'parley', accounts })
  })
  afterEach(async () => {
    tap?.remove()
    await Promise.allSettled(phones.splice(0).map((phone) => phone.close()))
  })
  afterAll(async () => {
    core?.close()
    await edge?.remove()
  })

  async function phone(host: number, user: string, toneHz: number, how: Partial<SipPhoneOptions> = {}) {
    const started = await startSipPhone({
      address: `127.15.2.${host}`,
      server: { host: edge.address, port: tlsPort },
      user,
      password,
      toneHz,
      transport: 'tls',
      mediaEncryption: 'srtp-mand',
      ...how,
    })
    phones.push(started)
    await started.registered()
    return started
  }

  it('hears its echo, and nothing of it can be heard on the wire', async () => {
    tap = tapWire()
    const one = await phone(1, '760', 620)
    one.dial('600')
    await one.waitFor('CALL_ESTABLISHED')
    await eventually(async () => expect(shareOfTone(one.heard().subarray(-8000), 620)).toBeGreaterThan(0.8))
    for (const direction of ['in', 'out'] as const) {
      await eventually(async () => expect(tap.rtp(direction).length).toBeGreaterThan(50))
      const packets = tap.rtp(direction)
      // A frame, its header and ten bytes of tag (RFC 3711 4.2).
      expect(packets.every((packet) => packet.length === 12 + 160 + 10)).toBe(true)
      expect(shareThatSounds(packets.slice(-50), 620)).toBe(0)
    }
    one.hangUp()
  })

  it('sounds on the wire when it is not secured: the check above can fail', async () => {
    tap = tapWire()
    const plain = await startSipPhone({
      address: '127.15.2.3',
      server: { host: edge.address, port: 5070 },
      user: '762',
      password,
      toneHz: 620,
    })
    phones.push(plain)
    await plain.registered()
    plain.dial('600')
    await plain.waitFor('CALL_ESTABLISHED')
    await eventually(async () => expect(shareOfTone(plain.heard().subarray(-8000), 620)).toBeGreaterThan(0.8))
    // The first packets are still silent.
    await eventually(async () => expect(shareThatSounds(tap.rtp('out').slice(-50), 620)).toBeGreaterThan(0.9))
  })

  it('is called over TLS with secured sound, and speaks with a phone that has none', async () => {
    const secure = await phone(4, '760', 620, { answersByItself: true })
    const plain = await startSipPhone({
      address: '127.15.2.5',
      server: { host: edge.address, port: 5070 },
      user: '761',
      password,
      toneHz: 880,
      answersByItself: true,
    })
    phones.push(plain)
    await plain.registered()
    tap = tapWire()
    const legs = await Promise.all(
      ['760', '761'].map(async (user) => {
        const legId = newId('leg', Date.now(), secureRandom.bytes)
        const to = { kind: 'endpoint', user } as const
        await core.command({ type: 'leg.originate', legId, to, callerNumber: '100', ringTimeoutMs: 20_000 })
        await core.event('leg.connected', legId)
        return legId
      }),
    )
    await core.command({ type: 'bridge.join', bridgeId: 'b' as BridgeId, legIds: legs })
    await eventually(async () => expect(shareOfTone(secure.heard().subarray(-8000), 880)).toBeGreaterThan(0.8))
    await eventually(async () => expect(shareOfTone(plain.heard().subarray(-8000), 620)).toBeGreaterThan(0.8))
    const lengths = new Set(tap.rtp('out').map((packet) => packet.length))
    expect([...lengths].sort()).toEqual([172, 182])
    for (const legId of legs) await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
  })

  it('falls back to plain sound for a phone on TLS that knows no keys, when it says so', async () => {
    const unkeyed = await phone(6, '760', 620, { answersByItself: true, mediaEncryption: 'none' })
    const legId = newId('leg', Date.now(), secureRandom.bytes)
    const to = { kind: 'endpoint', user: '760' } as const
    await core.command({ type: 'leg.originate', legId, to, callerNumber: '100', ringTimeoutMs: 20_000 })
    await core.event('leg.connected', legId)
    expect(unkeyed).toBeDefined()
    await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
  })
})
