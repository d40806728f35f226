import { Libopus, longestPayloadBytes } from '../opus/library.ts'
import { OggWriter, oggPackets } from './ogg.ts'

/**
 * Recordings made small: Ogg Opus (RFC 7845) with the two sides as two mono streams (channel mapping family 1, no stream
 * coupled), so that neither is ever heard in the other's channel, however few bits there are.
 */

/** Numbers of opus_defines.h. */
const applicationVoip = 2048
const requests = { bitrate: 4002, complexity: 4010, signal: 4024 } as const
const signalVoice = 3001
/** A telephone's band is clear at this; wideband has twice. */
const bitrateOf = (rateHz: ArchiveRate): number => (rateHz === 8000 ? 16_000 : 28_000)
const complexity = 5

export type ArchiveRate = 8000 | 16_000 | 48_000

const channels = 2
const framesASecond = 50
/** Opus counts in these whatever goes in (RFC 7845 4). */
const granuleHz = 48_000
/** libopus's own look-ahead: 6.5 ms at any rate. */
const preSkip = 312
/** A page a second: where a player may begin. */
const packetsAPage = 50

/**
 * @param pcm 16 bit little-endian, left and right in turn, cut anywhere
 * @param serial of the stream, 32 bits by chance
 */
export async function* encodeArchive(
  pcm: AsyncIterable<Buffer>,
  rateHz: ArchiveRate,
  serial: number,
): AsyncGenerator<Buffer> {
  const samples = rateHz / framesASecond
  const frameBytes = samples * channels * 2
  const encoders = [new MonoEncoder(rateHz), new MonoEncoder(rateHz)] as const
  const ogg = new OggWriter(serial)
  const perSample = granuleHz / rateHz
  let [soundSamples, granule, packets] = [0, 0, 0]
  const sides = [new Int16Array(samples), new Int16Array(samples)] as const
  const encode = (frame: Buffer): Buffer => {
    for (let i = 0; i < samples; i++) {
      sides[0][i] = frame.readInt16LE(i * 4)
      sides[1][i] = frame.readInt16LE(i * 4 + 2)
    }
    return Buffer.concat([selfDelimited(encoders[0].encode(sides[0])), encoders[1].encode(sides[1])])
  }
  function* add(frame: Buffer): Generator<Buffer> {
    granule += samples * perSample
    const full = ogg.add(encode(frame), granule)
    if (full) yield full
    if (++packets % packetsAPage === 0) yield ogg.flush()
  }
  try {
    yield* headers(ogg, rateHz)
    let rest: Buffer = Buffer.alloc(0)
    for await (const part of pcm) {
      soundSamples += part.length / (channels * 2)
      rest = rest.length === 0 ? part : Buffer.concat([rest, part])
      let at = 0
      for (; rest.length - at >= frameBytes; at += frameBytes) yield* add(rest.subarray(at, at + frameBytes))
      rest = Buffer.from(rest.subarray(at))
    }
    // What the encoder still has of the sound comes out behind silence; the last granule says where the sound ends.
    const wanted = soundSamples * perSample + preSkip
    while (granule + samples * perSample < wanted) {
      yield* add(Buffer.concat([rest, Buffer.alloc(frameBytes - rest.length)]))
      rest = Buffer.alloc(0)
    }
    const last = encode(Buffer.concat([rest, Buffer.alloc(frameBytes - rest.length)]))
    const full = ogg.add(last, Math.round(wanted))
    if (full) yield full
    yield ogg.flush(true)
  } finally {
    for (const encoder of encoders) encoder.close()
  }
}

/** RFC 7845 5: who speaks how, and whose work it is; a page each. */
function* headers(ogg: OggWriter, rateHz: number): Generator<Buffer> {
  const head = Buffer.alloc(23)
  head.write('OpusHead', 0, 'ascii')
  head.writeUInt8(1, 8)
  head.writeUInt8(channels, 9)
  head.writeUInt16LE(preSkip, 10)
  head.writeUInt32LE(rateHz, 12)
  head.writeInt16LE(0, 16)
  head.writeUInt8(1, 18)
  // 5.1.1: two streams, none coupled, the first is left and the second right.
  head.set([2, 0, 0, 1], 19)
  ogg.add(head, 0)
  yield ogg.flush()
  const vendor = Buffer.from('Parley, libopus')
  const tags = Buffer.alloc(16 + vendor.length)
  tags.write('OpusTags', 0, 'ascii')
  tags.writeUInt32LE(vendor.length, 8)
  vendor.copy(tags, 12)
  ogg.add(tags, 0)
  yield ogg.flush()
}

