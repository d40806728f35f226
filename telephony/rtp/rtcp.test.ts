import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { newRtpPacket, type RtpPacket } from './packet.ts'
import { Reception } from './reception.ts'
import { RtcpReporter } from './reporter.ts'
import { buildRtcp, parseRtcp, type RtcpPacket } from './rtcp.ts'
import { RtpSender } from './sender.ts'

const received = (sequence: number, timestamp: number, ssrc = 77): RtpPacket => ({
  ...newRtpPacket(),
  sequence: sequence & 0xffff,
  timestamp: timestamp >>> 0,
  ssrc,
})

describe('RFC 3550 6.4, 6.5, 6.6', () => {
  const block = {
    ssrc: 0xffff_ffff,
    fractionLost: 255,
    cumulativeLost: -3,
    highestSequence: 0x0001_fffe,
    jitter: 42,
    lastSr: 0xaabb_ccdd,
    delaySinceLastSr: 65_536,
  }
  const sender = { ntpSeconds: 3_900_000_000, ntpFraction: 1, rtpTimestamp: 2, packets: 3, octets: 4 }
  const compound: RtcpPacket[] = [
    { kind: 'sender-report', ssrc: 1, sender, reports: [block] },
    { kind: 'source-description', ssrc: 1, cname: 'edge-1' },
    { kind: 'bye', ssrcs: [1, 2], reason: 'over' },
  ]

  it('reads back what it wrote', () => {
    expect(parseRtcp(buildRtcp(compound))).toEqual(compound)
    const receiver: RtcpPacket = { kind: 'receiver-report', ssrc: 9, reports: [block, block] }
    expect(parseRtcp(buildRtcp([receiver]))).toEqual([receiver])
  })

  it('skips types that it does not know', () => {
    const feedback = [0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]
    expect(parseRtcp(Uint8Array.from([...buildRtcp(compound), ...feedback]))).toEqual(compound)
  })

  it('refuses what is cut or lies about its length, and survives noise', () => {
    const bytes = buildRtcp(compound)
    for (let length = 0; length < bytes.length; length++) {
      // A cut between two packets of the compound leaves a whole one.
      const parsed = parseRtcp(bytes.subarray(0, length))
      if (parsed !== undefined) expect(parsed.length).toBeLessThan(3)
    }
    expect(parseRtcp(Uint8Array.of(0x9f, 200, 0, 1, 0, 0, 0, 0))).toBe(undefined)
    const chance = seededRandom(2)
    for (let n = 0; n < 5000; n++) {
      const noise = bytes.slice()
      for (let flips = 0; flips < 4; flips++) noise[chance.integer(noise.length)] = chance.integer(256)
      expect(() => parseRtcp(noise)).not.toThrow()
    }
  })
})

describe('reception', () => {
  it('counts loss across the wrap, and the fraction since the last report', () => {
    const reception = new Reception()
    for (let n = 0; n < 100; n++) if (n % 10 !== 5) reception.observe(received(65_500 + n, n * 160), n * 20)
    expect(reception.lost).toBe(10)
    expect(reception.highestSequence).toBe(65_599)
    expect(reception.takeFractionLost()).toBe(25)
    expect(reception.takeFractionLost()).toBe(0)
  })

  it('measures jitter as A.8 does: 0 for a steady stream, near the mean step for an uneven one', () => {
    const steady = new Reception()
    const uneven = new Reception()
    for (let n = 0; n < 500; n++) {
      steady.observe(received(n, n * 160), n * 20)
      uneven.observe(received(n, n * 160), n * 20 + (n % 2) * 10)
    }
    expect(steady.jitter).toBeCloseTo(0)
    expect(uneven.jitter / 8).toBeCloseTo(10, 0)
  })

  it('does not take a stray far number for 30,000 lost packets, and follows a real jump', () => {
    const reception = new Reception()
    for (let n = 0; n < 10; n++) reception.observe(received(n, n * 160), n * 20)
    reception.observe(received(30_000, 1), 200)
    for (let n = 10; n < 20; n++) reception.observe(received(n, n * 160), n * 20)
    expect(reception.lost).toBe(0)
    for (let n = 0; n < 20; n++) reception.observe(received(40_000 + n, n * 160), 400 + n * 20)
    expect(reception.lost).toBe(0)
  })

  it('keeps the total over a change of source', () => {
    const reception = new Reception()
    reception.observe(received(1, 0), 0)
    reception.observe(received(4, 480), 60)
    reception.observe(received(1000, 0, 78), 80)
    reception.observe(received(1002, 320, 78), 120)
    expect(reception.lost).toBe(3)
    expect(reception.cumulativeLost).toBe(1)
  })
})

