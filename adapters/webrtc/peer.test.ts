import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { WebControlToEdge } from '#protocol/edge/web-control.ts'
import { BrowserForTests } from './browser-for-tests.ts'
import { freePorts } from './free-ports-for-tests.ts'
import { answerWebOffer, startWebRtc, type WebPeer, type WebPeerState } from './peer.ts'

beforeAll(() => startWebRtc(() => {}))

async function connect(port: number, browser = new BrowserForTests()) {
  const heard: Buffer[] = []
  const reports: Buffer[] = []
  const states: WebPeerState[] = []
  const messages: WebControlToEdge[] = []
  const answered = await answerWebOffer(await browser.offer(), {
    port,
    publicAddresses: [],
    ssrc: 4711,
    listener: {
      state: (s) => states.push(s),
      rtp: (p) => heard.push(p),
      rtcp: (p) => reports.push(p),
      control: (m) => messages.push(m),
    },
  })
  if (!answered.ok) throw new Error(answered.error)
  browser.accept(answered.value.answerSdp)
  await vi.waitFor(() => expect(browser.isReady && states.includes('connected')).toBe(true), 10_000)
  return { peer: answered.value.peer as WebPeer, browser, heard, reports, states, messages }
}

describe('a WebRTC peer', () => {
  it('carries sound, digits and messages both ways, many on one port, and notices a page that goes', async () => {
    const [port = 0] = await freePorts(1)
    const [one, two] = await Promise.all([connect(port), connect(port, new BrowserForTests({ telephoneEvent: 101 }))])
    expect(one.peer.sound).toMatchObject({ codec: 'pcmu', payloadType: 0, telephoneEventPayloadType: 126 })
    expect(two.peer.sound.telephoneEventPayloadType).toBe(101)

    one.browser.send(new Uint8Array(160).fill(0x11))
    one.browser.send(Uint8Array.of(5, 10, 0, 160), { payloadType: 126, marker: true })
    two.browser.send(new Uint8Array(160).fill(0x22))
    await vi.waitFor(() => expect(one.heard.length + two.heard.length).toBe(3), 5000)
    expect(one.heard.map((packet) => (packet[1] ?? 0) & 0x7f)).toEqual([0, 126])
    expect(two.heard[0]?.[12]).toBe(0x22)

    const packet = new Uint8Array(200)
    packet.set([0x80, 0, 0, 1, 0, 0, 0, 160, 0, 0, 0x12, 0x67])
    one.peer.sendRtp(packet, 172)
    expect(one.peer.sendControl({ type: 'answered' })).toBe(true)
    await vi.waitFor(() => expect(one.browser.packets.length + one.browser.messages.length).toBe(2), 5000)
    expect(one.browser.packets[0]).toHaveLength(172)
    expect(one.browser.messages).toEqual([{ type: 'answered' }])
    expect(two.browser.packets).toHaveLength(0)

    // Reports go and come as they are, ours and theirs.
    const [ours, theirs] = ['80c9000100001267', '81c900070b0b0b0b0000126700000000000000010000000000000000000000aa']
    one.peer.sendRtcp?.(Buffer.from(ours as string, 'hex'))
    one.browser.report(Buffer.from(theirs as string, 'hex'))
    await vi.waitFor(() => expect([one.browser.reports.length, one.reports.length]).toEqual([1, 1]), 5000)
    expect([one.browser.reports[0]?.toString('hex'), one.reports[0]?.toString('hex')]).toEqual([ours, theirs])
    expect(one.heard).toHaveLength(2)

    two.browser.say({ type: 'hang-up' })
    await vi.waitFor(() => expect(two.messages).toEqual([{ type: 'hang-up' }]), 5000)

    two.browser.close()
    await vi.waitFor(() => expect(two.states.at(-1)).toBe('closed'), 2000)
    two.peer.sendRtp(packet, 172)
    expect(two.peer.sendControl({ type: 'ringing' })).toBe(false)
    one.peer.close()
    two.peer.close()
    one.browser.close()
  })

  it('refuses text that only looks like an offer', async () => {
    const listener = { state: () => {}, rtp: () => {}, control: () => {} }
    const [port = 0] = await freePorts(1)
    const options = { port, publicAddresses: [], ssrc: 1, listener }
    const broken = 'v=0\r\nm=audio 9 X 0\r\na=fingerprint:sha-256 zz\r\na=ice-ufrag:a\r\na=ice-pwd:b\r\n'
    expect(await answerWebOffer(broken, options)).toEqual({ ok: false, error: 'malformed' })
    expect(await answerWebOffer('hello', options)).toEqual({ ok: false, error: 'no-audio' })
  })
})
