import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { tonePurityDb } from './goertzel.ts'
import { isSilent } from './level.ts'
import { MixBus } from './mixer.ts'
import { ToneSource } from './tones.ts'

const tones = [440, 620, 810, 1030, 1270, 1510, 1790]

/** Each of `count` people sounds a tone of their own for 400 ms; what each hears comes back. */
function talk(bus: MixBus, slots: readonly number[]): Int16Array[] {
  const sources = slots.map((_, n) => new ToneSource({ frequenciesHz: [tones[n]!], levelDbm0: -20, cadenceMs: [] }))
  const heard = slots.map(() => new Int16Array(20 * 160))
  for (let tick = 0; tick < 20; tick++) {
    for (const [n, slot] of slots.entries()) {
      sources[n]!.read(bus.input(slot))
      bus.spoke(slot)
    }
    bus.mix()
    for (const [n, slot] of slots.entries()) heard[n]!.set(bus.heard(slot), tick * 160)
  }
  return heard
}

const joined = (bus: MixBus, count: number) => Array.from({ length: count }, () => bus.join()!)
const hears = (sound: Int16Array, n: number) => tonePurityDb(sound, tones[n]!) > -12

describe('mixing', () => {
  it.each([2, 3, 5, 7])('lets each of %d hear all but themselves', (count) => {
    const bus = new MixBus(8)
    const heard = talk(bus, joined(bus, count))
    for (let listener = 0; listener < count; listener++) {
      for (let speaker = 0; speaker < count; speaker++) {
        expect(hears(heard[listener]!, speaker), `${listener} hears ${speaker}`).toBe(speaker !== listener)
      }
    }
  })

  it('adds up once what several hear alike, and gives them the same frame', () => {
    const bus = new MixBus(16)
    const slots = joined(bus, 10)
    const [one, two, three, coach, coached, ...listeners] = slots as [
      number,
      number,
      number,
      number,
      number,
      ...number[],
    ]
    for (const slot of slots) if (slot !== coached) bus.setGain(slot, coach, 0)
    for (const speaker of [one, two, three, coach]) {
      bus.input(speaker).fill(speaker + 1)
      bus.spoke(speaker)
    }
    bus.mix()
    // The three who talk each lack themselves, the coached one hears the coach, and the coach and five listeners hear the three.
    expect(bus.distinctMixes).toBe(5)
    expect(new Set([coach, ...listeners].map((slot) => bus.heard(slot))).size).toBe(1)
    expect(slots.map((slot) => bus.heard(slot)[0])).toEqual([5, 4, 3, 6, 10, 6, 6, 6, 6, 6])
  })

  it.each([16_000, 48_000] as const)('mixes at %i Hz as at 8,000', (rateHz) => {
    const bus = new MixBus(4, rateHz)
    const slots = joined(bus, 3)
    for (const slot of slots) {
      bus.input(slot).fill(slot + 1)
      bus.spoke(slot)
    }
    bus.mix()
    for (const [n, slot] of slots.entries()) {
      expect(bus.heard(slot)).toHaveLength(rateHz / 50)
      expect(new Set(bus.heard(slot))).toEqual(new Set([6 - (n + 1)]))
    }
  })

  it('obeys the gain of each listener and speaker: a supervisor coaches the agent alone', () => {
    const bus = new MixBus(4)
    const [customer, agent, supervisor] = joined(bus, 3) as [number, number, number]
    bus.setGain(customer, supervisor, 0)
    const heard = talk(bus, [customer, agent, supervisor])
    expect([0, 1, 2].map((speaker) => hears(heard[0]!, speaker))).toEqual([false, true, false])
    expect([0, 1, 2].map((speaker) => hears(heard[1]!, speaker))).toEqual([true, false, true])
    expect([0, 1, 2].map((speaker) => hears(heard[2]!, speaker))).toEqual([true, true, false])
  })

  it('scales by the gain, and lets a slot hear itself when it is asked to (echo)', () => {
    const bus = new MixBus(2)
    const slot = bus.join()!
    bus.join()
    bus.setGain(slot, slot, 0.5)
    bus.input(slot).fill(1000)
    bus.spoke(slot)
    bus.mix()
    expect(bus.heard(slot)[80]).toBe(500)
  })

  it('saturates and never wraps', () => {
    const bus = new MixBus(4)
    const slots = joined(bus, 3)
    bus.setGain(slots[1]!, slots[0]!, 4)
    for (const [sample, limit] of [
      [30_000, 32_767],
      [-30_000, -32_768],
    ] as const) {
      for (const slot of slots) {
        bus.input(slot).fill(sample)
        bus.spoke(slot)
      }
      bus.mix()
      for (const slot of slots) expect(new Set(bus.heard(slot))).toEqual(new Set([limit]))
    }
  })

  it('forgets who spoke: who hands in nothing is silent in the next tick', () => {
    const bus = new MixBus(2)
    const [a, b] = joined(bus, 2) as [number, number]
    bus.input(a).fill(77)
    bus.spoke(a)
    bus.mix()
    expect([bus.hasSound(a), bus.hasSound(b), bus.heard(b)[0]]).toEqual([false, true, 77])
    bus.mix()
    expect([bus.hasSound(b), isSilent(bus.heard(b))]).toEqual([false, true])
  })

  it('mixes as slow arithmetic does, for any gains and any speakers', () => {
    const chance = seededRandom(4)
    const bus = new MixBus(6)
    const slots = joined(bus, 6)
    for (let round = 0; round < 200; round++) {
      bus.setGain(chance.pick(slots), chance.pick(slots), chance.pick([0, 0.25, 1, 1, 2]))
      const speaking = slots.filter(() => chance.next() < 0.5)
      for (const slot of speaking) {
        bus.input(slot).set(Int16Array.from({ length: 160 }, () => chance.integer(65_536) - 32_768))
        bus.spoke(slot)
      }
      const inputs = slots.map((slot) => Int16Array.from(bus.input(slot)))
      bus.mix()
      for (const listener of slots) {
        for (const i of [0, 80, 159]) {
          let sum = 0
          for (const speaker of speaking) sum += inputs[speaker]![i]! * bus.gain(listener, speaker)
          const right = Math.max(-32_768, Math.min(32_767, Math.round(sum)))
          expect(Math.abs(bus.heard(listener)[i]! - right)).toBeLessThanOrEqual(1)
        }
      }
    }
  })
})

describe('slots', () => {
  it('are given until the bus is full, and again when somebody left', () => {
    const bus = new MixBus(2)
    const [a, b] = joined(bus, 2) as [number, number]
    expect(bus.join()).toBe(undefined)
    bus.leave(a)
    expect(bus.size).toBe(1)
    expect(bus.join()).toBe(a)
    expect(bus.gain(a, b)).toBe(1)
  })

  it('take nothing over from who had them before', () => {
    const bus = new MixBus(2)
    const [a, b] = joined(bus, 2) as [number, number]
    bus.setGain(b, a, 0)
    bus.setGain(a, b, 0)
    bus.input(a).fill(5)
    bus.spoke(a)
    bus.leave(a)
    const next = bus.join()!
    expect([bus.gain(b, next), bus.gain(next, b), bus.gain(next, next)]).toEqual([1, 1, 0])
    bus.mix()
    expect(bus.hasSound(b)).toBe(false)
  })

  it('refuse a gain between people who are not there or out of bounds', () => {
    const bus = new MixBus(2)
    const a = bus.join()!
    expect(() => bus.setGain(a, 1, 1)).toThrow()
    expect(() => bus.setGain(a, a, 5)).toThrow()
    expect(() => bus.setGain(a, a, Number.NaN)).toThrow()
  })
})
