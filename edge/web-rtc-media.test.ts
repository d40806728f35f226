import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { freePorts } from '#adapters/webrtc/free-ports-for-tests.ts'
import { startWebRtc } from '#adapters/webrtc/peer.ts'
import type { LegMedia } from '#telephony/calls/leg-media.ts'
import type { Direction } from '#telephony/sdp/index.ts'
import { secureRandom } from './chance.ts'
import type { SipMedia } from './sip-media.ts'
import { WebRtcMedia } from './web-rtc-media.ts'

beforeAll(() => startWebRtc(() => {}))

const clock = { wallMs: () => Date.now(), monotonicMs: () => performance.now() }
const open: WebRtcMedia[] = []
afterEach(() => {
  for (const media of open.splice(0)) media.close()
})

async function newMedia(): Promise<WebRtcMedia> {
  const [webRtcPort = 0] = await freePorts(1)
  const media = new WebRtcMedia({ webRtcPort, publicAddresses: [], clock, chance: secureRandom })
  open.push(media)
  return media
}

/** Listens at a call's side: readiness, loss and packets. */
function listenTo(media: SipMedia) {
  const heard: Uint8Array[] = []
  const ready = vi.fn()
  const lost = vi.fn()
  media.listener = { ready, lost }
  media.media = { receiveRtp: (packet: Uint8Array) => heard.push(packet) } as unknown as LegMedia
  return { heard, ready, lost }
}

let sequence = 0
function rtp(payloadType: number, fill: number): Uint8Array {
  const packet = new Uint8Array(172).fill(fill, 12)
  packet[0] = 0x80
  packet[1] = payloadType
  packet[3] = ++sequence
  return packet
}

async function exchange(from: SipMedia, to: SipMedia, asked: Direction, willing: Direction = 'sendrecv') {
  const offer = from.makeOffer(asked)
  const answered = await to.answerOffer(offer, willing)
  if (!answered.ok) throw new Error(`refused with ${answered.error}`)
  const accepted = from.acceptAnswer(answered.value.sdp, false)
  if (!accepted.ok) throw new Error(`answer refused with ${accepted.error}`)
  return {
    offer: Buffer.from(offer).toString(),
    answer: Buffer.from(answered.value.sdp).toString(),
    here: accepted.value,
    there: answered.value.sound,
  }
}

it('calls and is called over WebRTC, is held and goes on, and takes a new connection in place of the old', async () => {
  const caller = await newMedia()
  const callee = await newMedia()
  const [atCaller, atCallee] = [listenTo(caller), listenTo(callee)]
  expect(await caller.prepareOffer()).toBe(true)
  const first = await exchange(caller, callee, 'sendrecv')
  expect(first.offer).toMatch(/m=audio \d+ UDP\/TLS\/RTP\/SAVPF 0 8 101/)
  expect(first.here).toMatchObject({ direction: 'sendrecv', format: { codec: 'pcmu', telephoneEventPayloadType: 101 } })
  await vi.waitFor(() => expect(caller.isReady && callee.isReady).toBe(true), 10_000)
  expect(atCaller.ready).toHaveBeenCalledOnce()

  caller.transport.sendRtp(rtp(0, 0x11), 172)
  callee.transport.sendRtp(rtp(0, 0x22), 172)
  await vi.waitFor(() => expect([atCallee.heard.at(-1)?.[12], atCaller.heard.at(-1)?.[12]]).toEqual([0x11, 0x22]), 5000)

  const held = await exchange(caller, callee, 'sendonly')
  expect(held.there.direction).toBe('recvonly')
  expect(held.answer).toContain('a=recvonly')
  expect(/o=- (\d+) 2 /.exec(held.answer)?.[1]).toBe(/o=- (\d+) 1 /.exec(first.answer)?.[1])
  const resumed = await exchange(callee, caller, 'sendrecv')
  expect(resumed.here.direction).toBe('sendrecv')
  expect(resumed.offer).toContain('a=setup:actpass')
  // Nothing of this touched the connection.
  caller.transport.sendRtp(rtp(0, 0x33), 172)
  await vi.waitFor(() => expect(atCallee.heard.at(-1)?.[12]).toBe(0x33), 5000)

  // The caller's phone comes back from another network.
  const moved = await newMedia()
  const atMoved = listenTo(moved)
  await moved.prepareOffer()
  await exchange(moved, callee, 'sendrecv')
  await vi.waitFor(() => expect(moved.isReady && callee.isReady).toBe(true), 10_000)
  callee.transport.sendRtp(rtp(0, 0x44), 172)
  await vi.waitFor(() => expect(atMoved.heard.at(-1)?.[12]).toBe(0x44), 5000)
  expect(atCallee.lost).not.toHaveBeenCalled()
}, 40_000)

it('refuses a camera in its place and keeps the sound', async () => {
  const caller = await newMedia()
  const callee = await newMedia()
  await caller.prepareOffer()
  const offer = Buffer.from(caller.makeOffer('sendrecv')).toString()
  const answered = await callee.answerOffer(
    Buffer.from(`${offer}m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=sendrecv\r\n`),
    'sendrecv',
  )
  if (!answered.ok) throw new Error(`refused with ${answered.error}`)
  const media = Buffer.from(answered.value.sdp).toString().match(/^m=.*/gm)
  expect(media).toHaveLength(2)
  expect(media?.[0]).toMatch(/^m=audio [1-9]/)
  expect(media?.[1]).toBe('m=video 0 UDP/TLS/RTP/SAVPF 96')
})

it('refuses what it cannot speak with 488', async () => {
  const callee = await newMedia()
  const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=mid:0']
  const offer = [...lines, 'a=ice-ufrag:abcd', 'a=ice-pwd:abcdefghijklmnopqrstuv', 'a=fingerprint:sha-256 00', '']
  expect(await callee.answerOffer(Buffer.from(offer.join('\r\n')), 'sendrecv')).toEqual({ ok: false, error: 488 })
})
