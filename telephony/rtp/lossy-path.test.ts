import { expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { Concealment, newFrame, pcmu, ToneSource, tonePurityDb } from '../audio/index.ts'
import { newRtpPacket, parseRtp } from './packet.ts'
import { Playout } from './playout.ts'
import { RtpSender } from './sender.ts'

it.each([1, 2, 3, 4, 5])(
  'a tone through 5%% loss, reordering and 60 ms of jitter has no hole over 40 ms (seed %d)',
  (seed) => {
    const chance = seededRandom(seed)
    const frames = 1000
    const sender = new RtpSender({ ssrc: 9, sequence: 65_000, timestamp: 2 ** 32 - 8000, payloadType: 0 })
    const tone = new ToneSource({ frequenciesHz: [440], levelDbm0: -10, cadenceMs: [] })
    const frame = newFrame()
    const encoded = new Uint8Array(160)
    const arrivals: { atMs: number; bytes: Uint8Array }[] = []
    for (let n = 0; n < frames; n++) {
      tone.read(frame)
      pcmu.encode(frame, encoded)
      const bytes = new Uint8Array(172)
      expect(sender.frame(bytes, encoded)).toBe(172)
      if (chance.next() >= 0.05) arrivals.push({ atMs: n * 20 + chance.next() * 60, bytes })
    }
    arrivals.sort((a, b) => a.atMs - b.atMs)

    const concealment = new Concealment()
    const playout = new Playout({
      sampleRateHz: 8000,
      decoder: {
        decode: ({ payload, payloadBytes }, into) => pcmu.decode(payload, into, payloadBytes),
        receive: (piece) => concealment.receive(piece),
        conceal: (into) => concealment.conceal(into),
      },
    })
    const packet = newRtpPacket()
    const heard = new Int16Array(frames * 160)
    let next = 0
    for (let tick = 0; tick < frames; tick++) {
      const nowMs = tick * 20 + 5
      while (next < arrivals.length && arrivals[next]!.atMs <= nowMs) {
        const arrival = arrivals[next++]!
        expect(parseRtp(arrival.bytes, packet)).toBe(true)
        playout.buffer.push(packet, packet.payloadBytes, 8, arrival.atMs)
      }
      if (!playout.pull(frame, nowMs)) frame.fill(0)
      heard.set(frame, tick * 160)
    }
    const sounding = heard.subarray(
      heard.findIndex((sample) => Math.abs(sample) > 1000),
      (frames - 10) * 160,
    )
    let hole = 0
    let longestHole = 0
    for (const sample of sounding) {
      hole = Math.abs(sample) < 200 ? hole + 1 : 0
      longestHole = Math.max(longestHole, hole)
    }
    expect(longestHole).toBeLessThanOrEqual(320)
    // Concealed sound is the tone's own pitch: most of what is heard is still that tone, though its phase may leap.
    let clean = 0
    for (let at = 0; at + 800 <= sounding.length; at += 800) {
      if (tonePurityDb(sounding.subarray(at, at + 800), 440) > -3) clean++
    }
    expect(clean / Math.floor(sounding.length / 800)).toBeGreaterThan(0.7)
  },
)
