import { createSocket, type Socket } from 'node:dgram'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { hasKnownLayout } from '#adapters/sockets/libc.ts'
import { openMediaSockets } from '#adapters/sockets/media-sockets.ts'
import { RtpPorts } from '#adapters/sockets/rtp-ports.ts'
import { LegMedia } from '#telephony/calls/leg-media.ts'
import { relayedPacketBytes } from '#telephony/calls/relay.ts'
import { SrtpReceiver, SrtpSender, srtpOverheadBytes } from '#telephony/rtp/srtp.ts'
import type { SrtpKey } from '#telephony/rtp/srtp-suite.ts'
import type { NegotiatedAudio } from '#telephony/sdp/index.ts'
import { SipRtp } from './sip-rtp.ts'

const address = '127.15.5.1'
const open: { close(): unknown }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

const key = (fill: number): SrtpKey => ({
  suite: 'AES_CM_128_HMAC_SHA1_80',
  keyAndSalt: new Uint8Array(30).fill(fill),
  mkiBytes: 0,
})

async function peer(host: number): Promise<{ socket: Socket; port: number; heard: Buffer[] }> {
  const socket = createSocket('udp4')
  const heard: Buffer[] = []
  socket.on('message', (bytes) => heard.push(bytes))
  await new Promise<void>((resolve) => socket.bind(0, `127.15.5.${host}`, resolve))
  let isOpen = true
  socket.once('close', () => {
    isOpen = false
  })
  open.push({ close: () => isOpen && socket.close() })
  return { socket, port: socket.address().port, heard }
}

let sequence = 0
function rtp(fill: number): Buffer {
  const packet = Buffer.alloc(172, fill)
  packet[0] = 0x80
  packet[1] = 0
  packet.writeUInt16BE(++sequence, 2)
  packet.writeUInt32BE(7, 8)
  return packet
}

const sealed = (sender: SrtpSender, packet: Buffer): Buffer => {
  const into = Buffer.alloc(packet.length + srtpOverheadBytes)
  return into.subarray(0, sender.rtp(packet, packet.length, into))
}

async function leg() {
  const ports = new RtpPorts({ range: { first: 22_000, last: 22_099 }, monotonicMs: () => performance.now() })
  const opened = await SipRtp.open(ports, address)
  if (!opened.ok) throw new Error(opened.error.code)
  const transport = opened.value
  open.push(transport)
  const heard: Buffer[] = []
  const reports: Buffer[] = []
  transport.media = {
    receiveRtp: (bytes: Uint8Array) => heard.push(Buffer.from(bytes)),
    receiveRtcp: (bytes: Uint8Array) => reports.push(Buffer.from(bytes)),
    goesElsewhere: () => {},
  } as unknown as LegMedia
  return { transport, heard, reports }
}

const audio = (host: number, port: number, srtp?: NegotiatedAudio['srtp']): NegotiatedAudio => ({
  remoteAddress: `127.15.5.${host}`,
  remotePort: port,
  remoteRtcpPort: port,
  isRtcpMuxed: true,
  codec: 'pcmu',
  payloadType: 0,
  receivePayloadTypes: new Map(),
  ptimeMs: 20,
  direction: 'sendrecv',
  ...(srtp ? { srtp } : {}),
})

it('carries sound and reports under the keys of both sides, and a new key of the peer from a new description on', async () => {
  const { transport, heard, reports } = await leg()
  const far = await peer(2)
  transport.signal(audio(2, far.port, { ours: key(1), theirs: key(2) }))
  expect(transport.isSecured).toBe(true)

  const plain = rtp(0x55)
  transport.sendRtp(plain, plain.length)
  await vi.waitFor(() => expect(far.heard).toHaveLength(1))
  expect(far.heard[0]?.includes(Buffer.alloc(20, 0x55))).toBe(false)
  const receiver = new SrtpReceiver(key(1))
  const opened = far.heard[0] as Buffer
  expect(opened.subarray(0, receiver.rtp(opened))).toEqual(plain)

  const first = new SrtpSender(key(2))
  const said = rtp(0x66)
  far.socket.send(sealed(first, said), transport.port, address)
  await vi.waitFor(() => expect(heard).toEqual([said]))
  const report = Buffer.from('80c9000100000007', 'hex')
  far.socket.send(Buffer.from(first.rtcp(report) ?? []), transport.port, address)
  await vi.waitFor(() => expect(reports).toEqual([report]))

  // A re-INVITE with another key; ours stays, and with it the count of its packets.
  transport.signal(audio(2, far.port, { ours: key(1), theirs: key(3) }))
  const after = rtp(0x77)
  far.socket.send(sealed(new SrtpSender(key(3)), after), transport.port, address)
  await vi.waitFor(() => expect(heard.at(-1)).toEqual(after))
  const again = rtp(0x58)
  transport.sendRtp(again, again.length)
  await vi.waitFor(() => expect(far.heard).toHaveLength(2))
  const openedAgain = far.heard[1] as Buffer
  expect(openedAgain.subarray(0, receiver.rtp(openedAgain))).toEqual(again)
})

