import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { newRtpPacket, parseRtp, type RtpPacket } from './packet.ts'
import { RtpSender } from './sender.ts'
import { DigitReceiver, DigitSender, type EventDigit } from './telephone-event.ts'

interface Sent {
  readonly atMs: number
  readonly packet: RtpPacket
  readonly end: boolean
  readonly duration: number
}

/** Runs the sender's tick until the digits are out; audio is sent in between. */
function sendDigits(
  digits: readonly EventDigit[],
  durationMs = 160,
  gapMs = 80,
): { sent: Sent[]; audioPackets: number } {
  const sender = new RtpSender({ ssrc: 5, sequence: 65_530, timestamp: 2 ** 32 - 4000, payloadType: 0 })
  const keys = new DigitSender(101, { durationMs, gapMs })
  expect(keys.queue(digits)).toBe(true)
  const audio = new Uint8Array(160)
  const sent: Sent[] = []
  let audioPackets = 0
  for (let tick = 0; keys.isBusy; tick++) {
    const bytes = new Uint8Array(200)
    const step = keys.step(sender.timestamp)
    if (step === 'idle') {
      sender.frame(bytes, audio)
      audioPackets++
      continue
    }
    if (step === 'send') {
      const packet = newRtpPacket()
      expect(parseRtp(bytes.subarray(0, sender.event(bytes, keys)), packet)).toBe(true)
      const at = packet.payloadOffset
      const duration = packet.bytes[at + 2]! * 256 + packet.bytes[at + 3]!
      sent.push({ atMs: tick * 20, packet, end: (packet.bytes[at + 1]! & 0x80) !== 0, duration })
    }
    sender.skip()
  }
  return { sent, audioPackets }
}

const heardFrom = (sent: readonly Sent[]) => {
  const receiver = new DigitReceiver()
  return sent.map(({ packet, atMs }) => receiver.push(packet, atMs)).filter((digit) => digit !== undefined)
}

describe('sending', () => {
  it('gives a digit one timestamp, a marker at its start, three equal ends', () => {
    const { sent } = sendDigits(['5'])
    expect(new Set(sent.map(({ packet }) => packet.timestamp)).size).toBe(1)
    expect(sent.map(({ packet }) => packet.marker)).toEqual(sent.map((_, i) => i === 0))
    expect(sent.filter(({ end }) => end).map(({ duration }) => duration)).toEqual([1280, 1280, 1280])
    expect(sent.slice(-3).every(({ end }) => end)).toBe(true)
    expect(sent.map(({ atMs }) => atMs)).toEqual([0, 40, 80, 120, 140, 160, 180])
    expect(sent.map(({ packet }) => packet.sequence)).toEqual([65_530, 65_531, 65_532, 65_533, 65_534, 65_535, 0])
  })

  it('holds a digit for at least 100 ms and leaves a gap with sound between two', () => {
    const { sent, audioPackets } = sendDigits(['1', '1'], 10, 10)
    expect(sent.at(-1)?.duration).toBe(800)
    expect(audioPackets).toBe(6)
    const starts = sent.filter(({ packet }) => packet.marker).map(({ packet }) => packet.timestamp)
    expect((starts[1]! - starts[0]!) >>> 0).toBeGreaterThanOrEqual(800 + 480)
  })

  it('refuses more digits than it can keep, and ends a digit that is cancelled', () => {
    const keys = new DigitSender(101)
    expect(keys.queue(new Array<EventDigit>(65).fill('1'))).toBe(false)
    expect(keys.isBusy).toBe(false)
    keys.queue(['1', '2', '3'], 4000)
    for (let tick = 0; tick < 20; tick++) keys.step(tick * 160)
    keys.cancel()
    const rest = Array.from({ length: 10 }, (_, tick) => ({
      step: keys.step(tick),
      end: (keys.payload[1]! & 0x80) !== 0,
    }))
    expect(rest.filter(({ step, end }) => step === 'send' && end).length).toBe(3)
    expect(keys.isBusy).toBe(false)
  })
})

