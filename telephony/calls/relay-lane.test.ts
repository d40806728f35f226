import { describe, expect, it } from 'vitest'
import { type Random, seededRandom } from '#kernel/random.ts'
import { buildRtp, newRtpPacket, parseRtp } from '../rtp/packet.ts'
import type { RelayLane } from '../rtp/relay-lane.ts'
import { LegMedia, type MediaFormat } from './leg-media.ts'
import type { MediaTransport } from './ports.ts'

const format = (payloadType: number): MediaFormat => ({
  codec: 'pcmu',
  payloadType,
  telephoneEventPayloadType: 101,
  receivePayloadTypes: new Map([
    [payloadType, 'pcmu'],
    [13, 'comfort-noise'],
    [101, 'telephone-event'],
  ]),
})

/** Two legs that are relayed; with a shortcut, or all the long way. */
function pair(hasShortcut: boolean) {
  const sent: string[] = []
  let passed = 0
  const leg = (name: string, payloadType: number) => {
    let lane: RelayLane | undefined
    let out: MediaTransport | undefined
    const transport: MediaTransport = {
      sendRtp: (bytes, length) => {
        const packet = newRtpPacket()
        parseRtp(bytes.slice(0, length), packet)
        const { marker, payloadType: type, sequence, timestamp, ssrc, payloadBytes, payloadOffset } = packet
        const payload = packet.bytes.slice(payloadOffset, payloadOffset + payloadBytes)
        sent.push(`${name} ${marker} ${type} ${sequence} ${timestamp} ${ssrc} ${payload[0]} ${payload.length}`)
      },
      sendRtcp: (bytes) => void sent.push(`${name} rtcp ${bytes}`),
      ...(hasShortcut
        ? {
            shorten: (by: RelayLane, to: MediaTransport) => {
              lane = by
              out = to
              return true
            },
            endShortcut: () => {
              lane = undefined
            },
          }
        : {}),
      close: () => {},
    }
    const media = new LegMedia({
      transport,
      format: format(payloadType),
      start: { ssrc: 0xf000_0000 + payloadType, sequence: 65_500, timestamp: 0xffff_f000 },
      chance: () => 0.5,
      nowMs: 0,
      onDigit: (digit) => void sent.push(`${name} pressed ${digit}`),
    })
    const receive = (bytes: Uint8Array, nowMs: number) => {
      const datagram = bytes.slice()
      if (lane?.pass(datagram, nowMs)) {
        passed++
        out?.sendRtp(datagram, datagram.length)
      } else media.receiveRtp(datagram, nowMs)
    }
    return { media, receive }
  }
  return { one: leg('one', 0), two: leg('two', 96), sent, passed: () => passed }
}

/** What a far end sends: mostly the next packet, now and then all that a line or a telephone does besides. */
function talker(chance: Random, ssrcFrom: number) {
  let [ssrc, sequence, timestamp] = [
    ssrcFrom,
    65_535 - Math.floor(chance.next() * 1000),
    Math.floor(chance.next() * 2 ** 32),
  ]
  let [last, nextBytes] = [new Uint8Array(0), 160]
  const build = (payloadType: number, length: number, marker = false, at = timestamp) => {
    const into = new Uint8Array(12 + length)
    buildRtp(into, { marker, payloadType, sequence, timestamp: at, ssrc }, new Uint8Array(length).fill(sequence))
    sequence = (sequence + 1) & 0xffff
    return into
  }
  return (payloadType: number): Uint8Array[] => {
    const before = last
    const what = chance.next()
    if (what < 0.01) sequence = (sequence + 1 + Math.floor(chance.next() * 5)) & 0xffff
    if (what > 0.01 && what < 0.013) sequence = (sequence + 5000) & 0xffff
    if (what > 0.013 && what < 0.016) ssrc = (ssrc + 1) >>> 0
    if (what > 0.016 && what < 0.02) timestamp = (timestamp + 16_000) >>> 0
    if (what > 0.02 && what < 0.025) nextBytes = nextBytes === 160 ? 240 : 160
    if (what > 0.03 && what < 0.035) return [build(13, 1)]
    if (what > 0.035 && what < 0.04) {
      const at = timestamp
      const event = [build(101, 4, true, at), build(101, 4, false, at)]
      event[1]![13] = 0x80
      timestamp = (timestamp + 320) >>> 0
      return event
    }
    last = build(payloadType, nextBytes, what > 0.04 && what < 0.045)
    timestamp = (timestamp + nextBytes) >>> 0
    if (what > 0.05 && what < 0.06) {
      const late = last
      last = build(payloadType, nextBytes)
      timestamp = (timestamp + nextBytes) >>> 0
      return [last, late]
    }
    if (what > 0.06 && what < 0.065) return [last, before]
    if (what > 0.065 && what < 0.07) {
      // Padding of four bytes, and a header extension.
      const padded = new Uint8Array(last.length + 4)
      padded.set(last)
      padded[0] = 0xa0
      padded[padded.length - 1] = 4
      return [padded]
    }
    return [last]
  }
}

describe('the lane of a relayed stream', () => {
  it.each(Array.from({ length: 25 }, (_, seed) => [seed + 1]))(
    'changes nothing that anybody can see (seed %d)',
    (seed) => {
      const chance = seededRandom(seed)
      const [long, short] = [pair(false), pair(true)]
      const both = [long, short]
      const [first, second] = [talker(chance, 0xe000_0000), talker(chance, 7)]
      let nowMs = 1000
      let isRelayed = false
      for (let tick = 0; tick < 1500; tick++) {
        // The lane remembers moments in whole milliseconds.
        nowMs += chance.next() < 0.01 ? 500 : 18 + Math.floor(chance.next() * 5)
        const [fromOne, fromTwo] = [first(0), second(96)]
        const change = chance.next()
        const isHeard = change < 0.02
        if (change > 0.99) isRelayed = false
        else if (change > 0.9) isRelayed = true
        for (const { one, two, sent } of both) {
          if (isRelayed) {
            one.media.relayTo(two.media, isHeard, nowMs)
            two.media.relayTo(one.media, isHeard, nowMs)
          } else {
            one.media.stopRelay(nowMs)
            two.media.stopRelay(nowMs)
            const frame = new Int16Array(160)
            two.media.send(one.media.pull(frame, nowMs) ? frame : undefined)
          }
          for (const bytes of fromOne) one.receive(bytes, nowMs + 1)
          for (const bytes of fromTwo) two.receive(bytes, nowMs + 2)
          if (change > 0.1 && change < 0.12) one.media.setFormat(format(0))
          if (change > 0.12 && change < 0.14) one.media.reportWhenDue(nowMs + 3, 1e12 + nowMs)
          if (change > 0.14 && change < 0.18) {
            const { media } = change < 0.16 ? one : two
            const lifeless = [media.silentMs(nowMs + 9), media.lifelessMs(nowMs + 9), media.isResting]
            sent.push(JSON.stringify([media.recentQuality(), ...lifeless]))
          }
        }
      }
      for (const { one, two, sent } of both) sent.push(JSON.stringify([one.media.quality(), two.media.quality()]))
      expect(short.sent).toEqual(long.sent)
      expect(long.passed()).toBe(0)
      expect(short.passed()).toBeGreaterThan(800)
    },
  )
})
