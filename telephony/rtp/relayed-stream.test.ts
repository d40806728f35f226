import { describe, expect, it } from 'vitest'
import { buildRtp, newRtpPacket, parseRtp, type RtpPacket } from './packet.ts'
import { RelayedStream } from './relayed-stream.ts'
import { RtpSender } from './sender.ts'

const start = { ssrc: 0xabcd, sequence: 65_534, timestamp: 0xffff_ff00, payloadType: 0 }
const into = new Uint8Array(400)

function packet(sequence: number, timestamp: number, over: Partial<RtpPacket> = {}): RtpPacket {
  const bytes = new Uint8Array(172)
  const header = { marker: over.marker ?? false, payloadType: 96, sequence, timestamp, ssrc: over.ssrc ?? 7 }
  buildRtp(bytes, header, new Uint8Array(160).fill(sequence))
  const parsed = newRtpPacket()
  parseRtp(bytes, parsed)
  return parsed
}

/** Relays and reads what would go out. */
function relaying() {
  const sender = new RtpSender(start)
  const stream = new RelayedStream()
  return {
    sender,
    stream,
    relay(from: RtpPacket, nowMs: number, isSound = true) {
      const length = stream.write(into, from, isSound ? 0 : 101, isSound, sender, nowMs)
      if (length === 0) return undefined
      const out = newRtpPacket()
      expect(parseRtp(into.subarray(0, length), out)).toBe(true)
      const { sequence, timestamp, ssrc, marker, payloadType } = out
      return { sequence, timestamp, ssrc, marker, payloadType, payload: out.bytes[12] }
    },
  }
}

