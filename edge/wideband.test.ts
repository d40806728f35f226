import { describe, expect, it } from 'vitest'
import { openOpus } from '#adapters/opus/opus.ts'
import { type CodecName, codecFacts } from '#telephony/audio/codec.ts'
import { type SampleRate, samplesAt } from '#telephony/audio/frame.ts'
import { LegMedia, type MediaFormat } from '#telephony/calls/leg-media.ts'

const opus = openOpus()
const numbers: Readonly<Record<CodecName, number>> = { pcmu: 0, pcma: 8, g722: 9, opus: 111 }
const formatOf = (codec: CodecName, over: Partial<MediaFormat> = {}): MediaFormat => ({
  codec,
  payloadType: numbers[codec],
  telephoneEventPayloadType: 101,
  receivePayloadTypes: new Map([
    [numbers[codec], codec],
    [0, 'pcmu'],
    [13, 'comfort-noise'],
    [101, 'telephone-event'],
  ]),
  ...over,
})

interface Packet {
  readonly bytes: Uint8Array
  readonly payloadType: number
  readonly timestamp: number
}

/** One leg speaks to another over a wire that may lose packets. */
function line(format: MediaFormat, isLost: (packet: number) => boolean = () => false) {
  let nowMs = 0
  const sent: Packet[] = []
  const digits: [string, number][] = []
  const end = (ssrc: number, peer: () => LegMedia | undefined) =>
    new LegMedia({
      transport: {
        sendRtp: (from, length) => {
          const bytes = from.slice(0, length)
          const view = new DataView(bytes.buffer)
          sent.push({ bytes, payloadType: view.getUint8(1) & 0x7f, timestamp: view.getUint32(4) })
          if (!isLost(sent.length - 1)) peer()?.receiveRtp(bytes, nowMs)
        },
        close: () => {},
      },
      format,
      start: { ssrc, sequence: 65_530, timestamp: 4_294_967_000 },
      chance: () => 0.5,
      nowMs,
      onDigit: (digit, durationMs) => void digits.push([digit, durationMs]),
      opus,
    })
  const listener = end(2, () => undefined)
  const speaker = end(1, () => listener)
  let at = 0
  /** Lets a tone be said at one rate and be heard at another. @returns what was heard */
  const say = (hertz: number, ticks: number, saidHz: SampleRate, heardHz: SampleRate): Int16Array => {
    const said = new Int16Array(samplesAt(saidHz))
    const heard = new Int16Array(samplesAt(heardHz) * ticks)
    const frame = new Int16Array(samplesAt(heardHz))
    for (let tick = 0; tick < ticks; tick++) {
      nowMs += 20
      for (let i = 0; i < said.length; i++)
        said[i] = Math.round(8000 * Math.sin(2 * Math.PI * hertz * (at + i / saidHz)))
      at += 0.02
      speaker.send(hertz === 0 ? undefined : said)
      if (listener.pull(frame, nowMs)) heard.set(frame, tick * frame.length)
    }
    return heard
  }
  const close = () => {
    speaker.end(nowMs, nowMs)
    listener.end(nowMs, nowMs)
  }
  return { say, sent, digits, speaker, listener, close, now: () => nowMs }
}

/** The level of one pitch against a tone of 8,000 at its peak, in dB. */
function levelDb(sound: Int16Array, rateHz: number, hertz: number): number {
  let sine = 0
  let cosine = 0
  for (let i = 0; i < sound.length; i++) {
    sine += sound[i]! * Math.sin((2 * Math.PI * hertz * i) / rateHz)
    cosine += sound[i]! * Math.cos((2 * Math.PI * hertz * i) / rateHz)
  }
  return 20 * Math.log10(Math.max(1e-9, (2 * Math.hypot(sine, cosine)) / sound.length / 8000))
}