/** RFC 6716 Appendix B: a packet of one frame with its length, so that another can follow it. */
function selfDelimited(packet: Uint8Array): Buffer {
  const toc = packet[0] as number
  // 3.2.2: our encoder makes one frame of 20 ms a packet.
  if ((toc & 3) !== 0) throw new Error('The encoder made a packet of more than one frame.')
  const bytes = packet.length - 1
  const length = bytes < 252 ? [bytes] : [252 + (bytes & 3), (bytes - (252 + (bytes & 3))) >> 2]
  return Buffer.concat([Buffer.of(toc, ...length), packet.subarray(1)])
}

export interface ArchiveFacts {
  readonly durationMs: number
  /** How loud each side is on the whole: the root of the mean square of its samples. */
  readonly loudness: readonly [number, number]
}

/** Decodes a whole archive file, to see that it can be. Throws where it cannot. */
export async function inspectArchive(ogg: AsyncIterable<Buffer>, rateHz: ArchiveRate): Promise<ArchiveFacts> {
  const decoders = [new MonoDecoder(rateHz), new MonoDecoder(rateHz)] as const
  const energy: [number, number] = [0, 0]
  let [index, samples, lastGranule, isEnded] = [0, 0, 0, false]
  try {
    for await (const { bytes, granule, isLast } of oggPackets(ogg)) {
      if (index++ < 2) continue
      const [first, second] = apart(bytes)
      const counts = [first, second].map((packet, side) => {
        const frame = decoders[side as 0 | 1].decode(packet)
        for (let i = 0; i < frame.length; i++) energy[side as 0 | 1] += (frame[i] as number) ** 2
        return frame.length
      })
      if (counts[0] !== counts[1]) throw new Error('The two sides are not equally long.')
      samples += counts[0] as number
      lastGranule = granule
      isEnded = isLast
    }
  } finally {
    for (const decoder of decoders) decoder.close()
  }
  if (!isEnded) throw new Error('The file has no end.')
  if (samples * (granuleHz / rateHz) < lastGranule) throw new Error('There is less sound than it says.')
  const rms = (sum: number) => Math.sqrt(sum / Math.max(1, samples))
  return {
    durationMs: ((lastGranule - preSkip) / granuleHz) * 1000,
    loudness: [rms(energy[0]), rms(energy[1])],
  }
}

/** The two packets of one moment. */
export function apart(packet: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const short = packet[1] ?? 0
  const isLong = short >= 252
  const bytes = isLong ? short + 4 * (packet[2] ?? 0) : short
  const from = isLong ? 3 : 2
  const first = Buffer.concat([packet.subarray(0, 1), packet.subarray(from, from + bytes)])
  return [first, packet.subarray(from + bytes)]
}

let shared: Libopus | undefined
const library = (): Libopus => {
  shared ??= new Libopus()
  return shared
}

class MonoEncoder {
  readonly #library = library()
  readonly #state: number

  constructor(rateHz: ArchiveRate) {
    const { calls } = this.#library
    this.#state = this.#library.allocate(calls.opus_encoder_get_size(1))
    calls.opus_encoder_init(this.#state, rateHz, 1, applicationVoip)
    const settings: [number, number][] = [
      [requests.bitrate, bitrateOf(rateHz)],
      [requests.complexity, complexity],
      [requests.signal, signalVoice],
      // No DTX: it takes a steady tone for noise and leaves it out. Silence costs little all the same.
    ]
    for (const [request, value] of settings) calls.opus_encoder_ctl_set(this.#state, request, value)
  }

  encode(frame: Int16Array): Uint8Array {
    const { calls, payloadAt, samplesAt } = this.#library
    this.#library.samples.set(frame)
    const bytes = calls.opus_encode(this.#state, samplesAt, frame.length, payloadAt, longestPayloadBytes)
    if (bytes <= 0) throw new Error(`libopus could not encode (${bytes}).`)
    return this.#library.payload.slice(0, bytes)
  }

  close(): void {
    this.#library.calls.free(this.#state)
  }
}

class MonoDecoder {
  readonly #library = library()
  readonly #state: number
  readonly #samples: number

  constructor(rateHz: ArchiveRate) {
    const { calls } = this.#library
    this.#samples = rateHz / framesASecond
    this.#state = this.#library.allocate(calls.opus_decoder_get_size(1))
    calls.opus_decoder_init(this.#state, rateHz, 1)
  }

  decode(packet: Uint8Array): Int16Array {
    const { calls, payloadAt, samplesAt } = this.#library
    if (packet.length < 1 || packet.length > longestPayloadBytes) throw new Error('That is no packet of Opus.')
    this.#library.payload.set(packet)
    const samples = calls.opus_decode(this.#state, payloadAt, packet.length, samplesAt, this.#samples, 0)
    if (samples <= 0) throw new Error(`libopus could not decode (${samples}).`)
    return this.#library.samples.slice(0, samples)
  }

  close(): void {
    this.#library.calls.free(this.#state)
  }
}
