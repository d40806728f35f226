import { describe, expect, it } from 'vitest'
import { pcmu } from '../audio/g711.ts'
import { buildRtp, newRtpPacket, parseRtp, type RtpPacket } from '../rtp/packet.ts'
import { LegMedia, type MediaFormat } from './leg-media.ts'

const format = (over: Partial<MediaFormat> = {}): MediaFormat => ({
  codec: 'pcmu',
  payloadType: 0,
  telephoneEventPayloadType: 101,
  receivePayloadTypes: new Map([
    [0, 'pcmu'],
    [8, 'pcma'],
    [101, 'telephone-event'],
  ]),
  ...over,
})

interface Sent extends RtpPacket {
  readonly atMs: number
}

/** Two legs and the clock; what each far end is sent, read. */
function pair(firstFormat = format(), secondFormat = format({ telephoneEventPayloadType: 96 })) {
  const clock = { nowMs: 0 }
  const leg = (of: MediaFormat, ssrc: number) => {
    const sent: Sent[] = []
    const digits: string[] = []
    const media = new LegMedia({
      transport: {
        sendRtp: (bytes, length) => {
          const packet = newRtpPacket()
          if (parseRtp(bytes.slice(0, length), packet)) sent.push({ ...packet, atMs: clock.nowMs })
        },
        close: () => {},
      },
      format: of,
      start: { ssrc, sequence: 65_530, timestamp: 4_294_960_000 },
      chance: () => 0.5,
      nowMs: 0,
      onDigit: (digit) => digits.push(digit),
    })
    let sequence = ssrc
    let timestamp = ssrc * 1000
    const bytes = new Uint8Array(400)
    const receive = (payloadType: number, payload: Uint8Array, at = timestamp) => {
      const header = { marker: false, payloadType, sequence: sequence++ & 0xffff, timestamp: at, ssrc: ssrc + 500 }
      media.receiveRtp(bytes.subarray(0, buildRtp(bytes, header, payload)), clock.nowMs)
    }
    return {
      media,
      sent,
      digits,
      /** The far end says this: a frame of a level. */
      says: (payload: Uint8Array, payloadType = 0) => {
        receive(payloadType, payload)
        timestamp += 160
      },
      /** The far end presses a digit: one packet of its event. */
      event: (begunAt: number, code: number, duration: number, isEnd: boolean) =>
        receive(101, new Uint8Array([code, isEnd ? 0x8a : 0x0a, duration >> 8, duration]), begunAt),
      get timestamp() {
        return timestamp
      },
    }
  }
  const one = leg(firstFormat, 1)
  const two = leg(secondFormat, 2)
  const join = (isHeard = false) => {
    one.media.relayTo(two.media, isHeard, clock.nowMs)
    two.media.relayTo(one.media, isHeard, clock.nowMs)
  }
  const part = () => {
    one.media.stopRelay(clock.nowMs)
    two.media.stopRelay(clock.nowMs)
  }
  return { clock, one, two, join, part }
}

/** 400 Hz at a strength of a third: 20 samples a period, 8 periods a frame. */
const tone = (frame: number) => {
  const samples = Int16Array.from({ length: 160 }, (_, i) => 10_000 * Math.sin(((frame * 160 + i) * Math.PI) / 10))
  const bytes = new Uint8Array(160)
  pcmu.encode(samples, bytes)
  return bytes
}
const events = (sent: readonly Sent[], payloadType: number) =>
  sent
    .filter((packet) => packet.payloadType === payloadType)
    .map(({ bytes, payloadOffset, timestamp }) => {
      const [code, flags] = [bytes[payloadOffset], bytes[payloadOffset + 1]! >> 7]
      return `${code}${flags ? ' end' : ''} ${timestamp}`
    })
const isContinuous = (sent: readonly Sent[]) =>
  sent.every((packet, i) => {
    const before = sent[i - 1]
    return !before || (packet.sequence === ((before.sequence + 1) & 0xffff) && packet.ssrc === before.ssrc)
  })

