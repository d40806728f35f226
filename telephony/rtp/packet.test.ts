import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { buildRtp, classifyDatagram, newRtpPacket, parseRtp } from './packet.ts'

const header = { marker: true, payloadType: 101, sequence: 65_535, timestamp: 0xffff_fff0, ssrc: 0xdead_beef }

function built(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + payload.length)
  expect(buildRtp(bytes, header, payload)).toBe(bytes.length)
  return bytes
}

describe('RFC 3550 5.1', () => {
  it('reads back what it wrote', () => {
    const packet = newRtpPacket()
    expect(parseRtp(built(Uint8Array.of(1, 2, 3)), packet)).toBe(true)
    expect(packet).toMatchObject({ ...header, csrcCount: 0, extensionProfile: -1, payloadOffset: 12, payloadBytes: 3 })
  })

  it('finds the payload behind CSRC, header extension and before padding', () => {
    const bytes = Uint8Array.of(
      0x80 | 0x20 | 0x10 | 2,
      0,
      0,
      1,
      0,
      0,
      0,
      2,
      0,
      0,
      0,
      3,
      ...[0, 0, 0, 4, 0, 0, 0, 5],
      ...[0xbe, 0xde, 0, 1, 9, 9, 9, 9],
      ...[7, 8],
      ...[0, 2],
    )
    const packet = newRtpPacket()
    expect(parseRtp(bytes, packet)).toBe(true)
    expect(packet).toMatchObject({
      csrcCount: 2,
      extensionProfile: 0xbede,
      extensionOffset: 24,
      extensionBytes: 4,
      payloadOffset: 28,
      payloadBytes: 2,
    })
  })

  it('forgets the extension of the packet before', () => {
    const packet = newRtpPacket()
    packet.extensionProfile = 5
    packet.extensionBytes = 4
    parseRtp(built(Uint8Array.of(1)), packet)
    expect(packet).toMatchObject({ extensionProfile: -1, extensionBytes: 0 })
  })

  it.each([
    ['nothing', []],
    ['a short header', [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['version 1', [0x40, ...new Array<number>(15).fill(0)]],
    ['more CSRC than bytes', [0x8f, ...new Array<number>(15).fill(0)]],
    ['an extension past the end', [0x90, ...new Array<number>(11).fill(0), 0, 0, 0xff, 0xff]],
    ['an extension without its head', [0x90, ...new Array<number>(13).fill(0)]],
    ['padding of zero', [0xa0, ...new Array<number>(15).fill(0)]],
    ['padding into the header', [0xa0, ...new Array<number>(14).fill(0), 5]],
    ['RTCP', [0x80, 200, ...new Array<number>(14).fill(0)]],
  ])('refuses %s', (_what, bytes) => {
    expect(parseRtp(Uint8Array.from(bytes), newRtpPacket())).toBe(false)
  })

  it('never points outside of the datagram, whatever arrives', () => {
    const chance = seededRandom(3)
    const packet = newRtpPacket()
    for (let n = 0; n < 20_000; n++) {
      const bytes = chance.bytes(chance.integer(60))
      if (bytes.length > 0) bytes[0] = 0x80 | (bytes[0]! & 0x3f)
      if (!parseRtp(bytes, packet)) continue
      expect(packet.payloadBytes).toBeGreaterThanOrEqual(0)
      expect(packet.payloadOffset + packet.payloadBytes).toBeLessThanOrEqual(bytes.length)
      expect(packet.extensionOffset + packet.extensionBytes).toBeLessThanOrEqual(bytes.length)
    }
  })

  it('writes nothing where there is no room', () => {
    expect(buildRtp(new Uint8Array(12), header, Uint8Array.of(1))).toBe(0)
    expect(buildRtp(new Uint8Array(99), header, Uint8Array.of(1), 2)).toBe(0)
  })
})

it('tells apart what shares a media port (RFC 7983)', () => {
  const of = (...first: number[]) => classifyDatagram(Uint8Array.from([...first, ...new Array<number>(20).fill(0)]))
  expect([of(0, 1), of(22), of(0x80, 0), of(0x80, 0xe5), of(0x81, 200), of(0x80, 203), of(0xff)]).toEqual([
    'stun',
    'dtls',
    'rtp',
    'rtp',
    'rtcp',
    'rtcp',
    'unknown',
  ])
  expect(classifyDatagram(new Uint8Array(0))).toBe('unknown')
})