it('is not moved to a stranger by packets that are not authentic, nor heard in the clear', async () => {
  const { transport, heard } = await leg()
  const [far, stranger] = [await peer(3), await peer(4)]
  transport.signal(audio(3, far.port, { ours: key(1), theirs: key(2) }))
  for (let i = 0; i < 20; i++) stranger.socket.send(rtp(0x11), transport.port, address)
  stranger.socket.send(sealed(new SrtpSender(key(9)), rtp(0x12)), transport.port, address)
  const said = rtp(0x66)
  far.socket.send(sealed(new SrtpSender(key(2)), said), transport.port, address)
  await vi.waitFor(() => expect(heard).toEqual([said]))
  const answer = rtp(0x22)
  transport.sendRtp(answer, answer.length)
  await vi.waitFor(() => expect(far.heard).toHaveLength(1))
  expect(stranger.heard).toHaveLength(0)
})

it('goes on with the numbers of a key that is named again, and sends the longest packet that is relayed', async () => {
  const { transport } = await leg()
  const phone = await peer(9)
  const srtp = { ours: key(5), theirs: key(6) }
  transport.signal(audio(9, phone.port, srtp))
  const [before, after, long] = [rtp(1), rtp(2), Buffer.alloc(relayedPacketBytes, 3)]
  before.writeUInt16BE(0xffff, 2)
  after.writeUInt16BE(1, 2)
  rtp(3).copy(long, 0, 0, 12)
  long.writeUInt16BE(2, 2)
  transport.sendRtp(before, before.length)
  const wrapped = Buffer.from(before)
  wrapped.writeUInt16BE(0, 2)
  transport.sendRtp(wrapped, wrapped.length)
  transport.signal(audio(9, phone.port))
  transport.signal(audio(9, phone.port, srtp))
  transport.sendRtp(after, after.length)
  transport.sendRtp(long, long.length)
  await vi.waitFor(() => expect(phone.heard).toHaveLength(4))
  // With an index that had begun again, the third would be one that was used long ago, and not authentic here.
  const receiver = new SrtpReceiver(srtp.ours)
  expect(phone.heard.map((bytes) => receiver.rtp(bytes))).toEqual([172, 172, 172, relayedPacketBytes])
})