describe('a relayed stream', () => {
  it('is ours by SSRC, numbers and payload type, over the wrap of both counters', () => {
    const { relay, sender } = relaying()
    expect([relay(packet(100, 5000), 0), relay(packet(101, 5160), 20), relay(packet(102, 5320), 40)]).toEqual([
      { sequence: 65_534, timestamp: 0xffff_ff00, ssrc: 0xabcd, marker: true, payloadType: 0, payload: 100 },
      { sequence: 65_535, timestamp: 0xffff_ffa0, ssrc: 0xabcd, marker: false, payloadType: 0, payload: 101 },
      { sequence: 0, timestamp: 0x40, ssrc: 0xabcd, marker: false, payloadType: 0, payload: 102 },
    ])
    expect([sender.sequence, sender.timestamp, sender.packetsSent, sender.payloadBytesSent]).toEqual([1, 0xe0, 3, 480])
  })

  it('keeps loss, order and pauses as the source made them', () => {
    const { relay, sender } = relaying()
    relay(packet(100, 5000), 0)
    expect(relay(packet(103, 5480), 60)).toMatchObject({ sequence: 1, timestamp: (0xffff_ff00 + 480) >>> 0 })
    expect(relay(packet(102, 5320), 61)).toMatchObject({ sequence: 0, payload: 102 })
    expect(sender.sequence).toBe(2)
    expect(relay(packet(104, 21_480, { marker: true }), 2061)).toMatchObject({ sequence: 2, marker: true })
    expect(sender.timestamp).toBe((0xffff_ff00 + 16_480 + 160) >>> 0)
  })

  it('sends no number twice, whatever the source repeats or changes under one: SRTP would use a key stream twice', () => {
    const { relay, sender } = relaying()
    relay(packet(100, 5000), 0)
    relay(packet(103, 5480), 60)
    const changed = packet(103, 5480)
    changed.bytes[12] = 0
    expect([relay(changed, 61), relay(packet(100, 5000), 62)]).toEqual([undefined, undefined])
    expect(relay(packet(102, 5320), 63)).toMatchObject({ payload: 102 })
    expect(relay(packet(102, 5320), 64)).toBeUndefined()
    // Whatever lies too far back to tell, too; and a number comes again when all have been.
    for (let n = 104; n <= 300; n++) expect(relay(packet(n, 5000 + (n - 100) * 160), 60 + n)).toBeDefined()
    expect(relay(packet(101, 5160), 400)).toBeUndefined()
    expect(relay(packet(300 - 127, 5000), 400)).toBeUndefined()
    expect(sender.packetsSent).toBe(3 + 197)
  })

  it('sends nothing that lies before its own beginning', () => {
    const { relay } = relaying()
    relay(packet(100, 5000), 0)
    expect(relay(packet(99, 4840), 5)).toBeUndefined()
  })

  it('goes on where it was when the source begins a new stream, and counts the time between', () => {
    const { relay } = relaying()
    relay(packet(100, 5000), 0)
    // 20 ms of sound, then 480 ms of nothing.
    expect(relay(packet(40_000, 77, { ssrc: 8 }), 500)).toMatchObject({
      sequence: 65_535,
      timestamp: (0xffff_ff00 + 160 + 24 * 160) >>> 0,
      marker: true,
    })
    expect(relay(packet(9000, 237, { ssrc: 8 }), 520)).toMatchObject({ sequence: 0, marker: true })
  })

  it('lets our own sound go on after it, and goes on after our own sound', () => {
    const { relay, sender, stream } = relaying()
    relay(packet(100, 5000), 0)
    relay(packet(101, 5160), 20)
    stream.end(sender, 30)
    const own = new Uint8Array(172)
    sender.frame(own, new Uint8Array(160))
    expect([(own[2]! << 8) | own[3]!, own[1]]).toEqual([0, 0])
    expect(sender.timestamp).toBe((0xffff_ff00 + 480) >>> 0)
    expect(relay(packet(180, 18_000), 1000)).toMatchObject({
      sequence: 1,
      timestamp: (0xffff_ff00 + 480) >>> 0,
      marker: true,
    })
    stream.end(sender, 1100)
    // 80 ms without a packet: 60 of them after the last one's own 20, and a mark on what comes next.
    expect(sender.timestamp).toBe((0xffff_ff00 + 480 + 160 + 4 * 160) >>> 0)
    sender.frame(own, new Uint8Array(160))
    expect(own[1]).toBe(0x80)
  })

  it('passes the packets of a digit on with the timestamp of its beginning', () => {
    const { relay, sender } = relaying()
    relay(packet(100, 5000), 0)
    const before = sender.timestamp
    expect(relay(packet(101, 5160, { marker: true }), 20, false)).toMatchObject({
      timestamp: before,
      payloadType: 101,
      marker: true,
    })
    expect(relay(packet(102, 5160), 40, false)).toMatchObject({ timestamp: before, marker: false })
    expect(relay(packet(103, 5480), 60)).toMatchObject({ timestamp: (before + 320) >>> 0, sequence: 1 })
  })

  it('leaves header extensions and padding behind', () => {
    const bytes = new Uint8Array(12 + 8 + 160 + 4)
    buildRtp(bytes, { marker: false, payloadType: 0, sequence: 1, timestamp: 1, ssrc: 7 }, new Uint8Array(172).fill(9))
    bytes[0] = 0x80 | 0x20 | 0x10
    bytes.set([0xbe, 0xde, 0, 1, 1, 2, 3, 4], 12)
    bytes[bytes.length - 1] = 4
    const parsed = newRtpPacket()
    expect(parseRtp(bytes, parsed)).toBe(true)
    const { sender, stream } = relaying()
    const length = stream.write(into, parsed, 0, true, sender, 0)
    expect([length, into[0], into[12], into[length - 1]]).toEqual([172, 0x80, 9, 9])
  })

  it('refuses what has no room, and what is empty', () => {
    const { sender, stream } = relaying()
    expect(stream.write(new Uint8Array(100), packet(1, 1), 0, true, sender, 0)).toBe(0)
    expect(stream.write(into, { ...packet(1, 1), payloadBytes: 0 }, 0, true, sender, 0)).toBe(0)
    expect(sender.sequence).toBe(start.sequence)
  })
})
