import { openOpus } from '#adapters/opus/opus.ts'
import type { LegId } from '#kernel/ids.ts'
import { type CodecName, codecFacts, newEncoder } from '#telephony/audio/codec.ts'
import { Bridge } from '#telephony/calls/bridge.ts'
import { LegMedia, type MediaFormat } from '#telephony/calls/leg-media.ts'
import { type Row, report } from './report.ts'

/**
 * What a call costs that has to be decoded and mixed, by the codecs of its two legs: the time of the processor in the media path
 * alone, without sockets, SRTP and what goes on besides, and as a ratio to a call with G.711 on both sides. (Two legs with one
 * codec are relayed and cost none of this unless somebody records or listens.)
 *
 *     npm run bench -- codecs [calls at once]
 */
const calls = Number(process.argv[2] ?? 20)
const opus = openOpus()
const warmTicks = 400
const measuredTicks = 1500
const packetCount = 250

type Side = CodecName | 'browser'
const sides: readonly [Side, Side][] = [
  ['pcma', 'pcma'],
  ['pcma', 'pcmu'],
  ['g722', 'pcma'],
  ['g722', 'g722'],
  ['opus', 'pcma'],
  ['browser', 'pcma'],
  ['opus', 'g722'],
  ['opus', 'opus'],
]

/** Something like a voice, of each codec's own rate: pitch that glides, overtones to the end of the band, breath, pauses. */
function payloadsOf(codec: CodecName): Uint8Array[] {
  const encoder = newEncoder(codec, codecFacts[codec].soundHz, opus)
  const frame = new Int16Array(encoder.rateHz / 50)
  const into = new Uint8Array(codecFacts.opus.frameBytes)
  let seed = 1
  let phase = 0
  const payloads = Array.from({ length: packetCount }, (_, n) => {
    for (let i = 0; i < frame.length; i++) {
      const t = n / 50 + i / encoder.rateHz
      phase += (2 * Math.PI * (120 + 30 * Math.sin(2 * t))) / encoder.rateHz
      let sum = 0
      for (let k = 1; k <= 24; k++) sum += Math.sin(phase * k) / k
      seed = (seed * 16_807) % 2_147_483_647
      frame[i] = (4000 * sum + 600 * (seed / 2_147_483_647 - 0.5)) * Math.max(0.05, Math.sin(2 * Math.PI * 1.7 * t))
    }
    return into.slice(0, encoder.encode(frame, into))
  })
  encoder.close()
  return payloads
}

const numbers: Readonly<Record<CodecName, number>> = { pcmu: 0, pcma: 8, g722: 9, opus: 111 }
const payloads = new Map((['pcmu', 'pcma', 'g722', 'opus'] as const).map((codec) => [codec, payloadsOf(codec)]))

function leg(side: Side, index: number) {
  const codec = side === 'browser' ? 'opus' : side
  const format: MediaFormat = {
    codec,
    payloadType: numbers[codec],
    receivePayloadTypes: new Map([[numbers[codec], codec]]),
    ...(side === 'browser' ? { narrowband: { codec: 'pcmu', payloadType: 0 } } : {}),
  }
  const media = new LegMedia({
    transport: { sendRtp: () => {}, close: () => {} },
    format,
    start: { ssrc: index, sequence: 0, timestamp: 0 },
    chance: () => 0.5,
    nowMs: 0,
    onDigit: () => {},
    opus,
  })
  const packet = new Uint8Array(12 + codecFacts.opus.frameBytes)
  const view = new DataView(packet.buffer)
  view.setUint16(0, 0x8000 | numbers[codec])
  view.setUint32(8, index)
  const mine = payloads.get(codec) as Uint8Array[]
  const datagrams = mine.map((payload) => packet.subarray(0, 12 + payload.length))
  /** The far end's next packet. */
  const speak = (tick: number, nowMs: number) => {
    const n = (tick + index * 7) % packetCount
    packet.set(mine[n] as Uint8Array, 12)
    view.setUint16(2, tick & 0xffff)
    view.setUint32(4, (tick * 20 * codecFacts[codec].unitsPerMs) >>> 0)
    media.receiveRtp(datagrams[n] as Uint8Array, nowMs)
  }
  return { media, speak, legId: `leg-${index}` as LegId }
}

function microsecondsPerTick([one, other]: readonly [Side, Side]): number {
  const rooms = Array.from({ length: calls }, (_, room) => {
    const legs = [leg(one, room * 2 + 1), leg(other, room * 2 + 2)]
    const bridge = new Bridge(2)
    for (const { media, legId } of legs) {
      bridge.join({ legId, isMuted: false, soundHz: media.soundHz, pull: (into, now) => media.pull(into, now) })
    }
    return { legs, bridge }
  })
  let before = process.cpuUsage()
  for (let tick = 0; tick < warmTicks + measuredTicks; tick++) {
    if (tick === warmTicks) before = process.cpuUsage()
    const nowMs = tick * 20
    for (const { legs, bridge } of rooms) {
      for (const { speak } of legs) speak(tick, nowMs)
      bridge.listen(nowMs)
      for (const { media, legId } of legs) media.send(bridge.hears(legId))
    }
  }
  const { user, system } = process.cpuUsage(before)
  for (const { legs } of rooms) for (const { media } of legs) media.release()
  return (user + system) / measuredTicks / calls
}

const measured = sides.map((pair) => ({ pair, us: microsecondsPerTick(pair) }))
const plain = measured[0]?.us ?? 1
const rows: Row[] = measured.map(({ pair: [one, other], us }) => ({
  one,
  other,
  'µs a call and 20 ms': us,
  'to G.711': us / plain,
  '% of a core a call': us / 200,
}))
report('codecs', rows)