describe('two legs that are relayed', () => {
  it('send what comes in on at once, byte for byte, and nothing else', () => {
    const { clock, one, two, join } = pair()
    join()
    for (let i = 0; i < 10; i++) {
      clock.nowMs = i * 20 + 3
      one.says(tone(i))
      expect(two.sent).toHaveLength(i + 1)
      const last = two.sent[i]!
      expect(last.bytes.slice(12)).toEqual(tone(i))
    }
    expect(one.sent).toEqual([])
    expect(isContinuous(two.sent)).toBe(true)
    expect(two.sent.map(({ marker }) => marker)).toEqual([true, ...Array(9).fill(false)])
    expect(one.media.quality()).toMatchObject({ packetsReceived: 10, packetsLost: 0 })
    expect(two.media.quality().packetsSent).toBe(10)
  })

  it('hand over only what the other far end takes as it is', () => {
    const { one, two, clock, join } = pair()
    expect([one.media.canRelayTo(two.media), two.media.canRelayTo(one.media)]).toEqual([true, true])
    join()
    one.says(tone(0), 8)
    one.says(tone(0), 55)
    expect(two.sent).toEqual([])
    // It may send A-law by what was agreed; somebody has to translate now.
    expect(one.media.canRelayTo(two.media)).toBe(false)
    const alaw = pair(format(), format({ codec: 'pcma', payloadType: 8 }))
    expect(alaw.one.media.canRelayTo(alaw.two.media)).toBe(false)
    const { telephoneEventPayloadType: _, ...withoutEvents } = format()
    const deaf = pair(format(), withoutEvents)
    expect(deaf.one.media.canRelayTo(deaf.two.media)).toBe(false)
    expect(deaf.two.media.canRelayTo(deaf.one.media)).toBe(true)
    // The same digits, counted by another clock.
    const fast = pair(format(), format({ telephoneEventUnitsPerMs: 48 }))
    expect(fast.one.media.canRelayTo(fast.two.media)).toBe(false)
    // Digits of our own are on their way.
    const busy = pair()
    busy.two.media.sendDigits(['5'])
    expect(busy.one.media.canRelayTo(busy.two.media)).toBe(false)
    expect(clock.nowMs).toBe(0)
  })

  it('pass comfort noise on to who takes it, under the number that it has there', () => {
    const withNoise = (number: number) =>
      format({ receivePayloadTypes: new Map([...format().receivePayloadTypes, [number, 'comfort-noise'] as const]) })
    const { one, two, join } = pair(withNoise(13), withNoise(19))
    join()
    one.says(tone(0))
    one.says(new Uint8Array([70]), 13)
    expect(two.sent.map(({ payloadType }) => payloadType)).toEqual([0, 19])
    expect(one.media.canRelayTo(two.media)).toBe(true)
    const deaf = pair(withNoise(13), format())
    deaf.join()
    deaf.one.says(new Uint8Array([70]), 13)
    expect(deaf.two.sent).toEqual([])
  })

  it('stay one stream when mixing takes over and gives back, with no gap above a frame and nothing left out of order', () => {
    const { clock, one, two, join, part } = pair()
    const frame = new Int16Array(160)
    const mixes = (nowMs: number) => {
      clock.nowMs = nowMs
      const sounds = one.media.pull(frame, nowMs)
      two.media.pull(new Int16Array(160), nowMs)
      two.media.send(sounds ? frame : undefined)
    }
    let said = 0
    // The far end speaks at 3, 23, 43...; ticks are at 10, 30, 50...
    for (let round = 0; round < 150; round++) {
      clock.nowMs = round * 20 + 3
      one.says(tone(said++))
      clock.nowMs = round * 20 + 10
      const isRelayed = round % 50 < 25
      if (isRelayed) join()
      else {
        part()
        mixes(clock.nowMs)
      }
    }
    expect(isContinuous(two.sent)).toBe(true)
    const gaps = two.sent.slice(1).map((packet, i) => packet.atMs - two.sent[i]!.atMs)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(40)
    const steps = two.sent.slice(1).map((packet, i) => (packet.timestamp - two.sent[i]!.timestamp) | 0)
    expect(Math.min(...steps)).toBe(160)
    expect(Math.max(...steps)).toBeLessThanOrEqual(320)
    // Everything that is heard is loud: no silent frame anywhere, but for the very first.
    const levels = two.sent.map(({ bytes, payloadOffset }) => {
      const samples = new Int16Array(160)
      pcmu.decode(bytes.subarray(payloadOffset), samples)
      return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / 160)
    })
    expect(levels.filter((level) => level < 3000).length).toBeLessThanOrEqual(2)
  })

  it('pass on what waits to be heard when they begin in mid-talk: no frame is missing, and none is said twice', () => {
    const { clock, one, two, join } = pair()
    const frame = new Int16Array(160)
    // Frames that are known by their level, which is the same when they have been decoded and encoded.
    const level = (n: number) => new Uint8Array(160).fill(0x80 + n)
    for (let n = 0; n < 40; n++) {
      clock.nowMs = n * 20
      one.says(level(n))
      if (n === 20) join()
      else if (n < 20) two.media.send(one.media.pull(frame, clock.nowMs) ? frame : undefined)
    }
    const said = two.sent.map(({ bytes }) => bytes[12 + 80]! - 0x80).filter((n) => n >= 10 && n < 40)
    expect(said).toEqual(Array.from({ length: 30 }, (_, n) => n + 10))
    expect(isContinuous(two.sent)).toBe(true)
  })

  it('pass nothing on of what was said to another before', () => {
    const [first, second] = [pair(), pair()]
    for (let n = 0; n < 10; n++) {
      first.clock.nowMs = n * 20
      first.join()
      first.one.says(tone(n))
    }
    first.part()
    first.one.media.relayTo(second.one.media, false, first.clock.nowMs)
    expect(second.one.sent).toEqual([])
    first.one.says(tone(10))
    expect(second.one.sent).toHaveLength(1)
  })

  it('pass a digit once, with its own timestamp, and tell of it', () => {
    const { clock, one, two, join } = pair()
    join()
    one.says(tone(0))
    const begun = one.timestamp
    for (const [duration, isEnd] of [
      [160, false],
      [480, false],
      [800, true],
      [800, true],
      [800, true],
    ] as const) {
      clock.nowMs += 20
      one.event(begun, 5, duration, isEnd)
    }
    const at = two.sent[1]!.timestamp
    expect(events(two.sent, 96)).toEqual([`5 ${at}`, `5 ${at}`, `5 end ${at}`, `5 end ${at}`, `5 end ${at}`])
    expect(at).toBe((two.sent[0]!.timestamp + 160) >>> 0)
    expect(one.digits).toEqual(['5'])
    expect(isContinuous(two.sent)).toBe(true)
  })

  it('end a digit that sounds when mixing takes over, and pass none on that began before', () => {
    const { clock, one, two, join, part } = pair()
    const before = one.timestamp
    one.event(before, 1, 160, false)
    join()
    one.event(before, 1, 320, false)
    one.event(before, 1, 320, true)
    expect(events(two.sent, 96)).toEqual([])
    clock.nowMs = 500
    const begun = before + 8000
    one.event(begun, 2, 160, false)
    part()
    one.event(begun, 2, 640, true)
    const at = two.sent[0]!.timestamp
    expect(events(two.sent, 96)).toEqual([`2 ${at}`, `2 end ${at}`, `2 end ${at}`, `2 end ${at}`])
    expect(isContinuous(two.sent)).toBe(true)
    expect(one.digits).toEqual(['1', '2'])
  })

  it('are heard as well where somebody listens, from then on and at once', () => {
    const { clock, one, two, join } = pair()
    const frame = new Int16Array(160)
    join(false)
    for (let i = 0; i < 50; i++) {
      clock.nowMs = i * 20
      one.says(tone(i))
    }
    join(true)
    let silent = 0
    for (let i = 50; i < 100; i++) {
      clock.nowMs = i * 20
      one.says(tone(i))
      clock.nowMs += 5
      if (!one.media.pull(frame, clock.nowMs)) silent++
    }
    expect(silent).toBeLessThanOrEqual(1)
    expect(two.sent).toHaveLength(100)
    expect(isContinuous(two.sent)).toBe(true)
  })
})
