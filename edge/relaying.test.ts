import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { BridgeId, EdgeId, LegId } from '#kernel/ids.ts'
import type { LegMedia } from '#telephony/calls/leg-media.ts'
import { Bridges, type LiveBridge } from './bridges.ts'
import { CallLeg } from './call-leg.ts'
import { Legs } from './legs.ts'
import { Playing } from './playing.ts'
import { arrangeRelay, endRelay } from './relaying.ts'

const music = { read: () => true }
const clock = { wallMs: () => 0, monotonicMs: () => 0 }

/** Two in a bridge, and what their media were told. */
function bridged() {
  const legs = new Legs(clock, () => {})
  const playing = new Playing(legs, { open: () => music }, clock)
  const bridges = new Bridges({ legs, playing, edgeId: 'e' as EdgeId, emit: () => {} })
  bridges.whenLeaving((bridge) => endRelay(bridge, 0))
  const told: string[] = []
  const add = (name: string) => {
    const origin = { edgeId: 'e' as EdgeId, transport: 'sip' as const, direction: 'inbound' as const }
    const signalling = { ring: vi.fn(), openEarlyMedia: () => true, answer: vi.fn(), refuse: vi.fn(), hangUp: vi.fn() }
    const leg = new CallLeg({ ...origin, legId: name as LegId, callerNumber: '', dialedNumber: '' }, signalling, 0)
    const state = { fits: true, isRelaying: false }
    leg.media = {
      canRelayTo: () => state.fits,
      relayTo: (_: LegMedia, isHeard: boolean) => {
        if (!state.isRelaying || isHeard) told.push(`${name} ${isHeard ? 'relays and is heard' : 'relays'}`)
        state.isRelaying = true
      },
      stopRelay: () => {
        told.push(`${name} stops`)
        state.isRelaying = false
      },
      sendDigits: (digits: readonly string[]) => {
        told.push(`${name} is sent ${digits}`)
        return true
      },
      end: () => {},
      quality: () => ({}),
    } as unknown as LegMedia
    leg.isSending = true
    legs.add(leg)
    return { leg, state, legId: leg.legId }
  }
  const [one, two] = [add('one'), add('two')]
  const bridgeId = 'b' as BridgeId
  bridges.join(bridgeId, [one.legId, two.legId])
  const bridge = bridges.get(bridgeId) as LiveBridge
  return {
    legs,
    playing,
    bridges,
    bridge,
    bridgeId,
    one,
    two,
    add,
    told,
    tick: (isHeard = false) => arrangeRelay(bridge, isHeard, 0),
  }
}
type Room = ReturnType<typeof bridged>

describe('a bridge of two', () => {
  let room: Room
  beforeEach(() => {
    room = bridged()
  })

  it('is relayed, and listened to only for who wants to hear', () => {
    expect(room.tick()).toBe(false)
    expect(room.bridge.relayed).toBeDefined()
    expect(room.tick(true)).toBe(true)
    expect(room.told).toEqual(['one relays', 'two relays', 'one relays and is heard', 'two relays and is heard'])
  })

  it.each<[string, (of: Room) => void, (of: Room) => void]>([
    ['somebody is muted', ({ one }) => (one.leg.isMuted = true), ({ one }) => (one.leg.isMuted = false)],
    [
      'somebody is on hold',
      ({ bridge, two }) => bridge.mix.hold(two.legId, music),
      ({ bridge, two }) => bridge.mix.retrieve(two.legId),
    ],
    ['somebody closed its ear', ({ two }) => (two.leg.isSending = false), ({ two }) => (two.leg.isSending = true)],
    ['a browser is away', ({ two }) => (two.leg.isLost = true), ({ two }) => (two.leg.isLost = false)],
    [
      'somebody hears an announcement',
      ({ one }) => (one.leg.listening = { source: music, ended: () => {} }),
      ({ one }) => (one.leg.listening = undefined),
    ],
    ['their codecs differ', ({ one }) => (one.state.fits = false), ({ one }) => (one.state.fits = true)],
    [
      'a third comes',
      ({ bridges, bridgeId, add }) => bridges.join(bridgeId, [add('three').legId]),
      ({ bridges, legs }) => bridges.leave(legs.get('three' as LegId)!),
    ],
    [
      'a supervisor listens',
      ({ bridges, bridge, add }) => bridges.monitor(bridge, add('three').leg, []),
      ({ bridges, legs }) => bridges.leave(legs.get('three' as LegId)!),
    ],
    ['digits are masked', ({ one }) => (one.leg.isMasked = true), ({ one }) => (one.leg.isMasked = false)],
  ])('is mixed while %s, and relayed again after', (_, begin, end) => {
    room.tick()
    begin(room)
    expect(room.tick()).toBe(true)
    expect(room.bridge.relayed).toBeUndefined()
    expect(room.told.slice(2).sort()).toEqual(['one stops', 'two stops'])
    end(room)
    expect(room.tick()).toBe(false)
    expect(room.bridge.relayed).toBeDefined()
  })

  it('lets go at once when somebody leaves: what it says is for nobody there any more', () => {
    room.tick()
    room.bridges.leave(room.one.leg)
    expect(room.told.slice(2)).toEqual(['one stops', 'two stops'])
  })

  it('takes the packets of a new connection in place of the old one’s', () => {
    room.tick()
    const before = room.two.leg.media as LegMedia
    const stopped = vi.spyOn(before, 'stopRelay')
    room.two.leg.media = { ...before, relayTo: vi.fn(), stopRelay: vi.fn() } as unknown as LegMedia
    room.tick()
    expect(stopped).toHaveBeenCalledOnce()
    expect(room.bridge.relayed?.other).toBe(room.two.leg.media)
  })
})

describe('a key that one of two presses', () => {
  it('is told the other where nothing else brings it', () => {
    const { playing, one, two, bridge, told, tick } = bridged()
    playing.digit(one.leg, '1', 100, 'telephone-event')
    playing.digit(one.leg, '2', 100, 'info')
    playing.digit(one.leg, '3', 100, 'in-band')
    expect(told).toEqual(['two is sent 1', 'two is sent 2'])
    tick()
    told.length = 0
    // Its packets go along with the sound.
    playing.digit(one.leg, '4', 100, 'telephone-event')
    playing.digit(one.leg, '5', 100, 'info')
    expect(told).toEqual(['two is sent 5'])
    told.length = 0
    bridge.mix.hold(one.legId, music)
    playing.digit(one.leg, '6', 100, 'info')
    playing.digit(two.leg, '7', 100, 'info')
    expect(told).toEqual([])
  })

  it('is nobody’s business when it is muted, masked, or among three', () => {
    const { playing, one, bridges, bridgeId, add, told } = bridged()
    one.leg.isMuted = true
    playing.digit(one.leg, '1', 100, 'info')
    one.leg.isMuted = false
    one.leg.isMasked = true
    playing.digit(one.leg, '2', 100, 'info')
    one.leg.isMasked = false
    bridges.join(bridgeId, [add('three').legId])
    playing.digit(one.leg, '3', 100, 'info')
    expect(told).toEqual([])
  })
})
