import { describe, expect, it, vi } from 'vitest'
import type { EdgeId, LegId, StationId } from '#kernel/ids.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import type { LegMedia } from '#telephony/calls/leg-media.ts'
import type { Admission } from './admission.ts'
import { CallLeg } from './call-leg.ts'
import { Housekeeping } from './housekeeping.ts'
import { Legs } from './legs.ts'
import type { MediaLoop } from './media-loop.ts'
import type { WebSide } from './web-side.ts'

function edge() {
  let nowMs = 0
  let lastPacketMs = 0
  const events: EdgeEvent[] = []
  const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs }
  const legs = new Legs(clock, (event) => events.push(event))
  const hangUp = vi.fn()
  const far = { isResting: false, isUnheard: false }
  const quality = { packetsReceived: 1, packetsLost: 0, packetsLate: 0, packetsSent: 1, jitterMs: 0, bufferDepthMs: 20 }
  const media = {
    silentMs: () => nowMs - lastPacketMs,
    lifelessMs: () => nowMs - lastPacketMs,
    expectPackets: () => {
      lastPacketMs = nowMs
    },
    get isResting() {
      return far.isResting
    },
    get isUnheard() {
      return far.isUnheard
    },
    recentQuality: () => quality,
    quality: () => quality,
  } as unknown as LegMedia
  const add = (transport: 'sip' | 'web', stationId?: string) => {
    const origin = { edgeId: 'e' as EdgeId, direction: 'inbound' as const, callerNumber: '', dialedNumber: '' }
    const leg = new CallLeg(
      { ...origin, transport, legId: 'leg' as LegId, ...(stationId ? { stationId: stationId as StationId } : {}) },
      { ring: vi.fn(), openEarlyMedia: () => true, answer: vi.fn(), refuse: vi.fn(), hangUp },
      0,
    )
    leg.media = media
    legs.add(leg)
    legs.connected(leg)
    return leg
  }
  const web = { check: vi.fn() }
  const housekeeping = new Housekeeping({
    clock,
    legs,
    web: web as unknown as WebSide,
    admission: { calls: 1, maxCalls: 5, isOverloaded: false, measured: () => {} } as unknown as Admission,
    soundShare: () => 0,
    rtpPorts: { closeUnneeded: () => {} },
    loop: { takeWorstMs: () => 1.26 } as MediaLoop,
    emit: (event) => events.push(event),
  })
  return {
    legs,
    far,
    add,
    hangUp,
    housekeeping,
    web,
    seconds: (count: number) => {
      for (let i = 0; i < count; i++) {
        nowMs += 1000
        housekeeping.run()
      }
    },
    packet: () => {
      lastPacketMs = nowMs
    },
    of: (type: string) => events.filter((event) => event.type === type),
  }
}
const inBridge = { bridgeId: 'b' } as unknown as NonNullable<CallLeg['bridge']>

describe('housekeeping', () => {
  it('tells once that a line has gone silent, and once that it is heard again', () => {
    const { add, seconds, packet, of } = edge()
    add('sip')
    seconds(1)
    expect(of('leg.silent')).toEqual([])
    seconds(5)
    expect(of('leg.silent')).toEqual([{ type: 'leg.silent', legId: 'leg', isSilent: true, direction: 'from' }])
    packet()
    seconds(1)
    expect(of('leg.silent')).toHaveLength(2)
    expect(of('leg.silent')[1]).toMatchObject({ isSilent: false })
  })

  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'says so within three seconds, wherever its round is when the sound ends (seed %d)',
    (seed) => {
      const { add, seconds, packet, of } = edge()
      add('sip')
      seconds(1 + (seed % 5))
      packet()
      // The last packet came anywhere within the second before the next round.
      let rounds = 0
      while (of('leg.silent').length === 0) {
        seconds(1)
        rounds++
      }
      expect(rounds).toBeLessThanOrEqual(3)
    },
  )

  it('says that the far end does not hear us, and when it does again', () => {
    const { add, seconds, packet, far, of } = edge()
    const leg = add('sip')
    leg.isSending = true
    far.isUnheard = true
    packet()
    seconds(1)
    expect(of('leg.silent')).toEqual([{ type: 'leg.silent', legId: 'leg', isSilent: true, direction: 'to' }])
    far.isUnheard = false
    packet()
    seconds(1)
    expect(of('leg.silent')[1]).toMatchObject({ isSilent: false, direction: 'to' })
    // Nothing is sent to one that closed its ear.
    leg.isSending = false
    far.isUnheard = true
    packet()
    seconds(1)
    expect(of('leg.silent')).toHaveLength(2)
  })

  it('leaves in peace whoever rests, and who said that it sends nothing', () => {
    const resting = edge()
    resting.add('sip')
    resting.far.isResting = true
    resting.seconds(14)
    expect(resting.of('leg.silent')).toEqual([])
    resting.seconds(1)
    expect(resting.of('leg.silent')).toHaveLength(1)

    const listener = edge()
    listener.add('sip').isListener = true
    listener.seconds(20)
    expect(listener.of('leg.silent')).toEqual([])
  })

  it('expects nothing of a leg that the far end holds, nor of an idle station', () => {
    const held = edge()
    held.legs.farHold(held.add('sip'), true)
    held.seconds(10)
    expect(held.of('leg.silent')).toEqual([])

    const idle = edge()
    const leg = idle.add('web', 'stn_1')
    idle.seconds(10)
    expect([...idle.of('leg.silent'), ...idle.of('leg.quality')]).toEqual([])
    leg.bridge = inBridge
    idle.seconds(5)
    expect(idle.of('leg.silent')).toHaveLength(1)
  })

  it('ends a SIP leg that gives no sign of life for a minute, also one that waits in a queue', () => {
    for (const bridge of [undefined, inBridge]) {
      const { add, seconds, packet, hangUp } = edge()
      add('sip').bridge = bridge
      seconds(50)
      packet()
      seconds(60)
      expect(hangUp).not.toHaveBeenCalled()
      seconds(1)
      expect(hangUp).toHaveBeenCalledWith('connection-lost')
    }
  })

  it('is patient with a far end that holds or said that it sends nothing, but not for ever', () => {
    for (const quiet of ['holds', 'listens']) {
      const { add, seconds, hangUp, legs } = edge()
      const leg = add('sip')
      if (quiet === 'holds') legs.farHold(leg, true)
      else leg.isListener = true
      seconds(1800)
      expect(hangUp).not.toHaveBeenCalled()
      seconds(1)
      expect(hangUp).toHaveBeenCalledWith('connection-lost')
    }
  })

  it('looks again after a round that failed', () => {
    vi.useFakeTimers()
    try {
      const { housekeeping, of, web } = edge()
      web.check.mockImplementationOnce(() => {
        throw new Error('once')
      })
      housekeeping.start()
      expect(() => vi.advanceTimersByTime(1000)).toThrow('once')
      vi.advanceTimersByTime(5000)
      housekeeping.stop()
      expect(of('edge.load')).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })

  it('reports quality and load each five seconds', () => {
    const { add, seconds, of } = edge()
    add('sip')
    seconds(10)
    expect(of('leg.quality')).toHaveLength(2)
    expect(of('edge.load')).toHaveLength(2)
    expect(of('edge.load')[0]).toMatchObject({ calls: 1, maxCalls: 5, tickLatenessMs: 1.3, isOverloaded: false })
  })
})
