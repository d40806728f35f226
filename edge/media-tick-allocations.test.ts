import { type HeapProfiler, Session } from 'node:inspector/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { BridgeId, EdgeId, LegId, RecordingId } from '#kernel/ids.ts'
import { pcmu } from '#telephony/audio/g711.ts'
import { StereoRecorder } from '#telephony/audio/recording.ts'
import { ToneSource } from '#telephony/audio/tones.ts'
import { LegMedia } from '#telephony/calls/leg-media.ts'
import { buildRtp } from '#telephony/rtp/packet.ts'
import { Bridges } from './bridges.ts'
import { CallLeg } from './call-leg.ts'
import { Legs } from './legs.ts'
import { MediaTick } from './media-tick.ts'
import { Playing } from './playing.ts'

const ticks = 500
const stretches = 10
const pauseMs = 50
const tone = () => new ToneSource({ frequenciesHz: [440], levelDbm0: -20, cadenceMs: [] })
/** The smallest object there is has more; numbers that V8 boxes as long as a function is not compiled to the end have less. */
const bytesOfAnObject = 24

/** Legs with real media, whose far ends speak a tone, and the tick that serves them. */
function edge() {
  let nowMs = 0
  const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs }
  const legs = new Legs(clock, () => {})
  const playing = new Playing(legs, { open: () => tone() }, clock)
  const bridges = new Bridges({ legs, playing, edgeId: 'e' as EdgeId, emit: () => {} })
  const recorded: { recorder: StereoRecorder; bridgeId: BridgeId; left: LegId }[] = []
  const tick = new MediaTick({
    legs,
    bridges,
    recordings: {
      tick: () => {
        for (let i = 0; i < recorded.length; i++) {
          const { recorder, bridgeId, left } = recorded[i]!
          const mix = bridges.get(bridgeId)!.mix
          recorder.tick(mix.saidBy(left), mix.saidTo(left))
          recorder.release(recorder.pendingBytes)
        }
      },
    },
    playing,
    holdMusic: () => tone(),
    isOrphaned: () => false,
    wallMs: clock.wallMs,
    legFailed: (_leg, error) => {
      throw error
    },
  })
  let sent = 0
  const add = (name: string) => {
    const origin = { edgeId: 'e' as EdgeId, transport: 'sip' as const, direction: 'inbound' as const }
    const signalling = {
      ring: () => {},
      openEarlyMedia: () => true,
      answer: () => {},
      refuse: () => {},
      hangUp: () => {},
    }
    const leg = new CallLeg({ ...origin, legId: name as LegId, callerNumber: '', dialedNumber: '' }, signalling, nowMs)
    leg.media = new LegMedia({
      transport: { sendRtp: () => void sent++, close: () => {} },
      format: { codec: 'pcmu', payloadType: 0, receivePayloadTypes: new Map([[0, 'pcmu']]) },
      start: { ssrc: legs.live.length, sequence: 0, timestamp: 0 },
      // RTCP may allocate: it comes each five seconds, and not here.
      chance: () => 1e9,
      nowMs,
      onDigit: () => {},
    })
    leg.isSending = true
    legs.add(leg)
    const packet = new Uint8Array(172)
    const said = new Uint8Array(160)
    const samples = Int16Array.from({ length: 160 }, (_, i) => 8000 * Math.sin((i * Math.PI) / 10))
    pcmu.encode(samples, said)
    let frames = 0
    const header = { marker: false, payloadType: 0, sequence: 0, timestamp: 0, ssrc: legs.live.length }
    const speak = () => {
      header.sequence = frames & 0xffff
      header.timestamp = (frames * 160) >>> 0
      frames++
      buildRtp(packet, header, said)
      leg.media?.receiveRtp(packet, nowMs)
    }
    return { legId: leg.legId, speak }
  }
  const far: { speak(): void }[] = []
  const bridge = (name: string, size: number) => {
    const members = Array.from({ length: size }, (_, i) => add(`${name}-${i}`))
    far.push(...members)
    const bridgeId = name as BridgeId
    bridges.join(
      bridgeId,
      members.map(({ legId }) => legId),
    )
    return { bridgeId, live: bridges.get(bridgeId)!, legIds: members.map(({ legId }) => legId) }
  }
  const run = (count: number) => {
    for (let i = 0; i < count; i++) {
      nowMs += 20
      for (let j = 0; j < far.length; j++) far[j]!.speak()
      tick.run(nowMs)
    }
  }
  return { bridge, recorded, bridges, run, sent: () => sent, legs: () => legs.live.length }
}

/** Bytes that code of ours allocated while `run` ran, freed or not, by function. */
async function allocated(run: () => void): Promise<Map<string, number>> {
  const session = new Session()
  session.connect()
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: 512,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  } as HeapProfiler.StartSamplingParameterType)
  run()
  const { profile } = await session.post('HeapProfiler.stopSampling')
  session.disconnect()
  const bytes = new Map<string, number>()
  const count = (node: HeapProfiler.SamplingHeapProfileNode) => {
    const { url, functionName } = node.callFrame
    const file = /(?:edge|telephony)\/.*/.exec(url)?.[0]
    if (file && !file.includes('.test.') && node.selfSize > 0) {
      const key = `${functionName} ${file}`
      bytes.set(key, (bytes.get(key) ?? 0) + node.selfSize)
    }
    node.children.forEach(count)
  }
  count(profile.head)
  return bytes
}

describe('the media tick, once it has run', () => {
  it.each([
    ['relayed', (of: ReturnType<typeof edge>) => void of.bridge('pair', 2)],
    [
      'relayed and recorded',
      (of: ReturnType<typeof edge>) => {
        const { bridgeId, live, legIds } = of.bridge('pair', 2)
        live.recordingId = 'rec' as RecordingId
        of.recorded.push({ recorder: new StereoRecorder({ ringMs: 1000 }), bridgeId, left: legIds[0]! })
      },
    ],
    ['mixed', (of: ReturnType<typeof edge>) => void of.bridge('three', 3)],
    [
      'held with music',
      (of: ReturnType<typeof edge>) => {
        const { live, legIds } = of.bridge('pair', 2)
        live.mix.hold(legIds[0]!, tone())
      },
    ],
    [
      'listened to at other gains',
      (of: ReturnType<typeof edge>) => {
        const { live, legIds } = of.bridge('three', 3)
        live.mix.setGain(legIds[0]!, legIds[1]!, 0.5)
        live.mix.setGain(legIds[1]!, legIds[2]!, 0)
      },
    ],
  ])('allocates nothing for a bridge that is %s', async (_, prepare) => {
    const of = edge()
    prepare(of)
    of.run(1000)
    const before = of.sent()
    // What a function allocates in every stretch is its own; what it does until it is compiled ends when V8, which compiles beside us
    // and on a busy machine long after, has come to it.
    const most = ticks * of.legs() * bytesOfAnObject
    let always: Map<string, number> | undefined
    for (let stretch = 0; stretch < stretches && always?.size !== 0; stretch++) {
      const now = await allocated(() => of.run(ticks))
      const candidates: Map<string, number> = always ?? now
      always = new Map(
        [...candidates].filter(([name]) => (now.get(name) ?? 0) >= most).map(([name]) => [name, now.get(name)!]),
      )
      await delay(pauseMs)
    }
    expect(of.sent() - before).toBeGreaterThanOrEqual(ticks * 2)
    expect([...always!].map(([name, bytes]) => `${bytes} bytes by ${name}`)).toEqual([])
  })
})
