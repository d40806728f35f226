import { describe, expect, it } from 'vitest'
import { newRtpPacket, parseRtp } from './packet.ts'
import { RtcpReporter } from './reporter.ts'
import { buildRtcp } from './rtcp.ts'
import { RtpSender } from './sender.ts'

const utcMs = 1_700_000_000_000
const ssrc = 0xa1b2c3d4

/** Our side of one leg, and a far end that reports what it has got. */
function line(delayMs = 0) {
  const sender = new RtpSender({ ssrc, sequence: 65_400, timestamp: 0, payloadType: 0 })
  const reporter = new RtcpReporter({ sender, cname: 'us', chance: () => 0.5, startMs: 0 })
  const theirSender = new RtpSender({ ssrc: 2, sequence: 0, timestamp: 0, payloadType: 0 })
  const theirs = new RtcpReporter({ sender: theirSender, cname: 'they', chance: () => 0.5, startMs: 0 })
  const bytes = new Uint8Array(200)
  const payload = new Uint8Array(160)
  const packet = newRtpPacket()
  const underWay: { atMs: number; arrive: () => void }[] = []
  let nowMs = 0
  return {
    reporter,
    theirs,
    sender,
    bytes,
    /** Sound for so long; `isHeard`: it arrives there, a way later. */
    speak: (ms: number, isHeard: boolean) => {
      for (const endMs = nowMs + ms; nowMs < endMs; ) {
        nowMs += 20
        sender.frame(bytes, payload)
        const sent = bytes.slice()
        const arrivalMs = nowMs + delayMs
        if (isHeard)
          underWay.push({ atMs: arrivalMs, arrive: () => parseRtp(sent, packet) && theirs.observe(packet, arrivalMs) })
        while (underWay[0] && underWay[0].atMs <= nowMs) underWay.shift()?.arrive()
      }
    },
    /** Their report, made so long ago as it was under way. */
    reports: () => reporter.receive(theirs.report(nowMs - delayMs, utcMs), nowMs),
    answersUs: () => void theirs.receive(reporter.report(nowMs - 2 * delayMs, utcMs + nowMs), nowMs - delayMs),
  }
}

describe('what the far end hears of us', () => {
  it('is known to be nothing by its first report that is more than a second younger than the last of our packets there', () => {
    const { speak, reports, reporter } = line()
    speak(5000, true)
    reports()
    // It got most of what was sent since: its count has moved on.
    speak(3500, true)
    speak(1500, false)
    reports()
    expect(reporter.isUnheard).toBe(true)
    expect(reporter.stats().remoteLossShare).toBe(1)
    speak(5000, true)
    reports()
    expect(reporter.isUnheard).toBe(false)
    expect(reporter.stats().remoteLossShare).toBeLessThan(0.5)
  })

  it('is not taken for nothing because the way is long', () => {
    const { speak, reports, reporter, answersUs } = line(800)
    speak(5000, true)
    answersUs()
    reports()
    for (let n = 0; n < 10; n++) {
      speak(500 * (n + 1), true)
      answersUs()
      reports()
      expect(reporter.isUnheard).toBe(false)
    }
  })

  it('is not judged by the numbers of a far end that never told of any of ours', () => {
    const { speak, reporter, sender } = line()
    const block = { ssrc: sender.ssrc, fractionLost: 0, cumulativeLost: 0, jitter: 0, lastSr: 0, delaySinceLastSr: 0 }
    for (let n = 1; n < 6; n++) {
      speak(5000, true)
      const reports = [{ ...block, highestSequence: n * 7 }]
      reporter.receive(buildRtcp([{ kind: 'receiver-report', ssrc: 2, reports }]), n * 5000)
      expect(reporter.isUnheard).toBe(false)
    }
  })

  it('is nothing if its first report, long after we began, leaves us out', () => {
    const early = line()
    early.speak(2000, false)
    early.reports()
    expect(early.reporter.isUnheard).toBe(false)
    early.speak(2000, false)
    early.reports()
    expect(early.reporter.isUnheard).toBe(true)

    const { speak, reports, reporter } = line()
    speak(4500, false)
    reports()
    expect(reporter.isUnheard).toBe(true)
  })

  it('is nothing when the network says so, unless its own reports say otherwise', () => {
    const { speak, reports, reporter, bytes } = line()
    for (let n = 0; n < 60; n++) {
      speak(20, true)
      reporter.undelivered(bytes.subarray(0, 12))
    }
    expect([reporter.isUnheard, reporter.stats().remoteLossShare]).toEqual([true, 1])
    reports()
    expect([reporter.isUnheard, reporter.stats().remoteLossShare]).toEqual([false, 0])
  })
})