describe.runIf(hasKnownLayout(process.platform, process.arch))('two legs that are relayed past everything', () => {
  const start = { sequence: 10, timestamp: 100 }
  const format = { codec: 'pcmu' as const, payloadType: 0, receivePayloadTypes: new Map([[0, 'pcmu' as const]]) }

  async function relayed() {
    const monotonicMs = () => performance.now()
    const sockets = await openMediaSockets({
      monotonicMs,
      failed: (error) => {
        throw error
      },
    })
    const ports = new RtpPorts({ range: { first: 22_100, last: 22_199 }, monotonicMs, sockets })
    const join = async (ssrc: number) => {
      const opened = await SipRtp.open(ports, address)
      if (!opened.ok) throw new Error(opened.error.code)
      const transport = opened.value
      const media = new LegMedia({
        transport,
        format,
        start: { ...start, ssrc },
        chance: () => 0.5,
        nowMs: monotonicMs(),
        onDigit: () => {},
      })
      transport.media = media
      return { transport, media, received: vi.spyOn(media, 'receiveRtp') }
    }
    const [one, two] = [await join(1), await join(2)]
    const [phone, other] = [await peer(6), await peer(7)]
    one.transport.signal(audio(6, phone.port))
    two.transport.signal(audio(7, other.port))
    one.media.relayTo(two.media, false, 0)
    two.media.relayTo(one.media, false, 0)
    open.push(
      one.transport,
      two.transport,
      { close: () => ports.close() },
      { close: () => setTimeout(() => sockets.close(), 10) },
    )
    let frames = 0
    /** The next packet of one stream, from here. */
    const says = (from: { socket: Socket }, to: SipRtp) => {
      const packet = Buffer.alloc(172, 0x55)
      packet[0] = 0x80
      packet[1] = 0
      packet.writeUInt16BE(++frames, 2)
      packet.writeUInt32BE(frames * 160, 4)
      packet.writeUInt32BE(77, 8)
      packet[12] = frames
      from.socket.send(packet, to.port, address)
    }
    /** One after the other, until the far end has heard so many. */
    const until = async (from: { socket: Socket }, heard: Buffer[], count: number) => {
      while (heard.length < count) {
        const before = heard.length
        says(from, one.transport)
        await vi.waitFor(() => expect(heard).toHaveLength(before + 1))
      }
    }
    // The other speaks too: before its source is known nothing is sent on blindly.
    says(other, two.transport)
    await vi.waitFor(() => expect(phone.heard).toHaveLength(1))
    frames = 0
    return { one, two, phone, other, says, until }
  }

  it('hand on what goes on as it began, count it, and send our own name and numbers', async () => {
    const { one, two, phone, other, until } = await relayed()
    await until(phone, other.heard, 30)
    expect(one.received.mock.calls.length).toBeLessThan(5)
    expect(one.media.quality()).toMatchObject({ packetsReceived: 30, packetsLost: 0 })
    expect(two.media.quality().packetsSent).toBe(30)
    expect(one.media.silentMs(performance.now())).toBeLessThan(1000)
    expect(other.heard.map((bytes) => [bytes.readUInt16BE(2), bytes.readUInt32BE(8), bytes[12]])).toEqual(
      other.heard.map((_, i) => [start.sequence + i, 2, i + 1]),
    )
    // Somebody listens from now on: each packet is shown again.
    one.media.relayTo(two.media, true, performance.now())
    const shown = one.received.mock.calls.length
    await until(phone, other.heard, 35)
    expect(one.received.mock.calls.length).toBe(shown + 5)
  })

  it('take nothing from elsewhere, and follow either far end to where it goes', async () => {
    const { one, two, phone, other, says, until } = await relayed()
    await until(phone, other.heard, 10)
    const stranger = await peer(8)
    for (let i = 0; i < 3; i++) stranger.socket.send(rtp(0x11), one.transport.port, address)
    await until(phone, other.heard, 15)
    expect(other.heard.filter((bytes) => bytes[100] === 0x11)).toEqual([])
    // The second's far end names another place, and speaks from there.
    const elsewhere = await peer(10)
    two.transport.signal(audio(10, elsewhere.port))
    await until(phone, elsewhere.heard, 3)
    says(elsewhere, two.transport)
    await vi.waitFor(() => expect(phone.heard.length).toBeGreaterThan(1))
    await until(phone, elsewhere.heard, 10)
    expect(other.heard).toHaveLength(15)
    const shown = one.received.mock.calls.length
    await until(phone, elsewhere.heard, 15)
    expect(one.received.mock.calls.length).toBe(shown)
  })

  it('know from the network that a far end is not reached, until it is somewhere else', async () => {
    const { one, two, phone, other, says, until } = await relayed()
    await until(phone, other.heard, 10)
    other.socket.close()
    for (let n = 0; n < 60; n++) {
      says(phone, one.transport)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await vi.waitFor(() => expect([one.media.isUnheard, two.media.isUnheard]).toEqual([false, true]))
    two.transport.signal(audio(11, 40_000))
    expect(two.media.isUnheard).toBe(false)
  })

  it('send nothing in the clear to who has agreed on keys since', async () => {
    const { two, phone, other, until } = await relayed()
    await until(phone, other.heard, 10)
    two.transport.signal(audio(7, other.port, { ours: key(1), theirs: key(2) }))
    await until(phone, other.heard, 14)
    expect(other.heard.slice(10).map((bytes) => bytes.length)).toEqual([182, 182, 182, 182])
    const receiver = new SrtpReceiver(key(1))
    expect(other.heard.slice(10).map((bytes) => receiver.rtp(bytes))).toEqual([172, 172, 172, 172])
  })
})
