import { describe, expect, it } from 'vitest'
import type { LegId } from '#kernel/ids.ts'
import { type AudioSource, rateOf, type SampleRate } from '../audio/frame.ts'
import { Bridge, type BridgeParty } from './bridge.ts'

/** A leg that says one number for ever. */
class Speaker implements BridgeParty {
  readonly legId: LegId
  isMuted = false
  says: number
  soundHz: SampleRate = 8000
  constructor(name: string, says: number) {
    this.legId = name as LegId
    this.says = says
  }
  pull(into: Int16Array): boolean {
    into.fill(this.says)
    return this.says !== 0
  }
}
const constant = (value: number): AudioSource => ({
  read(into) {
    into.fill(value)
    return true
  },
})
const caller = () => new Speaker('caller', 100)
const agent = () => new Speaker('agent', 20)
const supervisor = () => new Speaker('supervisor', 3)
const meeting = (...legs: Speaker[]) => {
  const bridge = new Bridge(2)
  for (const leg of legs) bridge.join(leg)
  return bridge
}
const heard = (bridge: Bridge, leg: Speaker) => bridge.hears(leg.legId)?.[80] ?? 'silence'

describe('a bridge', () => {
  it('lets everybody hear all others, however many join', () => {
    const legs = Array.from({ length: 9 }, (_, i) => new Speaker(`leg${i}`, i + 1))
    const bridge = meeting(...legs)
    bridge.listen(0)
    expect(legs.map((leg) => heard(bridge, leg))).toEqual(legs.map((leg) => 45 - leg.says))
  })

  it('hears nothing of a muted leg, which still hears', () => {
    const [one, two] = [caller(), agent()]
    const bridge = meeting(one, two)
    two.isMuted = true
    bridge.listen(0)
    expect([heard(bridge, one), heard(bridge, two)]).toEqual(['silence', 100])
  })

  it('gives a leg on hold what it is held with, and its voice to nobody, until it is retrieved', () => {
    const [one, two] = [caller(), agent()]
    const bridge = meeting(one, two)
    expect(bridge.hold(one.legId, constant(7))).toBe(true)
    bridge.listen(0)
    expect([heard(bridge, one), heard(bridge, two)]).toEqual([7, 'silence'])
    expect(bridge.heldLegIds).toEqual(['caller'])
    expect([bridge.saidBy(one.legId), bridge.saidTo(one.legId)?.[0]]).toEqual([undefined, 20])
    bridge.retrieve(one.legId)
    bridge.listen(20)
    expect([heard(bridge, one), heard(bridge, two)]).toEqual([20, 100])
  })

  it('coaches: the agent hears the supervisor, the caller does not, also after the bridge has grown', () => {
    const [one, two, three] = [caller(), agent(), supervisor()]
    const bridge = meeting(one, two)
    bridge.join(three)
    bridge.setGain(one.legId, three.legId, 0)
    bridge.setGain(three.legId, two.legId, 2)
    bridge.join(new Speaker('fourth', 0))
    bridge.join(new Speaker('fifth', 0))
    bridge.listen(0)
    expect([one, two, three].map((leg) => heard(bridge, leg))).toEqual([20, 103, 140])
    expect(bridge.setGain(one.legId, 'nobody' as LegId, 1)).toBe(false)
  })

  it('lets who was on hold hear the others once he stands beside them', () => {
    const [one, two, three] = [caller(), agent(), supervisor()]
    const bridge = meeting(one, two, three)
    bridge.hold(three.legId, constant(7))
    bridge.monitor(three, [])
    bridge.listen(0)
    expect([heard(bridge, three), bridge.heldLegIds]).toEqual([120, []])
  })

  it('lets a monitor hear everybody and be heard by whom it is for, by nobody who joins later, until it is made a party', () => {
    const [one, two, three, late] = [caller(), agent(), supervisor(), new Speaker('late', 1000)]
    const all = [one, two, three, late]
    const bridge = meeting(one, two)
    const listen = () => {
      bridge.listen(0)
      return all.map((leg) => heard(bridge, leg))
    }
    bridge.monitor(three, [])
    expect(listen()).toEqual([20, 100, 120, 'silence'])
    expect([bridge.parties, bridge.monitorLegIds]).toEqual([2, ['supervisor']])
    bridge.monitor(three, [two.legId])
    bridge.join(late)
    expect(listen()).toEqual([1020, 1103, 1120, 123 - 3])
    // What the recorder takes of the caller's side has no word of the coach.
    expect([bridge.saidTo(one.legId)?.[0], bridge.saidBy(one.legId)?.[0]]).toEqual([1020, 100])
    expect(bridge.join(three)).toBe(true)
    expect(listen()).toEqual([1023, 1103, 1120, 123])
    bridge.monitor(three, [])
    expect(listen()).toEqual([1020, 1100, 1120, 120])
  })

  it('forgets a leg that leaves, and its gains', () => {
    const [one, two] = [caller(), agent()]
    const bridge = meeting(one, two)
    bridge.setGain(one.legId, two.legId, 0)
    bridge.leave(two.legId)
    bridge.listen(0)
    expect([bridge.size, heard(bridge, one), heard(bridge, two)]).toEqual([1, 'silence', 'silence'])
    bridge.join(two)
    bridge.listen(20)
    expect(heard(bridge, one)).toBe(20)
  })

  it('gives recordings both sides as they were said', () => {
    const [one, two] = [caller(), agent()]
    const bridge = meeting(one, two)
    bridge.listen(0)
    expect([bridge.saidBy(one.legId)?.[0], bridge.saidTo(one.legId)?.[0]]).toEqual([100, 20])
  })

  it('takes a leg once and says when it is full', () => {
    const bridge = new Bridge(2)
    const one = caller()
    expect([bridge.join(one), bridge.join(one), bridge.size]).toEqual([true, true, 1])
    for (let i = 1; i < 256; i++) bridge.join(new Speaker(`leg${i}`, 0))
    expect([bridge.size, bridge.join(new Speaker('one too many', 0))]).toEqual([256, false])
  })
})

