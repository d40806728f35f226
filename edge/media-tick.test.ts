import { describe, expect, it, vi } from 'vitest'
import type { BridgeId, EdgeId, LegId, PlayId, StationId } from '#kernel/ids.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import type { AudioSource } from '#telephony/audio/frame.ts'
import type { LegMedia } from '#telephony/calls/leg-media.ts'
import { Bridges } from './bridges.ts'
import { CallLeg } from './call-leg.ts'
import { Legs } from './legs.ts'
import { MediaTick } from './media-tick.ts'
import { Playing } from './playing.ts'

const clock = { wallMs: () => 0, monotonicMs: () => 0 }
const constant = (value: number, frames = 1e9): AudioSource => ({
  read(into) {
    into.fill(frames > 0 ? value : 0)
    return frames-- > 0
  },
})

/** Legs that say one number and remember the number that they were sent; `rest` when nothing was. */
function edge() {
  const events: EdgeEvent[] = []
  const emit = (event: EdgeEvent) => events.push(event)
  const legs = new Legs(clock, emit)
  const prompts = { open: (piece: { kind: string }) => (piece.kind === 'music' ? constant(9) : constant(5, 2)) }
  const playing = new Playing(legs, prompts, clock)
  const bridges = new Bridges({ legs, playing, edgeId: 'e' as EdgeId, emit })
  const state = { isOrphaned: false }
  const legFailed = vi.fn((leg: CallLeg) => legs.ended(leg, { reason: 'error' }))
  const tick = new MediaTick({
    legs,
    bridges,
    recordings: { tick: () => {} },
    playing,
    holdMusic: () => constant(9),
    isOrphaned: () => state.isOrphaned,
    wallMs: () => 0,
    legFailed,
  })
  const add = (name: string, says: number | 'throws', stationId?: string) => {
    const sent: (number | 'silence' | 'rest')[] = []
    const origin = { edgeId: 'e' as EdgeId, transport: 'sip' as const, direction: 'inbound' as const }
    const leg = new CallLeg(
      {
        ...origin,
        legId: name as LegId,
        callerNumber: '',
        dialedNumber: '',
        ...(stationId ? { stationId: stationId as StationId } : {}),
      },
      { ring: vi.fn(), openEarlyMedia: () => true, answer: vi.fn(), refuse: vi.fn(), hangUp: vi.fn() },
      0,
    )
    leg.media = {
      pull: (into: Int16Array) => {
        if (says === 'throws') throw new Error('broken')
        into.fill(says)
        return true
      },
      send: (frame: Int16Array | undefined) => sent.push(frame?.[0] ?? 'silence'),
      rest: () => sent.push('rest'),
      reportWhenDue: () => {},
      canRelayTo: () => false,
      expectPackets: () => {},
      end: () => {},
      quality: () => ({}),
    } as unknown as LegMedia
    leg.isSending = true
    legs.add(leg)
    return { leg, legId: leg.legId, sent }
  }
  return { events, legs, playing, bridges, tick, add, state, legFailed }
}
const bridgeId = 'b' as BridgeId

describe('the media tick', () => {
  it('ends a leg that fails and lets the others go on', () => {
    const { add, bridges, tick, legFailed, legs } = edge()
    const [one, two, broken] = [add('one', 1), add('two', 2), add('broken', 'throws')]
    bridges.join(bridgeId, [one.legId, two.legId, broken.legId])
    tick.run(0)
    tick.run(20)
    expect([one.sent, two.sent]).toEqual([
      [2, 2],
      [1, 1],
    ])
    expect(legFailed).toHaveBeenCalledTimes(1)
    expect(legs.get(broken.legId)).toBeUndefined()
  })

  it('plays to a leg outside of a bridge and tells when it is over', () => {
    const { add, playing, tick, events } = edge()
    const { leg, sent } = add('one', 1)
    playing.play(leg, 'p' as PlayId, [{ kind: 'prompt', name: 'hello' }], false)
    for (let i = 0; i < 4; i++) tick.run(i * 20)
    expect(sent).toEqual([5, 5, 'silence', 'silence'])
    expect(events).toEqual([{ type: 'leg.play-ended', legId: 'one', playId: 'p', outcome: 'finished' }])
  })

  it('holds a prompt back until the leg can hear it', () => {
    const { add, playing, tick } = edge()
    const { leg, sent } = add('one', 1)
    leg.isSending = false
    playing.play(leg, 'p' as PlayId, [{ kind: 'prompt', name: 'hello' }], false)
    tick.run(0)
    leg.isSending = true
    tick.run(20)
    expect(sent).toEqual(['rest', 5])
  })

  it('lets those who wait hear music while no core is there, but not stations', () => {
    const { add, tick, state } = edge()
    const [caller, station] = [add('caller', 1), add('station', 2, 'stn_1')]
    state.isOrphaned = true
    tick.run(0)
    state.isOrphaned = false
    tick.run(20)
    expect([caller.sent, station.sent]).toEqual([
      [9, 'silence'],
      ['silence', 'silence'],
    ])
  })

  it('gives music to whoever is left alone by a browser that is away', () => {
    const { add, bridges, tick } = edge()
    const [caller, station] = [add('caller', 1), add('station', 2, 'stn_1')]
    bridges.join(bridgeId, [caller.legId, station.legId])
    tick.run(0)
    station.leg.isLost = true
    tick.run(20)
    station.leg.isLost = false
    tick.run(40)
    expect(caller.sent).toEqual([2, 9, 2])
  })

  it('says back what an echo hears', () => {
    const { add, tick } = edge()
    const { leg, sent } = add('one', 7)
    leg.isEchoing = true
    tick.run(0)
    expect(sent).toEqual([7])
  })
})