describe('the reporter', () => {
  const reporterOf = (ssrc: number, startMs = 0) => {
    const sender = new RtpSender({ ssrc, sequence: 0, timestamp: 0, payloadType: 0 })
    return { sender, reporter: new RtcpReporter({ sender, cname: `leg-${ssrc}`, chance: () => 0.5, startMs }) }
  }
  const bytes = new Uint8Array(200)
  const payload = new Uint8Array(160)
  const utcMs = 1_700_000_000_000

  it('says RR while nothing was sent and SR afterwards, each with its CNAME', () => {
    const { sender, reporter } = reporterOf(1)
    expect(reporter.dueMs).toBe(1000)
    expect(parseRtcp(reporter.report(1000, utcMs))?.map(({ kind }) => kind)).toEqual([
      'receiver-report',
      'source-description',
    ])
    expect(reporter.dueMs).toBe(6000)
    sender.frame(bytes, payload)
    const [first] = parseRtcp(reporter.report(6000, utcMs)) ?? []
    expect(first).toMatchObject({ kind: 'sender-report', sender: { packets: 1, octets: 160, rtpTimestamp: 160 } })
    expect(first).toMatchObject({ sender: { ntpSeconds: 1_700_000_000 + 2_208_988_800 } })
  })

  it('measures the round trip, and tells what the peer lost', () => {
    const a = reporterOf(77)
    const b = reporterOf(88)
    for (let n = 0; n < 100; n++) {
      a.sender.frame(bytes, payload)
      if (n % 4 !== 1) b.reporter.observe(received(n, n * 160), n * 20)
    }
    const there = a.reporter.report(2000, utcMs)
    expect(b.reporter.receive(there, 2030)).toBe('report')
    const back = b.reporter.report(2530, utcMs + 999)
    expect(a.reporter.receive(back, 2580)).toBe('report')
    const stats = a.reporter.stats()
    expect(stats.roundTripMs).toBeCloseTo(80, 0)
    expect(stats.remoteLost).toBe(25)
    expect(stats.packetsSent).toBe(100)
    expect(b.reporter.stats()).toMatchObject({ packetsReceived: 75, packetsLost: 25 })
  })

  it('hears the peer go, and nobody else', () => {
    const { reporter } = reporterOf(1)
    reporter.observe(received(1, 1), 0)
    const peer = reporterOf(77)
    const stranger = reporterOf(66)
    expect(reporter.receive(stranger.reporter.goodbye(10, utcMs), 10)).toBe('report')
    expect(reporter.receive(peer.reporter.goodbye(10, utcMs), 10)).toBe('bye')
    expect(reporter.receive(Uint8Array.of(1, 2, 3), 10)).toBe(undefined)
    expect(peer.reporter.dueMs).toBe(Number.POSITIVE_INFINITY)
  })

  it('takes no round trip from a report that answers nothing we sent', () => {
    const { sender, reporter } = reporterOf(1)
    const block = {
      ssrc: sender.ssrc,
      fractionLost: 0,
      cumulativeLost: 0,
      highestSequence: 0,
      jitter: 0,
      lastSr: 12_345,
      delaySinceLastSr: 0,
    }
    reporter.receive(buildRtcp([{ kind: 'receiver-report', ssrc: 2, reports: [block] }]), 5000)
    expect(reporter.stats().roundTripMs).toBe(undefined)
  })
})