describe('the rate of a bridge', () => {
  const speaking = (...rates: SampleRate[]) =>
    rates.map((soundHz, i) => Object.assign(new Speaker(`leg${i}`, i + 1), { soundHz }))
  const rates: readonly [SampleRate[], SampleRate][] = [
    [[8000, 8000], 8000],
    [[8000, 48_000], 8000],
    [[16_000, 8000], 8000],
    [[16_000, 48_000], 16_000],
    [[48_000, 48_000], 48_000],
    [[8000, 16_000, 48_000], 16_000],
    [[48_000], 8000],
  ]
  it.each(rates)('of legs at %j is %i: the lowest that loses nothing anybody could hear', (of, expected) => {
    const legs = speaking(...of)
    const bridge = meeting(...legs)
    bridge.listen(0)
    expect(bridge.rateHz).toBe(expected)
    for (const leg of legs) {
      const heard = bridge.hears(leg.legId)
      if (heard) expect(rateOf(heard)).toBe(expected)
    }
  })

  it('follows who comes, who leaves and who agrees on another codec, and no gain is lost by it', () => {
    const [one, two, three] = speaking(8000, 16_000, 16_000) as [Speaker, Speaker, Speaker]
    const bridge = meeting(one, two)
    bridge.setGain(one.legId, two.legId, 0.5)
    two.says = 100
    const after = () => {
      bridge.listen(0)
      return [bridge.rateHz, heard(bridge, one)]
    }
    expect(after()).toEqual([8000, 50])
    bridge.join(three)
    expect(after()).toEqual([16_000, 53])
    bridge.leave(three.legId)
    expect(after()).toEqual([8000, 50])
    one.soundHz = 48_000
    expect(after()).toEqual([16_000, 50])
  })

  it('is nothing to who records: he gets the rate that he asks for, and the same frame as others who ask', () => {
    const [one, two] = speaking(16_000, 16_000) as [Speaker, Speaker]
    one.says = 1000
    two.says = 2000
    const bridge = meeting(one, two)
    for (let tick = 0; tick < 3; tick++) bridge.listen(tick * 20)
    for (const [said, level] of [
      [bridge.saidBy(one.legId), 1000],
      [bridge.saidTo(one.legId), 2000],
    ] as const) {
      expect(said && rateOf(said)).toBe(8000)
      expect(said?.at(-1)).toBe(level)
    }
    const again = bridge.saidBy(one.legId)?.slice()
    expect(bridge.saidBy(one.legId)).toEqual(again)
    expect(bridge.saidBy(one.legId, 16_000)).toHaveLength(320)
    expect(bridge.saidBy(one.legId, 48_000)).toHaveLength(960)
  })
})
