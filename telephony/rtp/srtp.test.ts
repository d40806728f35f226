import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { SrtpReceiver, SrtpSender, srtpOverheadBytes } from './srtp.ts'
import { CounterMode } from './srtp-cipher.ts'
import { estimateIndex, ReplayWindow } from './srtp-index.ts'
import { deriveSessionKeys } from './srtp-key-derivation.ts'
import { type SrtpKey, type SrtpSuiteName, srtpKeyBytes, srtpSuiteNames, srtpSuites } from './srtp-suite.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex')
const keyOf = (suite: SrtpSuiteName, text: string, mkiBytes = 0): SrtpKey => ({
  suite,
  keyAndSalt: hex(text).subarray(0, srtpKeyBytes(srtpSuites[suite])),
  mkiBytes,
})
const master128 = 'e1f97a0d3e018be0d64fa32c06de4139 0ec675ad498afeebb6960b3aabe6'
const master256 = 'f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6 3b04803de51ee7c96423ab5b78d2'
const masterGcm = '000102030405060708090a0b0c0d0e0f a0a1a2a3a4a5a6a7a8a9aaab'
const plainRtp = hex('800f1234decafbadcafebabe abababababababababababababababab')
const plainRtcp = hex('81c8000bcafebabe abababababababababababababababab')

it('makes the keystream of RFC 3711 B.2', () => {
  const mode = new CounterMode({
    cipherKey: hex('2B7E151628AED2A6ABF7158809CF4F3C'),
    salt: hex('F0F1F2F3F4F5F6F7F8F9FAFBFCFD'),
    authenticationKey: new Uint8Array(0),
  })
  const stream = new Uint8Array(48)
  mode.apply(stream, 0, 48, 0, 0)
  expect(Buffer.from(stream).toString('hex')).toBe(
    'e03ead0935c95e80e166b16dd92b4eb4d23513162b02d0f72a43a2fe4a5f97ab41e95b3bb0a2e8dd477901e4fca894c0',
  )
})

describe('derives the keys of', () => {
  it.each([
    [
      'RFC 3711 B.3',
      keyOf('AES_CM_128_HMAC_SHA1_80', master128),
      'c61e7a93744f39ee10734afe3ff7a087',
      '30cbbc08863d8c85d49db34a9ae1',
      'cebe321f6ff7716b6fd4ab49af256a156d38baa4',
    ],
    [
      'RFC 6188 7.2',
      keyOf('AES_256_CM_HMAC_SHA1_80', master256),
      '5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4',
      'fa31791685ca444a9e07c6c64e93',
      'fd9c32d39ed5fbb5a9dc96b30818454d1313dc05',
    ],
  ])('%s', (_, key, cipherKey, salt, authenticationKey) => {
    const keys = deriveSessionKeys(key, 'rtp')
    expect(Buffer.from(keys.cipherKey).toString('hex')).toBe(cipherKey)
    expect(Buffer.from(keys.salt).toString('hex')).toBe(salt)
    expect(Buffer.from(keys.authenticationKey).toString('hex')).toBe(authenticationKey)
  })
})

// The reference packets that libsrtp and rtpengine test themselves with.
const references: [name: string, key: SrtpKey, rtp: string, rtcp: string | undefined][] = [
  [
    'AES-CM 128, 80 bits',
    keyOf('AES_CM_128_HMAC_SHA1_80', master128),
    '800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb',
    '81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798',
  ],
  [
    'AES-CM 128, 32 bits: the short tag is RTP only',
    keyOf('AES_CM_128_HMAC_SHA1_32', master128),
    '800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc',
    '81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798',
  ],
  [
    'AES-CM 256, 80 bits',
    keyOf('AES_256_CM_HMAC_SHA1_80', master256),
    '800f1234decafbadcafebabef1d9de17ff251ff1aa007774b0b4b40da08d9d9a5b3a55d8873b',
    undefined,
  ],
  [
    'AES-GCM 128',
    keyOf('AEAD_AES_128_GCM', masterGcm),
    '800f1234decafbadcafebabec5002ede04cfdd2eb91159e0880aa06ed2976826f796b201df3131a127e8a392',
    '81c8000bcafebabec98b8b5df0392a55852b6c21ac8e7025c52c6fbea2b3b446ea31123ba88ce61e80000001',
  ],
]

describe.each(references)('%s', (_, key, rtp, rtcp) => {
  it('makes the reference packets', () => {
    const sender = new SrtpSender(key)
    const into = new Uint8Array(plainRtp.length + srtpOverheadBytes)
    const length = sender.rtp(plainRtp, plainRtp.length, into)
    expect(Buffer.from(into.subarray(0, length)).toString('hex')).toBe(rtp)
    if (rtcp !== undefined) expect(Buffer.from(sender.rtcp(plainRtcp) ?? []).toString('hex')).toBe(rtcp)
  })

  it('reads the reference packets', () => {
    const receiver = new SrtpReceiver(key)
    const packet = hex(rtp)
    expect(packet.subarray(0, receiver.rtp(packet))).toEqual(plainRtp)
    if (rtcp === undefined) return
    const report = hex(rtcp)
    expect(report.subarray(0, receiver.rtcp(report))).toEqual(plainRtcp)
  })
})

function rtpPacket(sequence: number, ssrc = 0x0a_0b_0c_0d, payloadBytes = 160): Buffer {
  const packet = Buffer.alloc(12 + payloadBytes, sequence & 0xff)
  packet[0] = 0x80
  packet[1] = 0
  packet.writeUInt16BE(sequence & 0xffff, 2)
  packet.writeUInt32BE(ssrc, 8)
  return packet
}

