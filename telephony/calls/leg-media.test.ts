import { describe, expect, it } from 'vitest'
import { tonePurityDb } from '../audio/goertzel.ts'
import { ToneSource } from '../audio/tones.ts'
import { LegMedia, type MediaFormat } from './leg-media.ts'
import type { MediaTransport } from './ports.ts'

const format: MediaFormat = {
  codec: 'pcmu',
  payloadType: 0,
  telephoneEventPayloadType: 101,
  receivePayloadTypes: new Map([
    [0, 'pcmu'],
    [8, 'pcma'],
    [101, 'telephone-event'],
  ]),
}
const tone = () => new ToneSource({ frequenciesHz: [700], levelDbm0: -10, cadenceMs: [] })

/** Two ends with a wire between them that can be cut. */
function line(over: Partial<MediaFormat> = {}) {
  let nowMs = 0
  const wire = { isCut: false, packets: 0 }
  const digits: string[] = []
  const end = (peer: () => LegMedia, ssrc: number, own: MediaFormat) => {
    const transport: MediaTransport = {
      sendRtp: (bytes, length) => {
        wire.packets++
        if (!wire.isCut) peer().receiveRtp(bytes.slice(0, length), nowMs)
      },
      sendRtcp: (bytes) => void peer().receiveRtcp(bytes, nowMs),
      close: () => {},
    }
    const start = { ssrc, sequence: 65_530, timestamp: 4_294_967_000 }
    const onDigit = (digit: string) => void digits.push(digit)
    return new LegMedia({ transport, format: own, start, chance: () => 0.5, nowMs, onDigit })
  }
  const one: LegMedia = end(() => two, 1, { ...format, ...over })
  const two: LegMedia = end(() => one, 2, format)
  const source = tone()
  const frame = new Int16Array(160)
  /** Lets `one` speak a tone for so many ticks. @returns what `two` heard, silence where there was none */
  const run = (ticks: number, speak = true) => {
    const heard = new Int16Array(ticks * 160)
    for (let i = 0; i < ticks; i++) {
      nowMs += 20
      if (speak) {
        source.read(frame)
        one.send(frame)
      } else one.rest()
      if (two.pull(frame, nowMs)) heard.set(frame, i * 160)
      one.reportWhenDue(nowMs, nowMs)
      two.reportWhenDue(nowMs, nowMs)
    }
    return heard
  }
  return { one, two, wire, digits, run, now: () => nowMs }
}