describe('a tone of 5 kHz', () => {
  it.each(['g722', 'opus'] as const)('passes over %s', (codec) => {
    const { say, close } = line(formatOf(codec))
    expect(levelDb(say(5000, 60, 16_000, 16_000).subarray(20 * 320), 16_000, 5000)).toBeGreaterThan(-6)
    close()
  })

  it.each(['pcmu', 'pcma'] as const)('does not pass over %s, nor come back as another', (codec) => {
    const { say, close } = line(formatOf(codec))
    const heard = say(5000, 60, 16_000, 16_000).subarray(20 * 320)
    expect(levelDb(heard, 16_000, 5000)).toBeLessThan(-40)
    // 8,000 less 5,000: where it would be folded to.
    expect(levelDb(heard, 16_000, 3000)).toBeLessThan(-40)
    close()
  })

  it('passes at 48 kHz, and one of 11 kHz too, where the far end speaks Opus', () => {
    const { say, close } = line(formatOf('opus'))
    expect(levelDb(say(11_000, 80, 48_000, 48_000).subarray(30 * 960), 48_000, 11_000)).toBeGreaterThan(-8)
    close()
  })
})

describe('whatever the rates of who speaks and who listens', () => {
  const rates: SampleRate[] = [8000, 16_000, 48_000]
  const cases = (['pcmu', 'g722', 'opus'] as const).flatMap((codec) =>
    rates.flatMap((saidHz) => rates.map((heardHz) => [codec, saidHz, heardHz] as const)),
  )
  it.each(cases)('%s carries 1 kHz from %i to %i Hz at its level', (codec, saidHz, heardHz) => {
    const { say, close } = line(formatOf(codec))
    expect(
      Math.abs(levelDb(say(1000, 60, saidHz, heardHz).subarray(20 * samplesAt(heardHz)), heardHz, 1000)),
    ).toBeLessThan(1.5)
    close()
  })

  it('a change of rate in mid-call is followed, by Opus too', () => {
    const { say, close } = line(formatOf('opus'))
    for (const rateHz of [8000, 48_000, 16_000, 8000] as const) {
      const heard = say(1000, 60, rateHz, rateHz).subarray(20 * samplesAt(rateHz))
      // Where another encoder takes over the tone may jump in phase: its power is what counts.
      const power = heard.reduce((sum, one) => sum + one * one, 0) / heard.length
      expect(Math.abs(10 * Math.log10((2 * power) / 8000 ** 2)), `${rateHz} Hz`).toBeLessThan(1.5)
    }
    close()
  })
})

describe('RTP of wideband sound', () => {
  it('counts G.722 by 8,000 Hz (RFC 3551 4.5.2) and Opus by 48,000 (RFC 7587 4.1), over the wrap', () => {
    for (const [codec, step] of [
      ['g722', 160],
      ['opus', 960],
    ] as const) {
      const { say, sent, close } = line(formatOf(codec))
      say(1000, 10, 16_000, 16_000)
      expect(sent.slice(1).map((packet, i) => (packet.timestamp - sent[i]!.timestamp) >>> 0)).toEqual(
        Array(9).fill(step),
      )
      expect(sent.every(({ payloadType }) => payloadType === numbers[codec])).toBe(true)
      close()
    }
  })

  it('tells digits by the clock of the sound (RFC 4733 2.4)', () => {
    const { say, digits, speaker, sent, close } = line(formatOf('opus'))
    say(1000, 20, 16_000, 16_000)
    speaker.sendDigits(['5', '#'])
    say(1000, 40, 16_000, 16_000)
    expect(digits.map(([digit]) => digit)).toEqual(['5', '#'])
    const durations = sent
      .filter(({ payloadType }) => payloadType === 101)
      .map(({ bytes }) => new DataView(bytes.buffer).getUint16(14))
    expect(Math.max(...durations)).toBe(160 * 48)
    close()
  })
})

describe('losses', () => {
  const everyFifth = (packet: number) => packet % 5 === 4
  it.each(['pcma', 'g722', 'opus'] as const)(
    'on %s leave no gap: one packet in five is missing and a tone goes on',
    (codec) => {
      const { say, close } = line(formatOf(codec), everyFifth)
      const rateHz = 16_000
      const heard = say(440, 150, rateHz, rateHz).subarray(30 * 320)
      let longest = 0
      for (let i = 0, quiet = 0; i < heard.length; i++) {
        quiet = Math.abs(heard[i]!) < 400 ? quiet + 1 : 0
        longest = Math.max(longest, quiet)
      }
      expect(longest / 16).toBeLessThan(10)
      expect(levelDb(heard, rateHz, 440)).toBeGreaterThan(-5)
      close()
    },
  )
})

