import { describe, expect, it } from 'vitest'
import { type Random, seededRandom } from '#kernel/random.ts'
import { buildRtp, newRtpPacket, parseRtp, type RtpPacket } from './packet.ts'
import { Playout } from './playout.ts'

const ssrc = 0x1234_5678
const lostValue = -1

/** A packet of `samples` bytes whose every byte tells its frame's number, so that what is played can be recognised. */
function packetOf(options: {
  sequence: number
  timestamp: number
  value: number
  samples?: number
  ssrc?: number
  payloadType?: number
}): RtpPacket {
  const payload = new Uint8Array(options.samples ?? 160).fill(options.value)
  const bytes = new Uint8Array(12 + payload.length)
  const header = {
    marker: false,
    payloadType: options.payloadType ?? 0,
    sequence: options.sequence & 0xffff,
    timestamp: options.timestamp >>> 0,
    ssrc: options.ssrc ?? ssrc,
  }
  buildRtp(bytes, header, payload)
  const packet = newRtpPacket()
  expect(parseRtp(bytes, packet)).toBe(true)
  return packet
}

/** Plays numbers: a byte is a sample, what is lost is -1, and nothing is blended in. */
function numbers(buffer?: ConstructorParameters<typeof Playout>[0]['buffer']) {
  const playout = new Playout({
    sampleRateHz: 8000,
    ...(buffer === undefined ? {} : { buffer }),
    decoder: {
      decode: ({ payload, payloadBytes }, into) => {
        for (let i = 0; i < payloadBytes; i++) into[i] = payload[i]!
        return payloadBytes
      },
      receive: () => {},
      conceal: (into) => {
        into.fill(lostValue)
        return true
      },
    },
  })
  const frame = new Int16Array(160)
  return {
    playout,
    counters: playout.buffer.counters,
    push: (packet: RtpPacket, atMs: number) => playout.buffer.push(packet, packet.payloadBytes, 8, atMs),
    /** `undefined` where nobody speaks, else the frame, which is used again. */
    pull: (nowMs: number) => (playout.pull(frame, nowMs) ? frame : undefined),
  }
}
type Numbers = ReturnType<typeof numbers>

interface Arrival {
  readonly atMs: number
  readonly packet: RtpPacket
}

/** Frame `n` is sent at 20n ms (times `clockRate`) and bears the value n mod 200. */
function stream(options: {
  frames: number
  chance: Random
  lossShare?: number
  jitterMs?: number
  duplicateShare?: number
  clockRate?: number
  firstSequence?: number
  firstTimestamp?: number
  samples?: number
}): Arrival[] {
  const arrivals: Arrival[] = []
  const samples = options.samples ?? 160
  for (let n = 0; n < options.frames; n++) {
    const packet = packetOf({
      sequence: (options.firstSequence ?? 100) + n,
      timestamp: (options.firstTimestamp ?? 5000) + n * samples,
      value: n % 200,
      samples,
    })
    const sentMs = (n * (samples / 8)) / (options.clockRate ?? 1)
    if (options.chance.next() < (options.lossShare ?? 0)) continue
    arrivals.push({ atMs: sentMs + 5 + options.chance.next() * (options.jitterMs ?? 0), packet })
    if (options.chance.next() < (options.duplicateShare ?? 0)) {
      arrivals.push({ atMs: sentMs + 5 + options.chance.next() * 40, packet })
    }
  }
  return arrivals.sort((a, b) => a.atMs - b.atMs)
}

/** Pulls each 20 ms; `undefined` where nobody speaks, else what the frame begins with. */
function play(end: Numbers, arrivals: readonly Arrival[], ticks: number, phaseMs = 13): (number | undefined)[] {
  const heard: (number | undefined)[] = []
  let next = 0
  for (let tick = 0; tick < ticks; tick++) {
    const nowMs = phaseMs + tick * 20
    while (next < arrivals.length && arrivals[next]!.atMs <= nowMs) {
      end.push(arrivals[next]!.packet, arrivals[next]!.atMs)
      next++
    }
    heard.push(end.pull(nowMs)?.[0])
  }
  return heard
}

