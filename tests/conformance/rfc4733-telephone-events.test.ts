import { describe, expect, it } from 'vitest'
import { type Random, seededRandom } from '#kernel/random.ts'
import { newRtpPacket, parseRtp, type RtpPacket } from '#telephony/rtp/packet.ts'
import { RtpSender } from '#telephony/rtp/sender.ts'
import { DigitReceiver, DigitSender, type EventDigit } from '#telephony/rtp/telephone-event.ts'
import { createMediaSession, makeOffer } from '#telephony/sdp/index.ts'

const allDigits = [...'0123456789*#ABCD'] as EventDigit[]
const clocks = [8, 48] as const
type UnitsPerMs = (typeof clocks)[number]

interface Sent {
  readonly atMs: number
  readonly packet: RtpPacket
  readonly event: number
  readonly end: boolean
  readonly reserved: boolean
  readonly volume: number
  readonly duration: number
}

const read = (packet: RtpPacket, atMs: number): Sent => {
  const at = packet.payloadOffset
  const second = packet.bytes[at + 1]!
  return {
    atMs,
    packet,
    event: packet.bytes[at]!,
    end: (second & 0x80) !== 0,
    reserved: (second & 0x40) !== 0,
    volume: second & 0x3f,
    duration: packet.bytes[at + 2]! * 256 + packet.bytes[at + 3]!,
  }
}

/** What goes out on the wire for these presses, in step with the tick. */
function sendDigits(digits: readonly EventDigit[], unitsPerMs: UnitsPerMs, durationMs = 160): Sent[] {
  const sender = new RtpSender({ ssrc: 9, sequence: 65_533, timestamp: 2 ** 32 - 9000, payloadType: 0 })
  sender.frameUnits = unitsPerMs * 20
  const keys = new DigitSender(101, { durationMs, unitsPerMs })
  expect(keys.queue(digits)).toBe(true)
  const sent: Sent[] = []
  for (let tick = 0; keys.isBusy; tick++) {
    const bytes = new Uint8Array(400)
    const step = keys.step(sender.timestamp)
    if (step === 'idle') {
      sender.frame(bytes, new Uint8Array(160))
      continue
    }
    if (step === 'send') {
      const packet = newRtpPacket()
      expect(parseRtp(bytes.subarray(0, sender.event(bytes, keys)), packet)).toBe(true)
      sent.push(read(packet, tick * 20))
    }
    sender.skip()
  }
  return sent
}

const heard = (sent: readonly Sent[]): string => {
  const receiver = new DigitReceiver()
  return sent.map(({ packet, atMs }) => receiver.push(packet, atMs) ?? '').join('')
}

interface Written {
  readonly event: number
  readonly timestamp: number
  readonly duration: number
  readonly end?: boolean
  readonly marker?: boolean
  readonly second?: number
  readonly more?: readonly number[]
}

/** A packet as any far end might write it. */
function written({ event, timestamp, duration, end = false, marker = false, second, more = [] }: Written): Sent {
  const bytes = new Uint8Array(16 + more.length)
  bytes.set([0x80, (marker ? 0x80 : 0) | 101, 0, 1])
  new DataView(bytes.buffer).setUint32(4, timestamp)
  new DataView(bytes.buffer).setUint32(8, 77)
  bytes.set([event, second ?? (end ? 0x80 : 0) | 10, duration >> 8, duration & 0xff, ...more], 12)
  const packet = newRtpPacket()
  expect(parseRtp(bytes, packet)).toBe(true)
  return read(packet, 0)
}

describe.each(clocks)('sending, beside sound of a clock of %i kHz', (unitsPerMs) => {
  it('2.3.1 and 3.2: names each digit by its number, 0 to 15', () => {
    const sent = sendDigits(allDigits, unitsPerMs)
    const starts = sent.filter(({ packet }) => packet.marker).map(({ event }) => event)
    expect(starts).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
  })

  it('2.3.3 and 2.3.4: leaves the reserved bit clear and gives a volume that is heard', () => {
    for (const { reserved, volume } of sendDigits(['5'], unitsPerMs)) {
      expect(reserved).toBe(false)
      // 3.2: what is below -55 dBm0 need not be taken.
      expect(volume).toBeLessThan(36)
    }
  })

  it('2.3.5 and 2.4: counts the duration in units of the sound that it goes with', () => {
    const last = sendDigits(['5'], unitsPerMs, 160).at(-1)
    expect(last?.duration).toBe(160 * unitsPerMs)
  })

  it('2.5.1.1 and 2.5.1.2: marks the first packet alone, keeps its timestamp, and grows', () => {
    const sent = sendDigits(['7'], unitsPerMs, 400)
    expect(sent.map(({ packet }) => packet.marker)).toEqual(sent.map((_, i) => i === 0))
    expect(new Set(sent.map(({ packet }) => packet.timestamp)).size).toBe(1)
    const durations = sent.map(({ duration }) => duration)
    expect(durations).toEqual([...durations].sort((a, b) => a - b))
    expect(durations[0]).toBeGreaterThan(0)
  })

  it('2.5.1.2: says that it goes on at least every 50 ms', () => {
    const sent = sendDigits(['7'], unitsPerMs, 800)
    for (const [i, { atMs }] of sent.entries()) if (i > 0) expect(atMs - sent[i - 1]!.atMs).toBeLessThanOrEqual(50)
  })

  it('2.5.1.3: never outgrows the sixteen bits of one segment', () => {
    const sent = sendDigits(['7'], unitsPerMs, 60_000)
    for (const [i, { duration }] of sent.entries())
      if (i > 0) expect(duration).toBeGreaterThanOrEqual(sent[i - 1]!.duration)
    expect(sent.at(-1)?.end).toBe(true)
  })

  it('2.5.1.4: says the end three times, the same each time', () => {
    const ends = sendDigits(['7'], unitsPerMs).filter(({ end }) => end)
    expect(ends).toHaveLength(3)
    expect(new Set(ends.map(({ duration }) => duration)).size).toBe(1)
  })

  it('2.5.1.6: numbers each packet anew, repeated ones too', () => {
    const sequences = sendDigits(['7'], unitsPerMs).map(({ packet }) => packet.sequence)
    for (const [i, sequence] of sequences.entries()) {
      if (i > 0) expect((sequence - sequences[i - 1]! + 65_536) % 65_536).toBe(1)
    }
  })
})