function seal(sender: SrtpSender, packet: Buffer): Buffer {
  const into = Buffer.alloc(packet.length + srtpOverheadBytes)
  return into.subarray(0, sender.rtp(packet, packet.length, into))
}

describe.each(srtpSuiteNames.map((name) => [name] as const))('%s', (suite) => {
  const key = keyOf(suite, 'c0'.repeat(46))

  it('carries a stream over the roll-over of its sequence numbers, out of order and with losses', () => {
    const sender = new SrtpSender(key)
    const receiver = new SrtpReceiver(key)
    const sealed = Array.from({ length: 400 }, (_, i) => {
      const plain = rtpPacket(65_400 + i)
      return { plain, secret: seal(sender, plain) }
    })
    for (let i = 0; i + 1 < sealed.length; i += 2) [sealed[i], sealed[i + 1]] = [sealed[i + 1]!, sealed[i]!]
    for (const [i, { plain, secret }] of sealed.entries()) {
      if (i % 17 === 5) continue
      expect(secret.subarray(12, 28)).not.toEqual(plain.subarray(12, 28))
      const packet = Buffer.from(secret)
      expect(packet.subarray(0, receiver.rtp(packet)), `packet ${i}`).toEqual(plain)
    }
    expect(receiver.forged).toBe(0)
  })

  it('refuses what was changed, what comes twice and what another key made, and goes on', () => {
    const sender = new SrtpSender(key)
    const receiver = new SrtpReceiver(key)
    const first = seal(sender, rtpPacket(1))
    for (const at of [1, 5, 13, 40, first.length - 1]) {
      const changed = Buffer.from(first)
      changed[at]! ^= 1
      expect(receiver.rtp(changed), `byte ${at}`).toBe(0)
    }
    expect(receiver.rtp(Buffer.from(first))).toBeGreaterThan(0)
    expect(receiver.rtp(Buffer.from(first))).toBe(0)
    expect(receiver.replayed).toBe(1)
    const stranger = new SrtpSender(keyOf(suite, 'c1'.repeat(46)))
    expect(receiver.rtp(seal(stranger, rtpPacket(2)))).toBe(0)
    expect(receiver.rtp(seal(sender, rtpPacket(2)))).toBeGreaterThan(0)
  })

  it('carries reports, each once', () => {
    const sender = new SrtpSender(key)
    const receiver = new SrtpReceiver(key)
    for (let i = 0; i < 3; i++) {
      const secret = Buffer.from(sender.rtcp(plainRtcp) ?? [])
      const again = Buffer.from(secret)
      expect(secret.subarray(0, receiver.rtcp(secret))).toEqual(plainRtcp)
      expect(receiver.rtcp(again)).toBe(0)
    }
  })

  it('never throws at bytes that are none of it (3,000 seeds)', () => {
    const receiver = new SrtpReceiver(key)
    const sender = new SrtpSender(key)
    for (let seed = 0; seed < 3000; seed++) {
      const random = seededRandom(seed)
      const bytes = Buffer.from(random.bytes(random.integer(80)))
      if (bytes.length > 0 && random.integer(2) === 0) bytes[0] = 0x80 | random.integer(64)
      expect(receiver.rtp(Buffer.from(bytes))).toBe(0)
      expect(receiver.rtcp(Buffer.from(bytes))).toBe(0)
      sender.rtp(bytes, bytes.length, new Uint8Array(bytes.length + srtpOverheadBytes))
    }
  })
})

it('passes over the master key identifier of a peer that has one', () => {
  const sender = new SrtpSender(keyOf('AES_CM_128_HMAC_SHA1_80', master128))
  const receiver = new SrtpReceiver(keyOf('AES_CM_128_HMAC_SHA1_80', master128, 4))
  const plain = rtpPacket(7)
  const secret = seal(sender, plain)
  const marked = Buffer.concat([secret.subarray(0, plain.length), hex('00000001'), secret.subarray(plain.length)])
  expect(marked.subarray(0, receiver.rtp(marked))).toEqual(plain)
})

it('keeps header extension and CSRCs readable, as RFC 3711 3.1 has it', () => {
  const key = keyOf('AES_CM_128_HMAC_SHA1_80', master128)
  const plain = Buffer.concat([hex('91000001 00000002 00000003 00000004 bede0001 01020304'), Buffer.alloc(20, 0x55)])
  const secret = seal(new SrtpSender(key), plain)
  expect(secret.subarray(0, 24)).toEqual(plain.subarray(0, 24))
  expect(secret.subarray(24, 44)).not.toEqual(plain.subarray(24))
  expect(secret.subarray(0, new SrtpReceiver(key).rtp(secret))).toEqual(plain)
})

it('estimates indexes as RFC 3711 3.3.1 says', () => {
  expect(estimateIndex(-1, 65_000)).toBe(65_000)
  expect(estimateIndex(65_535, 0)).toBe(65_536)
  expect(estimateIndex(65_536 + 3, 65_530)).toBe(65_530)
  expect(estimateIndex(3 * 65_536 + 10, 9)).toBe(3 * 65_536 + 9)
  expect(estimateIndex(5, 65_530)).toBe(65_530)
})

it('remembers the last 128 packets', () => {
  const window = new ReplayWindow()
  for (const index of [10, 12, 11, 200]) {
    expect(window.isNew(index)).toBe(true)
    window.note(index)
    expect(window.isNew(index)).toBe(false)
  }
  expect(window.isNew(73)).toBe(true)
  expect(window.isNew(72)).toBe(false)
  window.note(201)
  expect(window.isNew(200)).toBe(false)
  expect(window.isNew(199)).toBe(true)
})