const longestRun = (heard: readonly (number | undefined)[], isCounted: (value: number | undefined) => boolean) => {
  let longest = 0
  let run = 0
  for (const value of heard) {
    run = isCounted(value) ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}
const isRest = (value: number | undefined) => value === undefined
const isLost = (value: number | undefined) => value === lostValue

describe('a steady stream', () => {
  it.each([0, 3, 7, 13, 19.9])('is played whole and in order at tick phase %d ms', (phaseMs) => {
    const end = numbers()
    const heard = play(end, stream({ frames: 500, chance: seededRandom(1) }), 500, phaseMs)
    const frames = heard.filter((value) => value !== undefined)
    expect(end.counters.lostMs).toBe(0)
    // The start's depth is given back, a little at a time, when the stream proves steady.
    for (let i = 1; i < frames.length; i++) expect([0, 1, 2]).toContain((frames[i]! - frames[i - 1]! + 200) % 200)
    expect(frames.length).toBeGreaterThan(493)
    expect(end.playout.buffer.targetMs).toBe(10)
    expect(end.playout.depthMs).toBeLessThan(50)
  })

  it('wraps sequence and timestamp without a gap', () => {
    const end = numbers()
    const firstSequence = 65_500
    play(end, stream({ frames: 300, chance: seededRandom(1), firstSequence, firstTimestamp: 2 ** 32 - 9999 }), 300)
    expect(end.counters).toMatchObject({ lostMs: 0, late: 0, restarts: 0, refused: 0 })
  })

  it.each([80, 160, 240, 320, 480])('plays packets of %d samples, each at its time', (samples) => {
    const end = numbers()
    const heard = play(end, stream({ frames: 300, chance: seededRandom(1), samples }), (300 * samples) / 160 - 10)
    expect(end.counters.lostMs).toBe(0)
    expect(longestRun(heard.slice(10), isRest)).toBe(0)
    expect(end.playout.depthMs).toBeLessThan(20 + samples / 8 + 50)
  })

  it('changes with the length of the packets', () => {
    const end = numbers()
    const arrivals: Arrival[] = []
    let units = 0
    for (let n = 0; units < 8 * 20_000; n++) {
      const samples = [80, 160, 240, 320, 480][Math.floor(n / 40) % 5]!
      const packet = packetOf({ sequence: n, timestamp: units, value: n % 200, samples })
      arrivals.push({ atMs: (units + samples) / 8, packet })
      units += samples
    }
    const heard = play(end, arrivals, 990)
    expect(longestRun(heard.slice(10), isRest)).toBe(0)
    expect(end.counters.lostMs).toBeLessThan(300)
    expect(end.counters.late).toBe(0)
  })
})

describe('a bad network', () => {
  it.each(Array.from({ length: 200 }, (_, seed) => seed))(
    'a twentieth lost, reordered, 60 ms of jitter, doubled: no silence (seed %d)',
    (seed) => {
      const end = numbers()
      const chance = seededRandom(seed)
      const samples = chance.pick([80, 160, 160, 240])
      const frames = Math.floor((800 * 160) / samples)
      const arrivals = stream({ frames, chance, samples, lossShare: 0.05, jitterMs: 60, duplicateShare: 0.05 })
      const heard = play(end, arrivals, 790)
      const afterStart = heard.slice(heard.findIndex((value) => value !== undefined))
      expect(longestRun(afterStart, isRest)).toBe(0)
      const { duplicate, lostMs, restarts } = end.counters
      expect(duplicate).toBeGreaterThan(frames / 50)
      expect(restarts).toBe(0)
      // Of 16 s 0.8 s were lost on the way; the buffer adds little of its own.
      expect(lostMs).toBeLessThan(800 + 900)
      expect(end.playout.buffer.targetMs).toBeGreaterThanOrEqual(50)
      expect(end.playout.depthMs).toBeLessThan(60 + samples / 8 + 60)
    },
  )

  it.each(Array.from({ length: 100 }, (_, seed) => seed))(
    'comes back to the depth it needs after a burst of delay (seed %d)',
    (seed) => {
      const end = numbers()
      const chance = seededRandom(seed)
      const beganMs = 6000 + chance.next() * 1000
      const burstMs = 100 + chance.next() * 400
      // The line stands still, and hands out at once what has gathered.
      const samples = chance.pick([80, 160, 320])
      const arrivals = stream({ frames: (1250 * 160) / samples, chance, jitterMs: 5, samples }).map((arrival) =>
        arrival.atMs > beganMs && arrival.atMs < beganMs + burstMs ? { ...arrival, atMs: beganMs + burstMs } : arrival,
      )
      let deepest = 0
      let next = 0
      for (let tick = 0; tick < 1200; tick++) {
        const nowMs = 13 + tick * 20
        while (next < arrivals.length && arrivals[next]!.atMs <= nowMs) {
          end.push(arrivals[next]!.packet, arrivals[next]!.atMs)
          next++
        }
        end.pull(nowMs)
        deepest = Math.max(deepest, end.playout.depthMs)
        if (nowMs > beganMs + burstMs + 1000 && nowMs < 13_000) expect(end.playout.depthMs).toBeLessThan(300)
      }
      expect(deepest).toBeLessThan(600)
      expect(end.playout.depthMs).toBeLessThan(90)
    },
  )

  it('loses nothing of a line that stood still for a moment', () => {
    const end = numbers()
    const arrivals = stream({ frames: 400, chance: seededRandom(1) }).map((arrival) =>
      arrival.atMs > 3000 && arrival.atMs < 3090 ? { ...arrival, atMs: 3090 } : arrival,
    )
    const heard = play(end, arrivals, 350)
    expect(end.counters.late).toBe(0)
    const values = [...new Set(heard.filter((value) => value !== undefined && value !== lostValue))]
    for (const n of [149, 150, 151, 152, 153, 154]) expect(values).toContain(n)
  })

  it('grows when jitter comes and shrinks when it goes', () => {
    const end = numbers()
    const chance = seededRandom(3)
    const rough = stream({ frames: 2500, chance })
      .map((arrival, n) => (n < 500 || n > 1000 ? arrival : { ...arrival, atMs: arrival.atMs + chance.next() * 100 }))
      .sort((a, b) => a.atMs - b.atMs)
    const depths: number[] = []
    let next = 0
    for (let tick = 0; tick < 2500; tick++) {
      const nowMs = 13 + tick * 20
      while (next < rough.length && rough[next]!.atMs <= nowMs) {
        end.push(rough[next]!.packet, rough[next]!.atMs)
        next++
      }
      end.pull(nowMs)
      depths.push(end.playout.depthMs)
    }
    expect(depths[490]).toBeLessThan(60)
    expect(depths[950]).toBeGreaterThan(70)
    expect(depths[2400]).toBeLessThan(60)
  })

  it('says lost for a lost packet and goes on with the next', () => {
    const end = numbers({ startFrames: 3 })
    const arrivals = stream({ frames: 40, chance: seededRandom(1) }).filter((_, n) => n !== 20)
    const heard = play(end, arrivals, 38)
    expect(heard.slice(heard.indexOf(19), heard.indexOf(19) + 3)).toEqual([19, lostValue, 21])
    expect(end.counters.lostMs).toBe(20)
  })
})

describe('clocks', () => {
  it.each([1.0002, 0.9998, 1.001, 0.999])(
    'follows a sender whose clock runs at %d of ours for three hours: neither growth nor gap',
    (clockRate) => {
      const end = numbers()
      const chance = seededRandom(5)
      const frames = 540_000
      let deepest = 0
      let shallowest = Number.POSITIVE_INFINITY
      let rests = 0
      let sent = 0
      let pending = packetOf({ sequence: 0, timestamp: 0, value: 1 })
      let atMs = 5
      for (let tick = 0; tick < frames - 2000; tick++) {
        const nowMs = 13 + tick * 20
        while (atMs <= nowMs) {
          end.push(pending, atMs)
          sent++
          pending = { ...pending, sequence: sent & 0xffff, timestamp: (sent * 160) >>> 0 }
          atMs = (sent * 20) / clockRate + 5 + chance.next() * 10
        }
        const heard = end.pull(nowMs)
        if (tick < 500) continue
        if (heard === undefined) rests++
        deepest = Math.max(deepest, end.playout.depthMs)
        shallowest = Math.min(shallowest, end.playout.depthMs)
      }
      expect(rests).toBe(0)
      expect(end.counters.lostMs).toBeLessThanOrEqual(600)
      expect(end.counters).toMatchObject({ restarts: 0, refused: 0 })
      expect(end.counters.late).toBeLessThan(10)
      expect(deepest).toBeLessThan(90)
      expect(shallowest).toBeGreaterThan(5)
      // What the clocks differ by is made up for by pitch periods, and by little more.
      const driftMs = Math.abs(clockRate - 1) * frames * 20
      const { shortenedMs, lengthenedMs } = end.playout
      expect(Math.abs(Math.abs(shortenedMs - lengthenedMs) - driftMs)).toBeLessThan(driftMs / 20 + 100)
      expect(Math.min(shortenedMs, lengthenedMs)).toBeLessThan(driftMs / 2 + 100)
    },
  )

  it('comes back at once when the tick stood still for 600 ms', () => {
    const end = numbers()
    const arrivals = stream({ frames: 500, chance: seededRandom(1) })
    let next = 0
    const depths: number[] = []
    for (let tick = 0; tick < 400; tick++) {
      const nowMs = 13 + tick * 20 + (tick >= 100 ? 600 : 0)
      while (next < arrivals.length && arrivals[next]!.atMs <= nowMs) {
        end.push(arrivals[next]!.packet, arrivals[next]!.atMs)
        next++
      }
      end.pull(nowMs)
      if (tick > 110) depths.push(end.playout.depthMs)
    }
    expect(Math.max(...depths)).toBeLessThan(100)
  })

  it('does not grow deeper by ticks that are missed while nobody speaks', () => {
    const end = numbers()
    const arrivals = stream({ frames: 300, chance: seededRandom(1) })
    play(end, arrivals, 310)
    for (let tick = 310; tick < 500; tick++) if (tick % 4 !== 0) end.pull(13 + tick * 20)
    expect(end.playout.depthMs).toBeLessThan(100)
  })

  it('goes on within 200 ms when the sender sets its timestamps back or forth', () => {
    for (const jump of [-400_000, -3000, 3000, 400_000]) {
      const end = numbers()
      const arrivals = stream({ frames: 300, chance: seededRandom(1) }).map((arrival, n) => ({
        atMs: arrival.atMs,
        packet: n < 150 ? arrival.packet : { ...arrival.packet, timestamp: (arrival.packet.timestamp + jump) >>> 0 },
      }))
      const heard = play(end, arrivals, 280)
      const isMissed = (value: number | undefined) => value === undefined || value === lostValue
      expect(longestRun(heard.slice(5), isMissed), `jump ${jump}`).toBeLessThan(14)
      expect(heard.slice(-20).some(isMissed), `jump ${jump}`).toBe(false)
    }
  })

  it('goes on when the sender numbers its packets anew', () => {
    for (const jump of [-20_000, -150, 2000, 30_000]) {
      const end = numbers()
      const arrivals = stream({ frames: 300, chance: seededRandom(1) }).map((arrival, n) => ({
        atMs: arrival.atMs,
        packet: n < 150 ? arrival.packet : { ...arrival.packet, sequence: (arrival.packet.sequence + jump) & 0xffff },
      }))
      const heard = play(end, arrivals, 280)
      const isMissed = (value: number | undefined) => value === undefined || value === lostValue
      expect(longestRun(heard.slice(5), isMissed), `jump ${jump}`).toBeLessThan(6)
      expect(heard.slice(-20).some(isMissed), `jump ${jump}`).toBe(false)
    }
  })
})

describe('silence and sources', () => {
  it('calls a pause of the sender a rest, not lost', () => {
    const end = numbers()
    const arrivals: Arrival[] = []
    for (let n = 0; n < 200; n++) {
      // Frames 100 to 139 are not sent; the numbers go on, the timestamps leap.
      if (n >= 100 && n < 140) continue
      const sequence = n < 100 ? n : n - 40
      arrivals.push({ atMs: n * 20, packet: packetOf({ sequence, timestamp: n * 160, value: n }) })
    }
    const heard = play(end, arrivals, 200)
    expect(end.counters.lostMs).toBeLessThanOrEqual(100)
    expect(heard.filter(isRest).length).toBeGreaterThan(30)
    expect(heard).toContain(140)
  })

  it('says nothing is lost in a pause that comfort noise announces', () => {
    const end = numbers()
    for (let n = 0; n < 200; n++) {
      const packet = packetOf({ sequence: n < 100 ? n : n < 140 ? 100 : n - 39, timestamp: n * 160, value: n })
      if (n === 100) end.playout.buffer.note(packet)
      else if (n < 100 || n >= 140) end.push(packet, n * 20)
      end.pull(n * 20 + 9)
    }
    expect(end.counters).toMatchObject({ lostMs: 0, late: 0 })
  })

  it.each(Array.from({ length: 50 }, (_, seed) => seed))(
    'begins each word of a sender that suppresses silence with its first packet (seed %d)',
    (seed) => {
      const end = numbers()
      const chance = seededRandom(seed)
      const arrivals: Arrival[] = []
      let sequence = chance.integer(65_536)
      let frame = 0
      let words = 0
      while (frame < 1500) {
        const wordFrames = 5 + chance.integer(40)
        words++
        for (let i = 0; i < wordFrames; i++, frame++) {
          const packet = packetOf({ sequence: sequence++, timestamp: frame * 160, value: 1 + i })
          arrivals.push({ atMs: frame * 20 + chance.next() * 30, packet })
        }
        frame += 10 + chance.integer(60)
      }
      arrivals.sort((a, b) => a.atMs - b.atMs)
      const heard = play(end, arrivals, frame + 20)
      expect(end.counters).toMatchObject({ restarts: 0, refused: 0 })
      expect(end.counters.late).toBeLessThanOrEqual(words)
      // Of most words the first two packets are heard; the first words come before the jitter is known.
      const firsts = heard.filter((value, i) => (value === 1 || value === 2) && heard[i - 1] !== 1).length
      expect(firsts).toBeGreaterThanOrEqual(words - 4)
    },
  )

  it('does not wait for a stream that only began with a packet ahead of its time', () => {
    const end = numbers()
    const before = stream({ frames: 300, chance: seededRandom(1) })
    // A browser that was at rest for 4 s hands out at once the frame that lay ready, 25 ms before its steady stream.
    const talk = stream({ frames: 250, chance: seededRandom(1), firstSequence: 400, firstTimestamp: 5000 + 500 * 160 })
    const after = talk.map(({ atMs, packet }, n) => ({ atMs: atMs + 10_000 - (n === 0 ? 25 : 0), packet }))
    const heard = play(end, [...before, ...after], 750)
    // The gap after that first frame is all that is missed; the rest is not taken for late.
    expect(heard.slice(497, 560).filter(isLost).length).toBeLessThanOrEqual(2)
    expect(heard.slice(497, 560)).toContain(2)
  })

  it('does not count the numbers of digits as lost sound', () => {
    const end = numbers()
    for (let n = 0; n < 100; n++) {
      const packet = packetOf({ sequence: n, timestamp: n * 160, value: n })
      if (n >= 50 && n < 58) end.playout.buffer.note(packet)
      else end.push(packet, n * 20)
      end.pull(n * 20 + 9)
    }
    expect(end.counters.lostMs).toBe(0)
  })

  it('moves to a new SSRC after two packets, and not for a single stray', () => {
    const end = numbers()
    const heard: number[] = []
    for (let n = 0; n < 50; n++) {
      end.push(packetOf({ sequence: n, timestamp: n * 160, value: n }), n * 20)
      if (n === 20) end.push(packetOf({ sequence: 7, timestamp: 9, value: 250, ssrc: 7 }), n * 20)
      const due = end.pull(n * 20 + 9)
      if (due) heard.push(due[0]!)
    }
    expect(heard).not.toContain(250)
    expect(end.counters.restarts).toBe(0)
    for (let n = 50; n < 80; n++) {
      end.push(packetOf({ sequence: n, timestamp: 900_000 + n * 160, value: n, ssrc: 7 }), n * 20)
      const due = end.pull(n * 20 + 9)
      if (due) heard.push(due[0]!)
    }
    expect(end.counters.restarts).toBe(1)
    expect(heard).toContain(52)
    expect(heard.at(-1)).toBeGreaterThan(74)
  })

  it('rests before the first packet and when the sender has gone', () => {
    const end = numbers()
    expect(end.pull(0)).toBeUndefined()
    end.push(packetOf({ sequence: 1, timestamp: 1, value: 1 }), 1)
    const heard = Array.from({ length: 100 }, (_, n) => end.pull(5 + n * 20)?.[0])
    expect(heard.at(-1)).toBeUndefined()
    expect(heard.filter(isLost).length).toBeLessThanOrEqual(5)
  })

  it.each(Array.from({ length: 200 }, (_, seed) => seed))(
    'plays a good stream after whatever came before (seed %d)',
    (seed) => {
      const chance = seededRandom(seed)
      const end = numbers()
      let nowMs = 0
      const base = chance.integer(2 ** 32)
      for (let n = 0; n < 400; n++) {
        // Noise near a stream's numbers is worse than noise anywhere.
        const near = chance.next() < 0.8
        const packet = packetOf({
          sequence: near ? n + chance.integer(20) : chance.integer(65_536),
          timestamp: near ? base + n * 160 + (chance.integer(40_000) - 20_000) : chance.integer(2 ** 32),
          value: 1,
          samples: 1 + chance.integer(960),
          ssrc: chance.pick([ssrc, ssrc, ssrc, 7]),
        })
        nowMs += chance.integer(40)
        if (chance.next() < 0.1) end.playout.buffer.note(packet)
        else end.push(packet, nowMs)
        if (chance.next() < 0.7) end.pull(nowMs)
      }
      let played = 0
      const start = nowMs + chance.integer(5000)
      const [firstSequence, firstTimestamp] = [chance.integer(65_536), chance.integer(2 ** 32)]
      for (let n = 0; n < 400; n++) {
        end.push(
          packetOf({ sequence: firstSequence + n, timestamp: firstTimestamp + n * 160, value: 9 }),
          start + n * 20,
        )
        if (end.pull(start + n * 20 + 7)?.every((sample) => sample === 9) && n >= 150) played++
      }
      expect(played).toBe(250)
    },
  )

  it('survives arbitrary packets, and its memory of them is bounded', () => {
    const chance = seededRandom(11)
    const end = numbers()
    for (let n = 0; n < 20_000; n++) {
      const packet = packetOf({
        sequence: chance.integer(65_536),
        timestamp: chance.integer(2 ** 32),
        value: 1,
        samples: chance.integer(1400),
        ssrc: chance.integer(3),
        payloadType: chance.integer(128),
      })
      end.playout.buffer.push(packet, chance.integer(8000), chance.pick([8, 48]), n * 2)
      if (n % 10 === 0) end.pull(n * 2)
    }
    expect(end.playout.buffer.targetMs).toBeLessThanOrEqual(200)
  })
})