describe.each(clocks)('hearing, beside sound of a clock of %i kHz', (unitsPerMs) => {
  it('hears what is sent, each digit once', () => {
    expect(heard(sendDigits(allDigits, unitsPerMs))).toBe(allDigits.join(''))
    expect(heard(sendDigits([...'5550005'] as EventDigit[], unitsPerMs))).toBe('5550005')
  })

  it('2.3.3 and 2.3.4: whatever stands in the reserved bit and the volume', () => {
    for (const second of [0x40, 0x7f, 0x3f, 0x00]) {
      expect(heard([written({ event: 3, timestamp: 1000, duration: 160, second })])).toBe('3')
    }
  })

  it('2.5.1.3: a press of several segments is one', () => {
    const press = [0, 1, 2].flatMap((segment) =>
      [0.25, 0.5, 0.75, 1].map((share) =>
        written({
          event: 9,
          timestamp: 5000 + segment * 0xffff,
          duration: Math.floor(0xffff * share),
          end: segment === 2 && share === 1,
          marker: segment === 0 && share === 0.25,
        }),
      ),
    )
    expect(heard(press)).toBe('9')
    const next = written({ event: 9, timestamp: 5000 + 4 * 0xffff, duration: 400, marker: true })
    expect(heard([...press, next])).toBe('99')
  })

  it('2.5.1.4: by its end alone, when all before it is lost, and once by the three of them', () => {
    const end = { event: 4, timestamp: 900, duration: 100 * unitsPerMs, end: true }
    expect(heard([written(end), written(end), written(end)])).toBe('4')
  })

  it('2.5.1.5: takes the first of several events in one packet as it is', () => {
    expect(heard([written({ event: 6, timestamp: 900, duration: 800, end: true, more: [7, 0x8a, 3, 32] })])).toBe('6')
  })

  it('2.6: passes over events that are no digits, and payloads that are cut off', () => {
    expect(heard([16, 32, 70, 255].map((event) => written({ event, timestamp: 100, duration: 800 })))).toBe('')
    const cut = written({ event: 1, timestamp: 100, duration: 800 })
    cut.packet.payloadBytes = 3
    expect(heard([cut])).toBe('')
  })

  it('each digit once, whatever is lost, doubled or late, as long as one packet of each arrives', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const random = seededRandom(seed)
      const digits = Array.from({ length: 12 }, () => random.pick(allDigits))
      const arrived = disturbed(sendDigits(digits, unitsPerMs, 100 + random.integer(300)), random)
      expect(heard(arrived), `seed ${seed}`).toBe(digits.join(''))
    }
  })
})

/** Loses up to half of each press's packets, doubles some, and lets neighbours of one press change places. */
function disturbed(sent: readonly Sent[], random: Random): Sent[] {
  const arrived: Sent[] = []
  for (const timestamp of new Set(sent.map(({ packet }) => packet.timestamp))) {
    const press = sent.filter(({ packet }) => packet.timestamp === timestamp)
    const kept = press.filter(() => random.next() > 0.5)
    const some = kept.length > 0 ? kept : [random.pick(press)]
    const doubled = some.flatMap((one) => (random.next() < 0.3 ? [one, one] : [one]))
    for (let i = 1; i < doubled.length; i++) {
      if (random.next() < 0.3) [doubled[i - 1], doubled[i]] = [doubled[i]!, doubled[i - 1]!]
    }
    arrived.push(...doubled)
    // An end that straggles in after the next press began.
    const last = arrived.at(-2)
    if (last !== undefined && random.next() < 0.2) arrived.push(last)
  }
  return arrived
}

describe('2.4.1 and 7.1.1: the description', () => {
  it('offers the sixteen digits under a number of its own, at the clock of the sound', () => {
    for (const codecs of [['pcmu'], ['opus', 'pcmu']] as const) {
      const session = createMediaSession({ address: '192.0.2.1', port: 4000, sessionId: '1', codecs })
      const lines = new TextDecoder().decode(makeOffer(session, 'sendrecv').sdp).split('\r\n')
      const rates = lines.flatMap(
        (line) => /^a=rtpmap:(\d+) telephone-event\/(\d+)/i.exec(line)?.slice(1, 3).join(' ') ?? [],
      )
      expect(rates.map((rate) => rate.split(' ')[1]).sort()).toEqual(codecs.length === 1 ? ['8000'] : ['48000', '8000'])
      for (const rate of rates) expect(lines).toContain(`a=fmtp:${rate.split(' ')[0]} 0-15`)
    }
  })
})