describe('a leg’s media', () => {
  it('carries a tone from end to end over the wrap of sequence and time', () => {
    const { run, two } = line()
    run(20)
    expect(tonePurityDb(run(50), 700)).toBeGreaterThan(-0.05)
    expect(two.quality()).toMatchObject({ packetsReceived: 70, packetsLost: 0, packetsLate: 0 })
  })

  it('sends digits in place of sound, each heard once, and tones where the far end takes no events', () => {
    const { one, digits, run } = line()
    expect(one.sendDigits(['1', '5', '#'])).toBe(true)
    run(80)
    expect(digits).toEqual(['1', '5', '#'])

    const plain = line()
    plain.one.setFormat({ codec: 'pcmu', payloadType: 0, receivePayloadTypes: format.receivePayloadTypes })
    expect(plain.one.sendDigits(['1'])).toBe(true)
    expect(plain.one.sendDigits(['2'])).toBe(false)
    const heard = plain.run(20, true)
    expect(plain.digits).toEqual([])
    expect(tonePurityDb(heard.subarray(800, 1200), 697)).toBeGreaterThan(-4)
  })

  it('hides a lost packet and counts it', () => {
    const { run, wire, two } = line()
    run(20)
    wire.isCut = true
    run(1)
    wire.isCut = false
    expect(tonePurityDb(run(10), 700)).toBeGreaterThan(-2)
    expect(two.quality().packetsLost).toBe(1)
  })

  it('sends nothing while it rests, and says silence when it has nothing to say', () => {
    const { run, wire, one } = line()
    run(10, false)
    expect(wire.packets).toBe(0)
    one.send(undefined)
    expect(wire.packets).toBe(1)
  })

  it('knows how long the far end has said nothing, and counts RTCP as a sign of life', () => {
    const { run, two, wire, now } = line()
    run(10)
    wire.isCut = true
    run(600)
    expect(two.silentMs(now())).toBe(12_000)
    expect(two.lifelessMs(now())).toBeLessThan(8000)
  })

  it('goes on over another transport, and counts on', () => {
    const { run, two, one, now } = line()
    run(50)
    const sent: number[] = []
    const transport: MediaTransport = { sendRtp: (bytes) => sent.push(bytes[11] as number), close: () => {} }
    one.setTransport(transport, format, { ssrc: 77, sequence: 5, timestamp: 9 }, now())
    run(50)
    expect([sent.length, sent[0], one.quality().packetsSent]).toEqual([50, 77, 100])
    expect(two.quality().packetsReceived).toBe(50)
  })

  it('reads what waits, and what is under way, in the codec in which it was said, when another is agreed on', () => {
    const { run, one, two } = line()
    run(20)
    const narrow: MediaFormat = { codec: 'pcma', payloadType: 8, receivePayloadTypes: new Map([[8, 'pcma']]) }
    // What hears has agreed already, what speaks has not heard of it yet.
    two.setFormat(narrow)
    const across = run(10)
    one.setFormat(narrow)
    const after = run(40)
    expect(tonePurityDb(across, 700)).toBeGreaterThan(-0.1)
    expect(tonePurityDb(after, 700)).toBeGreaterThan(-0.1)
    expect(two.quality()).toMatchObject({ packetsReceived: 70, packetsLost: 0 })
  })

  it('passes over whatever is not its stream', () => {
    const { two, run } = line()
    run(20)
    for (const bytes of [
      new Uint8Array(0),
      new Uint8Array(11),
      new Uint8Array(2000).fill(0xff),
      Uint8Array.of(0x80, 0x63),
    ]) {
      two.receiveRtp(bytes, 400)
      two.receiveRtcp(bytes, 400)
    }
    expect(tonePurityDb(run(30), 700)).toBeGreaterThan(-0.1)
  })

  it('rates what was heard since it was asked last, and all of it in the end', () => {
    const { run, two, wire } = line()
    run(250)
    expect(two.recentQuality()).toMatchObject({ codec: 'pcmu', lossPercent: 0 })
    const best = two.quality().mos as number
    expect(best).toBeGreaterThan(4.2)
    for (let i = 0; i < 50; i++) {
      wire.isCut = i % 2 === 0
      run(1)
    }
    wire.isCut = false
    run(1)
    const bad = two.recentQuality()
    expect(bad.lossPercent).toBeGreaterThan(40)
    expect(bad.mos).toBeLessThan(2.5)
    run(250)
    expect(two.recentQuality()).toMatchObject({ lossPercent: 0 })
    const whole = two.quality()
    expect(whole.lossPercent).toBeGreaterThan(3)
    expect(whole.mos).toBeLessThan(best)
    expect(whole.mos).toBeGreaterThan(bad.mos as number)
  })

  it('knows by its reports what the far end hears of us, and when that is nothing', () => {
    const { run, one, wire } = line()
    run(600)
    expect(one.quality().remote).toMatchObject({ lossPercent: 0, jitterMs: 0 })
    expect(one.isUnheard).toBe(false)
    wire.isCut = true
    run(600)
    expect(one.isUnheard).toBe(true)
    wire.isCut = false
    run(600)
    expect(one.isUnheard).toBe(false)
  })

  it('knows by its page what a browser hears of us', () => {
    const { run, one } = line()
    let packetsReceived = 0
    const second = (received: number, packetsLost = 0) => {
      run(50)
      packetsReceived += received
      one.heardRemotely({ packetsReceived, packetsLost, jitterMs: 4 })
    }
    second(0)
    second(50)
    second(40, 10)
    expect(one.quality().remote).toMatchObject({ lossPercent: 20, jitterMs: 4 })
    expect(one.isUnheard).toBe(false)
    second(0, 10)
    second(0, 10)
    expect(one.isUnheard).toBe(true)
    second(50, 10)
    expect(one.isUnheard).toBe(false)
  })

  it('takes a far end that goes on after a pause with the next number for one that suppresses silence', () => {
    const { run, two, one, now } = line()
    run(50)
    expect(two.isResting).toBe(false)
    run(50, false)
    run(50)
    // Our own sender marks the start of talk (RFC 3551 4.1).
    expect(two.isResting).toBe(true)
    expect(one.isResting).toBe(false)
    expect(two.silentMs(now())).toBe(0)
  })
})