describe('a pause', () => {
  it('in which the far end sends comfort noise (RFC 3389) is not dead, and talk goes on after it', () => {
    const { say, listener, close, now } = line(formatOf('pcma'))
    say(440, 40, 8000, 8000)
    const noise = new Uint8Array(13)
    noise.set([0x80, 13, 0xff, 0xf0])
    new DataView(noise.buffer).setUint16(2, (65_530 + 40) & 0xffff)
    new DataView(noise.buffer).setUint32(4, (4_294_967_000 + 40 * 160) >>> 0)
    new DataView(noise.buffer).setUint32(8, 1)
    noise[12] = 40
    listener.receiveRtp(noise, now())
    const frame = new Int16Array(160)
    const levels: number[] = []
    for (let tick = 1; tick <= 60; tick++) {
      const heard = listener.pull(frame, now() + tick * 20)
      levels.push(heard ? 10 * Math.log10(frame.reduce((sum, one) => sum + one * one, 0) / 160 / 32_768 ** 2) : -100)
    }
    // The last words first, then noise at its level for as long as nobody speaks.
    for (const level of levels.slice(20)) expect(Math.abs(level + 40)).toBeLessThan(3)
    close()
  })
})

describe('where the far end takes G.711 too', () => {
  const format = formatOf('opus', { narrowband: { codec: 'pcmu', payloadType: 0 } })

  it('what is narrowband anyway is sent in that after two seconds, and what is wideband at once in Opus', () => {
    const { say, sent, close } = line(format)
    const types = () => sent.splice(0).map(({ payloadType }) => payloadType)
    say(1000, 50, 16_000, 16_000)
    expect(new Set(types())).toEqual(new Set([111]))
    say(1000, 99, 8000, 16_000)
    expect(new Set(types())).toEqual(new Set([111]))
    const heard = say(1000, 60, 8000, 16_000)
    expect(new Set(types())).toEqual(new Set([0]))
    expect(Math.abs(levelDb(heard.subarray(20 * 320), 16_000, 1000))).toBeLessThan(1.5)
    const wide = say(5000, 60, 16_000, 16_000)
    expect(new Set(types())).toEqual(new Set([111]))
    expect(levelDb(wide.subarray(30 * 320), 16_000, 5000)).toBeGreaterThan(-6)
    close()
  })
})

describe('the tick', () => {
  it.each(['pcma', 'g722', 'opus'] as const)('allocates nothing for %s that grows with time', (codec) => {
    const { speaker, listener, close } = (() => {
      let nowMs = 0
      let peer: LegMedia | undefined
      const shared = new Uint8Array(codecFacts.opus.frameBytes + 12)
      const end = (ssrc: number) =>
        new LegMedia({
          transport: {
            sendRtp: (bytes, length) => {
              shared.set(bytes.subarray(0, length))
              if (ssrc === 1) peer?.receiveRtp(shared.subarray(0, length), nowMs)
            },
            close: () => {},
          },
          format: formatOf(codec),
          start: { ssrc, sequence: 0, timestamp: 0 },
          chance: () => 0.5,
          nowMs,
          onDigit: () => {},
          opus,
        })
      const one = end(1)
      peer = end(2)
      const frame = new Int16Array(320)
      const heard = new Int16Array(320)
      for (let i = 0; i < 320; i++) frame[i] = 5000 * Math.sin(i / 5)
      const run = (ticks: number) => {
        for (let tick = 0; tick < ticks; tick++) {
          nowMs += 20
          one.send(frame)
          peer?.pull(heard, nowMs)
        }
      }
      return { speaker: run, listener: peer, close: () => one.end(0, 0) }
    })()
    speaker(2000)
    const before = process.memoryUsage()
    speaker(3000)
    const after = process.memoryUsage()
    // The wire of this test makes two views a packet, some 200 bytes each; a frame that was made each tick would be 2 MB and more.
    const growth = after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers
    expect(growth).toBeLessThan(1_900_000)
    listener.end(0, 0)
    close()
  })
})
