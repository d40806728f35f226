import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Random, seededRandom } from '#kernel/random.ts'
import { type AudioSource, type Digit, promptSamples, ToneSource } from '#telephony/audio/index.ts'
import { LegMedia, type MediaFormat } from '#telephony/calls/leg-media.ts'
import type { MediaTransport } from '#telephony/calls/ports.ts'

/** What each packet goes through, by chance: 5 % are lost, 5 % come twice, and each takes up to 60 ms longer than the quickest. */
const lossShare = 0.05
const twiceShare = 0.05
const jitterMs = 60

type Codec = 'pcmu' | 'pcma' | 'g722'
const types = { pcmu: 0, pcma: 8, g722: 9 } as const
const formatOf = (codec: Codec): MediaFormat => ({
  codec,
  payloadType: types[codec],
  telephoneEventPayloadType: 101,
  receivePayloadTypes: new Map([
    [types[codec], codec],
    [101, 'telephone-event'],
  ]),
})

/** One who speaks and one who listens, with such a network between them, in virtual time. */
function badLine(codec: Codec, chance: Random) {
  let nowMs = 0
  const underway: { readonly atMs: number; readonly bytes: Uint8Array }[] = []
  const digits: Digit[] = []
  const wire: MediaTransport = {
    sendRtp: (bytes, length) => {
      if (chance.next() < lossShare) return
      const copies = chance.next() < twiceShare ? 2 : 1
      for (let i = 0; i < copies; i++) {
        underway.push({ atMs: nowMs + 3 + chance.next() * jitterMs, bytes: bytes.slice(0, length) })
      }
    },
    close: () => {},
  }
  const format = formatOf(codec)
  const common = { format, chance: () => 0.5, nowMs: 0 }
  const start = { ssrc: 1, sequence: 65_000, timestamp: 4_294_900_000 }
  const speaker = new LegMedia({ ...common, start, transport: wire, onDigit: () => {} })
  const deaf: MediaTransport = { sendRtp: () => {}, close: () => {} }
  const listener = new LegMedia({
    ...common,
    start: { ...start, ssrc: 2 },
    transport: deaf,
    onDigit: (digit) => digits.push(digit),
  })
  const frame = new Int16Array(160)
  /** @returns what was heard in so many ticks, at 8 kHz */
  const run = (ticks: number, source: AudioSource | undefined): Int16Array => {
    const heard = new Int16Array(ticks * 160)
    for (let tick = 0; tick < ticks; tick++) {
      speaker.send(source?.read(frame) ? frame : undefined)
      nowMs += 20
      underway.sort((one, other) => one.atMs - other.atMs)
      while (underway[0] && underway[0].atMs <= nowMs) {
        const { bytes, atMs } = underway.shift()!
        listener.receiveRtp(bytes, atMs)
      }
      if (listener.pull(frame, nowMs)) heard.set(frame, tick * 160)
    }
    return heard
  }
  return { speaker, listener, digits, run }
}

const windowSamples = 40
const windowMs = 5

interface Gap {
  readonly fromMs: number
  readonly ms: number
}

/** Silent stretches: windows of 5 ms whose level lies below `floor`. */
function gaps(sound: Int16Array, floor: number): Gap[] {
  const found: { fromMs: number; ms: number }[] = []
  let run = 0
  for (let at = 0; at + windowSamples <= sound.length; at += windowSamples) {
    let energy = 0
    for (let i = 0; i < windowSamples; i++) energy += sound[at + i]! ** 2
    if (Math.sqrt(energy / windowSamples) < floor) run += windowMs
    else {
      if (run > 0) found.push({ fromMs: at / 8 - run, ms: run })
      run = 0
    }
  }
  return found
}

/** Our own prompts, in seven languages: voices, with their pauses. */
const folder = fileURLToPath(new URL('../../prompts/', import.meta.url))
const voices = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) =>
    ['greeting', 'please-hold', 'test-call'].map((prompt) =>
      promptSamples(readFileSync(`${folder}${name}/${prompt}.ulaw`)),
    ),
  )
  .map((parts) => Int16Array.from(parts.flatMap((samples) => [...samples])))

/** How much of a gap lies where the speaker spoke, at whichever delay of the line that explains it best. */
function unlikeSilence(gap: Gap, said: readonly Gap[]): number {
  let least = gap.ms
  for (let delayMs = 40; delayMs <= 220; delayMs += windowMs) {
    const [fromMs, toMs] = [gap.fromMs - delayMs, gap.fromMs - delayMs + gap.ms]
    let silentMs = 0
    for (const own of said) {
      silentMs += Math.max(0, Math.min(own.fromMs + own.ms, toMs) - Math.max(own.fromMs, fromMs))
    }
    least = Math.min(least, gap.ms - silentMs)
  }
  return least
}

class Speech implements AudioSource {
  readonly samples: Int16Array
  #at = 0
  constructor(samples: Int16Array) {
    this.samples = samples
  }
  read(into: Int16Array): boolean {
    for (let i = 0; i < into.length; i++) into[i] = this.samples[(this.#at + i) % this.samples.length]!
    this.#at += into.length
    return true
  }
}

/** Root mean square of a sample: -52 dBFS is silence to anybody; what lies above -44 dBFS is speech. */
const silent = 80
const clearlySpoken = 200

const seeds = Array.from({ length: 50 }, (_, seed) => seed)
const codecs = ['pcmu', 'pcma', 'g722'] as const

describe('5 % of loss and 60 ms of jitter', () => {
  it.each(seeds)('leave a tone no gap above 40 ms (seed %d)', (seed) => {
    const { run } = badLine(codecs[seed % 3]!, seededRandom(seed))
    const heard = run(1000, new ToneSource({ frequenciesHz: [440], levelDbm0: -10, cadenceMs: [] }))
    // A tenth of the tone's level: what is softer is not heard beside it.
    const longest = Math.max(0, ...gaps(heard.subarray(160 * 20), 700).map(({ ms }) => ms))
    expect(longest).toBeLessThanOrEqual(40)
  })

  it.each(seeds)('leave speech no gap above 40 ms that it lacks (seed %d)', (seed) => {
    const { run } = badLine(codecs[seed % 3]!, seededRandom(seed))
    const speech = new Speech(voices[seed % voices.length]!)
    const heard = run(1000, speech)
    const said = gaps(whole(speech.samples, heard.length), clearlySpoken)
    for (const gap of gaps(heard.subarray(0, heard.length - 160 * 20), silent)) {
      if (gap.ms <= 40 || gap.fromMs < 400) continue
      expect(unlikeSilence(gap, said), `at ${gap.fromMs} ms`).toBeLessThanOrEqual(40)
    }
  })

  it.each(seeds)('cost no digit and double none (seed %d)', (seed) => {
    const chance = seededRandom(1000 + seed)
    const { speaker, digits, run } = badLine(codecs[seed % 3]!, chance)
    const all: readonly Digit[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D']
    // Also the same one several times in a row.
    const pressed = Array.from({ length: 40 }, () => chance.pick(all.slice(0, 4 + (seed % 13))))
    const tone = new ToneSource({ frequenciesHz: [300], levelDbm0: -10, cadenceMs: [] })
    run(50, tone)
    for (let at = 0; at < pressed.length; at += 10) {
      expect(speaker.sendDigits(pressed.slice(at, at + 10))).toBe(true)
      run(160, tone)
    }
    expect(digits.join('')).toBe(pressed.join(''))
  })
})

function whole(samples: Int16Array, length: number): Int16Array {
  return Int16Array.from({ length }, (_, i) => samples[i % samples.length]!)
}