describe('hearing each digit exactly once', () => {
  const dialed: EventDigit[] = ['1', '1', '5', '9', '#', '#', '#', '*', '0', 'A', 'D', 'D']

  it('when all is well', () => {
    expect(heardFrom(sendDigits(dialed).sent)).toEqual(dialed)
  })

  it('when the start, the end, or all but one packet of each is lost', () => {
    const { sent } = sendDigits(dialed)
    const perDigit = 7
    expect(sent.length).toBe(dialed.length * perDigit)
    expect(heardFrom(sent.filter((_, i) => i % perDigit >= 4))).toEqual(dialed)
    expect(heardFrom(sent.filter((_, i) => i % perDigit < 4))).toEqual(dialed)
    for (let kept = 0; kept < perDigit; kept++) {
      expect(heardFrom(sent.filter((_, i) => i % perDigit === kept))).toEqual(dialed)
    }
  })

  it.each(Array.from({ length: 50 }, (_, seed) => seed))('under loss, doubling and reordering (seed %d)', (seed) => {
    const chance = seededRandom(seed)
    const { sent } = sendDigits(dialed)
    const arrivals: Sent[] = []
    let perDigitLeft = 0
    for (let i = 0; i < sent.length; i++) {
      if (i % 7 === 0) perDigitLeft = 0
      const mustStay = i % 7 === 6 && perDigitLeft === 0
      if (!mustStay && chance.next() < 0.3) continue
      perDigitLeft++
      const copies = 1 + chance.integer(3)
      for (let copy = 0; copy < copies; copy++) arrivals.push({ ...sent[i]!, atMs: sent[i]!.atMs + chance.next() * 60 })
    }
    arrivals.sort((a, b) => a.atMs - b.atMs)
    expect(heardFrom(arrivals)).toEqual(dialed)
  })

  it('once when the ends straggle in after the next digit began', () => {
    const { sent } = sendDigits(['1', '2'])
    const straggling = [...sent.slice(0, 4), ...sent.slice(7, 9), ...sent.slice(4, 7), ...sent.slice(9)]
    expect(heardFrom(straggling)).toEqual(['1', '2'])
  })

  it('once from a phone that moves the timestamp on within one press', () => {
    const { sent } = sendDigits(['7', '7'])
    const wrong = sent.map((one, i) => {
      const within = i % 7
      // Each update bears the moment at which it is sent, against 2.5.1.2.
      return { ...one, packet: { ...one.packet, timestamp: (one.packet.timestamp + Math.min(within, 4) * 100) >>> 0 } }
    })
    expect(heardFrom(wrong)).toEqual(['7', '7'])
  })

  it('once from a press that outlasts a segment (2.5.1.3)', () => {
    const { sent } = sendDigits(['3'], 8000)
    const first = sent
      .filter(({ end }) => !end)
      .map((one) => {
        const bytes = Uint8Array.from(one.packet.bytes)
        return { ...one, packet: { ...one.packet, bytes } }
      })
    const last = first.at(-1)!
    last.packet.bytes[last.packet.payloadOffset + 2] = 0xff
    last.packet.bytes[last.packet.payloadOffset + 3] = 0xff
    const second = sent.slice(0, 3).map((one) => ({
      ...one,
      packet: { ...one.packet, marker: false, timestamp: (one.packet.timestamp + 0xffff) >>> 0 },
    }))
    expect(heardFrom([...first, ...second])).toEqual(['3'])
  })

  it('tells what is held down, and lets go when the end never comes', () => {
    const { sent } = sendDigits(['4'])
    const receiver = new DigitReceiver()
    receiver.push(sent[0]!.packet, 0)
    expect(receiver.held(100)).toBe('4')
    expect(receiver.held(300)).toBe(undefined)
    receiver.push(sent[5]!.packet, 110)
    expect(receiver.held(120)).toBe(undefined)
  })

  it('ignores other events and cut packets', () => {
    const { sent } = sendDigits(['4'])
    const receiver = new DigitReceiver()
    const flash = { ...sent[0]!.packet, bytes: Uint8Array.from(sent[0]!.packet.bytes) }
    flash.bytes[flash.payloadOffset] = 16
    expect(receiver.push(flash, 0)).toBe(undefined)
    expect(receiver.push({ ...sent[0]!.packet, payloadBytes: 3 }, 0)).toBe(undefined)
  })
})
